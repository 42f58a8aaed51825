package io.millrace.model.compiled.pmml;

import io.millrace.model.ModelBundle;
import io.millrace.model.UnsupportedModelException;
import io.millrace.model.compiled.program.Program;

/** Compiles PMML documents. */
public final class PmmlCompiler {
    private PmmlCompiler() {}

    /**
     * The program of a document.
     *
     * @throws UnsupportedModelException naming the element that is not supported
     */
    public static Program compile(ModelBundle bundle) {
        if (bundle.bytes().length > 0) {
            throw new UnsupportedModelException(bundle.path() + ": no element is compiled");
        }
        return null;
    }
}
