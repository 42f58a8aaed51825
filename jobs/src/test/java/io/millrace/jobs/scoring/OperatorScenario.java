package io.millrace.jobs.scoring;

import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/**
 * A scoring operator in Flink's harness, fed record by record. It can be replaced by its own restored copy at any point,
 * after each record if wanted: what is forgotten in state then shows.
 */
final class OperatorScenario implements AutoCloseable {
    private static final int MAX_PARALLELISM = 720;

    private final ScoringSettings settings;
    private final LinkFactory links;
    private final int parallelism;
    private final int subtask;
    private final List<Answer> answersOfEarlierCopies = new ArrayList<>();
    private OneInputStreamOperatorTestHarness<SourceRecord, Answer> harness;
    private long checkpoint;
    private boolean restoreAfterEachRecord;

    private OperatorScenario(
            ScoringSettings settings,
            LinkFactory links,
            int parallelism,
            int subtask,
            OneInputStreamOperatorTestHarness<SourceRecord, Answer> harness) {
        this.settings = settings;
        this.links = links;
        this.parallelism = parallelism;
        this.subtask = subtask;
        this.harness = harness;
    }

    static OperatorScenario of(ScoringSettings settings) throws Exception {
        return subtask(settings, 1, 0);
    }

    static OperatorScenario subtask(
            ScoringSettings settings, int parallelism, int subtask, OperatorSubtaskState... from) throws Exception {
        return subtask(settings, LinkFactory.ALONE, parallelism, subtask, from);
    }

    /** With a coordinator. */
    static OperatorScenario subtask(
            ScoringSettings settings, LinkFactory links, int parallelism, int subtask, OperatorSubtaskState... from)
            throws Exception {
        return new OperatorScenario(
                settings, links, parallelism, subtask, open(settings, links, parallelism, subtask, from));
    }

    /** In an environment that the caller closes. */
    static OperatorScenario in(MockEnvironment environment, ScoringSettings settings) throws Exception {
        OneInputStreamOperatorTestHarness<SourceRecord, Answer> harness = new OneInputStreamOperatorTestHarness<>(
                new ScoringOperatorFactory(settings, LinkFactory.ALONE), environment);
        harness.open();
        return new OperatorScenario(settings, LinkFactory.ALONE, 1, 0, harness);
    }

    @SuppressWarnings("MustBeClosedChecker") // the scenario closes it
    private static OneInputStreamOperatorTestHarness<SourceRecord, Answer> open(
            ScoringSettings settings, LinkFactory links, int parallelism, int subtask, OperatorSubtaskState... from)
            throws Exception {
        OneInputStreamOperatorTestHarness<SourceRecord, Answer> harness = new OneInputStreamOperatorTestHarness<>(
                new ScoringOperatorFactory(settings, links), MAX_PARALLELISM, parallelism, subtask);
        try {
            if (from.length > 0) {
                harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        AbstractStreamOperatorTestHarness.repackageState(from),
                        MAX_PARALLELISM,
                        from.length,
                        parallelism,
                        subtask));
            }
            harness.open();
            return harness;
        } catch (Exception e) {
            harness.close();
            throw e;
        }
    }

    /** From now on every record is followed by a checkpoint and a restart from it. */
    OperatorScenario restoringAfterEachRecord() {
        restoreAfterEachRecord = true;
        return this;
    }

    void send(SourceRecord record) throws Exception {
        harness.processElement(record, record.timestamp);
        if (restoreAfterEachRecord) {
            restore();
        }
    }

    /** A checkpoint: what is waiting is answered before the barrier. */
    OperatorSubtaskState snapshot() throws Exception {
        harness.prepareSnapshotPreBarrier(++checkpoint);
        OperatorSubtaskState state = harness.snapshot(checkpoint, checkpoint);
        harness.notifyOfCompletedCheckpoint(checkpoint);
        return state;
    }

    /** Stops the operator and goes on with a new one from its snapshot. */
    void restore() throws Exception {
        OperatorSubtaskState state = snapshot();
        answersOfEarlierCopies.addAll(harness.extractOutputValues());
        harness.close();
        harness = open(settings, links, parallelism, subtask, state);
    }

    /** Works off mails until something holds, for half a minute at most. */
    void runMailsUntil(BooleanSupplier condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("must hold within half a minute");
            }
            Optional<Mail> mail = harness.getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
            if (mail.isPresent()) {
                mail.get().run();
            } else {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    List<Prediction> shadowPredictions() {
        return answers().stream()
                .filter(answer -> answer.topic.equals(settings.shadowTopic()))
                .map(answer -> MessageCodec.PREDICTION.decode(answer.value))
                .toList();
    }

    /** Sets the clock that fires timers. */
    void processingTime(long millis) throws Exception {
        harness.setProcessingTime(millis);
    }

    int timers() {
        return harness.getProcessingTimeService().getNumActiveTimers();
    }

    void endInput() throws Exception {
        harness.endInput();
    }

    /** All answers so far, in order. */
    List<Answer> answers() {
        List<Answer> answers = new ArrayList<>(answersOfEarlierCopies);
        answers.addAll(harness.extractOutputValues());
        return answers;
    }

    List<Prediction> predictions() {
        return answers().stream()
                .filter(answer -> answer.topic.equals(settings.predictionsTopic()))
                .map(answer -> MessageCodec.PREDICTION.decode(answer.value))
                .toList();
    }

    List<DeadLetter> deadLetters() {
        return answers().stream()
                .filter(answer -> answer.topic.equals(settings.deadLettersTopic()))
                .map(answer -> MessageCodec.DEAD_LETTER.decode(answer.value))
                .toList();
    }

    @Override
    public void close() {
        try {
            harness.close();
        } catch (Exception e) {
            throw new IllegalStateException("an operator must close", e);
        }
    }
}
