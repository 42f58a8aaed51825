package io.millrace.benchmarks;

import java.util.concurrent.locks.LockSupport;

/**
 * When events are due: event n at {@code start + n / rate}, whatever became of the ones before.
 *
 * @param startNanos by {@link System#nanoTime()}
 * @param rate events a second, at least 1
 */
record Schedule(long startNanos, long rate) {
    private static final long PAUSE_NANOS = 100_000;

    /** The generator's producer waits less than the systems under test, so that its part in the latency is small. */
    private static final String GENERATOR_LINGER = "1";

    /** When event {@code n} is due, by {@link System#nanoTime()}. */
    long dueNanos(long n) {
        return startNanos + (long) (n * 1e9 / rate);
    }

    /** How many events are due before {@code nanos}, by {@link System#nanoTime()}. */
    long dueBefore(long nanos) {
        return Math.max(0, (long) Math.ceil((nanos - startNanos) / 1e9 * rate));
    }

    /** Sends events 0 to {@code events - 1} on time, or as soon after as Kafka takes them. Returns when all are written. */
    void send(String bootstrap, String topic, int partitions, long events) {
        Readings readings = new Readings();
        try (Sender sender = new Sender(bootstrap, GENERATOR_LINGER)) {
            for (long n = 0; n < events; n++) {
                while (System.nanoTime() - dueNanos(n) < 0) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                sender.send(topic, (int) (n % partitions), null, readings.encode(n));
            }
        }
    }
}
