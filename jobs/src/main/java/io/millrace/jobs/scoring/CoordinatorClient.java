package io.millrace.jobs.scoring;

import io.millrace.jobs.swap.CoordinatorLink;
import io.millrace.jobs.swap.Instructions;
import io.millrace.jobs.swap.SubtaskReport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Talks to the coordinator on a thread of its own: sends the newest report at once, sends it again when it was answered, and
 * hands on instructions that are new. So the coordinator always has a report that waits for its next instructions.
 */
final class CoordinatorClient implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(CoordinatorClient.class);
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    /** An answer that is not there by then was lost. */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long CLOSE_MILLIS = 5_000;

    private final CoordinatorLink link;
    private final Consumer<Instructions> onNews;
    private final Thread thread;

    // Guarded by this.
    private SubtaskReport newest;
    private long delivered = Long.MIN_VALUE;
    private boolean closed;

    /** A report that was sent. Guarded by the client. */
    private static final class Question {
        private final SubtaskReport report;
        private boolean answered;
        private boolean failed;

        Question(SubtaskReport report) {
            this.report = report;
        }
    }

    /**
     * A client that has not begun.
     *
     * @param first what to report first
     * @param onNews called with instructions newer than all before, on any thread; it may refuse with a
     *     {@link java.util.concurrent.RejectedExecutionException} once the task is ending
     */
    CoordinatorClient(CoordinatorLink link, String name, SubtaskReport first, Consumer<Instructions> onNews) {
        this.link = link;
        this.onNews = onNews;
        newest = first;
        thread = new Thread(this::talk, name);
        thread.setDaemon(true);
    }

    /** Begins. */
    void start() {
        thread.start();
    }

    /** Replaces the report. */
    synchronized void send(SubtaskReport report) {
        newest = report;
        notifyAll();
    }

    private void talk() {
        long pause = FIRST_PAUSE_MILLIS;
        try {
            for (Question next = next(); next != null; next = next()) {
                if (ask(next)) {
                    pause = FIRST_PAUSE_MILLIS;
                } else {
                    pause(pause);
                    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            LOGGER.debug("{} ends", thread.getName());
        }
    }

    /** What to send next; null: nothing any more. */
    private synchronized Question next() throws InterruptedException {
        while (!closed && newest.revision() < delivered) {
            wait(); // the task has instructions to work through; its next report says that it has
        }
        return closed ? null : new Question(newest);
    }

    /** Sends a report and waits until it is answered or outdated; false: it could not be sent or answered. */
    private boolean ask(Question question) throws InterruptedException {
        try {
            CompletableFuture<Instructions> unused = link.report(question.report)
                    .whenComplete((instructions, thrown) -> answered(question, instructions, thrown));
        } catch (RuntimeException e) {
            answered(question, null, e);
        }
        synchronized (this) {
            long deadline = System.nanoTime() + LONGEST_WAIT_NANOS;
            while (!closed && !question.answered && newest.equals(question.report)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return !question.failed;
        }
    }

    /** An answer, perhaps to an outdated report: it may bring news all the same. */
    private void answered(Question question, Instructions instructions, Throwable thrown) {
        synchronized (this) {
            question.answered = true;
            question.failed = thrown != null;
            notifyAll();
            if (thrown != null) {
                LOGGER.debug("The coordinator did not answer", thrown);
                return;
            }
            if (closed || instructions.revision() <= delivered) {
                return;
            }
            delivered = instructions.revision();
        }
        onNews.accept(instructions);
    }

    private synchronized void pause(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = deadline - System.nanoTime(); !closed && left > 0; left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
