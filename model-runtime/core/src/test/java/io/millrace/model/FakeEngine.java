package io.millrace.model;

import java.util.List;
import java.util.Set;

/** An engine whose models compute what a test says; counts what is open. */
final class FakeEngine implements ModelEngine {
    /** Scores one row. */
    interface Formula {
        void score(RowBatch rows, int row, ScoreBatch scores);
    }

    private final String name;
    private final boolean isReference;
    private final ModelContract contract;
    private final Formula formula;
    private List<double[]> boundaries = List.of();
    private List<List<String>> texts = List.of();
    private boolean isSinglePrecision;
    private ModelException refusal;
    private int loaded;
    private int open;

    FakeEngine(String name, boolean isReference, ModelContract contract, Formula formula) {
        this.name = name;
        this.isReference = isReference;
        this.contract = contract;
        this.formula = formula;
    }

    FakeEngine withBoundaries(double[]... values) {
        boundaries = List.of(values);
        return this;
    }

    FakeEngine withTexts(List<List<String>> values) {
        texts = values;
        return this;
    }

    FakeEngine inSinglePrecision() {
        isSinglePrecision = true;
        return this;
    }

    FakeEngine refusing(ModelException why) {
        refusal = why;
        return this;
    }

    int loaded() {
        return loaded;
    }

    int open() {
        return open;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<String> formats() {
        return Set.of("onnx");
    }

    @Override
    public boolean isReference() {
        return isReference;
    }

    @Override
    public Model load(ModelBundle bundle, Device device) {
        if (refusal != null) {
            throw refusal;
        }
        loaded++;
        open++;
        return new FakeModel(bundle.id());
    }

    /** A model of this engine without a bundle. */
    Model model() {
        open++;
        return new FakeModel(new ModelId("fake", 1, "00".repeat(32)));
    }

    private final class FakeModel implements Model {
        private final ModelId id;

        FakeModel(ModelId id) {
            this.id = id;
        }

        @Override
        public ModelId id() {
            return id;
        }

        @Override
        public ModelContract contract() {
            return contract;
        }

        @Override
        public String engine() {
            return name;
        }

        @Override
        public Scorer newScorer(int maxRows) {
            open++;
            return new Scorer(contract, maxRows) {
                @Override
                protected void scoreRows(RowBatch rows, ScoreBatch scores) {
                    for (int row = 0; row < rows.size(); row++) {
                        formula.score(rows, row, scores);
                    }
                }

                @Override
                protected void release() {
                    open--;
                }
            };
        }

        @Override
        public List<double[]> boundaries() {
            return boundaries;
        }

        @Override
        public List<List<String>> texts() {
            return texts;
        }

        @Override
        public boolean isSinglePrecision() {
            return isSinglePrecision;
        }

        @Override
        public void close() {
            open--;
        }
    }
}
