package io.millrace.benchmarks;

import io.millrace.jobs.learning.LabelRecord;
import io.millrace.jobs.learning.PredictionRecord;
import io.millrace.model.ModelId;
import io.millrace.schemas.AnswerKind;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelFingerprint;
import io.millrace.schemas.Prediction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Predictions with the features of {@link Readings} logged, and their labels, event by event a millisecond apart. Ids, times and positions are each
 * event's own; what the model was given and has answered is that of one of {@value #DIFFERENT} different ones, encoded before.
 */
final class ClickMakers {
    /** The output that the model answers and learners are compared by. */
    static final String OUTPUT = "probability(1)";

    private static final int DIFFERENT = 4_096;
    private static final int PRINCIPALS = 500;
    private static final long FIRST_TIME = 1_700_000_000_000L;
    private static final long SEED = 30;

    private ClickMakers() {}

    private static String id(int part, long index) {
        return part + "-" + index;
    }

    private static long time(long index) {
        return FIRST_TIME + index;
    }

    /** Predictions by {@code model}. */
    static PacedSource.Predictions predictions(ModelId model) {
        return new Predictions(model.name(), model.version());
    }

    /** Labels that became known so many events after their own. */
    static PacedSource.Labels labels(long delay) {
        return new Labels(delay);
    }

    /**
     * Whose label it is, as good as drawn: the rows come round again and again, and principals that took turns would each have some of them alone, so that those with the noisy ones would be
     * liars indeed.
     */
    private static int principal(long index) {
        return (int) Long.remainderUnsigned(
                Long.rotateLeft(index * 0x9E3779B97F4A7C15L, 32) * 0xBF58476D1CE4E5B9L, PRINCIPALS);
    }

    private static double[] weights(Random random) {
        return random.doubles(Readings.FEATURES.size(), -0.5, 0.5).toArray();
    }

    private static double[][] rows(Random random) {
        double[][] rows = new double[DIFFERENT][];
        for (int i = 0; i < DIFFERENT; i++) {
            rows[i] = random.doubles(Readings.FEATURES.size(), -1, 1).toArray();
        }
        return rows;
    }

    private static final class Predictions implements PacedSource.Predictions {
        private static final long serialVersionUID = 1L;

        private final String model;
        private final long version;
        private transient byte[][] values;
        private transient PredictionRecord reused;

        Predictions(String model, long version) {
            this.model = model;
            this.version = version;
        }

        @Override
        public PredictionRecord make(int part, long index) {
            if (values == null) {
                values = encode();
                reused = new PredictionRecord();
                reused.kind = PredictionRecord.Kind.SCORED;
            }
            reused.eventId = id(part, index);
            reused.eventTime = time(index);
            reused.partition = 0;
            reused.offset = index;
            reused.value = values[(int) (index % DIFFERENT)];
            return reused;
        }

        private byte[][] encode() {
            Random random = new Random(SEED);
            weights(random);
            double[][] rows = rows(random);
            byte[][] encoded = new byte[DIFFERENT][];
            for (int i = 0; i < DIFFERENT; i++) {
                List<Object> features = new ArrayList<>();
                for (double value : rows[i]) {
                    features.add(value);
                }
                encoded[i] = MessageCodec.PREDICTION.encode(Prediction.newBuilder()
                        .setEventId(id(0, i))
                        .setEventTime(Instant.ofEpochMilli(time(i)))
                        .setPartition(0)
                        .setOffset(i)
                        .setIngestTime(Instant.EPOCH)
                        .setKind(AnswerKind.SCORED)
                        .setSlot("main")
                        .setModel(model)
                        .setModelVersion(version)
                        .setModelFingerprint(new ModelFingerprint(new byte[8]))
                        .setOutputs(Map.of(OUTPUT, 0.5))
                        .setFeatures(features)
                        .setReason(null)
                        .build());
            }
            return encoded;
        }
    }

    private static final class Labels implements PacedSource.Labels {
        private static final long serialVersionUID = 1L;

        private final long delay;
        private transient double[] truth;
        private transient String[] principals;
        private transient LabelRecord reused;

        Labels(long delay) {
            this.delay = delay;
        }

        @Override
        public LabelRecord make(int part, long index) {
            if (truth == null) {
                truth = truth();
                principals = IntStream.range(0, PRINCIPALS)
                        .mapToObj(i -> "principal-" + i)
                        .toArray(String[]::new);
                reused = new LabelRecord();
                reused.readable = true;
            }
            reused.eventId = id(part, index);
            reused.knownAt = time(index) + delay;
            reused.partition = part;
            reused.offset = index;
            reused.number = truth[(int) (index % DIFFERENT)];
            reused.principal = principals[principal(index)];
            return reused;
        }

        private static double[] truth() {
            Random random = new Random(SEED);
            double[] weights = weights(random);
            double[][] rows = rows(random);
            double[] truth = new double[DIFFERENT];
            for (int i = 0; i < DIFFERENT; i++) {
                double z = 0;
                for (int k = 0; k < Readings.FEATURES.size(); k++) {
                    z += weights[k] * rows[i][k];
                }
                truth[i] = random.nextDouble() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
            }
            return truth;
        }
    }
}
