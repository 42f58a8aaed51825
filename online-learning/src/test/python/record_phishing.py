"""Writes the Phishing data set as River ships it, and what River's scaler and logistic SGD make of it.

Data: Abdelhamid, N. (2014). Website Phishing. UCI Machine Learning Repository 379, https://doi.org/10.24432/C5B301, CC BY 4.0; River's
file, its 1,250 rows and their order unchanged; nine of the features.

Writes into src/test/resources/parity:
  phishing.csv           as River's phishing.csv.gz, features as numbers
  phishing-expected.csv  run,quantity,value; runs are <order>-<learning rate>. late: score with the scaler as it was before the row.
                         early: update the scaler, then score and learn with the same scaled row.
"""

import numpy as np
import river
from record_parity import FOLDER, accuracy, log_loss, write
from river import datasets, linear_model, metrics, optim, preprocessing


def exact_auc(truth, scores):
    """Share of pairs in the right order, ties count one half."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ranked = np.asarray(scores)[order]
    i = 0
    while i < len(ranked):
        j = i
        while j < len(ranked) and ranked[j] == ranked[i]:
            j += 1
        ranks[order[i:j]] = (i + 1 + j) / 2
        i = j
    positives = int(np.sum(truth))
    negatives = len(truth) - positives
    return (ranks[np.asarray(truth) == 1].sum() - positives * (positives + 1) / 2) / (positives * negatives)


def run(rows, learning_rate, early):
    scaler = preprocessing.StandardScaler()
    model = linear_model.LogisticRegression(optim.SGD(learning_rate), intercept_lr=0.01)
    auc10 = metrics.ROCAUC(n_thresholds=10)
    probabilities, truth = [], []
    for x, y in rows:
        if early:
            scaler.learn_one(x)
            scaled = scaler.transform_one(x)
        p = model.predict_proba_one(scaler.transform_one(x))[True]
        if not early:
            scaler.learn_one(x)
            scaled = scaler.transform_one(x)
        model.learn_one(scaled, y)
        auc10.update(y, {True: p, False: 1 - p})
        probabilities.append(p)
        truth.append(int(y))
    return {
        "accuracy": accuracy(truth, np.array(probabilities) > 0.5),
        "auc10": auc10.get(),
        "auc": float(exact_auc(truth, probabilities)),
        "logLoss": log_loss(truth, probabilities),
        **{f"w{i}": model.weights[name] for i, name in enumerate(rows[0][0])},
        "b": model.intercept,
    }


def main():
    rows = [(dict(x), y) for x, y in datasets.Phishing()]
    names = list(rows[0][0])
    write(
        "phishing.csv",
        [*names, "is_phishing"],
        ([*(repr(x[name]) for name in names), int(y)] for x, y in rows),
    )
    expected = [("versions", "river", river.__version__), ("versions", "numpy", np.__version__)]
    for learning_rate in (0.005, 0.01, 0.1):
        for order in ("early", "late"):
            answers = run(rows, learning_rate, order == "early")
            expected += [(f"{order}-{learning_rate}", name, repr(float(value))) for name, value in answers.items()]
    write("phishing-expected.csv", ["run", "quantity", "value"], expected)


if __name__ == "__main__":
    main()
