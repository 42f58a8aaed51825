package io.millrace.jobs.scoring;

import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelEngine;
import io.millrace.model.ModelId;
import io.millrace.model.ModelOutput;
import io.millrace.model.RowBatch;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes the process down, as a hostile file or a fault may do in a native library: when it loads a model or, where the model's
 * lineage says so, when that has answered many events. It claims a format for which this module's tests have no engine.
 */
public final class CrashingEngine implements ModelEngine {
    /** Entry of the lineage with the number of the event that is too much; the rows of a validation are no events. */
    static final String AT_EVENT = "crashAtEvent";

    /** Exit code of the process. */
    static final int ABORTED = 134;

    private static final AtomicInteger EVENTS = new AtomicInteger();

    @Override
    public String name() {
        return "crashing";
    }

    @Override
    public Set<String> formats() {
        return Set.of("mleap");
    }

    @Override
    public boolean isReference() {
        return true;
    }

    @Override
    public Model load(ModelBundle bundle, Device device) {
        String event = bundle.lineage().get(AT_EVENT);
        if (event == null) {
            crash();
        }
        return new Bomb(
                bundle.id(),
                new ModelContract(bundle.inputs(), List.of(ModelOutput.number("p"))),
                Integer.parseInt(event));
    }

    private static void crash() {
        Runtime.getRuntime().halt(ABORTED);
    }

    /** What {@link SwapModels} computes, until it crashes. */
    private record Bomb(ModelId id, ModelContract contract, int crashAt) implements Model {
        @Override
        public String engine() {
            return "crashing";
        }

        @Override
        public Scorer newScorer(int maxRows) {
            return new Scorer(contract, maxRows) {
                @Override
                protected void scoreRows(RowBatch rows, ScoreBatch scores) {
                    for (int row = 0; row < rows.size(); row++) {
                        scores.setNumber(row, 0, softplus(rows, row));
                        if (isEvent(rows, row) && EVENTS.incrementAndGet() == crashAt) {
                            crash();
                        }
                    }
                }

                @Override
                protected void release() {
                    // holds nothing
                }
            };
        }

        private double softplus(RowBatch rows, int row) {
            double z = rows.get(row, 0) + 2 * rows.get(row, 1) - id.version() / 64.0 * rows.get(row, 2);
            return (float) Math.log1p(Math.exp(z));
        }

        /** Whether it is {@link ScoringTestBed#good} and no generated row. */
        private static boolean isEvent(RowBatch rows, int row) {
            return rows.get(row, 0) == 0.25 && rows.get(row, 1) == 0.5 && rows.get(row, 2) == 1;
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
