"""Records scipy.csv, the answers of SciPy that DistributionAgreesWithScipyTest is held to.

    pip install scipy==1.17.1 numpy; python record_scipy.py > scipy.csv

One case a line: measure;arguments;answers. Lists are separated by blanks, answers are written with 17 digits.
"""

import numpy as np
from scipy import special, stats
from scipy.spatial import distance
from scipy.stats import distributions

rng = np.random.default_rng(20261128)


def line(measure, arguments, answers):
    def text(values):
        return " ".join(repr(float(v)) if not isinstance(v, (int, np.integer)) else str(v) for v in values)

    print(";".join([measure] + [text(a) for a in arguments] + [text(answers)]))


for case in range(24):
    bins = int(rng.integers(2, 31))
    r = rng.integers(1, 400, bins)
    c = rng.integers(0, 300, bins) + (1 if case % 2 == 0 else 0)
    p, q = r / r.sum(), c / c.sum()
    base = np.sqrt(0.5 * np.sum((np.sqrt(p) - np.sqrt(q)) ** 2))
    line("shares", [r, c], [
        distance.jensenshannon(p, q),
        distance.jensenshannon(p, q, base=2),
        base,
        0.5 * np.abs(p - q).sum(),
        np.sum(special.rel_entr(q, p)),
        *stats.chisquare(c, p * c.sum()),
        *stats.chi2_contingency(np.array([r, c]), correction=False)[:2],
    ])

for case in range(30):
    n, m = int(rng.integers(1, 60)), int(rng.integers(1, 60))
    a = rng.normal(0, 1, n)
    b = rng.normal(rng.choice([0, 0.5, 2]), rng.choice([1, 3]), m)
    if case % 3 == 0:
        a, b = np.round(a, 1), np.round(b, 1)
    exact = stats.ks_2samp(a, b, method="exact")
    line("samples", [a, b], [
        exact.statistic, exact.pvalue, stats.ks_2samp(a, b, method="asymp").pvalue,
        stats.wasserstein_distance(a, b), np.std(a),
    ])

for n in [1, 2, 3, 5, 10, 30, 100, 139, 140, 141, 200, 500, 1000, 5000, 20000, 100000]:
    for z in [0.3, 0.5, 0.7, 0.9, 1.1, 1.36, 1.8, 2.3, 3.0]:
        d = z / np.sqrt(n)
        if d < 1:
            line("kstwo", [[d], [n]], [distributions.kstwo.sf(d, n)])

for x in [0.2, 0.4, 0.6, 0.9, 0.999, 1.0, 1.001, 1.2, 1.6, 2.5, 4.0, 8.0]:
    line("limit", [[x]], [special.kolmogorov(x)])

for degrees in [1, 2, 5, 29, 99, 255]:
    for x in [0.01, 0.5, 1, 3, 10, 50, 300]:
        line("chi2", [[x], [degrees]], [stats.chi2.sf(x, degrees)])

for case in range(16):
    n, m = int(rng.integers(5, 5000)), int(rng.integers(5, 5000))
    h, k = int(rng.integers(0, n + 1)), int(rng.integers(0, m + 1))
    if case % 2 == 0:
        k = min(m, int(h * m / n) + 1)
    pooled = (h + k) / (n + m)
    z = (h / n - k / m) / np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    line("proportion", [[h, n, k, m]], [z, 2 * stats.norm.sf(abs(z))])
