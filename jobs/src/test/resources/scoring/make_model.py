"""Makes weighted/model.onnx. Run once, by hand: python3.11 make_model.py

score = a + 10 b + 100 v[0] + 1000 v[1] + 10000 country, half = score / 2; small enough to score by head.
"""

import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

graph = helper.make_graph(
    [
        helper.make_node("MatMul", ["X", "weights"], ["score"]),
        helper.make_node("Mul", ["score", "one_half"], ["half"]),
    ],
    "weighted",
    [helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, 5])],
    [
        helper.make_tensor_value_info("score", TensorProto.FLOAT, [None, 1]),
        helper.make_tensor_value_info("half", TensorProto.FLOAT, [None, 1]),
    ],
    [
        numpy_helper.from_array(np.array([[1], [10], [100], [1000], [10000]], np.float32), "weights"),
        numpy_helper.from_array(np.array([0.5], np.float32), "one_half"),
    ],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
onnx.checker.check_model(model)
(pathlib.Path(__file__).parent / "weighted" / "model.onnx").write_bytes(model.SerializeToString())
