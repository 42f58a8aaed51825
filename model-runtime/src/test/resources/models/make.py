"""Trains the models in the folders beside this file, exports each to ONNX and PMML, and keeps the answers of the library
that trained it. `python make.py` makes all of them, `python make.py NAME...` some. README.md says what is in a folder.

Features are rounded to float32 before training and before scoring, so that the library, a float tensor and a PMML double
all hold the same number.
"""

import csv
import pathlib
import sys
import warnings

import lightgbm
import numpy as np
import onnx
import onnxmltools
import pandas
import skl2onnx
import xgboost
from onnxmltools.convert.common.data_types import FloatTensorType as OnnxmlFloat
from pandas.api.types import is_numeric_dtype
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, StringTensorType
from sklearn.base import is_classifier
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, SGDClassifier
from sklearn.naive_bayes import GaussianNB, MultinomialNB
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from sklearn2pmml import sklearn2pmml
from sklearn2pmml.pipeline import PMMLPipeline

HERE = pathlib.Path(__file__).parent
SEED = 20261122
OPSET = {"": 18, "ai.onnx.ml": 3}
ROWS = 400
KEPT = 40
THRESHOLDS = 12


# --- data -----------------------------------------------------------------------------------------------------------


def numbers(columns, seed, missing=0.0, grid=False):
    """Normal features; on a grid of 1/64 their midpoints, and so trees' thresholds, are exact in float32."""
    random = np.random.default_rng(SEED + seed)
    x = random.normal(size=(ROWS, columns))
    if grid:
        x = np.round(x * 64) / 64
    x = x.astype(np.float32).astype(np.float64)
    x[random.random(x.shape) < missing] = np.nan
    return pandas.DataFrame(x, columns=[f"x{i}" for i in range(columns)]), random


def classes(x, random, names):
    """Classes that depend on the features, with noise."""
    filled = np.nan_to_num(x.to_numpy(dtype=np.float64), nan=0.5)
    score = filled @ random.normal(size=(x.shape[1], len(names))) + 0.3 * random.normal(size=(len(x), len(names)))
    return pandas.Series(np.asarray(names)[np.argmax(score, axis=1)], name="label")


def amounts(x, random):
    """A regression target that depends on the features, with noise."""
    filled = np.nan_to_num(x.to_numpy(dtype=np.float64), nan=0.5)
    return pandas.Series(
        filled @ random.normal(size=x.shape[1]) + np.abs(filled[:, 0]) + 0.1 * random.normal(size=len(x)),
        name="amount")


def customers(seed, missing_text=False):
    """Numbers and texts, some of them missing."""
    random = np.random.default_rng(SEED + seed)
    age = random.integers(18, 91, ROWS).astype(np.float64)
    income = random.lognormal(3, 0.5, ROWS).astype(np.float32).astype(np.float64)
    visits = random.poisson(3, ROWS).astype(np.float64)
    frame = pandas.DataFrame({
        "age": age,
        "income": income,
        "visits": visits,
        "country": random.choice(["DE", "FR", "IT", "São Tomé"], ROWS, p=[0.4, 0.3, 0.2, 0.1]).astype(object),
        "plan": random.choice(["free", "basic", "pro"], ROWS).astype(object),
    })
    logit = 0.05 * (age - 50) - 0.05 * (income - 20) + (frame["country"] == "IT") * 1.5 - (frame["plan"] == "pro") * 2
    label = np.where(random.random(ROWS) < 1 / (1 + np.exp(-logit)), "leaves", "stays")
    frame.loc[random.random(ROWS) < 0.1, "age"] = np.nan
    frame.loc[random.random(ROWS) < 0.1, "income"] = np.nan
    if missing_text:
        frame.loc[random.random(ROWS) < 0.1, "country"] = np.nan
    return frame, pandas.Series(label, name="label")


# --- rows to keep ---------------------------------------------------------------------------------------------------


def around(x, thresholds):
    """Copies of rows in which one feature lies at a threshold, just below and just above it."""
    thresholds = sorted(set(thresholds))
    rows = []
    for i, (feature, threshold) in enumerate(thresholds[:: max(1, len(thresholds) // THRESHOLDS)]):
        at = np.float32(threshold)
        for value in (at, np.nextafter(at, np.float32(-np.inf)), np.nextafter(at, np.float32(np.inf))):
            row = x.iloc[[KEPT + i]].copy()
            row.iloc[0, feature] = value
            rows.append(row)
    return pandas.concat([x[:KEPT], *rows], ignore_index=True)


def sklearn_thresholds(model):
    trees = [model] if hasattr(model, "tree_") else np.ravel(model.estimators_)
    for estimator in trees:
        tree = estimator.tree_
        yield from ((int(f), float(t)) for f, t in zip(tree.feature, tree.threshold) if f >= 0)


def lightgbm_thresholds(model):
    """All but two kinds on which LightGBM and every exported file differ by design (README.md): thresholds that grow when
    rounded to float32, as in the ONNX file, and those at +-1e-35, inside of which LightGBM takes a number for zero."""
    def is_kept(threshold):
        return float(np.float32(threshold)) <= threshold and abs(threshold) > 1e-30

    def walk(node):
        if "split_feature" in node:
            if node["decision_type"] == "<=":
                yield node["split_feature"], node["threshold"]
            yield from walk(node["left_child"])
            yield from walk(node["right_child"])
    for tree in model.booster_.dump_model()["tree_info"]:
        yield from (split for split in walk(tree["tree_structure"]) if is_kept(split[1]))


def xgboost_thresholds(model):
    table = model.get_booster().trees_to_dataframe()
    for feature, threshold in zip(table["Feature"], table["Split"]):
        if feature != "Leaf":
            yield int(feature[1:]), float(threshold)


# --- answers --------------------------------------------------------------------------------------------------------


def text(value):
    """Full precision, an empty cell where missing."""
    if isinstance(value, (str, int)):
        return str(value)
    value = float(value)
    return "" if np.isnan(value) else repr(value)


def label(value):
    return str(value.item() if isinstance(value, np.generic) else value)


def classification(model):
    names = [label(name) for name in model.classes_]
    return ["class", *(f"probability:{name}" for name in names)], lambda x: [
        [label(c), *map(text, p)] for c, p in zip(model.predict(x), model.predict_proba(x))]


def regression(model):
    return ["value"], lambda x: [[text(value)] for value in model.predict(x)]


def clustering(model):
    return ["cluster", *(f"distance:{i}" for i in range(model.n_clusters))], lambda x: [
        [label(c), *map(text, d)] for c, d in zip(model.predict(x), model.transform(x))]


def keep_answers(folder, rows, answers):
    names, answer = answers
    with open(folder / "expected.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*rows.columns, *names])
        for row, output in zip(rows.itertuples(index=False), answer(rows)):
            writer.writerow([*map(text, row), *output])


# --- export ---------------------------------------------------------------------------------------------------------


def keep_onnx(folder, model):
    model.ir_version = min(model.ir_version, 10)
    model.graph.name = folder.name  # converters draw names at random
    for i, node in enumerate(model.graph.node):
        node.name = f"{node.op_type}_{i}"
    onnx.checker.check_model(model)
    (folder / "model.onnx").write_bytes(model.SerializeToString())


def packed(x, tensor=FloatTensorType):
    """One tensor for all features, as most people export."""
    return [("X", tensor([None, x.shape[1]]))]


def separate(x):
    """A tensor a feature: float for numbers, string for texts."""
    return [(name, StringTensorType([None, 1]) if not is_numeric_dtype(x[name]) else FloatTensorType([None, 1]))
            for name in x.columns]


def sklearn_onnx(folder, model, inputs, zipmap):
    last = model.steps[-1][1] if isinstance(model, Pipeline) else model
    options = {id(last): {"zipmap": False}} if is_classifier(last) and not zipmap else None
    keep_onnx(folder, skl2onnx.to_onnx(model, initial_types=inputs, options=options, target_opset=OPSET))


def keep_pmml(folder, steps):
    """Writes a fitted pipeline; sklearn2pmml calls the converter for each library."""
    path = folder / "model.pmml"
    sklearn2pmml(steps, str(path))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "<Timestamp>" not in line), encoding="utf-8")


def fitted(pipeline, x, y):
    """Fits through a PMMLPipeline, which notes the names of fields and target."""
    return pipeline.fit(x, y) if y is not None else pipeline.fit(x)


def folder_of(name):
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    return folder


def sklearn_model(name, estimator, x, y, answers, inputs, zipmap=False, thresholds=False, as_pmml=True):
    folder = folder_of(name)
    pipeline = fitted(PMMLPipeline([("model", estimator)]), x, y)
    # The model is asked for its answers with the very numbers that it was trained on, as arrays of names it knows.
    rows = around(x, sklearn_thresholds(estimator)) if thresholds else x[:KEPT]
    keep_answers(folder, rows, answers(estimator))
    sklearn_onnx(folder, estimator, inputs(x), zipmap)
    if as_pmml:
        keep_pmml(folder, pipeline)


# --- scikit-learn ---------------------------------------------------------------------------------------------------


def logistic_binary():
    x, random = numbers(6, 1)
    sklearn_model("logistic_binary", LogisticRegression(max_iter=500), x, classes(x, random, [0, 1]),
                  classification, packed)


def logistic_multiclass():
    x, random = numbers(5, 2)
    sklearn_model("logistic_multiclass", LogisticRegression(max_iter=500), x,
                  classes(x, random, ["walk", "bus", "Árbol"]), classification, packed, zipmap=True)


def linear_regression():
    x, random = numbers(6, 3)
    sklearn_model("linear_regression", LinearRegression(), x, amounts(x, random), regression, packed)


def sgd_log_loss():
    x, random = numbers(6, 4)
    sklearn_model("sgd_log_loss", SGDClassifier(loss="log_loss", alpha=0.01, random_state=SEED), x,
                  classes(x, random, ["no", "yes"]), classification, packed)


def tree_classifier():
    x, random = numbers(5, 5, grid=True)
    sklearn_model("tree_classifier", DecisionTreeClassifier(max_depth=5, random_state=SEED), x,
                  classes(x, random, ["a", "b", "c"]), classification, packed, thresholds=True)


def tree_regressor():
    x, random = numbers(5, 6)
    sklearn_model("tree_regressor", DecisionTreeRegressor(max_depth=5, random_state=SEED), x, amounts(x, random),
                  regression, packed, thresholds=True)


def forest_classifier():
    x, random = numbers(6, 7, grid=True)
    sklearn_model("forest_classifier", RandomForestClassifier(10, max_depth=4, random_state=SEED), x,
                  classes(x, random, [0, 1]), classification, packed, thresholds=True)


def forest_multiclass():
    x, random = numbers(6, 8)
    sklearn_model("forest_multiclass", RandomForestClassifier(10, max_depth=4, random_state=SEED), x,
                  classes(x, random, ["a", "b", "c"]), classification, packed, zipmap=True, thresholds=True)


def forest_regressor():
    x, random = numbers(6, 9)
    sklearn_model("forest_regressor", RandomForestRegressor(10, max_depth=4, random_state=SEED), x,
                  amounts(x, random), regression, packed, thresholds=True)


def boosting_classifier():
    x, random = numbers(6, 10)
    sklearn_model("boosting_classifier", GradientBoostingClassifier(n_estimators=15, random_state=SEED), x,
                  classes(x, random, ["no", "yes"]), classification, packed, thresholds=True)


def boosting_multiclass():
    x, random = numbers(6, 11, grid=True)
    sklearn_model("boosting_multiclass", GradientBoostingClassifier(n_estimators=8, max_depth=2, random_state=SEED), x,
                  classes(x, random, [1, 2, 3]), classification, packed, thresholds=True)


def boosting_regressor():
    x, random = numbers(6, 12, grid=True)
    sklearn_model("boosting_regressor", GradientBoostingRegressor(n_estimators=15, random_state=SEED), x,
                  amounts(x, random), regression, packed, thresholds=True)


def kmeans():
    x, _ = numbers(4, 13)
    sklearn_model("kmeans", KMeans(5, n_init=3, random_state=SEED), x, None, clustering,
                  lambda frame: packed(frame, DoubleTensorType))


def multinomial_nb():
    random = np.random.default_rng(SEED + 14)
    rates = random.uniform(0.5, 5, size=(3, 8))
    kinds = random.integers(0, 3, ROWS)
    x = pandas.DataFrame(random.poisson(rates[kinds]).astype(np.float64), columns=[f"x{i}" for i in range(8)])
    y = pandas.Series(np.asarray(["sport", "politics", "music"])[kinds], name="label")
    sklearn_model("multinomial_nb", MultinomialNB(), x, y, classification,
                  lambda frame: packed(frame, DoubleTensorType))


def gaussian_nb():
    x, random = numbers(4, 15)
    sklearn_model("gaussian_nb", GaussianNB(), x, classes(x, random, ["a", "b", "c"]), classification,
                  lambda frame: packed(frame, DoubleTensorType))


def columns(text_steps, numeric, texts):
    return ColumnTransformer([
        ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numeric),
        ("texts", text_steps, texts),
    ])


def with_unseen(x):
    """The first rows, and some with a category that training never saw."""
    unseen = x[KEPT:KEPT + 4].copy()
    unseen["country"] = ["XX", "nowhere", "de", "IT "]
    return pandas.concat([x[:KEPT], unseen], ignore_index=True)


def pipeline_logistic():
    x, y = customers(16)
    folder = folder_of("pipeline_logistic")
    pipeline = fitted(PMMLPipeline([
        ("columns", columns(OneHotEncoder(handle_unknown="ignore"), ["age", "income", "visits"], ["country", "plan"])),
        ("classifier", LogisticRegression(max_iter=500)),
    ]), x, y)
    keep_answers(folder, with_unseen(x), classification(pipeline))
    sklearn_onnx(folder, Pipeline(pipeline.steps), separate(x), zipmap=True)
    keep_pmml(folder, pipeline)


def pipeline_boosting():
    x, y = customers(17)
    folder = folder_of("pipeline_boosting")
    pipeline = fitted(PMMLPipeline([
        ("columns", columns(OneHotEncoder(handle_unknown="ignore", sparse_output=False),
                            ["age", "income", "visits"], ["country", "plan"])),
        ("classifier", GradientBoostingClassifier(n_estimators=12, random_state=SEED)),
    ]), x, y)
    keep_answers(folder, with_unseen(x), classification(pipeline))
    sklearn_onnx(folder, Pipeline(pipeline.steps), separate(x), zipmap=False)
    keep_pmml(folder, pipeline)


def pipeline_missing_text():
    x, y = customers(18, missing_text=True)
    folder = folder_of("pipeline_missing_text")
    pipeline = fitted(PMMLPipeline([
        ("columns", columns(make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder()),
                            ["age", "income", "visits"], ["country", "plan"])),
        ("classifier", LogisticRegression(max_iter=500)),
    ]), x, y)
    keep_answers(folder, x[:KEPT], classification(pipeline))
    keep_pmml(folder, pipeline)


# --- LightGBM -------------------------------------------------------------------------------------------------------


def lightgbm_model(name, estimator, x, y, answers):
    folder = folder_of(name)
    pipeline = PMMLPipeline([("model", estimator)])
    pipeline.fit(x, y)
    keep_answers(folder, around(x, lightgbm_thresholds(estimator)), answers(estimator))
    keep_onnx(folder, onnxmltools.convert_lightgbm(
        estimator, initial_types=[("X", OnnxmlFloat([None, x.shape[1]]))], target_opset=15, zipmap=False))
    keep_pmml(folder, pipeline)


SMALL = {"n_estimators": 12, "num_leaves": 7, "random_state": SEED, "verbose": -1, "n_jobs": 1}


def lightgbm_binary():
    x, random = numbers(5, 20, missing=0.1, grid=True)
    lightgbm_model("lightgbm_binary", lightgbm.LGBMClassifier(**SMALL), x, classes(x, random, [0, 1]), classification)


def lightgbm_multiclass():
    x, random = numbers(5, 21, missing=0.1)
    lightgbm_model("lightgbm_multiclass", lightgbm.LGBMClassifier(**{**SMALL, "n_estimators": 6}), x,
                   classes(x, random, ["a", "b", "c"]), classification)


def lightgbm_regression():
    x, random = numbers(5, 22, missing=0.1, grid=True)
    lightgbm_model("lightgbm_regression", lightgbm.LGBMRegressor(**SMALL), x, amounts(x, random), regression)


def lightgbm_categorical():
    """Splits on sets of categories. The categories are whole numbers from 0, which are also their codes."""
    folder = folder_of("lightgbm_categorical")
    x, random = numbers(4, 23)
    x["x1"] = random.integers(0, 9, ROWS)
    x["x3"] = random.integers(0, 5, ROWS)
    effect = random.normal(size=9)
    y = pandas.Series((effect[x["x1"]] + 0.7 * x["x0"] - 0.4 * (x["x3"] == 2) > 0).astype(int), name="label")
    encode = ColumnTransformer([
        (name, OrdinalEncoder() if name in ("x1", "x3") else "passthrough", [name]) for name in x.columns])
    estimator = lightgbm.LGBMClassifier(**SMALL, min_data_per_group=5, cat_smooth=1.0, max_cat_to_onehot=2)
    pipeline = PMMLPipeline([("encode", encode), ("model", estimator)])
    pipeline.fit(x, y, model__categorical_feature=[1, 3])
    keep_answers(folder, x[:KEPT], classification(pipeline))
    keep_onnx(folder, onnxmltools.convert_lightgbm(
        estimator, initial_types=[("X", OnnxmlFloat([None, x.shape[1]]))], target_opset=15, zipmap=False))
    keep_pmml(folder, pipeline)


# --- XGBoost --------------------------------------------------------------------------------------------------------


def xgboost_model(name, estimator, x, y, answers):
    folder = folder_of(name)
    pipeline = PMMLPipeline([("model", estimator)])
    pipeline.fit(x, y)
    keep_answers(folder, around(x, xgboost_thresholds(estimator)), answers(estimator))
    keep_pmml(folder, pipeline)
    booster = estimator.get_booster()
    booster.feature_names = [f"f{i}" for i in range(x.shape[1])]  # the ONNX converter knows no other names
    keep_onnx(folder, onnxmltools.convert_xgboost(
        estimator, initial_types=[("X", OnnxmlFloat([None, x.shape[1]]))], target_opset=15))


BOOSTED = {"n_estimators": 12, "max_depth": 3, "random_state": SEED, "n_jobs": 1}


def xgboost_binary():
    x, random = numbers(5, 30, missing=0.1)
    xgboost_model("xgboost_binary", xgboost.XGBClassifier(**BOOSTED), x, classes(x, random, [0, 1]), classification)


def xgboost_multiclass():
    x, random = numbers(5, 31, missing=0.1)
    xgboost_model("xgboost_multiclass", xgboost.XGBClassifier(**{**BOOSTED, "n_estimators": 6}), x,
                  classes(x, random, [0, 1, 2]), classification)


def xgboost_regression():
    x, random = numbers(5, 32, missing=0.1)
    xgboost_model("xgboost_regression", xgboost.XGBRegressor(**BOOSTED), x, amounts(x, random), regression)


ALL = [
    logistic_binary, logistic_multiclass, linear_regression, sgd_log_loss, tree_classifier, tree_regressor,
    forest_classifier, forest_multiclass, forest_regressor, boosting_classifier, boosting_multiclass,
    boosting_regressor, kmeans, multinomial_nb, gaussian_nb, pipeline_logistic, pipeline_boosting,
    pipeline_missing_text, lightgbm_binary, lightgbm_multiclass, lightgbm_regression, lightgbm_categorical,
    xgboost_binary, xgboost_multiclass, xgboost_regression,
]

if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    for make in ALL:
        if len(sys.argv) == 1 or make.__name__ in sys.argv[1:]:
            print(make.__name__, flush=True)
            make()
