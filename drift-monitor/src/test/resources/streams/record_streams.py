"""Writes the streams beside this file, one value a line: python3 record_streams.py

Python's standard library only. The definitions, and what detectors answer on them, are those of known-answers section 2.9: P, Q and A are streams of
River's tests (BSD-3), E is one of River's examples, A8 one of scikit-multiflow's.
"""

import pathlib
import random


def legacy(seed):
    """The 32-bit outputs of numpy's RandomState(seed)."""
    s = [seed]
    for i in range(1, 624):
        s.append((1812433253 * (s[-1] ^ (s[-1] >> 30)) + i) & 0xFFFFFFFF)
    r = random.Random()
    r.setstate((3, tuple(s) + (624,), None))
    return r


streams = {}
r = random.Random(12345)
streams["p"] = r.choices([0, 1], k=1000) + r.choices(range(4, 8), k=1000)
r = random.Random(42)
streams["q"] = [v for _ in range(2) for k in ([0, 1], range(4, 8)) for v in r.choices(k, k=1000)]
r = random.Random(42)
streams["e"] = r.choices([0, 1], k=1000)
streams["e"] += r.choices([0, 1], k=1000, weights=[0.3, 0.7])
r = legacy(12345)
streams["a"] = [r.getrandbits(32) & 1 for _ in range(1000)] + [4 + (r.getrandbits(32) & 3) for _ in range(1000)]
r = legacy(12345)
streams["a8"] = [r.getrandbits(32) & 1 for _ in range(1000)] + [r.getrandbits(32) & 7 for _ in range(1000)]

for name, values in streams.items():
    path = pathlib.Path(__file__).parent / (name + ".csv")
    path.write_text("".join(f"{value}\n" for value in values))
    print(name, len(values), sum(values))
# the draws of KSWIN's test: Random(42).sample, twice of each form
r = random.Random(42)
print("sample", r.sample(range(70), 30)[:8], r.sample(range(1000), 30)[:8], r.getrandbits(32))
r = random.Random(2**40 + 7)
print("seed of two words", [r.getrandbits(32) for _ in range(3)])
