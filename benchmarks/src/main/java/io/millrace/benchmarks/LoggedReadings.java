package io.millrace.benchmarks;

import io.millrace.model.ColumnProfile;
import io.millrace.model.ModelId;
import io.millrace.model.ProfileBuilder;
import io.millrace.model.ReferenceProfile;
import io.millrace.schemas.AnswerKind;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelFingerprint;
import io.millrace.schemas.Prediction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Predictions with 30 features logged, as the scoring job writes them. Prediction {@code n} is a function of {@code n} alone; no two are alike, and
 * nothing drifts.
 */
final class LoggedReadings {
    /** The output of the model. */
    static final String OUTPUT = "score";

    private static final long SEED = 30_241_128L;
    private static final int REFERENCE_ROWS = 20_000;
    /** A midnight, UTC. */
    private static final long FIRST_TIME = 1_760_054_400_000L;

    private final ModelId model;
    private final int partitions;
    private final long events;
    private final int days;

    /**
     * Predictions of {@code model}.
     *
     * @param partitions of the events, one after the other
     * @param events how many there are
     * @param days of event time that they take, evenly
     */
    LoggedReadings(ModelId model, int partitions, long events, int days) {
        this.model = model;
        this.partitions = partitions;
        this.events = events;
        this.days = days;
    }

    /** Prediction {@code n} in its encoding. */
    byte[] encode(long n) {
        return MessageCodec.PREDICTION.encode(Prediction.newBuilder()
                .setEventId("5eed0000-0000-4000-8000-%012x".formatted(n))
                .setEventTime(Instant.ofEpochMilli(FIRST_TIME + (long) ((double) n / events * lengthMillis())))
                .setPartition((int) (n % partitions))
                .setOffset(n / partitions)
                .setIngestTime(Instant.EPOCH)
                .setKind(AnswerKind.SCORED)
                .setSlot("main")
                .setModel(model.name())
                .setModelVersion(model.version())
                .setModelFingerprint(new ModelFingerprint(new byte[8]))
                .setOutputs(Map.of(OUTPUT, random(n).nextDouble()))
                .setFeatures(features(n))
                .setReason(null)
                .build());
    }

    private long lengthMillis() {
        return Duration.ofDays(days).toMillis();
    }

    private static SplittableRandom random(long n) {
        return new SplittableRandom(SEED ^ (n * 0x9E37_79B9_7F4A_7C15L));
    }

    private static List<Object> features(long n) {
        SplittableRandom random = random(n);
        List<Object> features = new ArrayList<>();
        for (String ignored : Readings.FEATURES) {
            features.add(random.nextDouble(-3, 3));
        }
        return features;
    }

    /** How features and output are spread, as a model bundle tells it. */
    static ReferenceProfile reference() {
        List<ProfileBuilder> columns =
                Readings.FEATURES.stream().map(ProfileBuilder::new).toList();
        ProfileBuilder output = new ProfileBuilder(OUTPUT);
        for (int row = 0; row < REFERENCE_ROWS; row++) {
            long n = -1L - row; // none of those that come
            List<Object> features = features(n);
            for (int i = 0; i < columns.size(); i++) {
                columns.get(i).add((double) features.get(i));
            }
            output.add(random(n).nextDouble());
        }
        return new ReferenceProfile(
                REFERENCE_ROWS,
                columns.stream().<ColumnProfile>map(ProfileBuilder::numeric).toList(),
                List.of(output.numeric()));
    }
}
