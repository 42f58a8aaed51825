package io.millrace.cli.model;

import io.millrace.model.FeatureType;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.MissingPolicy;
import io.millrace.model.Model;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelId;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.RowBatch;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.util.List;

/** sum = a + b + v[0] + v[1], label = kind. {@code b} takes invalid values for missing ones. */
record SumModel(ModelContract contract, String sha256) implements Model {
    static SumModel create() {
        return new SumModel(
                new ModelContract(
                        List.of(
                                ModelInput.of("a", FeatureType.DOUBLE),
                                ModelInput.of("b", FeatureType.DOUBLE)
                                        .withPolicies(MissingPolicy.AS_IS, InvalidPolicy.AS_MISSING),
                                ModelInput.categorical("kind", List.of("x", "y", "7")),
                                ModelInput.vector("v", FeatureType.DOUBLE, 2)),
                        List.of(ModelOutput.number("sum"), ModelOutput.text("label (text)"))),
                "0".repeat(64));
    }

    @Override
    public ModelId id() {
        return new ModelId("sum", 1, sha256);
    }

    @Override
    public String engine() {
        return "sum";
    }

    @Override
    public Scorer newScorer(int maxRows) {
        return new Scorer(contract, maxRows) {
            @Override
            protected void scoreRows(RowBatch rows, ScoreBatch scores) {
                for (int row = 0; row < rows.size(); row++) {
                    scores.setNumber(row, 0, rows.get(row, 0) + rows.get(row, 1) + rows.get(row, 3) + rows.get(row, 4));
                    scores.setText(row, 1, rows.text(row, 2));
                }
            }

            @Override
            protected void release() {}
        };
    }

    @Override
    public void close() {}
}
