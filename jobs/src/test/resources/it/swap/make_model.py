"""Makes model.onnx: p = softplus(a + 2 v0 - v1), one packed input. Needs: onnx.

The tests write another weight in place of the last. The compiled engine does not know Softplus, so ONNX Runtime serves
it, with native sessions, and no time goes into comparing engines."""
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

weights = numpy_helper.from_array(np.array([[1.0], [2.0], [-1.0]], dtype=np.float32), "w")
graph = helper.make_graph(
    [
        helper.make_node("MatMul", ["features", "w"], ["z"]),
        helper.make_node("Softplus", ["z"], ["p"]),
    ],
    "it",
    [helper.make_tensor_value_info("features", TensorProto.FLOAT, [None, 3])],
    [helper.make_tensor_value_info("p", TensorProto.FLOAT, [None, 1])],
    [weights],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="")
model.ir_version = 8
onnx.checker.check_model(model)
onnx.save(model, Path(__file__).parent / "model.onnx")
