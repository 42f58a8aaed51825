package io.millrace.cli.demo;

import io.millrace.cli.local.LocalJob;
import io.millrace.cli.terminal.FailedException;
import io.millrace.jobs.audit.AnswerReader;
import io.millrace.jobs.pipeline.Pipeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Waits for an answer to each event of a demonstration.
 *
 * @param what the events are, in the plural
 * @param jobs that run
 * @param log named where no answer comes
 */
record AnswerWait(String what, List<LocalJob> jobs, Path log) {
    static final Duration POLL = Duration.ofMillis(100);
    static final Duration STALLED = Duration.ofSeconds(60);

    /**
     * Hands on answers until there are as many as events.
     *
     * @param sending becomes what was sent; how many events there are is known only then
     * @param events of what was sent
     * @param answered answers that the listener has got
     * @param look done after each look at the topics
     * @return what was sent
     * @throws FailedException if a job ends, or no answer comes for a minute
     */
    <T> T await(
            Pipeline pipeline,
            CompletableFuture<T> sending,
            ToLongFunction<T> events,
            AnswerReader.Listener listener,
            LongSupplier answered,
            Runnable look)
            throws InterruptedException {
        try (AnswerReader reader = new AnswerReader(pipeline)) {
            long lastAnswer = System.nanoTime();
            while (!sending.isDone() || answered.getAsLong() < events.applyAsLong(sent(sending))) {
                if (reader.poll(POLL, listener) > 0) {
                    lastAnswer = System.nanoTime();
                }
                checkJobs();
                if (System.nanoTime() - lastAnswer > STALLED.toNanos()) {
                    throw new FailedException("no answer for " + STALLED.toSeconds() + " s; the log: " + log);
                }
                look.run();
            }
        }
        return sent(sending);
    }

    private void checkJobs() throws InterruptedException {
        boolean ended = false;
        for (LocalJob job : jobs) {
            ended |= job.await(Duration.ofMillis(1));
        }
        if (ended) {
            throw new FailedException("a job ended before all " + what + " were answered");
        }
    }

    private static <T> T sent(CompletableFuture<T> sending) {
        try {
            return sending.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
