package io.millrace.model.compiled;

import io.millrace.model.Model;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelId;
import io.millrace.model.Scorer;
import io.millrace.model.compiled.program.InputColumn;
import io.millrace.model.compiled.program.Program;
import java.util.List;

/** A model that is a {@link Program}. */
final class CompiledModel implements Model {
    private final ModelId id;
    private final Program program;
    private volatile boolean closed;

    CompiledModel(ModelId id, Program program) {
        this.id = id;
        this.program = program;
    }

    @Override
    public ModelId id() {
        return id;
    }

    @Override
    public ModelContract contract() {
        return program.contract();
    }

    @Override
    public String engine() {
        return CompiledEngine.NAME;
    }

    @Override
    public Scorer newScorer(int maxRows) {
        if (closed) {
            throw new IllegalStateException("model is closed: " + id);
        }
        return new CompiledScorer(program, maxRows);
    }

    @Override
    public List<double[]> boundaries() {
        return program.boundaries();
    }

    @Override
    public List<List<String>> texts() {
        return program.inputs().stream()
                .map(input -> input instanceof InputColumn.Text known
                        ? known.codes().keySet().stream().sorted().toList()
                        : List.<String>of())
                .toList();
    }

    @Override
    public void close() {
        closed = true;
    }
}
