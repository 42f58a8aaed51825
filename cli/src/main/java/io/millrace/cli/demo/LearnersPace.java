package io.millrace.cli.demo;

import io.millrace.cli.terminal.FailedException;
import io.millrace.jobs.pipeline.Pipeline;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Makes whoever sends events and labels wait for those who learn from them, and for what they offer: a backlog that is answered before anything was learned would
 * show nothing.
 */
final class LearnersPace implements AutoCloseable {
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** Longest rest for deployments. Shorter than the time after which answers count as stalled. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final LearnedDeployments deployments;
    private final LongSupplier learned;
    private final long mostAhead;

    private LearnersPace(LearnedDeployments deployments, LongSupplier learned, long mostAhead) {
        this.deployments = deployments;
        this.learned = learned;
        this.mostAhead = mostAhead;
    }

    /**
     * The pace of a pipeline's learners.
     *
     * @param learned labels that they have taken so far
     * @param mostAhead labels on their way that they may still have to take
     */
    static LearnersPace of(Pipeline pipeline, LongSupplier learned, long mostAhead) {
        return new LearnersPace(LearnedDeployments.of(pipeline), learned, mostAhead);
    }

    /**
     * Waits until all but {@code mostAhead} of the labels sent were taken, and what was offered is deployed. What takes longer than 30 seconds to deploy
     * is waited for no more: the demonstration goes on without.
     *
     * @throws FailedException if no label is taken for a minute
     */
    void await(long labelsSent) {
        long before = learned.getAsLong();
        long lastProgress = System.nanoTime();
        while (labelsSent - learned.getAsLong() > mostAhead) {
            if (learned.getAsLong() > before) {
                before = learned.getAsLong();
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > STALLED_NANOS) {
                throw new FailedException("the learners must take labels, found no progress for "
                        + TimeUnit.NANOSECONDS.toSeconds(STALLED_NANOS) + " s after " + before + " of " + labelsSent);
            }
            pause();
        }
        long start = System.nanoTime();
        while (deployments.areOnTheirWay() && System.nanoTime() - start < REST_NANOS) {
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted while events were sent", e);
        }
    }

    @Override
    public void close() {
        deployments.close();
    }
}
