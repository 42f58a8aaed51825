"""Records what River and scikit-learn make of one seeded stream, for io.millrace.learning.parity.

Writes into src/test/resources/parity:
  stream.csv    2,000 rows: 8 numeric features (not scaled alike), a binary label, a class out of 3, a number
  counts.csv    2,000 rows: 8 counts, a class out of 3
  expected.csv  run,quantity,value: final weights and prequential metrics of each run, and the versions that made them

Rows are taken in the file's order and each is scored before it is learned, in batches where the run says so. Numbers are written by
repr: reading them gives the same doubles. Running the script again must leave all files as they are.
"""

import csv
import math
from pathlib import Path

import numpy as np
import river
import scipy
import sklearn
from river import cluster, linear_model, naive_bayes, optim, preprocessing, tree
from sklearn.cluster import MiniBatchKMeans
from sklearn.decomposition import MiniBatchDictionaryLearning, sparse_encode
from sklearn.linear_model import SGDClassifier, SGDRegressor
from sklearn.naive_bayes import BernoulliNB, GaussianNB, MultinomialNB
from sklearn.preprocessing import StandardScaler

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "parity"
ROWS, FEATURES, CLASSES = 2000, 8, 3
BATCH = 50

results = []


def record(run, **quantities):
    """Vectors become name0, name1, ...; matrices name0.0, name0.1, ..."""
    for name, value in quantities.items():
        for index, number in np.ndenumerate(np.asarray(value, dtype=float)):
            results.append((run, name + ".".join(map(str, index)), repr(float(number))))


# ---- the streams ----------------------------------------------------------------------------------------------------


def make_stream():
    rng = np.random.default_rng(20260101)
    means = np.array([0, 1, -1, 0.5, 0, 0, 2, -0.5])
    scales = np.array([1, 0.5, 2, 1, 0.25, 1.5, 1, 0.75])
    normal = rng.normal(size=(ROWS, FEATURES))
    normal[:, 3] = 0.6 * normal[:, 0] + 0.8 * normal[:, 3]
    x = np.round(means + scales * normal, 3)
    signal = normal @ np.array([1.2, -0.8, 0.5, 0, 0.7, -0.4, 0, 0.3]) - 0.5
    binary = (signal + rng.logistic(size=ROWS) > 0).astype(int)
    pull = normal[:, :CLASSES] * 1.5 + rng.gumbel(size=(ROWS, CLASSES)) + np.array([0.4, 0, -0.4])
    number = np.round(3 + 2 * signal + rng.normal(size=ROWS), 3)
    return x, binary, pull.argmax(axis=1), number


def make_counts():
    rng = np.random.default_rng(20260102)
    classes = rng.choice(CLASSES, size=ROWS, p=[0.5, 0.3, 0.2])
    rates = np.array(
        [
            [2.0, 1.0, 0.2, 0.5, 0.1, 1.5, 0.0, 0.3],
            [0.5, 2.0, 0.6, 0.5, 0.2, 0.5, 0.1, 0.3],
            [1.0, 0.5, 1.5, 0.5, 0.4, 0.2, 0.0, 1.0],
        ]
    )
    return rng.poisson(rates[classes]), classes


def write(name, header, rows):
    with open(FOLDER / name, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


# ---- the metrics ----------------------------------------------------------------------------------------------------


def log_loss(truth, probabilities):
    right = [min(max(p if y else 1 - p, 1e-15), 1 - 1e-15) for y, p in zip(truth, probabilities)]
    return -math.fsum(map(math.log, right)) / len(right)


def log_loss_of_class(truth, shares):
    return -math.fsum(math.log(max(row[y], 1e-15)) for y, row in zip(truth, shares)) / len(truth)


def accuracy(truth, guesses):
    return float(np.mean(np.asarray(truth) == np.asarray(guesses)))


def mean_absolute_error(truth, guesses):
    return float(np.mean(np.abs(np.asarray(truth) - np.asarray(guesses))))


# ---- River, row by row ----------------------------------------------------------------------------------------------


def as_dict(row):
    return {i: float(value) for i, value in enumerate(row)}


def river_binary(run, model, x, y, linear=None):
    probabilities = []
    for row, label in zip(map(as_dict, x), y):
        probabilities.append(model.predict_proba_one(row).get(True, 0.5))
        model.learn_one(row, bool(label))
    linear = linear or model
    record(
        run,
        w=[linear.weights[i] for i in range(FEATURES)],
        b=linear.intercept,
        logLoss=log_loss(y, probabilities),
        accuracy=accuracy(y, np.array(probabilities) > 0.5),
    )


def river_runs(x, binary, classes, number):
    def logistic(optimizer, **options):
        return linear_model.LogisticRegression(optimizer, intercept_lr=0.05, **options)

    river_binary("river-logistic-sgd", logistic(optim.SGD(0.05)), x, binary)
    river_binary("river-logistic-sgd-l2", logistic(optim.SGD(0.05), l2=0.01), x, binary)
    river_binary("river-logistic-sgd-l1", logistic(optim.SGD(0.05), l1=0.01), x, binary)
    river_binary("river-logistic-sgd-inverse-scaling", logistic(optim.SGD(optim.schedulers.InverseScaling(0.5))), x, binary)
    river_binary("river-logistic-adagrad", logistic(optim.AdaGrad(0.1)), x, binary)
    river_binary("river-logistic-rmsprop", logistic(optim.RMSProp(0.01)), x, binary)
    river_binary("river-logistic-adam", logistic(optim.Adam(0.01)), x, binary)
    river_binary("river-logistic-ftrl", logistic(optim.FTRLProximal(alpha=0.05, beta=1.0, l1=0.0, l2=1.0)), x, binary)
    river_binary("river-logistic-ftrl-l1", logistic(optim.FTRLProximal(alpha=0.1, beta=1.0, l1=2.0, l2=0.5)), x, binary)

    scaled = preprocessing.StandardScaler() | logistic(optim.SGD(0.05))
    river_binary("river-scaled-logistic-sgd", scaled, x, binary, scaled["LogisticRegression"])
    scaler = scaled["StandardScaler"]
    record(
        "river-scaled-logistic-sgd",
        mean=[scaler.means[i] for i in range(FEATURES)],
        variance=[scaler.vars[i] for i in range(FEATURES)],
    )

    linear = linear_model.LinearRegression(optim.SGD(0.005), intercept_lr=0.005)
    guesses = []
    for row, target in zip(map(as_dict, x), number):
        guesses.append(linear.predict_one(row))
        linear.learn_one(row, float(target))
    record(
        "river-linear-sgd",
        w=[linear.weights[i] for i in range(FEATURES)],
        b=linear.intercept,
        mae=mean_absolute_error(number, guesses),
    )

    for mode in (1, 2):
        pa = linear_model.PAClassifier(C=0.01, mode=mode)
        guesses = []
        for row, label in zip(map(as_dict, x), binary):
            guesses.append(pa.predict_proba_one(row)[True] > 0.5)
            pa.learn_one(row, bool(label))
        record(
            f"river-pa-{mode}",
            w=[pa.weights[i] for i in range(FEATURES)],
            b=pa.intercept,
            accuracy=accuracy(binary, guesses),
        )

    # no intercept there: a ninth feature that is always 1. All classes are known from the start, as they are here.
    softmax = linear_model.SoftmaxRegression(optim.SGD(0.05))
    for k in range(CLASSES):
        softmax.weights[k]
    shares = []
    for row, label in zip(x, classes):
        features = as_dict([*row, 1])
        answer = softmax.predict_proba_one(features)
        shares.append([answer[k] for k in range(CLASSES)])
        softmax.learn_one(features, int(label))
    record(
        "river-softmax-sgd",
        w=[[softmax.weights[k][i] for i in range(FEATURES + 1)] for k in range(CLASSES)],
        logLoss=log_loss_of_class(classes, shares),
        accuracy=accuracy(classes, np.argmax(shares, axis=1)),
    )

    # context only: split rules of River's tree are its own
    hoeffding = tree.HoeffdingTreeClassifier(grace_period=100, delta=1e-3, tau=0.15, leaf_prediction="mc")
    guesses = []
    for row, label in zip(map(as_dict, x), classes):
        guesses.append(hoeffding.predict_one(row))
        hoeffding.learn_one(row, int(label))
    record(
        "river-hoeffding-tree",
        accuracy=accuracy(classes, [-1 if guess is None else guess for guess in guesses]),
        branches=hoeffding.n_branches,
    )


def river_bayes(counts, classes):
    model = naive_bayes.MultinomialNB(alpha=1.0)
    shares = []
    for row, label in zip(map(as_dict, counts), classes):
        answer = model.predict_proba_one(row)
        shares.append([answer.get(k, 0.0) for k in range(CLASSES)])
        model.learn_one(row, int(label))
    record("river-multinomial", accuracy=accuracy(classes, np.argmax(shares, axis=1)))


# ---- scikit-learn, partial_fit --------------------------------------------------------------------------------------


def sklearn_binary(run, model, x, y, has_probability=True):
    """One row a call."""
    scores = []
    for i in range(len(x)):
        scores.append(float(model.decision_function(x[i : i + 1])[0]) if i else 0.0)
        model.partial_fit(x[i : i + 1], y[i : i + 1], classes=[0, 1])
    record(run, w=model.coef_[0], b=model.intercept_[0], accuracy=accuracy(y, np.array(scores) > 0))
    if has_probability:
        record(run, logLoss=log_loss(y, [1 / (1 + math.exp(-s)) for s in scores]))


def sklearn_regressor(run, model, x, y):
    guesses = []
    for i in range(len(x)):
        guesses.append(float(model.predict(x[i : i + 1])[0]) if i else 0.0)
        model.partial_fit(x[i : i + 1], y[i : i + 1])
    record(run, w=model.coef_, b=model.intercept_[0], mae=mean_absolute_error(y, guesses))


def sklearn_linear(x, binary, number):
    sklearn_binary("sklearn-log-optimal", SGDClassifier("log_loss", alpha=0.01), x, binary)
    sklearn_binary(
        "sklearn-log-constant", SGDClassifier("log_loss", alpha=0.001, learning_rate="constant", eta0=0.05), x, binary
    )
    sklearn_binary("sklearn-hinge", SGDClassifier("hinge", alpha=0.001), x, binary, has_probability=False)
    squared_hinge = SGDClassifier("squared_hinge", alpha=0.01, learning_rate="constant", eta0=0.005)
    sklearn_binary("sklearn-squared-hinge", squared_hinge, x, binary, has_probability=False)

    # all rows in one call: the cumulative l1 penalty and the average begin again at each
    for run, options in {
        "sklearn-log-l1-one-call": {"penalty": "l1", "alpha": 0.003},
        "sklearn-log-elasticnet-one-call": {"penalty": "elasticnet", "alpha": 0.003, "l1_ratio": 0.4},
        "sklearn-log-average-one-call": {"penalty": "l2", "alpha": 0.001, "average": True},
    }.items():
        model = SGDClassifier("log_loss", learning_rate="constant", eta0=0.05, shuffle=False, **options)
        model.partial_fit(x, binary, classes=[0, 1])
        record(run, w=model.coef_[0], b=model.intercept_[0])

    sklearn_regressor("sklearn-squared", SGDRegressor(), x, number)
    sklearn_regressor("sklearn-huber", SGDRegressor("huber", epsilon=0.5), x, number)
    sklearn_regressor("sklearn-epsilon-insensitive", SGDRegressor("epsilon_insensitive", epsilon=0.2), x, number)

    for mode in (1, 2):
        rate = f"pa{mode}"
        sklearn_binary(
            f"sklearn-pa-{mode}",
            SGDClassifier("hinge", penalty=None, learning_rate=rate, eta0=0.01),
            x,
            binary,
            has_probability=False,
        )
        sklearn_regressor(
            f"sklearn-pa-regressor-{mode}",
            SGDRegressor("epsilon_insensitive", penalty=None, learning_rate=rate, eta0=0.01, epsilon=0.1),
            x,
            number,
        )

    scaler, model, scores = StandardScaler(), SGDClassifier("log_loss", alpha=0.01), []
    for i in range(len(x)):
        row = x[i : i + 1]
        scores.append(float(model.decision_function(scaler.transform(row))[0]) if i else 0.0)
        model.partial_fit(scaler.partial_fit(row).transform(row), binary[i : i + 1], classes=[0, 1])
    record(
        "sklearn-scaled-log-optimal",
        w=model.coef_[0],
        b=model.intercept_[0],
        mean=scaler.mean_,
        variance=scaler.var_,
        logLoss=log_loss(binary, [1 / (1 + math.exp(-s)) for s in scores]),
    )


def sklearn_bayes_run(run, model, x, classes, quantities):
    """Batches, each scored before it is learned; the first one is only learned."""
    shares = []
    for start in range(0, ROWS, BATCH):
        rows = slice(start, start + BATCH)
        if start:
            shares.extend(model.predict_proba(x[rows]))
        model.partial_fit(x[rows], classes[rows], classes=range(CLASSES))
    truth = classes[BATCH:]
    record(
        run,
        logLoss=log_loss_of_class(truth, shares),
        accuracy=accuracy(truth, np.argmax(shares, axis=1)),
        **{name: getattr(model, attribute) for name, attribute in quantities.items()},
    )


def sklearn_bayes(x, classes, counts, count_classes):
    logs = {"prior": "class_log_prior_", "likelihood": "feature_log_prob_"}
    sklearn_bayes_run("sklearn-multinomial", MultinomialNB(alpha=1.0), counts, count_classes, logs)
    sklearn_bayes_run("sklearn-bernoulli", BernoulliNB(alpha=1.0, binarize=0.5), counts, count_classes, logs)
    sklearn_bayes_run(
        "sklearn-gaussian",
        GaussianNB(var_smoothing=0.0),
        x,
        classes,
        {"prior": "class_prior_", "mean": "theta_", "variance": "var_"},
    )


def nearest(x, centres):
    return ((x[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2).min(axis=1)


def sklearn_kmeans(x):
    start = x[:5].copy()
    model = MiniBatchKMeans(n_clusters=5, init=start, n_init=1, reassignment_ratio=0.0, batch_size=BATCH)
    inertia = []
    for from_row in range(0, ROWS, BATCH):
        rows = x[from_row : from_row + BATCH]
        inertia.extend(nearest(rows, model.cluster_centers_ if from_row else start))
        model.partial_fit(rows)
    record(
        "sklearn-kmeans",
        centre=model.cluster_centers_,
        count=model._counts,
        inertia=math.fsum(inertia) / ROWS,
        finalInertia=math.fsum(nearest(x, model.cluster_centers_)) / ROWS,
    )


def river_kmeans(x):
    model = cluster.KMeans(n_clusters=5, halflife=0.05, seed=1)
    for k in range(5):
        for i in range(FEATURES):
            model.centers[k][i] = float(x[k, i])
    inertia = []
    for row in x:
        centres = np.array([[model.centers[k][i] for i in range(FEATURES)] for k in range(5)])
        inertia.append(float(nearest(row[None, :], centres)[0]))
        model.learn_one(as_dict(row))
    record(
        "river-kmeans",
        centre=[[model.centers[k][i] for i in range(FEATURES)] for k in range(5)],
        inertia=math.fsum(inertia) / ROWS,
    )


def sklearn_dictionary(x):
    start = np.random.default_rng(20260103).normal(size=(4, FEATURES)).round(3)
    start /= np.maximum(np.linalg.norm(start, axis=1, keepdims=True), 1)
    alpha = 0.3
    model = MiniBatchDictionaryLearning(
        n_components=4, alpha=alpha, fit_algorithm="lars", dict_init=start.copy(), batch_size=BATCH, random_state=0
    )

    def objective(rows, atoms):
        codes = sparse_encode(rows, atoms, algorithm="lasso_lars", alpha=alpha)
        return (0.5 * ((rows - codes @ atoms) ** 2).sum(axis=1) + alpha * np.abs(codes).sum(axis=1)).tolist()

    costs = []
    for from_row in range(0, ROWS, BATCH):
        rows = x[from_row : from_row + BATCH]
        costs.extend(objective(rows, model.components_ if from_row else start))
        model.partial_fit(rows)
    record(
        "sklearn-dictionary",
        start=start,
        atom=model.components_,
        a=model._A,
        objective=math.fsum(costs) / ROWS,
        finalObjective=math.fsum(objective(x, model.components_)) / ROWS,
        code=sparse_encode(x[:3], model.components_, algorithm="lasso_lars", alpha=alpha),
    )


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    x, binary, classes, number = make_stream()
    counts, count_classes = make_counts()
    write(
        "stream.csv",
        [f"x{i}" for i in range(FEATURES)] + ["binary", "class", "number"],
        ([*map(float, row), b, c, float(n)] for row, b, c, n in zip(x, binary, classes, number)),
    )
    write(
        "counts.csv",
        [f"n{i}" for i in range(FEATURES)] + ["class"],
        ([*row, c] for row, c in zip(counts.tolist(), count_classes)),
    )
    river_runs(x, binary, classes, number)
    river_bayes(counts, count_classes)
    river_kmeans(x)
    sklearn_linear(x, binary, number)
    sklearn_bayes(x, classes, counts.astype(float), count_classes)
    sklearn_kmeans(x)
    sklearn_dictionary(x)
    versions = [("versions", module.__name__, module.__version__) for module in (np, scipy, sklearn, river)]
    write("expected.csv", ["run", "quantity", "value"], versions + results)


if __name__ == "__main__":
    main()
