"""Makes the models and known answers under ../resources/onnx. Run once, by hand: python3.11 make_fixtures.py

Answers come from scikit-learn, LightGBM or NumPy, never from ONNX Runtime. Features are rounded to float32 first, so
that both sides see the same numbers.
"""

import csv
import pathlib

import lightgbm
import numpy as np
import onnx
import onnxmltools
import skl2onnx
from onnx import TensorProto, helper
from onnxmltools.convert.common.data_types import FloatTensorType as LightGbmFloat
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

OUT = pathlib.Path(__file__).parent.parent / "resources" / "onnx"
SEED = 20260701
OPSET = {"": 18, "ai.onnx.ml": 3}


def save(name, model):
    model.ir_version = min(model.ir_version, 10)
    onnx.checker.check_model(model)
    (OUT / f"{name}.onnx").write_bytes(model.SerializeToString())


def answers(name, features, outputs):
    """One line a row: the features, then the outputs, in full precision."""
    with open(OUT / f"{name}.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row, output in zip(features, outputs):
            writer.writerow([cell if isinstance(cell, str) else repr(float(cell)) for cell in [*row, *output]])


def dataset(rows, columns, classes, seed):
    random = np.random.default_rng(seed)
    x = random.normal(size=(rows, columns)).astype(np.float32)
    weights = random.normal(size=(columns, classes))
    y = np.argmax(x @ weights + 0.3 * random.normal(size=(rows, classes)), axis=1)
    return x, y


def forest():
    """Packed float input, tensor outputs: label [n], probabilities [n, 2]."""
    x, y = dataset(400, 8, 2, SEED)
    model = RandomForestClassifier(n_estimators=10, max_depth=4, random_state=SEED).fit(x, y)
    save("forest", skl2onnx.to_onnx(
        model, initial_types=[("X", FloatTensorType([None, 8]))], options={"zipmap": False}, target_opset=OPSET))
    answers("forest", x[:40], [[label, *p] for label, p in zip(model.predict(x[:40]), model.predict_proba(x[:40]))])


def logistic():
    """ZipMap with integer keys 10, 20, 30."""
    x, y = dataset(300, 4, 3, SEED + 1)
    y = (y + 1) * 10
    model = LogisticRegression(max_iter=500).fit(x, y)
    save("logistic", skl2onnx.to_onnx(
        model, initial_types=[("X", FloatTensorType([None, 4]))], target_opset=OPSET))
    answers("logistic", x[:40], [[label, *p] for label, p in zip(model.predict(x[:40]), model.predict_proba(x[:40]))])


def string_labels():
    """String label tensor and ZipMap with string keys, in an order that is not the training data's."""
    x, y = dataset(300, 3, 3, SEED + 2)
    names = np.array(["walk", "bus", "Árbol"])
    model = LogisticRegression(max_iter=500).fit(x, names[y])
    save("strings", skl2onnx.to_onnx(
        model, initial_types=[("X", FloatTensorType([None, 3]))], target_opset=OPSET))
    answers("strings", x[:40], [[str(label), *p] for label, p in zip(model.predict(x[:40]), model.predict_proba(x[:40]))])


def lightgbm_classifier():
    """LightGBM, ZipMap, NaN goes its own way down the trees."""
    x, y = dataset(500, 5, 2, SEED + 3)
    random = np.random.default_rng(SEED)
    x[random.random(x.shape) < 0.1] = np.nan
    model = lightgbm.LGBMClassifier(n_estimators=12, num_leaves=7, random_state=SEED, verbose=-1, n_jobs=1).fit(x, y)
    save("lightgbm", onnxmltools.convert_lightgbm(
        model, initial_types=[("X", LightGbmFloat([None, 5]))], target_opset=15))
    answers("lightgbm", x[:40], [[label, *p] for label, p in zip(model.predict(x[:40]), model.predict_proba(x[:40]))])


def graph(name, nodes, inputs, outputs, constants=()):
    model = helper.make_model(
        helper.make_graph(nodes, name, inputs, outputs, list(constants)),
        opset_imports=[helper.make_opsetid(domain, version) for domain, version in OPSET.items()],
        ir_version=8)
    save(name, model)


def tensor(name, kind, *shape):
    return helper.make_tensor_value_info(name, kind, list(shape))


def floats(name, values):
    values = np.asarray(values, dtype=np.float32)
    return helper.make_tensor(name, TensorProto.FLOAT, values.shape, values.flatten())


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def separate_inputs():
    """One input a feature: float, int64, boolean, string (rank 1). score = sigmoid(w . (age, visits, member, code))."""
    weights = np.array([[0.02], [-0.3], [0.7], [1.1]], dtype=np.float32)
    codes = {"DE": 0.5, "FR": -1.0, "IT": 2.0}
    graph(
        "separate",
        [
            helper.make_node("Cast", ["visits"], ["visits_f"], to=TensorProto.FLOAT),
            helper.make_node("Cast", ["member"], ["member_f"], to=TensorProto.FLOAT),
            helper.make_node("LabelEncoder", ["country"], ["code"], domain="ai.onnx.ml", keys_strings=list(codes),
                             values_floats=list(codes.values()), default_float=0.0),
            helper.make_node("Unsqueeze", ["code", "axis"], ["code_f"]),
            helper.make_node("Concat", ["age", "visits_f", "member_f", "code_f"], ["row"], axis=1),
            helper.make_node("MatMul", ["row", "weights"], ["logit"]),
            helper.make_node("Sigmoid", ["logit"], ["score"]),
        ],
        [
            tensor("age", TensorProto.FLOAT, None, 1),
            tensor("visits", TensorProto.INT64, None, 1),
            tensor("member", TensorProto.BOOL, None, 1),
            tensor("country", TensorProto.STRING, None),
        ],
        [tensor("score", TensorProto.FLOAT, None, 1)],
        [floats("weights", weights), helper.make_tensor("axis", TensorProto.INT64, [1], [1])])
    random = np.random.default_rng(SEED + 4)
    rows, scores = [], []
    for _ in range(40):
        age = float(np.float32(random.uniform(18, 90)))
        visits = int(random.integers(0, 9))
        member = int(random.integers(0, 2))
        country = str(random.choice(["DE", "FR", "IT", "XX"]))
        logit = np.dot([age, visits, member, codes.get(country, 0.0)], weights[:, 0].astype(float))
        rows.append([age, visits, member, country])
        scores.append([sigmoid(logit)])
    answers("separate", rows, scores)


def fixed_batch():
    """The same three-column logistic regression with its number of rows fixed to 1 and to 4."""
    weights = np.array([[0.5], [-1.25], [2.0]], dtype=np.float32)
    for rows in (1, 4):
        graph(
            f"fixed{rows}",
            [helper.make_node("Gemm", ["X", "weights", "bias"], ["logit"]),
             helper.make_node("Sigmoid", ["logit"], ["score"])],
            [tensor("X", TensorProto.FLOAT, rows, 3)],
            [tensor("score", TensorProto.FLOAT, rows, 1)],
            [floats("weights", weights), floats("bias", [0.25])])
    x = np.random.default_rng(SEED + 5).normal(size=(11, 3)).astype(np.float32)
    answers("fixed", x, sigmoid(x.astype(float) @ weights.astype(float) + 0.25))


def bare():
    """Several inputs of several widths and types, several outputs; no model.yaml. twice = 2 x, total = sum of x."""
    graph(
        "bare",
        [
            helper.make_node("Add", ["x", "x"], ["twice"]),
            helper.make_node("ReduceSum", ["x", "axis"], ["total"], keepdims=0),
            helper.make_node("Identity", ["tag"], ["tag_out"]),
            helper.make_node("Add", ["count", "count"], ["count_out"]),
        ],
        [tensor("x", TensorProto.DOUBLE, None, 5), tensor("tag", TensorProto.STRING, None, 1),
         tensor("count", TensorProto.INT32, None)],
        [tensor("twice", TensorProto.DOUBLE, None, 5), tensor("total", TensorProto.DOUBLE, None),
         tensor("tag_out", TensorProto.STRING, None, 1), tensor("count_out", TensorProto.INT32, None)],
        [helper.make_tensor("axis", TensorProto.INT64, [1], [1])])


def cast():
    """Reads a number out of a string, and so fails on a string that is none. The width of its output is left open."""
    graph(
        "cast",
        [helper.make_node("Cast", ["text"], ["number"], to=TensorProto.FLOAT)],
        [tensor("text", TensorProto.STRING, None, 1)],
        [tensor("number", TensorProto.FLOAT, None, 1)])


def open_columns():
    """Declares neither rows nor columns, on either side."""
    graph(
        "open",
        [helper.make_node("Neg", ["X"], ["Y"])],
        [tensor("X", TensorProto.FLOAT, None, None)],
        [tensor("Y", TensorProto.FLOAT, None, None)])


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for make in (forest, logistic, string_labels, lightgbm_classifier, separate_inputs, fixed_batch, bare, cast,
                 open_columns):
        make()
