package io.millrace.jobs.scoring;

import static io.millrace.jobs.scoring.WeightedModel.event;
import static io.millrace.jobs.scoring.WeightedModel.record;
import static io.millrace.jobs.scoring.WeightedModel.settings;
import static io.millrace.jobs.scoring.WeightedModel.slot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.config.ConfigException;
import io.millrace.jobs.pipeline.Feature;
import io.millrace.jobs.pipeline.Slot;
import io.millrace.model.Device;
import io.millrace.model.ModelException;
import io.millrace.schemas.AnswerKind;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.ModelFingerprint;
import io.millrace.schemas.Prediction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ScoringOperatorTest {
    private static final List<Float> V = List.of(3f, 4f);

    @Test
    void aFullBatchIsAnswered() throws Exception {
        try (OperatorScenario operator = OperatorScenario.of(settings(3))) {
            operator.send(record(0, 0, event("a", 1)));
            operator.send(record(0, 1, event("b", 2)));
            assertThat(operator.answers()).isEmpty();
            operator.send(record(0, 2, event("c", 3)));
            assertThat(operator.predictions())
                    .extracting(Prediction::getEventId)
                    .containsExactly("a", "b", "c");
            operator.send(record(0, 3, event("d", 4)));
            assertThat(operator.answers()).hasSize(3);
        }
    }

    @Test
    void aBatchOfOneWaitsForNothing() throws Exception {
        try (OperatorScenario operator = OperatorScenario.of(settings(1))) {
            for (int offset = 0; offset < 3; offset++) {
                operator.send(record(0, offset, event("e" + offset, offset)));
                assertThat(operator.answers()).hasSize(offset + 1);
            }
        }
    }

    @Test
    void whatWaitsIsAnsweredAfterMaxWait() throws Exception {
        try (OperatorScenario operator = OperatorScenario.of(settings(slot(100, Duration.ofMillis(1), Double.NaN)))) {
            operator.send(record(0, 0, event("a", 1)));
            operator.send(record(0, 1, event("b", 2)));
            assertThat(operator.answers()).isEmpty();
            assertThat(operator.timers()).isEqualTo(1);
            // The row's age is real time, so the timer is fired until a millisecond has gone by.
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            for (long now = 1; operator.answers().isEmpty() && System.nanoTime() < deadline; now++) {
                operator.processingTime(now);
            }
            assertThat(operator.predictions())
                    .extracting(Prediction::getEventId)
                    .containsExactly("a", "b");
            assertThat(operator.timers()).isZero();
        }
    }

    @Test
    void theTimerOfAnEarlierBatchDoesNotCutALaterOneShort() throws Exception {
        try (OperatorScenario operator = OperatorScenario.of(settings(2))) {
            operator.send(record(0, 0, event("a", 1)));
            operator.send(record(0, 1, event("b", 2)));
            operator.send(record(0, 2, event("c", 3)));
            assertThat(operator.timers()).isEqualTo(1);
            operator.processingTime(Duration.ofMinutes(1).toMillis());
            assertThat(operator.answers()).as("c has only just come").hasSize(2);
            assertThat(operator.timers()).as("c's own").isEqualTo(1);
        }
    }

    @Test
    void aTimerThatFindsNothingIsNotSetAgain() throws Exception {
        try (OperatorScenario operator = OperatorScenario.of(settings(1))) {
            operator.send(record(0, 0, event("a", 1)));
            operator.processingTime(Duration.ofMinutes(1).toMillis());
            assertThat(operator.timers()).isZero();
        }
    }

    @Test
    void whatWaitsIsAnsweredBeforeABarrier() throws Exception {
        try (OperatorScenario operator = OperatorScenario.of(settings(100))) {
            operator.send(record(0, 0, event("a", 1)));
            operator.snapshot();
            assertThat(operator.predictions())
                    .extracting(Prediction::getEventId)
                    .containsExactly("a");
            operator.snapshot();
            assertThat(operator.answers()).hasSize(1);
        }
    }

    @Test
    void whatWaitsIsAnsweredAtTheEndOfInput() throws Exception {
        try (OperatorScenario operator = OperatorScenario.of(settings(100))) {
            operator.send(record(0, 0, event("a", 1)));
            operator.endInput();
            assertThat(operator.predictions())
                    .extracting(Prediction::getEventId)
                    .containsExactly("a");
        }
    }

    @Test
    void aPredictionSaysWhatTheModelSawAndSaid() throws Exception {
        try (OperatorScenario operator = OperatorScenario.of(settings(1))) {
            SourceRecord record = record(7, 1L << 33, event("id", 1.0, 2.0, V, "FR"));
            record.key = "some key".getBytes(StandardCharsets.UTF_8);
            operator.send(record);
            assertThat(operator.answers())
                    .singleElement()
                    .satisfies(answer -> assertThat(answer.key)
                            .asString(StandardCharsets.UTF_8)
                            .isEqualTo("id"));
            assertThat(operator.predictions())
                    .containsExactly(Prediction.newBuilder()
                            .setEventId("id")
                            .setEventTime(Instant.ofEpochMilli(1000))
                            .setPartition(7)
                            .setOffset(1L << 33)
                            .setIngestTime(Instant.ofEpochMilli(2000 + (1L << 33)))
                            .setKind(AnswerKind.SCORED)
                            .setSlot("main")
                            .setModel("weighted")
                            .setModelVersion(3)
                            .setModelFingerprint(new ModelFingerprint(WeightedModel.ID.fingerprint()))
                            .setOutputs(Map.of("score", 14321.0, "half", 7160.5))
                            .setFeatures(List.of(1f, 2f, 3f, 4f, "FR"))
                            .setReason(null)
                            .build());
        }
    }

    @Test
    void aPredictionSaysThatTheModelRunsElsewhereThanAsked() throws Exception {
        Slot slot = slot(1, Duration.ofMinutes(1), 0.5);
        Slot onGpu = new Slot(
                slot.name(),
                slot.model(),
                slot.onFailure(),
                slot.maxRows(),
                slot.maxWait(),
                slot.logFeatures(),
                Device.parse("cuda:99"));
        try (OperatorScenario operator = OperatorScenario.of(settings(onGpu))) {
            operator.send(record(0, 0, event("scored", 1)));
            operator.send(record(0, 1, event("fallback", null, 0.0, V, "DE")));
            assertThat(operator.predictions())
                    .extracting(Prediction::getKind)
                    .containsExactly(AnswerKind.SCORED, AnswerKind.FALLBACK);
            assertThat(operator.predictions())
                    .allSatisfy(prediction ->
                            assertThat(prediction.getDegradation()).startsWith("cpu instead of cuda:99: "));
        }
    }

    @Test
    void featuresAreLoggedAsTheyCameNotAsTheyWereReplaced() throws Exception {
        try (OperatorScenario operator = OperatorScenario.of(settings(3))) {
            operator.send(record(0, 0, event("missing", 1.0, null, V, "XX")));
            operator.send(record(0, 1, event("invalid", 1.0, Double.NEGATIVE_INFINITY, V, "DE")));
            operator.send(record(0, 2, event("whole", 1.0, 2.0, V, "DE")));
            assertThat(operator.predictions())
                    .extracting(Prediction::getFeatures)
                    .containsExactly(
                            Arrays.asList(1f, null, 3f, 4f, "XX"),
                            List.of(1f, Float.NEGATIVE_INFINITY, 3f, 4f, "DE"),
                            List.of(1f, 2f, 3f, 4f, "DE"));
            assertThat(operator.predictions())
                    .extracting(prediction -> prediction.getOutputs().get("score"))
                    .as("7 stands in for a missing and an invalid b")
                    .containsExactly(4371.0 - 10_000, 4371.0, 4321.0);
        }
    }

    @Test
    void whatCannotBeDecodedBecomesADeadLetterAtOnce() throws Exception {
        byte[] cut = Arrays.copyOf(event("x", 1), 20);
        try (OperatorScenario operator = OperatorScenario.of(settings(2))) {
            operator.send(record(0, 0, event("a", 1)));
            SourceRecord bad = record(0, 1, cut);
            bad.key = new byte[] {1, 2};
            operator.send(bad);
            operator.send(record(0, 2, null));
            assertThat(operator.deadLetters())
                    .extracting(DeadLetter::getOffset, DeadLetter::getCause, DeadLetter::getValue, DeadLetter::getKey)
                    .containsExactly(
                            tuple(1L, "TRUNCATED", ByteBuffer.wrap(cut), ByteBuffer.wrap(bad.key)),
                            tuple(2L, "EMPTY", null, null));
            assertThat(operator.answers().get(0).key).isEqualTo(bad.key);
            operator.send(record(0, 3, event("b", 2)));
            assertThat(operator.predictions())
                    .extracting(Prediction::getEventId)
                    .containsExactly("a", "b");
        }
    }

    @Test
    void whatTheModelCannotScoreBecomesADeadLetterBetweenItsNeighbours() throws Exception {
        byte[] unscorable = event("bad", null, 2.0, V, "DE");
        try (OperatorScenario operator = OperatorScenario.of(settings(4))) {
            operator.send(record(0, 0, event("a", 1)));
            operator.send(record(0, 1, unscorable));
            operator.send(record(0, 2, event("short", 1.0, 2.0, List.of(1f), "DE")));
            operator.send(record(0, 3, event("b", 2)));
            assertThat(operator.answers())
                    .extracting(answer -> answer.topic)
                    .containsExactly("p.predictions", "p.dead-letters", "p.dead-letters", "p.predictions");
            assertThat(operator.deadLetters())
                    .extracting(DeadLetter::getCause, DeadLetter::getDetail)
                    .containsExactly(
                            tuple("INVALID_FEATURE", "a: weighted@3 cannot be asked with this value, found nothing"),
                            tuple("SHAPE", "v[0]: the vector must have 2 elements"));
            assertThat(operator.deadLetters().get(0).getValue()).isEqualTo(ByteBuffer.wrap(unscorable));
        }
    }

    @Test
    void aFallbackAnswersForTheModel() throws Exception {
        try (OperatorScenario operator = OperatorScenario.of(settings(slot(3, Duration.ofMinutes(1), 0.5)))) {
            operator.send(record(0, 0, event("bad", null, null, V, null)));
            operator.send(record(0, 1, new byte[] {1}));
            operator.send(record(0, 2, event("short", 1.0, 2.0, List.of(1f), "DE")));
            operator.send(record(0, 3, event("good", 2)));
            assertThat(operator.predictions())
                    .extracting(Prediction::getKind)
                    .containsExactly(AnswerKind.FALLBACK, AnswerKind.FALLBACK, AnswerKind.SCORED);
            Prediction fallback = operator.predictions().get(0);
            assertThat(fallback.getOutputs()).isEqualTo(Map.of("score", 0.5));
            assertThat(fallback.getFeatures()).isEqualTo(Arrays.asList(null, null, 3f, 4f, null));
            assertThat(fallback.getReason())
                    .isEqualTo("INVALID_FEATURE: a: weighted@3 cannot be asked with this value, found nothing");
            assertThat(operator.deadLetters())
                    .as("what cannot be read has no id to answer to")
                    .extracting(DeadLetter::getCause)
                    .containsExactly("BAD_HEADER");
        }
    }

    @Test
    void anAnswerTooLargeForKafkaBecomesADeadLetter() throws Exception {
        try (OperatorScenario operator = OperatorScenario.of(settings(3))) {
            operator.send(record(0, 0, event("x".repeat(600_000), 1)));
            operator.send(record(0, 1, event("text", 1.0, 1.0, V, "x".repeat(1_000_000))));
            operator.send(record(0, 2, event("good", 1)));
            assertThat(operator.deadLetters())
                    .extracting(DeadLetter::getCause)
                    .containsOnly("TOO_LARGE")
                    .hasSize(2);
            assertThat(operator.predictions())
                    .extracting(Prediction::getEventId)
                    .containsExactly("good");
            operator.snapshot();
        }
    }

    @Test
    void anotherModelFileThanTheCheckedOneIsRefused() {
        ScoringSettings good = settings(1);
        ScoringSettings changed = new ScoringSettings(
                good.events(),
                good.features(),
                good.slot(),
                "00".repeat(32),
                "p.predictions",
                "p.dead-letters",
                "p.shadow",
                "");
        assertThatThrownBy(() -> OperatorScenario.of(changed))
                .isInstanceOf(ModelException.class)
                .hasMessage(WeightedModel.PATH + ": must be the file that was checked at the start: sha256="
                        + "00".repeat(32) + ", found " + WeightedModel.ID.sha256());
    }

    @Test
    void featuresThatDoNotFitTheModelAreRefused() {
        ScoringSettings good = settings(1);
        ScoringSettings unfit = new ScoringSettings(
                good.events(),
                List.of(new Feature("a", "nowhere", false, 1)),
                good.slot(),
                good.modelSha256(),
                "p.predictions",
                "p.dead-letters",
                "p.shadow",
                "");
        assertThatThrownBy(() -> OperatorScenario.of(unfit))
                .isInstanceOfSatisfying(
                        ConfigException.class, e -> assertThat(e.problems()).hasSize(4));
    }
}
