package io.millrace.model.compiled;

import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelEngine;
import io.millrace.model.ModelException;
import io.millrace.model.compiled.onnx.OnnxCompiler;
import io.millrace.model.compiled.pmml.PmmlCompiler;
import io.millrace.model.compiled.program.Program;
import java.util.Set;

/**
 * Our own engine: models of known structure as flat arrays and straight loops, without native memory, without
 * allocation, the same bits for a row in every batch. It is never the reference: {@link io.millrace.model.Models} lets it
 * serve only where it agrees with one.
 */
public final class CompiledEngine implements ModelEngine {
    static final String NAME = "compiled";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> formats() {
        return Set.of("onnx", "pmml");
    }

    @Override
    public boolean isReference() {
        return false;
    }

    @Override
    public Model load(ModelBundle bundle, Device device) {
        Program program =
                switch (bundle.format()) {
                    case "onnx" -> OnnxCompiler.compile(bundle);
                    case "pmml" -> PmmlCompiler.compile(bundle);
                    default ->
                        throw new ModelException(
                                bundle.path() + ": the compiled engine reads onnx and pmml, found " + bundle.format());
                };
        return new CompiledModel(bundle.id(), program);
    }
}
