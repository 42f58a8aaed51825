package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.jobs.decode.DecodeException;
import io.millrace.schemas.AnswerKind;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelFingerprint;
import io.millrace.schemas.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read straight from the bytes is what the codec reads. */
final class PredictionBytesTest {
    private static final Path GOLDEN = Path.of("..", "schemas", "src", "test", "resources", "golden");

    private final PredictionHead head = new PredictionHead();
    private final LoggedPrediction logged = new LoggedPrediction(List.of("p", "q"));

    private static Prediction random(Random random) {
        List<Object> features = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            features.add(
                    switch (random.nextInt(4)) {
                        case 0 -> null;
                        case 1 -> (Object) random.nextFloat();
                        case 2 -> (Object) random.nextGaussian();
                        default -> "é" + random.nextInt();
                    });
        }
        return Prediction.newBuilder()
                .setEventId("e" + random.nextLong())
                .setEventTime(Instant.ofEpochMilli(random.nextLong() >> 20))
                .setPartition(random.nextInt())
                .setOffset(random.nextLong())
                .setIngestTime(Instant.ofEpochMilli(random.nextInt()))
                .setKind(random.nextBoolean() ? AnswerKind.SCORED : AnswerKind.FALLBACK)
                .setSlot("slot")
                .setModel("m" + random.nextInt(3))
                .setModelVersion(random.nextInt(3))
                .setModelFingerprint(new ModelFingerprint(new byte[8]))
                .setOutputs(
                        random.nextBoolean()
                                ? Map.of("p", random.nextGaussian(), "text", "x")
                                : Map.of("q", 1.5, "p", "text", "r", 2.0))
                .setFeatures(features)
                .setReason(random.nextBoolean() ? "because" : null)
                .setDegradation(random.nextBoolean() ? "cpu" : null)
                .build();
    }

    private List<Object> features() {
        List<Object> features = new ArrayList<>();
        int columns = logged.readFeatures(new LoggedPrediction.Features() {
            private void set(int column, Object value) {
                while (features.size() < column) {
                    features.add(null);
                }
                features.add(value);
            }

            @Override
            public void number(int column, double value) {
                set(column, value);
            }

            @Override
            public void text(int column, String value) {
                set(column, value);
            }

            @Override
            public boolean wants(int column) {
                return true;
            }
        });
        while (features.size() < columns) {
            features.add(null);
        }
        return features;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatIsReadIsWhatWasWritten(long seed) {
        Random random = new Random(seed);
        PredictionRecord record = new PredictionRecord();
        for (int i = 0; i < 200; i++) {
            Prediction prediction = random(random);
            byte[] bytes = MessageCodec.PREDICTION.encode(prediction);
            head.read(bytes, record);
            assertThat(record.eventId).isEqualTo(prediction.getEventId());
            assertThat(record.eventTime).isEqualTo(prediction.getEventTime().toEpochMilli());
            assertThat(record.partition).isEqualTo(prediction.getPartition());
            assertThat(record.offset).isEqualTo(prediction.getOffset());
            assertThat(record.kind).hasToString(prediction.getKind().toString());
            assertThat(record.value).isSameAs(bytes);
            logged.read(bytes);
            assertThat(logged.model()).isEqualTo(prediction.getModel() + "@" + prediction.getModelVersion());
            assertThat(logged.outputs()).containsExactly(number(prediction, "p"), number(prediction, "q"));
            assertThat(features())
                    .as("seed %d, prediction %d", seed, i)
                    .isEqualTo(prediction.getFeatures().stream()
                            .map(value -> value instanceof Float single ? (Object) (double) single : value)
                            .toList());
        }
    }

    private static double number(Prediction prediction, String output) {
        return prediction.getOutputs().get(output) instanceof Double number ? number : Double.NaN;
    }

    @Test
    void predictionsOfVersion1AreRead() throws IOException {
        byte[] bytes = Files.readAllBytes(GOLDEN.resolve("v1").resolve("prediction-scored.bin"));
        PredictionRecord record = new PredictionRecord();
        head.read(bytes, record);
        assertThat(record.kind).isEqualTo(PredictionRecord.Kind.SCORED);
        assertThat(record.eventId).isEqualTo("order-4711 Zürich");
        logged.read(bytes);
        assertThat(logged.model()).isEqualTo("fraud-forest@12");
        assertThat(features()).containsExactly(1.5, null, -0.0, "DE", Double.MIN_VALUE, Double.NaN);
    }

    @Test
    void everythingElseIsUnreadable() throws IOException {
        byte[] whole = MessageCodec.PREDICTION.encode(random(new Random(7)));
        List<byte[]> others = new ArrayList<>(List.of(
                new byte[0],
                "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                Files.readAllBytes(GOLDEN.resolve("v1").resolve("label-number.bin"))));
        for (int length = 0; length < 20; length++) {
            others.add(Arrays.copyOf(whole, length));
        }
        others.add(null);
        for (byte[] other : others) {
            PredictionRecord record = new PredictionRecord();
            head.read(whole, record);
            head.read(other, record);
            assertThat(record.kind).isEqualTo(PredictionRecord.Kind.UNREADABLE);
            assertThat(record.eventId).isEmpty();
            assertThat(record.eventTime).isEqualTo(Long.MIN_VALUE);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void damagedBytesAreReadOrRefusedAndNothingElse(long seed) {
        Random random = new Random(seed);
        PredictionRecord record = new PredictionRecord();
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = MessageCodec.PREDICTION.encode(random(random));
            int last = random.nextInt(bytes.length);
            byte[] damaged = random.nextBoolean() ? Arrays.copyOf(bytes, last) : bytes;
            if (damaged.length > 10) {
                damaged[10 + random.nextInt(damaged.length - 10)] ^= (byte) (1 << random.nextInt(8));
            }
            head.read(damaged, record);
            try {
                logged.read(damaged);
                logged.model();
                features();
            } catch (DecodeException e) {
                assertThat(e.fault()).isNotNull();
            }
        }
    }

    @Test
    void aCutPredictionIsRefused() {
        byte[] whole = MessageCodec.PREDICTION.encode(Prediction.newBuilder(random(new Random(3)))
                .setFeatures(List.of(1.0, 2.0))
                .build());
        assertThatThrownBy(() -> {
                    logged.read(Arrays.copyOf(whole, whole.length - 14));
                    features();
                })
                .isInstanceOf(DecodeException.class);
    }
}
