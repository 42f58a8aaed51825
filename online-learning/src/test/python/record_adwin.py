"""The stream A of ADWIN's known answers, to ../resources/parity/adwin-stream.csv; Python's standard library is enough.

1,000 values of 0 or 1, then 1,000 of 4 to 7: the outputs that NumPy's RandomState(12345) gives, as River's tests of 2021 drew them.
"""
import pathlib
import random


def legacy(seed):
    s = [seed]
    for i in range(1, 624):
        s.append((1812433253 * (s[-1] ^ (s[-1] >> 30)) + i) & 0xFFFFFFFF)
    r = random.Random()
    r.setstate((3, tuple(s) + (624,), None))
    return r


r = legacy(12345)
A = [r.getrandbits(32) & 1 for _ in range(1000)] + [4 + (r.getrandbits(32) & 3) for _ in range(1000)]
assert sum(A) == 6037
path = pathlib.Path(__file__).parent.parent / "resources/parity/adwin-stream.csv"
path.write_text("\n".join(map(str, A)) + "\n")
