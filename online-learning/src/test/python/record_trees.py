"""Accuracy of River's Hoeffding trees, test then train, to ../resources/parity/trees-expected.csv.

The streams are those of io.millrace.learning.tree.TreeStreams: the same numbers from the same seeds, so none are stored.
Ran with River 0.26.1.
"""
import csv
import math
import pathlib

from river import tree


class JavaRandom:
    """java.util.Random, as its Javadoc defines it."""

    def __init__(self, seed):
        self.state = (seed ^ 0x5DEECE66D) & ((1 << 48) - 1)

    def bits(self, n):
        self.state = (self.state * 0x5DEECE66D + 0xB) & ((1 << 48) - 1)
        return self.state >> (48 - n)

    def uniform(self, low=0.0, high=1.0):
        return low + (high - low) * (((self.bits(26) << 27) + self.bits(27)) * 2.0 ** -53)

    def integer(self, low, high):
        return math.floor(self.uniform(low, high + 1))


def sea(r, threshold, noise):
    x = [r.uniform(0, 10) for _ in range(3)]
    y = int(x[0] + x[1] <= threshold)
    return x, 1 - y if r.uniform() < noise else y


def agrawal(r, function):
    salary = r.uniform(20_000, 150_000)
    commission = 0.0 if salary >= 75_000 else r.uniform(10_000, 75_000)
    age = r.integer(20, 80)
    level = r.integer(0, 4)
    car = r.integer(1, 20)
    zipcode = r.integer(0, 8)
    value = (9 - zipcode) * 100_000 * r.uniform(0.5, 1.5)
    years = r.integer(1, 30)
    loan = r.uniform(0, 500_000)
    band = 0 if age < 40 else 1 if age < 60 else 2
    if function == 1:
        y = band != 1
    elif function == 2:
        low, high = [(50_000, 100_000), (75_000, 125_000), (25_000, 75_000)][band]
        y = low <= salary <= high
    else:
        low, high = [(0, 1), (1, 3), (2, 4)][band]
        y = low <= level <= high
    return [salary, commission, age, level, car, zipcode, value, years, loan], int(y)


def streams():
    r = JavaRandom(1)
    yield "sea", [sea(r, 9, 0.1) for _ in range(10_000)]
    r = JavaRandom(2)
    yield "agrawal", [agrawal(r, 2) for _ in range(20_000)]
    r = JavaRandom(3)
    yield "agrawal-drift", [agrawal(r, 1 + i // 10_000) for i in range(30_000)]


def accuracy(model, rows):
    right = 0
    for x, y in rows:
        row = dict(enumerate(x))
        right += model.predict_one(row) == y
        model.learn_one(row, y)
    return right / len(rows)


with open(pathlib.Path(__file__).parent.parent / "resources/parity/trees-expected.csv", "w", newline="\n") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["stream", "learner", "accuracy"])
    for name, rows in streams():
        writer.writerow([name, "no-change", sum(a[1] == b[1] for a, b in zip(rows, rows[1:])) / len(rows)])
        writer.writerow([name, "first-row-sum", sum(rows[0][0])])
        for learner, model in [
            ("majority", tree.HoeffdingTreeClassifier(leaf_prediction="mc")),
            ("naive-bayes", tree.HoeffdingTreeClassifier(leaf_prediction="nb")),
            ("adaptive", tree.HoeffdingTreeClassifier()),
            ("hat", tree.HoeffdingAdaptiveTreeClassifier(bootstrap_sampling=False, seed=1)),
        ]:
            writer.writerow([name, learner, accuracy(model, rows)])
