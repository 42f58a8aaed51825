package io.millrace.learning.parallel;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** Threads that do the parts of one job at a time. They begin with the first job and end after a second without one, or when closed. */
final class Workers implements AutoCloseable {
    private static final long IDLE_SECONDS = 1;
    private static final long CLOSE_SECONDS = 10;

    private final int count;
    private final ThreadPoolExecutor threads;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private CountDownLatch running = new CountDownLatch(0);

    Workers(int count) {
        this.count = count;
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "millrace-learner-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Begins a job; the one before must have been awaited.
     *
     * @param part does part 0 to {@code count}−1, each on a thread of its own
     * @param last done by the thread that ends last, after all parts
     */
    void start(IntConsumer part, Runnable last) {
        CountDownLatch latch = new CountDownLatch(1);
        AtomicInteger left = new AtomicInteger(count);
        running = latch;
        for (int worker = 0; worker < count; worker++) {
            int number = worker;
            threads.execute(() -> {
                attempt(() -> part.accept(number));
                if (left.decrementAndGet() == 0) {
                    if (failure.get() == null) {
                        attempt(last);
                    }
                    latch.countDown();
                }
            });
        }
    }

    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            // Kept for the thread that waits: it decides, and must not wait for ever.
            failure.compareAndSet(null, e);
        }
    }

    /**
     * Waits for the end of the job.
     *
     * @throws IllegalStateException if a part failed, now and whenever asked again: what was learned is incomplete; or if the thread
     *     is interrupted, then waiting may be tried again
     */
    void await() {
        try {
            running.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while workers learned", e);
        }
        if (failure.get() != null) {
            throw new IllegalStateException("a worker failed, its share was not learned", failure.get());
        }
    }

    /** Ends the threads after what they do now; waits for that, ten seconds at most. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("workers must end within " + CLOSE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            // The caller is being stopped itself; the threads are daemons and end with what they do.
            Thread.currentThread().interrupt();
        }
    }
}
