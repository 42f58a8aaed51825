package io.millrace.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
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
    /** Holds a folder for each version, with the messages that were new or changed: predictions in v2, commands in v3, learners in v4, commands to learners and quarantine in v5, signed labels in v6. */
    static final Path FOLDER = Path.of("src", "test", "resources", "golden");

    private static final String SIGNATURE =
            "7SgwQZTSYKKmWbb+35O8jzQnnQkHAf6EAF+bRDqjpaRjWGOgcenzRc/hIBrfuBGaWg9nQXCd+mMo2Irb6OO9BQ==";

    private GoldenMessages() {}

    /** Writes the files of the current version that are not there yet. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Files.createDirectories(folder);
        write(folder.resolve("signed-label.bin"), MessageCodec.SIGNED_LABEL, signedLabel());
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

    /** As a message only: the signature is that of {@link #signed}. */
    static SignedLabel signedLabel() {
        return SignedLabel.newBuilder()
                .setKeyId("bank")
                .setSignature(ByteBuffer.wrap(Base64.getDecoder().decode(SIGNATURE)))
                .setLabel(ByteBuffer.wrap(published("v1/label-class.bin")))
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

    static ControlCommand deployment() {
        return ControlCommand.newBuilder()
                .setId("7c9e6679-7425-40de-944b-e07fc1f90ae7")
                .setPipeline("payments")
                .setSlot("fraud")
                .setKind(CommandKind.DEPLOY)
                .setModel("fraud-forest")
                .setVersion(13)
                .setUri("s3://models/fraud/forest-13.zip")
                .setSha256("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
                .setSize(1_234_567)
                .setEffectiveFrom(Instant.parse("2026-07-01T12:00:00Z"))
                .setExpectedChampion("fraud-forest@12")
                .setPercent(25)
                .setFallback("fraud-forest@11")
                .setTarget("an earlier one")
                .setIssuer("release of Zürich")
                .setIssuedAt(Instant.parse("2026-07-01T11:22:33.444Z"))
                .setNotAfter(Instant.parse("2026-07-01T12:22:33.444Z"))
                .build();
    }

    /** Of what has a default, nothing but the target is set. */
    static ControlCommand abort() {
        return ControlCommand.newBuilder()
                .setId("b")
                .setPipeline("payments")
                .setSlot("fraud")
                .setKind(CommandKind.ABORT)
                .setTarget("a")
                .setIssuer("")
                .setIssuedAt(Instant.EPOCH)
                .setNotAfter(Instant.parse("2026-07-01T12:22:33.444Z"))
                .build();
    }

    static ControlCommand release() {
        return ControlCommand.newBuilder()
                .setId("c")
                .setPipeline("payments")
                .setSlot("fraud")
                .setKind(CommandKind.RELEASE)
                .setIssuer("Zoë")
                .setIssuedAt(Instant.parse("2026-07-01T11:22:33.444Z"))
                .setNotAfter(Instant.parse("2026-07-01T12:22:33.444Z"))
                .setLearner("fraud-online")
                .setEvents(List.of("order-4711", "straße 1"))
                .build();
    }

    static ControlCommand revert() {
        return ControlCommand.newBuilder()
                .setId("d")
                .setPipeline("payments")
                .setSlot("fraud")
                .setKind(CommandKind.REVERT)
                .setIssuer("")
                .setIssuedAt(Instant.EPOCH)
                .setNotAfter(Instant.parse("2026-07-01T12:22:33.444Z"))
                .setPrincipal("User:mallory")
                .setFrom(Instant.parse("2026-06-01T00:00:00Z"))
                .setTo(Instant.parse("2026-06-30T23:59:59.999Z"))
                .build();
    }

    static QuarantinedExample held() {
        return QuarantinedExample.newBuilder()
                .setEventId("order-4711 Zürich")
                .setSlot("fraud")
                .setLearner("fraud-online")
                .setState(QuarantineState.HELD)
                .setReason("distrusted")
                .setStage("label-flip-guard")
                .setScore(9.21)
                .setPrincipal("User:mallory")
                .setTrustClass("customers")
                .setLabel(1.0)
                .setFeatures(List.of(
                        new QuarantinedFeature("amount", 12.5),
                        new QuarantinedFeature("country", "DE"),
                        new QuarantinedFeature("age", null)))
                .setScores(List.of(0.1))
                .setModel("fraud-forest@12")
                .setEventTime(Instant.parse("2026-07-01T12:34:56.789Z"))
                .setKnownAt(Instant.parse("2026-07-08T12:34:56.789Z"))
                .setPartition(3)
                .setOffset(9_007_199_254_740_993L)
                .build();
    }

    /** Of what has a default, nothing but the command is set. */
    static QuarantinedExample released() {
        return QuarantinedExample.newBuilder()
                .setEventId("")
                .setSlot("fraud")
                .setLearner("fraud-online")
                .setState(QuarantineState.RELEASED)
                .setReason("outlier")
                .setEventTime(Instant.EPOCH)
                .setKnownAt(Instant.EPOCH)
                .setCommandId("c")
                .setIssuer("Zoë")
                .build();
    }

    /** The deployment as version 1 of commands has it, truly signed; nobody has the private key any more. */
    static SignedCommand signed() {
        return SignedCommand.newBuilder()
                .setKeyId("release")
                .setSignature(ByteBuffer.wrap(Base64.getDecoder().decode(SIGNATURE)))
                .setCommand(ByteBuffer.wrap(published("v3/control-command-deploy.bin")))
                .build();
    }

    static ModelStatus active() {
        return ModelStatus.newBuilder()
                .setTime(Instant.parse("2026-07-01T11:22:35.001Z"))
                .setPhase(StatusPhase.ACTIVE)
                .setSlot("fraud")
                .setKind(CommandKind.CANARY)
                .setCommandId("7c9e6679-7425-40de-944b-e07fc1f90ae7")
                .setControlOffset(41)
                .setModel("fraud-forest")
                .setVersion(13)
                .setUri("s3://models/fraud/forest-13.zip")
                .setSha256("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
                .setSize(1_234_567)
                .setPercent(25)
                .setEffectiveFrom(Instant.parse("2026-07-01T12:00:00Z"))
                .setPositions(List.of(new FirstOffset(0, 17L), new FirstOffset(3, 9_007_199_254_740_993L)))
                .setDetail("compiled")
                .setReady(4)
                .setOf(4)
                .setFetchMillis(120)
                .setValidationMillis(840)
                .setPreparationMillis(65)
                .setEngine("compiled")
                .setRowsPerSecond(812_345.5)
                .setMemoryBytes(123_456_789)
                .setIssuer("release of Zürich")
                .setNotAfter(Instant.parse("2026-07-01T12:22:33.444Z"))
                .build();
    }

    /** Of what has a default, only what a refused signature has. */
    static ModelStatus rejected() {
        return ModelStatus.newBuilder()
                .setTime(Instant.parse("2026-07-01T11:22:35.001Z"))
                .setPhase(StatusPhase.REJECTED)
                .setSlot("")
                .setControlOffset(42)
                .setReason("SIGNATURE")
                .setDetail("must be signed, found no signature")
                .setSecurity(true)
                .build();
    }

    /** Maps have one entry each: of several the order is not fixed. */
    static ModelSnapshot offered() {
        return ModelSnapshot.newBuilder()
                .setLearner("delay-online")
                .setSlot("delay")
                .setModel("delay-online")
                .setVersion(17)
                .setFormat("pmml")
                .setFile(bytes("<PMML/>"))
                .setUri("file:///var/lib/millrace/models/9f86.zip")
                .setSha256("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
                .setSize(2_345)
                .setExamples(85_000)
                .setEventTime(Instant.parse("2026-07-01T12:34:56.789Z"))
                .setTask("binary-classification")
                .setAlgorithm("logistic-regression")
                .setMetrics(Map.of("learner.log-loss", 0.1))
                .setParameters(List.of(
                        new LearnedParameter("distance", -0.25), new LearnedParameter("carrier=Zürich", 1e-300)))
                .setLineage(Map.of("champion", "delay-logistic@1"))
                .build();
    }

    /** Of what has a default, nothing is set. */
    static ModelSnapshot candidate() {
        return ModelSnapshot.newBuilder()
                .setLearner("delay-online")
                .setSlot("delay")
                .setExamples(0)
                .setEventTime(Instant.EPOCH)
                .build();
    }

    static MonitoringEvent refused() {
        return MonitoringEvent.newBuilder()
                .setTime(Instant.parse("2026-07-01T12:34:56.789Z"))
                .setKind("CANDIDATE_REFUSED")
                .setName("learner.delay-online.log-loss")
                .setSlot("delay")
                .setLabels(Map.of("champion", "delay-logistic@1"))
                .setValue(0.345)
                .setThreshold(0.344)
                .setWindow("the last 1000 examples")
                .setN(1_000)
                .setSeverity(Severity.WARNING)
                .setCause("the champion is better by 0.001")
                .build();
    }

    /** Of what has a default, nothing is set. */
    static MonitoringEvent figure() {
        return MonitoringEvent.newBuilder()
                .setTime(Instant.EPOCH)
                .setKind("QUALITY")
                .setName("x")
                .setValue(-0.0)
                .build();
    }

    private static byte[] published(String file) {
        try {
            return Files.readAllBytes(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException("must be there, as it was published: " + file, e);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
