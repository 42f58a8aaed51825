package io.millrace.model.compiled.onnx;

import io.millrace.model.ModelBundle;
import io.millrace.model.UnsupportedModelException;
import io.millrace.model.compiled.program.Program;

/** Compiles ONNX-ML graphs. */
public final class OnnxCompiler {
    private OnnxCompiler() {}

    /**
     * The program of a graph.
     *
     * @throws UnsupportedModelException naming the operator or attribute that is not supported
     */
    public static Program compile(ModelBundle bundle) {
        if (bundle.bytes().length > 0) {
            throw new UnsupportedModelException(bundle.path() + ": no operator is compiled");
        }
        return null;
    }
}
