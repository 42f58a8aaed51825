"""Times River's logistic regression beside ours: python3 river_speed.py --ours FILE [--rounds 9] [--out FOLDER]

FILE is what `benchmarks/run learn -rf json -rff FILE` wrote, on the same machine just before; `benchmarks/run learn` does both where
Python has River. Test, then train, as LearnBenchmark does: predict_proba_one, then learn_one, of 1,024 rows of 30 drawn features that are
cycled, as dictionaries that were made before. River's defaults: SGD with rate 0.01. Writes river.json and river.md.
"""

import argparse
import gc
import json
import pathlib
import platform
import random
import statistics
import time

import river
from river import linear_model

ROWS = 1_024
FEATURES = 30
OURS = "io.millrace.benchmarks.LearnBenchmark.logisticSgdDense"
BY_HAND = "io.millrace.benchmarks.LearnBenchmark.handWrittenDense"
BAR = 200


def examples():
    """Rows as LearnBenchmark draws them, and labels."""
    draw = random.Random(5)
    for _ in range(ROWS):
        row = {f"x{j:02d}": draw.gauss(0, 1) for j in range(FEATURES)}
        total = draw.gauss(0, 1) + sum(x * (j % 3 - 1) for j, x in enumerate(row.values()))
        yield row, total > 0


def nanoseconds(model, data):
    """Of one row, mean of a pass over all. Without the garbage collector, as timeit does: that is to River's advantage."""
    gc.disable()
    start = time.perf_counter_ns()
    for row, label in data:
        model.predict_proba_one(row)
        model.learn_one(row, label)
    took = time.perf_counter_ns() - start
    gc.enable()
    return took / len(data)


def spread(values):
    """Median, least and greatest."""
    return {"median": statistics.median(values), "least": min(values), "greatest": max(values), "n": len(values)}


def iterations(file, benchmark):
    """JMH's, of all forks."""
    for run in json.loads(pathlib.Path(file).read_text()):
        if run["benchmark"] == benchmark:
            return [value for fork in run["primaryMetric"]["rawData"] for value in fork]
    raise SystemExit(f"river_speed: {file} must hold {benchmark}, found no such benchmark")


def report(rivers, millrace, by_hand):
    """The figures, and the same as a table."""
    ratio = rivers["median"] / millrace["median"]
    result = {
        "river": river.__version__,
        "python": platform.python_version(),
        "features": FEATURES,
        "nanosecondsOfRiver": rivers,
        "nanosecondsOfMillrace": millrace,
        "nanosecondsByHand": by_hand,
        "ratio": ratio,
        "ratioByHand": rivers["median"] / by_hand["median"],
        "bar": BAR,
        "holds": ratio >= BAR,
    }

    def line(name, figures, digits):
        return (f"| {name} | {figures['median']:,.{digits}f} | {figures['least']:,.{digits}f} to"
                f" {figures['greatest']:,.{digits}f} | {rivers['median'] / figures['median']:.0f} |")

    lines = [
        "| Logistic regression, SGD, 30 dense features: score, then learn | ns a row | least to greatest | River's time over it |",
        "|---|---|---|---|",
        line(f"River {river.__version__}, Python {platform.python_version()}", rivers, 0),
        line("Millrace", millrace, 1),
        line("a loop by hand in Java", by_hand, 1),
        "",
        f"Bar for Millrace: at least {BAR} times as fast as River: {'holds' if ratio >= BAR else '**missed**'}.",
    ]
    return result, lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--out", default="results")
    options = parser.parse_args()

    data = list(examples())
    model = linear_model.LogisticRegression()
    for _ in range(5):
        nanoseconds(model, data)
    rivers = spread([statistics.mean(nanoseconds(model, data) for _ in range(20)) for _ in range(options.rounds)])
    result, lines = report(
        rivers, spread(iterations(options.ours, OURS)), spread(iterations(options.ours, BY_HAND)))
    out = pathlib.Path(options.out)
    (out / "river.json").write_text(json.dumps(result, indent=2) + "\n")
    (out / "river.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
