package io.millrace.benchmarks;

import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * When the broker appended the answers of a run, by its own clock, and whether they are complete.
 *
 * @param answers committed records
 * @param distinct different events among their keys
 * @param bytes of keys and values
 * @param byMillis answers appended in each millisecond
 */
record Timeline(long answers, long distinct, long bytes, TreeMap<Long, Long> byMillis) {
    /** Reads the answers of a run as a consumer would: committed records only. */
    static Timeline read(Drain drain) {
        TreeMap<Long, Long> byMillis = new TreeMap<>();
        BitSet seen = new BitSet();
        long answers = 0;
        long bytes = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Topics.consumerProperties(drain.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = Topics.partitions(drain.answers(), drain.partitions());
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> answer : consumer.poll(Duration.ofMillis(100))) {
                    answers++;
                    bytes += answer.key().length + answer.value().length;
                    seen.set(Math.toIntExact(Readings.sequence(answer.key())));
                    byMillis.merge(answer.timestamp(), 1L, Long::sum);
                }
            }
        }
        return new Timeline(answers, seen.cardinality(), bytes, byMillis);
    }

    /** Whether each of {@code events} events has exactly one answer. */
    boolean isComplete(long events) {
        return answers == events && distinct == events;
    }

    /**
     * Answers a second, leaving out the first {@code warmUpShare} of them; NaN where all came within a millisecond.
     *
     * @param warmUpShare in [0, 1), 1 excluded
     */
    double perSecond(double warmUpShare) {
        long skipped = 0;
        long start = byMillis.firstKey();
        for (Map.Entry<Long, Long> millis : byMillis.entrySet()) {
            start = millis.getKey();
            skipped += millis.getValue();
            if (skipped >= answers * warmUpShare) {
                break;
            }
        }
        long took = byMillis.lastKey() - start;
        return took == 0 ? Double.NaN : (answers - skipped) * 1000.0 / took;
    }
}
