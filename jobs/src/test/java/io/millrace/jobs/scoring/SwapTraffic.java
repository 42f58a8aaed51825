package io.millrace.jobs.scoring;

import java.util.concurrent.locks.LockSupport;

/** Events without end, on a thread of its own, until it is closed. */
final class SwapTraffic implements AutoCloseable {
    private static final int AT_A_TIME = 20;

    private final SwapTestBed bed;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile int unhurriedFrom;
    private volatile int next;

    /**
     * Begins.
     *
     * @param first number of the first event
     * @param perSecond events a second
     */
    SwapTraffic(SwapTestBed bed, int first, int perSecond) {
        this.bed = bed;
        next = first;
        thread = new Thread(() -> run(1_000_000_000L * AT_A_TIME / perSecond), "traffic");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(long pauseNanos) {
        while (!stopped) {
            int from = next;
            for (int i = from; i < from + AT_A_TIME; i++) {
                bed.send(i);
            }
            next = from + AT_A_TIME;
            if (next >= unhurriedFrom) {
                LockSupport.parkNanos(pauseNanos);
            }
        }
    }

    /** Number of the next event. */
    int next() {
        return next;
    }

    /** Sends so many more without a pause, and returns when they are sent. */
    void hurry(int count) {
        unhurriedFrom = next + count;
        awaitMore(count);
    }

    /** Waits until so many more were sent. */
    void awaitMore(int count) {
        int target = next + count;
        SwapTestBed.await(() -> next >= target, "events must go on");
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
        bed.flush();
    }
}
