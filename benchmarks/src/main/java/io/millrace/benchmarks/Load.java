package io.millrace.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends events on schedule, on a thread of its own, until it is told to stop. Event n goes to partition n modulo their
 * number, so it lies there at offset n by their number.
 *
 * <p>The values of a few thousand events come again and again; ids and times do not. So the generator takes little of
 * the machine that is measured.
 */
final class Load implements AutoCloseable {
    private static final int DIFFERENT = 4_096;
    private static final long PAUSE_NANOS = 100_000;
    /** The generator's producer waits less than the systems under test, so that its part in the latency is small. */
    private static final String LINGER = "1";

    private static final Duration LONGEST_END = Duration.ofMinutes(1);

    private final Schedule schedule;
    private final CompletableFuture<Long> sent = new CompletableFuture<>();
    private volatile boolean stopped;

    private Load(Schedule schedule) {
        this.schedule = schedule;
    }

    /** Starts to send. */
    static Load start(Schedule schedule, String bootstrap, String topic, int partitions) {
        Load load = new Load(schedule);
        Thread thread = new Thread(() -> load.run(bootstrap, topic, partitions), "load");
        thread.setDaemon(true);
        thread.start();
        return load;
    }

    private void run(String bootstrap, String topic, int partitions) {
        try {
            sent.complete(send(bootstrap, topic, partitions));
        } catch (RuntimeException e) {
            sent.completeExceptionally(e);
        }
    }

    private long send(String bootstrap, String topic, int partitions) {
        Readings readings = new Readings();
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < DIFFERENT; i++) {
            events.add(readings.encode(i));
        }
        long n = 0;
        try (Sender sender = new Sender(bootstrap, LINGER)) {
            while (!stopped) {
                while (System.nanoTime() - schedule.dueNanos(n) < 0) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                byte[] event = events.get((int) (n % DIFFERENT));
                Readings.renumber(event, n); // Kafka's client has copied what it was before
                sender.send(topic, (int) (n % partitions), null, event);
                n++;
            }
        }
        return n;
    }

    /** Throws if it has stopped by itself: what was measured since is nothing. */
    void check() {
        if (sent.isDone()) {
            sent.join();
        }
    }

    /**
     * Stops it and waits until all is written.
     *
     * @return how many events there are
     */
    long stop() throws InterruptedException {
        stopped = true;
        try {
            return sent.get(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the generator must send to its end: " + e, e);
        }
    }

    @Override
    public void close() {
        stopped = true;
    }
}
