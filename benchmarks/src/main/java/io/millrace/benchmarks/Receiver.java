package io.millrace.benchmarks;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumes answers in a thread of its own and notes how long after the due time of its event each came. */
final class Receiver implements AutoCloseable {
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final long firstCounted;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Histogram micros = new Histogram(LONGEST_MICROS, 3);
    private final BitSet seen = new BitSet();
    private volatile boolean stopped;
    private Future<?> loop;

    /**
     * A receiver on {@code partitions}.
     *
     * @param firstCounted number of the first event whose latency counts
     */
    Receiver(String bootstrap, List<TopicPartition> partitions, long firstCounted) {
        this.partitions = partitions;
        this.firstCounted = firstCounted;
        consumer = new KafkaConsumer<>(
                Topics.consumerProperties(bootstrap), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Starts to receive the answers to {@code events} events sent by {@code schedule}. */
    void start(Schedule schedule, long events) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        loop = thread.submit(() -> receive(schedule, events));
    }

    private void receive(Schedule schedule, long events) {
        long distinct = 0;
        while (distinct < events && !stopped) {
            for (ConsumerRecord<byte[], byte[]> answer : consumer.poll(Duration.ofMillis(100))) {
                long now = System.nanoTime();
                long n = Readings.sequence(answer.key());
                if (seen.get(Math.toIntExact(n))) {
                    continue;
                }
                seen.set((int) n);
                distinct++;
                if (n >= firstCounted) {
                    micros.recordValue(Math.min(LONGEST_MICROS, (now - schedule.dueNanos(n)) / 1000));
                }
            }
        }
    }

    /**
     * Waits until every event has its answer.
     *
     * @return latencies in microseconds
     * @throws TimeoutException if some answer is missing after {@code longest}
     */
    Histogram await(Duration longest) throws InterruptedException, ExecutionException, TimeoutException {
        loop.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        return micros;
    }

    /** Events answered, once {@link #await} has returned. */
    long received() {
        return seen.cardinality();
    }

    @Override
    public void close() {
        stopped = true;
        thread.shutdown();
        try {
            if (thread.awaitTermination(10, TimeUnit.SECONDS)) {
                consumer.close();
            }
        } catch (InterruptedException e) {
            // The process ends: it closes the consumer.
            Thread.currentThread().interrupt();
        }
    }
}
