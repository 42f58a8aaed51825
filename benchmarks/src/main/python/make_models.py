"""Makes the benchmark models under ../resources. Run once, by hand: python3.11 make_models.py

Both take one packed float tensor [rows, 30] and give one probability a row. The weights are drawn, not learned: only the
amount of arithmetic matters here.
"""

import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OUT = pathlib.Path(__file__).parent.parent / "resources" / "io" / "millrace" / "benchmarks" / "models"
WIDTH = 30
SEED = 20261121
FEATURES = [f"d{i:02d}" for i in range(21)] + [f"f{i:02d}" for i in range(5)] + [f"i{i:02d}" for i in range(4)]


def layer(random, name, rows, columns):
    """Weights of a dense layer, small enough that no score ends at 0 or 1."""
    weights = random.normal(scale=0.3 / np.sqrt(rows), size=(rows, columns)).astype(np.float32)
    bias = random.normal(scale=0.1, size=columns).astype(np.float32)
    return [numpy_helper.from_array(weights, f"{name}.weights"), numpy_helper.from_array(bias, f"{name}.bias")]


def save(name, nodes, weights):
    """Writes the ONNX file and its model.yaml."""
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["rows", WIDTH])],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT, ["rows", 1])],
        weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.checker.check_model(model)
    folder = OUT / name
    folder.mkdir(exist_ok=True)
    (folder / "model.onnx").write_bytes(model.SerializeToString())
    lines = [f"name: {name}", "version: 1", "format: onnx", "file: model.onnx", "task: classification", "inputs:"]
    lines += [f"  - {{name: {feature}}}" for feature in FEATURES]
    (folder / "model.yaml").write_text("\n".join(lines) + "\n")


def logistic():
    """30 weights, a sum, a sigmoid."""
    random = np.random.default_rng(SEED)
    nodes = [
        helper.make_node("Gemm", ["features", "out.weights", "out.bias"], ["logit"]),
        helper.make_node("Sigmoid", ["logit"], ["score"]),
    ]
    save("logistic", nodes, layer(random, "out", WIDTH, 1))


def mlp():
    """30-64-32-1, ReLU between."""
    random = np.random.default_rng(SEED + 1)
    sizes = [WIDTH, 64, 32, 1]
    nodes, weights, value = [], [], "features"
    for i, (rows, columns) in enumerate(zip(sizes, sizes[1:])):
        last = i == len(sizes) - 2
        weights += layer(random, f"dense{i}", rows, columns)
        nodes.append(helper.make_node("Gemm", [value, f"dense{i}.weights", f"dense{i}.bias"], [f"sum{i}"]))
        value = "score" if last else f"hidden{i}"
        nodes.append(helper.make_node("Sigmoid" if last else "Relu", [f"sum{i}"], [value]))
    save("mlp", nodes, weights)


logistic()
mlp()
