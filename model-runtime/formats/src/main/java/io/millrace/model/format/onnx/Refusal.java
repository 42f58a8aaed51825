package io.millrace.model.format.onnx;

import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;

/** Why a file is not taken: where, what was expected there, what was found. */
final class Refusal {
    private Refusal() {}

    /** The bytes are no ONNX model that may be loaded. */
    static ModelException loadFailed(ModelBundle bundle, String where, String expected, Object found) {
        return refuse(bundle, "LOAD_FAILED", where, expected, found);
    }

    /** The model is no model that rows can be scored with, or contradicts its {@code model.yaml}. */
    static ModelException contract(ModelBundle bundle, String where, String expected, Object found) {
        return refuse(bundle, "CONTRACT", where, expected, found);
    }

    private static ModelException refuse(ModelBundle bundle, String code, String where, String expected, Object found) {
        return new ModelException(
                bundle.path() + ": " + code + ": " + where + ": expected " + expected + ", found " + found);
    }
}
