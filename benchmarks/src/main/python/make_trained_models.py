"""Trains the benchmark models of trees and the logistic regression, and exports them under ../resources, compressed where
large. Run once, by hand, with Java and the versions of model-runtime/src/test/resources/models/requirements.txt:
python3.11 make_trained_models.py

trees: 100 trees of depth 6 over the 30 features of a reading, as ONNX and as PMML. many-trees: 1,000 trees of 31 leaves over
15 features, as ONNX. logistic30: logistic regression over the features of a reading, as PMML. All learn from features drawn as
the benchmarks draw them (FeatureRows.java), so rows spread over the branches as in use.
"""

import gzip
import pathlib

import lightgbm
import numpy as np
import onnx
import onnxmltools
import pandas
from onnxmltools.convert.common.data_types import FloatTensorType
from sklearn.linear_model import LogisticRegression
from sklearn2pmml import sklearn2pmml
from sklearn2pmml.pipeline import PMMLPipeline

OUT = pathlib.Path(__file__).parent.parent / "resources" / "io" / "millrace" / "benchmarks" / "models"
SEED = 20261122
ROWS = 40_000
DOUBLES = [f"d{i:02d}" for i in range(21)]
FLOATS = [f"f{i:02d}" for i in range(5)]
INTS = [f"i{i:02d}" for i in range(4)]


def readings(random):
    """As FeatureRows.java draws them."""
    x = {name: random.uniform(-3, 3, ROWS) for name in DOUBLES + FLOATS}
    x |= {name: random.integers(-20_000, 20_000, ROWS).astype(float) for name in INTS}
    return pandas.DataFrame(x).astype(np.float32).astype(float)


def target(x, random):
    """Something that takes trees to learn: products and steps of all features."""
    z = x.to_numpy() / x.to_numpy().std(axis=0)
    y = np.zeros(len(z))
    for _ in range(3 * z.shape[1]):
        a, b = random.integers(0, z.shape[1], 2)
        y += random.normal() * np.where(z[:, a] > random.normal(), z[:, b], np.sin(2 * z[:, a]))
    return pandas.Series(y / y.std() + 0.1 * random.normal(size=len(z)), name="score")


def pack(path, content):
    """Compressed, the same bytes each time."""
    path.write_bytes(gzip.compress(content, 9, mtime=0))
    print(path.name, len(content), path.stat().st_size)


def keep_onnx(folder, model):
    """With the names of input and output that the other benchmark models have."""
    model = onnxmltools.convert_lightgbm(
        model, initial_types=[("features", FloatTensorType([None, model.n_features_in_]))], target_opset=15)
    output = model.graph.output[0].name
    for i, node in enumerate(model.graph.node):
        node.name = f"{node.op_type}_{i}"
        for j, name in enumerate(node.output):
            if name == output:
                node.output[j] = "score"
    model.graph.output[0].name = "score"
    model.graph.name = folder.name
    model.ir_version = min(model.ir_version, 10)
    onnx.checker.check_model(model)
    pack(folder / "model.onnx.gz", model.SerializeToString())


def keep_manifest(folder, features):
    lines = [f"name: {folder.name}", "version: 1", "format: onnx", "file: model.onnx", "task: regression", "inputs:"]
    lines += [f"  - {{name: {feature}}}" for feature in features]
    (folder / "model.yaml").write_text("\n".join(lines) + "\n")


def keep_pmml(path, pipeline):
    """Without the time of its making."""
    plain = path.with_suffix("")
    sklearn2pmml(pipeline, str(plain))
    lines = plain.read_text().splitlines(keepends=True)
    plain.unlink()
    pack(path, "".join(line for line in lines if "<Timestamp>" not in line).encode())


def folder_of(name):
    folder = OUT / name
    folder.mkdir(exist_ok=True)
    return folder


def trees():
    random = np.random.default_rng(SEED)
    x = readings(random)
    model = lightgbm.LGBMRegressor(
        n_estimators=100, max_depth=6, num_leaves=64, min_child_samples=10, random_state=SEED, verbose=-1, n_jobs=1)
    pipeline = PMMLPipeline([("trees", model)])
    pipeline.fit(x, target(x, random))
    report(model)
    keep_onnx(folder_of("trees"), model)
    keep_manifest(folder_of("trees"), x.columns)
    keep_pmml(folder_of("trees") / "model.pmml.gz", pipeline)


def many_trees():
    random = np.random.default_rng(SEED + 1)
    x = pandas.DataFrame(random.normal(size=(ROWS, 15)).astype(np.float32), columns=[f"x{i:02d}" for i in range(15)])
    model = lightgbm.LGBMRegressor(
        n_estimators=1000, num_leaves=31, min_child_samples=10, random_state=SEED, verbose=-1, n_jobs=1)
    model.fit(x, target(x, random))
    report(model)
    keep_onnx(folder_of("many-trees"), model)
    keep_manifest(folder_of("many-trees"), x.columns)


def report(model):
    leaves = [tree["num_leaves"] for tree in model.booster_.dump_model()["tree_info"]]
    print(len(leaves), "trees, leaves:", min(leaves), "to", max(leaves))


def logistic30():
    random = np.random.default_rng(SEED + 2)
    x = readings(random)
    y = pandas.Series((target(x, random) > 0).astype(int), name="label")
    pipeline = PMMLPipeline([("classifier", LogisticRegression(max_iter=2000))])
    pipeline.fit(x, y)
    keep_pmml(folder_of("logistic30") / "model.pmml.gz", pipeline)


if __name__ == "__main__":
    trees()
    many_trees()
    logistic30()
