package io.millrace.gateway.topics;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread that reads with a consumer of its own until it is closed, and begins anew with another one, after a pause, whenever Kafka fails. The log has a
 * failure once, however often it comes again, unless reading went well for a minute in between.
 */
final class ConsumerThread implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ConsumerThread.class);
    private static final long CLOSE_MILLIS = 10_000;
    private static final long WELL_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** What the thread does. */
    @FunctionalInterface
    interface Reading {
        /** Reads while {@link ConsumerThread#isOpen}; may return before, to be called again after a pause with another consumer. */
        void with(Consumer<byte[], byte[]> consumer);
    }

    private final Supplier<Consumer<byte[], byte[]>> connect;
    private final long pauseMillis;
    private final Reading reading;
    private final String trouble;
    private final java.util.function.Consumer<String> failed;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    private volatile Consumer<byte[], byte[]> active;
    /** The problem that the log had last; empty: none. */
    private String told = "";

    /**
     * A thread that has not begun.
     *
     * @param trouble what does not work when Kafka fails, as the log says it: {@code orders cannot be read}
     * @param failed is told, on the thread, of each failure of Kafka
     */
    ConsumerThread(
            String name,
            String trouble,
            Supplier<Consumer<byte[], byte[]>> connect,
            long pauseMillis,
            Reading reading,
            java.util.function.Consumer<String> failed) {
        this.connect = connect;
        this.pauseMillis = pauseMillis;
        this.reading = reading;
        this.trouble = trouble;
        this.failed = failed;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether nobody has asked it to end. */
    boolean isOpen() {
        return closing.getCount() > 0;
    }

    private void run() {
        while (isOpen()) {
            long begun = System.nanoTime();
            try (Consumer<byte[], byte[]> consumer = connect.get()) {
                active = consumer;
                reading.with(consumer);
            } catch (WakeupException e) {
                // asked to close: the condition of the loop ends it
            } catch (KafkaException e) {
                fail(String.valueOf(e.getMessage()), System.nanoTime() - begun);
            } finally {
                active = null;
            }
            pause(pauseMillis);
        }
    }

    private void fail(String problem, long nanos) {
        failed.accept(problem);
        if (nanos > WELL_NANOS || !problem.equals(told)) {
            LOGGER.warn("{}, trying on: {}", trouble, problem);
            told = problem;
        }
    }

    /** Waits, on this thread; less long where it is asked to end. */
    void pause(long millis) {
        try {
            if (closing.await(millis, TimeUnit.MILLISECONDS)) {
                LOGGER.debug("{}: no longer followed", thread.getName());
            }
        } catch (InterruptedException e) {
            closing.countDown();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it, and waits until no record is handed on any more. */
    @Override
    public void close() {
        closing.countDown();
        Consumer<byte[], byte[]> consumer = active;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
