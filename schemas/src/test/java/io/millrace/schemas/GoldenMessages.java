package io.millrace.schemas;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * The messages behind the golden files of each released version, and the program that wrote the files. Files of a
 * released version are never written again: what was published must stay readable.
 *
 * <p>To add a version, give it a folder, add its messages here, let {@link #main} write those whose schema has changed, and
 * run it once with the folder.
 */
final class GoldenMessages {
    /** Holds a folder for each version; v2 has predictions only, labels and dead letters are as they were. */
    static final Path FOLDER = Path.of("src", "test", "resources", "golden");

    private GoldenMessages() {}

    /** Writes the files of the current version that are not there yet. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Files.createDirectories(folder);
        write(folder.resolve("prediction-scored.bin"), MessageCodec.PREDICTION, scored());
        write(folder.resolve("prediction-fallback.bin"), MessageCodec.PREDICTION, fallback());
        write(folder.resolve("prediction-degraded.bin"), MessageCodec.PREDICTION, degraded());
    }

    private static <T extends SpecificRecordBase> void write(Path file, MessageCodec<T> codec, T message)
            throws IOException {
        if (!Files.exists(file)) {
            Files.write(file, codec.encode(message));
        }
    }

    static Prediction scored() {
        return Prediction.newBuilder()
                .setEventId("order-4711 Zürich")
                .setEventTime(Instant.parse("2026-07-01T12:34:56.789Z"))
                .setPartition(3)
                .setOffset(9_007_199_254_740_993L)
                .setIngestTime(Instant.parse("2026-07-01T12:34:57.001Z"))
                .setKind(AnswerKind.SCORED)
                .setSlot("fraud")
                .setModel("fraud-forest")
                .setModelVersion(12)
                .setModelFingerprint(new ModelFingerprint(new byte[] {0, 1, 2, 3, -1, -2, -3, -128}))
                // one output: a map of several has no fixed order
                .setOutputs(Map.of("probability", 0.1))
                .setFeatures(Arrays.asList(1.5f, null, -0.0, "DE", Double.MIN_VALUE, Float.NaN))
                .setReason(null)
                .build();
    }

    static Prediction degraded() {
        return Prediction.newBuilder(scored())
                .setDegradation("cpu instead of cuda:0: no such device")
                .build();
    }

    static Prediction fallback() {
        return Prediction.newBuilder(scored())
                .setKind(AnswerKind.FALLBACK)
                .setOutputs(Map.of("class", "unknown"))
                .setFeatures(List.of())
                .setReason("INVALID_FEATURE")
                .build();
    }

    static Label numberLabel() {
        return Label.newBuilder()
                .setEventId("order-4711")
                .setValue(1.0)
                .setKnownAt(Instant.parse("2026-07-03T00:00:00Z"))
                .setPrincipal(null)
                .build();
    }

    static Label classLabel() {
        return Label.newBuilder()
                .setEventId("")
                .setValue("straße")
                .setKnownAt(Instant.parse("1969-12-31T23:59:59.999Z"))
                .setPrincipal("User:chargebacks")
                .build();
    }

    static DeadLetter deadLetter() {
        return DeadLetter.newBuilder()
                .setTopic("orders")
                .setPartition(0)
                .setOffset(0)
                .setIngestTime(Instant.parse("2026-07-01T12:34:56.789Z"))
                .setJob("scoring")
                .setCause("TRUNCATED")
                .setDetail("the event ends inside a string")
                .setKey(bytes("k"))
                .setValue(bytes("{\"id\": \"order"))
                .setValueLength(13)
                .setHeaders(List.of(new RecordHeader("trace", bytes("00ff")), new RecordHeader("empty", null)))
                .build();
    }

    static DeadLetter tombstone() {
        return DeadLetter.newBuilder(deadLetter())
                .setCause("TOMBSTONE")
                .setKey(null)
                .setValue(null)
                .setValueLength(-1)
                .setHeaders(List.of())
                .build();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
