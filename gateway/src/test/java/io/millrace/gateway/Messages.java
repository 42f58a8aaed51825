package io.millrace.gateway;

import io.millrace.schemas.AnswerKind;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.LearnedParameter;
import io.millrace.schemas.ModelFingerprint;
import io.millrace.schemas.ModelSnapshot;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.Prediction;
import io.millrace.schemas.QuarantineState;
import io.millrace.schemas.QuarantinedExample;
import io.millrace.schemas.QuarantinedFeature;
import io.millrace.schemas.Severity;
import io.millrace.schemas.StatusPhase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Messages for tests. */
public final class Messages {
    /** A PMML file, as far as these tests look. */
    public static final String PMML = "<PMML/>";

    private Messages() {}

    /** A status of a slot; the command's id is that of the offset. */
    public static ModelStatus.Builder status(
            String slot, StatusPhase phase, CommandKind kind, long offset, String model, long version) {
        return ModelStatus.newBuilder()
                .setTime(Instant.ofEpochSecond(1_800_000_000 + offset))
                .setPhase(phase)
                .setSlot(slot)
                .setKind(kind)
                .setCommandId("c" + offset)
                .setControlOffset(offset)
                .setModel(model)
                .setVersion(version);
    }

    /** The answer to an event of partition 0 that arrived just now. */
    public static Prediction.Builder prediction(long offset) {
        return Prediction.newBuilder()
                .setEventId("e" + offset)
                .setEventTime(Instant.EPOCH)
                .setPartition(0)
                .setOffset(offset)
                .setIngestTime(Instant.now())
                .setKind(AnswerKind.SCORED)
                .setSlot("delay")
                .setModel("m")
                .setModelVersion(1)
                .setModelFingerprint(new ModelFingerprint(new byte[8]))
                .setOutputs(Map.of())
                .setFeatures(List.of());
    }

    /** A finding about a model's version. */
    public static MonitoringEvent.Builder signal(String kind, String name, String model, double value) {
        return MonitoringEvent.newBuilder()
                .setTime(Instant.parse("2013-04-01T04:00:00Z"))
                .setKind(kind)
                .setName(name)
                .setSlot("delay")
                .setLabels(Map.of("model", model))
                .setValue(value)
                .setThreshold(0.1)
                .setN(1_000)
                .setSeverity(Severity.INFO);
    }

    /** An example that a learner was not allowed to learn. */
    public static QuarantinedExample held(String learner, String event, QuarantineState state) {
        return QuarantinedExample.newBuilder()
                .setEventId(event)
                .setSlot("delay")
                .setLearner(learner)
                .setState(state)
                .setReason("distrusted")
                .setScore(9.21)
                .setPrincipal("User:<mallory>")
                .setLabel(1.0)
                .setFeatures(List.of(new QuarantinedFeature("distance", 12.5), new QuarantinedFeature("age", null)))
                .setScores(List.of(0.1))
                .setEventTime(Instant.parse("2013-04-01T04:00:00Z"))
                .setKnownAt(Instant.parse("2013-04-01T06:00:00Z"))
                .build();
    }

    /** A learner; offered as a version, or not where that is 0. */
    public static ModelSnapshot snapshot(String learner, long version, long examples) {
        ModelSnapshot.Builder snapshot = ModelSnapshot.newBuilder()
                .setLearner(learner)
                .setSlot("delay")
                .setExamples(examples)
                .setEventTime(Instant.parse("2013-04-01T04:00:00Z"))
                .setAlgorithm("logistic-regression")
                .setMetrics(Map.of("learner.log-loss", 0.25))
                .setParameters(
                        List.of(new LearnedParameter("distance", 0.5), new LearnedParameter("carrier=<UA>", -1.0)));
        if (version > 0) {
            snapshot.setModel(learner)
                    .setVersion(version)
                    .setFormat("pmml")
                    .setFile(ByteBuffer.wrap(PMML.getBytes(StandardCharsets.UTF_8)));
        }
        return snapshot.build();
    }
}
