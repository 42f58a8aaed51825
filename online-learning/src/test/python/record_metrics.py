"""Writes scored examples drawn from a seed, and what scikit-learn's and River's metrics make of them.

Writes into src/test/resources/parity:
  metrics-examples.csv  labels, scores and weights
  metrics-expected.csv  metric,form,value; forms are cumulative (all rows), fading (row i weighs 0.99^(n-1-i)) and windowed (the last 50 rows).
"""

import csv
import random

import numpy as np
from record_parity import FOLDER
from river import metrics as river
from sklearn import metrics as sk

ROWS, WINDOW, ALPHA, BINS = 400, 50, 0.99, 10
random.seed(20180401)
rows = []
for i in range(ROWS):
    logit = random.gauss(-0.5, 1.5)
    p = 1 / (1 + np.exp(-logit))
    label = int(random.random() < 1 / (1 + np.exp(-1.3 * logit - 0.4)))
    p = round(p, 3) if i % 3 else round(p, 1)  # ties, and some exact 0 and 1
    value = 1e6 + random.gauss(0, 10)
    answer = value + random.gauss(1, 4)
    logits = np.array([random.gauss(0, 1) for _ in range(3)])
    kind = int(np.argmax(logits + np.array([random.gauss(0, 1) for _ in range(3)])))
    q = np.round(np.exp(logits) / np.exp(logits).sum(), 4)
    rows.append([label, p, value, answer, kind, *q, random.choice([0.5, 1, 1, 2])])

table = np.array(rows)
with open(FOLDER / "metrics-examples.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["label", "p", "value", "answer", "kind", "q0", "q1", "q2", "weight"])
    out.writerows([[float(v) for v in row] for row in rows])


def calibration(y, p, w):
    bins = np.minimum((p * BINS).astype(int), BINS - 1)
    return sum(abs((w * (p - y))[bins == b].sum()) for b in range(BINS)) / w.sum()


def values(t, w):
    y, p, value, answer, kind, q = t[:, 0], t[:, 1], t[:, 2], t[:, 3], t[:, 4], t[:, 5:8]
    clipped = np.clip(p, 1e-15, 1 - 1e-15)
    yes = (p > 0.5).astype(int)
    # scikit-learn divides probabilities by their sum, River and Millrace do not
    multi = np.average(-np.log(np.clip(q[np.arange(len(q)), kind.astype(int)], 1e-15, 1 - 1e-15)), weights=w)
    return {
        "log-loss": sk.log_loss(y, np.column_stack([1 - clipped, clipped]), sample_weight=w, labels=[0, 1]),
        "brier": sk.brier_score_loss(y, p, sample_weight=w),
        "auc": sk.roc_auc_score(y, p, sample_weight=w),
        "average-precision": sk.average_precision_score(y, p),
        "calibration-error": calibration(y, p, w),
        "accuracy": sk.accuracy_score(y, yes, sample_weight=w),
        "precision": sk.precision_score(y, yes, sample_weight=w),
        "recall": sk.recall_score(y, yes, sample_weight=w),
        "f1": sk.f1_score(y, yes, sample_weight=w),
        "mae": sk.mean_absolute_error(value, answer, sample_weight=w),
        "mse": sk.mean_squared_error(value, answer, sample_weight=w),
        "rmse": sk.mean_squared_error(value, answer, sample_weight=w) ** 0.5,
        "r2": sk.r2_score(value, answer, sample_weight=w),
        "multiclass log-loss": multi,
        "multiclass accuracy": sk.accuracy_score(kind, q.argmax(axis=1), sample_weight=w),
    }


w = table[:, 8]
with open(FOLDER / "metrics-expected.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["metric", "form", "value"])
    for form, t, weights in [
        ("cumulative", table, w),
        ("fading", table, w * ALPHA ** np.arange(ROWS - 1, -1, -1)),
        ("windowed", table[-WINDOW:], w[-WINDOW:]),
    ]:
        for name, value in values(t, weights).items():
            out.writerow([name, form, repr(float(value))])
    auc10 = river.ROCAUC(n_thresholds=10)
    for row in rows:
        auc10.update(bool(row[0]), float(row[1]), row[8])
    out.writerow(["river-auc", "cumulative", repr(float(auc10.get()))])
