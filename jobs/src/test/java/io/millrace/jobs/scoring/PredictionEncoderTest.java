package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.FeatureType;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelId;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.RowBatch;
import io.millrace.model.ScoreBatch;
import io.millrace.schemas.AnswerKind;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelFingerprint;
import io.millrace.schemas.Prediction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fast encoder against {@link MessageCodec}, byte for byte. */
final class PredictionEncoderTest {
    private static final ModelId ID = new ModelId("modèl", 1L << 40, "00ff10a0b0c0d0e0".repeat(4));
    private static final List<String> CATEGORIES = List.of("DE", "Österreich", "");
    private static final List<FeatureType> TYPES = List.of(FeatureType.values());
    private static final int CAPACITY = 8;

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void bytesAreThoseOfTheCodec(long seed) {
        Random random = new Random(seed);
        ModelContract contract = contract(random);
        boolean logFeatures = random.nextInt(4) > 0;
        RowBatch rows = new RowBatch(contract, CAPACITY);
        ScoreBatch scores = new ScoreBatch(contract, CAPACITY);
        PendingEvents events = new PendingEvents(CAPACITY);
        Optional<String> degradation =
                random.nextBoolean() ? Optional.empty() : Optional.of("cpu statt cuda:0: kein Gerät");
        PredictionEncoder encoder = new PredictionEncoder("slöt", ID, contract, logFeatures, degradation);
        Headers headers = new Headers(true);
        for (int batch = 0; batch < 3; batch++) {
            rows.clear();
            List<Prediction> expected = new ArrayList<>();
            for (int i = random.nextInt(CAPACITY) + 1; i > 0; i--) {
                expected.add(addRow(random, contract, rows, scores, events, headers, logFeatures, degradation));
            }
            encoder.keepFeatures(rows);
            for (int row = 0; row < rows.size(); row++) {
                assertThat(MessageCodec.PREDICTION.decode(encoder.scored(events, scores, row)))
                        .as("seed=%d, row=%d", seed, row)
                        .isEqualTo(expected.get(row));
                assertThat(encoder.scored(events, scores, row))
                        .as("seed=%d, row=%d", seed, row)
                        .isEqualTo(MessageCodec.PREDICTION.encode(expected.get(row)));
                assertThat(encoder.fallback(events, row, 0.5, "beçause"))
                        .as("seed=%d, row=%d, fallback", seed, row)
                        .isEqualTo(MessageCodec.PREDICTION.encode(fallback(expected.get(row), contract)));
            }
        }
    }

    @Test
    void aModelThatIsAllItShouldBeCostsOneByte() {
        ModelContract contract =
                new ModelContract(List.of(ModelInput.of("x", FeatureType.FLOAT)), List.of(ModelOutput.number("y")));
        RowBatch rows = new RowBatch(contract, 1);
        ScoreBatch scores = new ScoreBatch(contract, 1);
        PendingEvents events = new PendingEvents(1);
        rows.set(rows.addRow(), 0, 1);
        events.set(0, new SourceRecord(), new Headers(true).of("id", 0));
        PredictionEncoder whole = new PredictionEncoder("slot", ID, contract, false, Optional.empty());
        PredictionEncoder degraded = new PredictionEncoder("slot", ID, contract, false, Optional.of("less"));
        byte[] bytes = whole.scored(events, scores, 0);
        assertThat(bytes[bytes.length - 1]).as("the union's branch, null").isZero();
        assertThat(degraded.scored(events, scores, 0))
                .as("the other branch, a length, and the text")
                .hasSize(bytes.length + 1 + "less".length());
    }

    private static ModelContract contract(Random random) {
        List<ModelInput> inputs = new ArrayList<>();
        for (int i = random.nextInt(10); i >= 0; i--) {
            FeatureType type = TYPES.get(random.nextInt(TYPES.size()));
            ModelInput input = random.nextBoolean()
                    ? ModelInput.of("x" + i, type)
                    : ModelInput.vector("v" + i, type, 1 + random.nextInt(4));
            boolean listed = type == FeatureType.CATEGORICAL && random.nextBoolean();
            inputs.add(listed ? input.withCategories(CATEGORIES) : input);
        }
        List<ModelOutput> outputs = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            outputs.add(random.nextBoolean() ? ModelOutput.text("öutput" + i) : ModelOutput.number("öutput" + i));
        }
        return new ModelContract(inputs, outputs);
    }

    /** Fills the next row everywhere with random content. */
    private static Prediction addRow(
            Random random,
            ModelContract contract,
            RowBatch rows,
            ScoreBatch scores,
            PendingEvents events,
            Headers headers,
            boolean logFeatures,
            Optional<String> degradation) {
        int row = rows.addRow();
        List<Object> features = new ArrayList<>();
        for (int column = 0; column < contract.width(); column++) {
            features.add(setCell(random, contract.inputOfColumn(column), rows, row, column));
        }
        Map<String, Object> outputs = new LinkedHashMap<>();
        for (int output = 0; output < contract.outputs().size(); output++) {
            String name = contract.outputs().get(output).name();
            if (contract.outputs().get(output).isText()) {
                outputs.put(name, text(random));
                scores.setText(row, output, (String) outputs.get(name));
            } else {
                outputs.put(name, number(random));
                scores.setNumber(row, output, (double) outputs.get(name));
            }
        }
        SourceRecord record = new SourceRecord();
        record.partition = random.nextInt(Integer.MAX_VALUE);
        record.offset = random.nextLong() >>> (1 + random.nextInt(63));
        record.timestamp = random.nextLong(1L << 45) - (1L << 44);
        String id = "é" + text(random);
        long time = random.nextLong(1L << 45) - (1L << 44);
        events.set(row, record, headers.of(id, time));
        return Prediction.newBuilder()
                .setEventId(id)
                .setEventTime(Instant.ofEpochMilli(time))
                .setPartition(record.partition)
                .setOffset(record.offset)
                .setIngestTime(Instant.ofEpochMilli(record.timestamp))
                .setKind(AnswerKind.SCORED)
                .setSlot("slöt")
                .setModel(ID.name())
                .setModelVersion(ID.version())
                .setModelFingerprint(new ModelFingerprint(ID.fingerprint()))
                .setOutputs(outputs)
                .setFeatures(logFeatures ? features : List.of())
                .setReason(null)
                .setDegradation(degradation.orElse(null))
                .build();
    }

    private static Prediction fallback(Prediction scored, ModelContract contract) {
        return Prediction.newBuilder(scored)
                .setKind(AnswerKind.FALLBACK)
                .setOutputs(Map.of(contract.outputs().get(0).name(), 0.5))
                .setReason("beçause")
                .build();
    }

    /** Sets one cell and returns how a prediction shows it. */
    private static Object setCell(Random random, ModelInput input, RowBatch rows, int row, int column) {
        if (random.nextInt(4) == 0) {
            return null;
        }
        if (input.type() == FeatureType.CATEGORICAL) {
            String text = random.nextBoolean() ? CATEGORIES.get(random.nextInt(CATEGORIES.size())) : text(random);
            rows.setText(row, column, text);
            return text;
        }
        double value = number(random);
        rows.set(row, column, value);
        if (Double.isNaN(value)) {
            return null;
        }
        return input.type() == FeatureType.FLOAT ? (Object) (float) value : (Object) value;
    }

    private static double number(Random random) {
        double[] odd = {0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE, 1};
        return random.nextBoolean() ? odd[random.nextInt(odd.length)] : random.nextGaussian();
    }

    private static String text(Random random) {
        return "日本 ".repeat(random.nextInt(40)) + random.nextInt();
    }

    @Test
    void theRecordsTimestampStandsInForAnAbsentEventTime() {
        ModelContract contract =
                new ModelContract(List.of(ModelInput.of("x", FeatureType.DOUBLE)), List.of(ModelOutput.number("y")));
        RowBatch rows = new RowBatch(contract, 1);
        rows.addRow();
        SourceRecord record = new SourceRecord();
        record.timestamp = 77;
        PendingEvents events = new PendingEvents(1);
        events.set(0, record, new Headers(false).of("id", 5));
        PredictionEncoder encoder = new PredictionEncoder("slot", ID, contract, true, Optional.empty());
        encoder.keepFeatures(rows);
        assertThat(MessageCodec.PREDICTION
                        .decode(encoder.scored(events, new ScoreBatch(contract, 1), 0))
                        .getEventTime())
                .isEqualTo(Instant.ofEpochMilli(77));
    }

    @Test
    void whatHappensToTheRowsAfterwardsDoesNotChangeTheirFeatures() {
        ModelContract contract =
                new ModelContract(List.of(ModelInput.of("x", FeatureType.DOUBLE)), List.of(ModelOutput.number("y")));
        RowBatch rows = new RowBatch(contract, 1);
        rows.addRow();
        PendingEvents events = new PendingEvents(1);
        events.set(0, new SourceRecord(), new Headers(true).of("id", 5));
        PredictionEncoder encoder = new PredictionEncoder("slot", ID, contract, true, Optional.empty());
        encoder.keepFeatures(rows);
        rows.set(0, 0, 7);
        assertThat(MessageCodec.PREDICTION
                        .decode(encoder.scored(events, new ScoreBatch(contract, 1), 0))
                        .getFeatures())
                .containsExactly((Object) null);
    }
}
