"""Trains the flights example's models on January-March 2013 and writes them, with their offline results.

    python train.py

reads flights.csv.zst and labels.csv.zst beside it and writes models/*/{model.onnx,model.pmml,model.yaml},
metrics.json and expected.csv. Seed 2013, one thread; the same files on every run with the versions in
requirements.txt. sklearn2pmml needs a JVM (`java` on the path).

Two models, each fitted once and exported twice (ONNX and PMML):

* delay-logistic: logistic regression; one-hot carrier, origin and dest (an unseen value gives zeros), the other
  inputs with missing values replaced by the training mean, then scaled.
* delay-lightgbm: 100 boosted trees of at most 31 leaves; carrier, origin and dest as the position in a list sorted
  by training late rate (smoothed), -1 when unseen; missing numbers are left to the trees.

Choices made within January-March only (fitted on January and February, tried on March): the penalty C and the
trees' settings. Not used as inputs: temp and dewp, because the training months are all winter and the models would
have to extrapolate to summer. Not trained on: events without a tail number. The source lacks it only for flights
that were cancelled, so "aircraft unknown" would give the answer away. Such events are scored and counted like any
other.
"""
import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import io
import json
import re
from pathlib import Path

import lightgbm
import numpy as np
import onnx
import onnxmltools
import onnxruntime
import pandas as pd
import zstandard
from onnxmltools.convert.common.data_types import FloatTensorType as LgbFloatTensorType
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler
from sklearn2pmml import sklearn2pmml
from sklearn2pmml.decoration import CategoricalDomain, ContinuousDomain
from sklearn2pmml.pipeline import PMMLPipeline

HERE = Path(__file__).resolve().parent
SEED = 2013
APRIL = int(pd.Timestamp("2013-04-01", tz="America/New_York").timestamp() * 1000)
FIRST = (1000, 2000, 5000, 10000, 20000, 50000, 100000)
OPSET = {"": 18, "ai.onnx.ml": 3}
IR_VERSION = 9

CATEGORICAL = ["carrier", "origin", "dest"]
UNITS = {
    "distance": "miles", "sched_dep_minute": "minutes", "sched_arr_minute": "minutes", "day_of_week": None,
    "plane_year": None, "plane_seats": None, "plane_engines": None, "humid": "percent", "wind_dir": "degrees",
    "wind_speed": "miles/h", "wind_gust": "miles/h", "precip": "inches", "pressure": "millibars", "visib": "miles",
}
NUMERIC = list(UNITS)
INPUTS = CATEGORICAL + NUMERIC


def read_csv(name):
    with open(HERE / name, "rb") as file:
        text = zstandard.ZstdDecompressor().stream_reader(file).read().decode("utf-8")
    return pd.read_csv(io.StringIO(text), keep_default_na=False, na_values=[""])


def read_events():
    events = read_csv("flights.csv.zst").merge(read_csv("labels.csv.zst"), on="flight_id", how="left", validate="1:1")
    events[NUMERIC] = events[NUMERIC].astype("float64")
    for name in CATEGORICAL:
        events[name] = events[name].astype(object)
    return events


def categories_by_late_rate(train, name, weight=50):
    """The column's training values by late rate, each pulled towards the overall rate as if by `weight` flights."""
    overall = train["late"].mean()
    by = train.groupby(name)["late"].agg(["sum", "count"])
    rate = (by["sum"] + weight * overall) / (by["count"] + weight)
    return [str(value) for value in rate.sort_values(kind="stable").index]


def codes(frame, categories):
    """The models' numeric input: category positions (-1 unseen), then the numbers (NaN missing), in INPUTS order."""
    columns = []
    for name in CATEGORICAL:
        position = {value: float(i) for i, value in enumerate(categories[name])}
        columns.append(frame[name].map(position).astype("float64").fillna(-1.0).to_numpy())
    return np.column_stack(columns + [frame[name].to_numpy() for name in NUMERIC])


def categorical_domain():
    # the category list comes from the encoder, in its order; other values pass on to it as they are
    return CategoricalDomain(invalid_value_treatment="as_is", with_data=False, dtype=str)


def continuous_domain():
    # no value range: every number is valid
    return ContinuousDomain(invalid_value_treatment="as_missing", with_data=False, dtype=float)


def pmml_pipeline(prepare, classifier):
    pipeline = PMMLPipeline([("prepare", prepare), ("classifier", classifier)])
    pipeline.active_fields = np.asarray(INPUTS)
    pipeline.target_fields = np.asarray(["late"])
    return pipeline


def fit_logistic(train, categories):
    """(pipeline on codes for ONNX, pipeline on named fields for PMML), around one fitted regression."""
    numbers = [("impute", SimpleImputer()), ("scale", StandardScaler())]
    named = ColumnTransformer(
        [(name, make_pipeline(categorical_domain(), OneHotEncoder(categories=[categories[name]], handle_unknown="ignore")), [name])
         for name in CATEGORICAL]
        + [("numbers", Pipeline([("domain", continuous_domain()), *numbers]), NUMERIC)], sparse_threshold=0.0)
    x = named.fit_transform(train[INPUTS])
    regression = LogisticRegression(C=0.01, max_iter=2000, random_state=SEED).fit(x, train["late"])

    coded = ColumnTransformer(
        [("categories", OneHotEncoder(categories=[[float(i) for i in range(len(categories[name]))] for name in CATEGORICAL],
                                      handle_unknown="ignore"), [0, 1, 2]),
         ("numbers", Pipeline([(name, type(step)()) for name, step in numbers]), list(range(3, len(INPUTS))))],
        sparse_threshold=0.0)
    assert np.array_equal(coded.fit_transform(codes(train, categories)), x)
    return Pipeline([("prepare", coded), ("classifier", regression)]), pmml_pipeline(named, regression)


def fit_lightgbm(train, categories):
    """(classifier on codes for ONNX, pipeline on named fields for PMML), around one fitted booster."""
    x = codes(train, categories)
    trees = lightgbm.LGBMClassifier(
        objective="binary", n_estimators=100, num_leaves=31, learning_rate=0.05, min_child_samples=500,
        colsample_bytree=0.5, reg_lambda=10.0, random_state=SEED, n_jobs=1, deterministic=True, force_row_wise=True,
        verbose=-1).fit(x, train["late"])
    named = ColumnTransformer(
        [(name, make_pipeline(categorical_domain(), OrdinalEncoder(
            categories=[categories[name]], handle_unknown="use_encoded_value", unknown_value=-1)), [name])
         for name in CATEGORICAL]
        + [("numbers", continuous_domain(), NUMERIC)])
    assert np.array_equal(named.fit_transform(train[INPUTS]).astype(float), x, equal_nan=True)
    return trees, pmml_pipeline(named, trees)


def write_onnx(model, path):
    shape = [None, len(INPUTS)]
    if isinstance(model, lightgbm.LGBMClassifier):
        # this converter knows opsets of the main domain up to 15; the graph has nothing newer in it
        graph = onnxmltools.convert_lightgbm(
            model, initial_types=[("features", LgbFloatTensorType(shape))], zipmap=False, target_opset=15)
    else:
        graph = convert_sklearn(
            model, initial_types=[("features", FloatTensorType(shape))], target_opset=OPSET,
            options={id(model): {"zipmap": False}})
    graph.ir_version = IR_VERSION
    graph.graph.name = path.parent.name
    for value in (*graph.graph.input, *graph.graph.output):  # any number of rows
        value.type.tensor_type.shape.dim[0].Clear()
        value.type.tensor_type.shape.dim[0].dim_param = "rows"
    opsets = sorted((o.domain, o.version) for o in graph.opset_import)  # the converters' order varies from run to run
    del graph.opset_import[:]
    graph.opset_import.extend(onnx.helper.make_opsetid(*o) for o in opsets)
    graph.producer_name, graph.doc_string = "millrace-examples", ""
    onnx.checker.check_model(graph)
    assert [v.name for v in graph.graph.input] == ["features"]
    assert [v.name for v in graph.graph.output] == ["label", "probabilities"]
    path.write_bytes(graph.SerializeToString(deterministic=True))


def write_pmml(pipeline, path):
    sklearn2pmml(pipeline, str(path))
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\s*<Timestamp>[^<]*</Timestamp>", "", text)  # same bytes on every run
    text = re.sub(r">\s+<", ">\n<", text)
    path.write_text(text, encoding="utf-8")


def write_yaml(name, kind, categories, path):
    lines = [f"name: {name}", "version: 1", f"format: {kind}", f"file: model.{kind}", "task: classification", "inputs:"]
    for column in CATEGORICAL:
        values = ", ".join(json.dumps(value) for value in categories[column])
        lines.append(f"  - {{name: {column}, type: categorical, categories: [{values}], missing: asIs, invalid: asIs}}")
    for column in NUMERIC:
        unit = f", unit: {UNITS[column]}" if UNITS[column] else ""
        type_ = "float" if kind == "onnx" else "double"
        lines.append(f"  - {{name: {column}, type: {type_}{unit}, missing: asIs, invalid: asMissing}}")
    source = "from: probabilities, index: 1" if kind == "onnx" else "from: probability(1)"
    lines += ["outputs:", f"  - {{name: probability_late, {source}}}",
              f'lineage: {{trainedOn: "flights 2013-01..2013-03", script: train.py, seed: {SEED}}}']
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def score_onnx(path, x):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    parts = [session.run(["probabilities"], {"features": x[i:i + 10000].astype(np.float32)})[0][:, 1]
             for i in range(0, len(x), 10000)]
    return np.concatenate(parts)


def auc(label, score):
    """Exact area under the ROC curve, ties counting one half."""
    rank = pd.Series(score).rank(method="average").to_numpy()
    late = int(label.sum())
    return float((rank[label == 1].sum() - late * (late + 1) / 2) / (late * (len(label) - late)))


def log_loss(label, probability):
    p = np.clip(np.asarray(probability, dtype=np.float64), 1e-15, 1 - 1e-15)
    return float(-np.mean(np.where(label == 1, np.log(p), np.log1p(-p))))


def results(label, score, baseline):
    return {"n": len(label), "auc": auc(label, score.astype(np.float64)), "logLoss": log_loss(label, score),
            "lateRate": float(label.mean()), "baselineLogLoss": log_loss(label, np.full(len(label), baseline))}


def write_expected(later, scores, categories, path):
    """The first 200 events from April on, then a few later ones with missing weather or an unseen category."""
    unseen = np.zeros(len(later), dtype=bool)
    for name in CATEGORICAL:
        unseen |= ~later[name].isin(categories[name]).to_numpy()
    no_weather = later["humid"].isna().to_numpy()
    partly = later["pressure"].isna().to_numpy() & ~no_weather
    rows = set(range(200))
    for condition in (no_weather, partly, unseen):
        found = np.flatnonzero(condition)
        rows |= set(found[found >= 200][:10].tolist())
    lines = ["flight_id," + ",".join(scores)]
    for i in sorted(rows):
        values = [np.format_float_scientific(s[i], unique=True) if s[i] < 1e-3
                  else np.format_float_positional(s[i], unique=True, trim="-") for s in scores.values()]
        lines.append(later["flight_id"].iloc[i] + "," + ",".join(values))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"expected.csv: {len(rows)} rows; from April on {int(unseen.sum())} events with an unseen category, "
          f"{int(no_weather.sum())} without weather")


def main():
    events = read_events()
    before = events["sched_dep"] < APRIL
    history, later = events[before], events[~before].reset_index(drop=True)
    baseline = float(history["late"].mean())
    train = history[history["tailnum"].notna()].reset_index(drop=True)
    categories = {name: categories_by_late_rate(train, name) for name in CATEGORICAL}
    print(f"trained on {len(train)} of {len(history)} events; scored {len(later)}")

    scores = {}
    x = codes(later, categories)
    fitted = {"delay-logistic": fit_logistic(train, categories), "delay-lightgbm": fit_lightgbm(train, categories)}
    for kind in ("onnx", "pmml"):
        for name, (coded, named) in fitted.items():
            folder = HERE / "models" / f"{name}-{kind}"
            folder.mkdir(parents=True, exist_ok=True)
            write_yaml(name, kind, categories, folder / "model.yaml")
            if kind == "onnx":
                write_onnx(coded, folder / "model.onnx")
                scores[folder.name] = score_onnx(folder / "model.onnx", x)
            else:
                write_pmml(named, folder / "model.pmml")
                scores[folder.name] = named.predict_proba(later[INPUTS])[:, 1]

    label = later["late"].to_numpy()
    metrics = {}
    for name, score in scores.items():
        metrics[name] = {
            "scoredBy": "the exported file, ONNX Runtime, float32 inputs" if name.endswith("onnx")
            else "the fitted Python pipeline the file was exported from, double inputs",
            "april_december": results(label, score, baseline),
            "first": {str(n): results(label[:n], score[:n], baseline) for n in FIRST}}
        other = scores[name.replace("-pmml", "-onnx")]
        r = metrics[name]["april_december"]
        print(f"{name}: AUC {r['auc']:.4f}, log loss {r['logLoss']:.4f}, no skill {r['baselineLogLoss']:.4f}, "
              f"largest difference from ONNX {np.abs(score - other).max():.1e}")
    (HERE / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    write_expected(later, scores, categories, HERE / "expected.csv")


if __name__ == "__main__":
    main()
