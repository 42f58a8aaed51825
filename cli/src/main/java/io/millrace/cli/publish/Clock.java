package io.millrace.cli.publish;

import java.util.concurrent.TimeUnit;

/** Monotonic time, and waiting by it. */
interface Clock {
    /** Nanoseconds since some fixed moment. */
    long nanoTime();

    /** Returns when {@code nanos} have passed; at once for 0 or less. */
    void sleep(long nanos) throws InterruptedException;

    /** The machine's clock. */
    static Clock system() {
        return new Clock() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void sleep(long nanos) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(nanos);
            }
        };
    }
}
