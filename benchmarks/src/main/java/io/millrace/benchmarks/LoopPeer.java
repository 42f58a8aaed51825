package io.millrace.benchmarks;

import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The least that scores: a thread for each partition, each a loop of poll, decode, ONNX Runtime, send.
 *
 * <p>Its answer is the id as key and the score, a float, as value. It commits no offsets, so a crash starts it anew and
 * doubles every answer; it takes every event to be whole and every value to be valid; its answers do not say which event
 * position, model or features they belong to. Its producer has Kafka's defaults for safety (idempotent, acks=all), no
 * transaction.
 */
final class LoopPeer implements Peer {
    /** Length of the scoring job's answer to a reading, features and all. */
    private static final int PREDICTION_BYTES = 257;

    private final Workspace workspace;
    private final String name;
    private final int valueBytes;

    private LoopPeer(Workspace workspace, String name, int valueBytes) {
        this.workspace = workspace;
        this.name = name;
        this.valueBytes = valueBytes;
    }

    /** The loop that answers with four bytes. */
    static LoopPeer scoreOnly(Workspace workspace) {
        return new LoopPeer(workspace, "loop", Float.BYTES);
    }

    /**
     * The same loop with values as long as the scoring job's: the score, then zeros. What is left between the two is not
     * the price of a longer answer.
     */
    static LoopPeer sameBytes(Workspace workspace) {
        return new LoopPeer(workspace, "loop-same-bytes", PREDICTION_BYTES);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void run(Drain drain) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(drain.partitions());
        List<Future<?>> loops = new ArrayList<>();
        for (TopicPartition partition : Topics.partitions(drain.topic(), drain.partitions())) {
            loops.add(threads.submit(() -> {
                loop(drain, partition);
                return null;
            }));
        }
        threads.shutdown();
        for (Future<?> loop : loops) {
            loop.get(drain.longest().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void loop(Drain drain, TopicPartition partition) throws OrtException {
        int batchRows = drain.batchRows();
        float[] rows = new float[batchRows * ReadingDecoder.WIDTH];
        byte[][] ids = new byte[batchRows][];
        ReadingDecoder decoder = new ReadingDecoder();
        try (BareModel model = new BareModel(workspace.onnx(drain.model()), batchRows);
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Topics.consumerProperties(drain.bootstrap()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
                Sender sender = new Sender(drain.bootstrap())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                Iterator<ConsumerRecord<byte[], byte[]>> records =
                        consumer.poll(Duration.ofMillis(100)).iterator();
                while (records.hasNext()) {
                    int count = 0;
                    for (; count < batchRows && records.hasNext(); count++) {
                        byte[] event = records.next().value();
                        decoder.decode(event, rows, count * ReadingDecoder.WIDTH);
                        ids[count] = decoder.id(event);
                    }
                    model.run(rows, count);
                    for (int row = 0; row < count; row++) {
                        byte[] score = ByteBuffer.allocate(valueBytes)
                                .putFloat(model.score(row))
                                .array();
                        sender.send(drain.answers(), partition.partition(), ids[row], score);
                    }
                }
            }
        }
    }
}
