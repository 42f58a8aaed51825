package io.millrace.benchmarks;

import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The works on which an engine of ours and the program that one would use instead are compared. */
public enum ModelWork {
    /** A boosted ensemble as PMML. */
    TREES_PMML("100 trees, depth 6, 30 features, PMML", "compiled", "JPMML", Bar.everywhere(0.03)) {
        @Override
        ScoringLoop millrace(Workspace workspace, int batchRows) {
            return new EngineLoop(engine(), workspace.pmml("trees"), FeatureRows.readings(), SCORE, batchRows);
        }

        @Override
        ScoringLoop peer(Workspace workspace, int batchRows) {
            return new JpmmlLoop(workspace.pmml("trees"), FeatureRows.readings(), SCORE, batchRows);
        }
    },
    /** The same ensemble as ONNX. */
    TREES_ONNX("100 trees, depth 6, 30 features, ONNX", "compiled", "ONNX Runtime", Map.of(1, 0.2, 64, 0.35)) {
        @Override
        ScoringLoop millrace(Workspace workspace, int batchRows) {
            return new EngineLoop(engine(), workspace.bundle("trees"), FeatureRows.readings(), SCORE, batchRows);
        }

        @Override
        ScoringLoop peer(Workspace workspace, int batchRows) throws OrtException {
            return new OnnxRuntimeLoop(workspace.onnx("trees"), FeatureRows.readings(), batchRows);
        }
    },
    /** A large ensemble as ONNX. */
    MANY_TREES("1,000 trees, 31 leaves, 15 features, ONNX", "compiled", "ONNX Runtime", Bar.everywhere(0.35)) {
        @Override
        ScoringLoop millrace(Workspace workspace, int batchRows) {
            return new EngineLoop(
                    engine(), workspace.bundle("many-trees"), FeatureRows.normal(FIFTEEN), SCORE, batchRows);
        }

        @Override
        ScoringLoop peer(Workspace workspace, int batchRows) throws OrtException {
            return new OnnxRuntimeLoop(workspace.onnx("many-trees"), FeatureRows.normal(FIFTEEN), batchRows);
        }
    },
    /** A linear model as PMML. */
    LOGISTIC_PMML("logistic regression, 30 features, PMML", "compiled", "JPMML", Bar.everywhere(0.05)) {
        @Override
        ScoringLoop millrace(Workspace workspace, int batchRows) {
            return new EngineLoop(
                    engine(), workspace.pmml("logistic30"), FeatureRows.readings(), PROBABILITY, batchRows);
        }

        @Override
        ScoringLoop peer(Workspace workspace, int batchRows) {
            return new JpmmlLoop(workspace.pmml("logistic30"), FeatureRows.readings(), PROBABILITY, batchRows);
        }
    },
    /** Encoders, scalers and a linear regression of Spark's, which MLeap serves on both sides. */
    MLEAP("MLeap's airbnb pipeline, 13 features", "mleap", "row transformer by hand", Bar.everywhere(1.15)) {
        @Override
        ScoringLoop millrace(Workspace workspace, int batchRows) {
            return new EngineLoop(engine(), workspace.mleap("airbnb"), FeatureRows.flats(), PRICE, batchRows);
        }

        @Override
        ScoringLoop peer(Workspace workspace, int batchRows) throws Exception {
            return new MleapLoop(workspace.mleap("airbnb"), FeatureRows.flats(), PRICE, batchRows);
        }
    },
    /** A network, which ONNX Runtime serves on both sides. */
    NETWORK("network 30-64-32-1, ONNX", "onnxruntime", "same session by hand", Map.of(64, 1.10)) {
        @Override
        ScoringLoop millrace(Workspace workspace, int batchRows) {
            return new EngineLoop(
                    engine(), workspace.bundle("mlp"), FeatureRows.normal(Readings.FEATURES), SCORE, batchRows);
        }

        @Override
        ScoringLoop peer(Workspace workspace, int batchRows) throws OrtException {
            return new OnnxRuntimeLoop(workspace.onnx("mlp"), FeatureRows.normal(Readings.FEATURES), batchRows);
        }
    };

    private static final String SCORE = "score";
    private static final String PROBABILITY = "probability(1)";
    private static final String PRICE = "price_prediction";
    private static final List<String> FIFTEEN =
            IntStream.range(0, 15).mapToObj("x%02d"::formatted).toList();

    private final String title;
    private final String engine;
    private final String peer;

    @SuppressWarnings("ImmutableEnumChecker") // made by Map.of, which nobody can change
    private final Map<Integer, Double> bars;

    /**
     * A work.
     *
     * @param bars by rows of a batch, how large a share of the peer's time ours may be
     */
    ModelWork(String title, String engine, String peer, Map<Integer, Double> bars) {
        this.title = title;
        this.engine = engine;
        this.peer = peer;
        this.bars = bars;
    }

    /** For people. */
    String title() {
        return title;
    }

    /** Which of our engines it is about. */
    String engine() {
        return engine;
    }

    /** What it is compared with. */
    String peerName() {
        return peer;
    }

    /** How large a share of the peer's time ours may be; NaN where nobody asked. */
    double bar(int batchRows) {
        return bars.getOrDefault(batchRows, Double.NaN);
    }

    /** Our side. */
    abstract ScoringLoop millrace(Workspace workspace, int batchRows) throws Exception;

    /** The other side. */
    abstract ScoringLoop peer(Workspace workspace, int batchRows) throws Exception;

    /** Bars of all batch sizes. */
    private static final class Bar {
        private Bar() {}

        static Map<Integer, Double> everywhere(double bar) {
            return Map.of(1, bar, 8, bar, 64, bar, 512, bar);
        }
    }
}
