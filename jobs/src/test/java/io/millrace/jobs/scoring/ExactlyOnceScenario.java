package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.audit.AnswerReader;
import io.millrace.jobs.audit.Audit;
import io.millrace.jobs.audit.AuditReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.JobStatus;

/**
 * 100,000 events, ten failures at random points, a reader beside it that sees only what is committed: nothing lost,
 * nothing twice. Five times a task throws in the middle of its input, five times a task manager goes.
 */
final class ExactlyOnceScenario {
    private static final int EVENTS = 100_000;
    private static final int FAILURES = 10;
    private static final int PARTITIONS = 2;
    private static final int BAD_EVERY = 1_000;

    private ExactlyOnceScenario() {}

    static void run(String bootstrap, Path folder, long seed) throws Exception {
        Random random = new Random(seed);
        FailingSchema.reset();
        try (ScoringTestBed bed = new ScoringTestBed(bootstrap, folder, PARTITIONS)) {
            bed.start(PARTITIONS, source -> source.setDeserializer(new FailingSchema()));
            ScoringTestBed.Answers seen = new ScoringTestBed.Answers();
            AtomicBoolean done = new AtomicBoolean();
            CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> readOn(bed, seen, done));
            int sent = 0;
            for (int failure = 1; failure <= FAILURES; failure++) {
                int until = (int) ((long) EVENTS * failure / (FAILURES + 1));
                sent = send(bed, sent, until);
                if (failure % 2 == 0) {
                    int planned = failure / 2 - 1; // or this one would replace one that is still to come
                    await(() -> FailingSchema.failures() == planned, "the job must have failed by now");
                    // Somewhere in what was just sent and what comes next.
                    FailingSchema.failAfter(1 + random.nextInt(EVENTS / FAILURES / 2));
                } else {
                    bed.replaceTaskManager(random.nextInt(PARTITIONS));
                }
                int before = seen.total();
                int goOn = before + 1 + random.nextInt(EVENTS / FAILURES / 4);
                int target = Math.min(goOn, sent);
                await(() -> seen.total() >= target, "answers must go on after failure " + failure);
            }
            send(bed, sent, EVENTS);
            await(() -> seen.total() >= EVENTS, "all events must be answered");
            AuditReport report = Audit.run(bed.pipeline(), Duration.ofSeconds(20));
            done.set(true);
            reader.get();

            assertThat(FailingSchema.failures())
                    .as("tasks that were made to throw")
                    .isEqualTo(FAILURES / 2);
            assertThat(bed.status()).isEqualTo(JobStatus.RUNNING);
            assertThat(seen.duplicates)
                    .as("seen twice by the concurrent reader")
                    .isEmpty();
            assertThat(report.events()).isEqualTo(EVENTS);
            assertThat(report.deadLetters()).isEqualTo(EVENTS / BAD_EVERY);
            assertThat(report.isClean()).as(report.toString()).isTrue();
        }
    }

    private static int send(ScoringTestBed bed, int from, int until) {
        for (int i = from; i < until; i++) {
            byte[] value = i % BAD_EVERY == 0 ? new byte[] {7} : ScoringTestBed.good("e" + i);
            bed.send(i % PARTITIONS, value);
        }
        bed.flush();
        return until;
    }

    private static void readOn(ScoringTestBed bed, ScoringTestBed.Answers seen, AtomicBoolean done) {
        try (AnswerReader reader = new AnswerReader(bed.pipeline())) {
            while (!done.get()) {
                reader.poll(Duration.ofMillis(50), seen);
            }
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition, String what) throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }
}
