package io.millrace.benchmarks;

import io.millrace.jobs.pipeline.Pipeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What Kafka alone takes: passes each event on, unread but for its id, which becomes the key; a thread for each partition,
 * clients with the scoring job's settings.
 */
final class Echo implements AutoCloseable {
    private static final int ID_FROM = 11;
    private static final int ID_LENGTH = 36;

    private final ExecutorService threads;
    private final List<Future<?>> loops = new ArrayList<>();
    private volatile boolean stopped;

    private Echo(int partitions) {
        threads = Executors.newFixedThreadPool(partitions);
    }

    /** Starts between a pipeline's topics of events and predictions, and returns when it listens. */
    static Echo start(Pipeline pipeline, int partitions) throws InterruptedException {
        Echo echo = new Echo(partitions);
        CountDownLatch listening = new CountDownLatch(partitions);
        for (TopicPartition partition : Topics.partitions(pipeline.events().topic(), partitions)) {
            echo.loops.add(echo.threads.submit(() -> echo.loop(pipeline, partition, listening)));
        }
        if (!listening.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("echo must listen within a minute");
        }
        return echo;
    }

    private void loop(Pipeline pipeline, TopicPartition partition, CountDownLatch listening) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Topics.consumerProperties(pipeline.bootstrap()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
                Sender sender = new Sender(pipeline.bootstrap())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            consumer.position(partition);
            listening.countDown();
            while (!stopped) {
                for (ConsumerRecord<byte[], byte[]> event : consumer.poll(Duration.ofMillis(100))) {
                    byte[] id = Arrays.copyOfRange(event.value(), ID_FROM, ID_FROM + ID_LENGTH);
                    sender.send(pipeline.predictionsTopic(), partition.partition(), id, event.value());
                }
            }
        }
    }

    /** Stops it; throws what a loop failed with. */
    @Override
    public void close() {
        stopped = true;
        threads.shutdown();
        try {
            for (Future<?> loop : loops) {
                loop.get(1, TimeUnit.MINUTES);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("echo must run to its end: " + e, e);
        } catch (InterruptedException e) {
            // The process ends: it stops the loops.
            Thread.currentThread().interrupt();
        }
    }
}
