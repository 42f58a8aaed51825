package io.millrace.gateway.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic from near its beginning for as long as the gateway runs, on a thread of its own, and goes on where it was after any
 * failure of Kafka. A topic that is not there yet is waited for. The methods that tell how it stands are safe for all threads.
 */
public final class TopicFollower implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 1_000;
    private static final byte[] NO_KEY = {};

    /** What happens with records. */
    @FunctionalInterface
    public interface Listener {
        /** Takes a record. Throws nothing: what is unreadable it counts. */
        void take(TopicRecord record);
    }

    private final String topic;
    private final long most;
    private final Listener listener;
    private final ConsumerThread thread;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Map<TopicPartition, Long> firstEnds = new HashMap<>();

    private volatile Runnable onCaughtUp = () -> {};
    private volatile boolean caughtUp;
    private volatile boolean connected;
    private volatile long lag;
    private final AtomicLong records = new AtomicLong();

    /**
     * A follower that has not begun.
     *
     * @param connect makes a consumer that is this follower's alone
     * @param most how many of the newest records to begin with, about
     */
    public TopicFollower(String topic, Supplier<Consumer<byte[], byte[]>> connect, long most, Listener listener) {
        this.topic = topic;
        this.most = most;
        this.listener = listener;
        thread = new ConsumerThread(
                "follow-" + topic,
                topic + ": cannot be read",
                connect,
                PAUSE_MILLIS,
                this::read,
                problem -> connected = false);
    }

    /** What to do, on the follower's thread, once all that was there at the start was read. To be set before it begins. */
    public void onCaughtUp(Runnable task) {
        onCaughtUp = task;
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    /** The topic. */
    public String topic() {
        return topic;
    }

    /** Whether all that was there at the start was read, or the topic was found not to be there. */
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /** Whether the broker answered when the follower began, or began again after a failure. */
    public boolean isConnected() {
        return connected;
    }

    /** Records behind the end of the topic, as far as is known. */
    public long lag() {
        return lag;
    }

    /** Records read since the start. */
    public long records() {
        return records.get();
    }

    private void read(Consumer<byte[], byte[]> consumer) {
        List<PartitionInfo> partitions = consumer.partitionsFor(topic, LIMIT);
        connected = true;
        if (partitions == null || partitions.isEmpty()) {
            caughtUp();
            return;
        }
        List<TopicPartition> assigned = new ArrayList<>();
        partitions.forEach(partition -> assigned.add(new TopicPartition(topic, partition.partition())));
        consumer.assign(assigned);
        seek(consumer, assigned);
        while (thread.isOpen()) {
            consumer.poll(POLL).forEach(this::take);
            note(consumer, assigned);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        records.incrementAndGet();
        try {
            listener.take(new TopicRecord(
                    record.offset(), record.timestamp(), record.key() == null ? NO_KEY : record.key(), record.value()));
        } catch (RuntimeException e) {
            // a bug of ours; the records behind it are to be shown all the same
            LOGGER.error("{}: the record at offset {} was not taken over", topic, record.offset(), e);
        }
    }

    private void seek(Consumer<byte[], byte[]> consumer, List<TopicPartition> assigned) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(assigned, LIMIT);
        Map<TopicPartition, Long> ends = consumer.endOffsets(assigned, LIMIT);
        for (TopicPartition partition : assigned) {
            long begin = Math.max(begins.get(partition), ends.get(partition) - most);
            // where it was before, unless that is gone meanwhile
            long from = Math.max(positions.getOrDefault(partition, begin), begins.get(partition));
            consumer.seek(partition, from);
            firstEnds.putIfAbsent(partition, ends.get(partition));
        }
    }

    private void note(Consumer<byte[], byte[]> consumer, List<TopicPartition> assigned) {
        long behind = 0;
        boolean all = true;
        for (TopicPartition partition : assigned) {
            long position = consumer.position(partition, LIMIT);
            positions.put(partition, position);
            behind += consumer.currentLag(partition).orElse(0);
            all &= position >= firstEnds.get(partition);
        }
        lag = behind;
        if (all) {
            caughtUp();
        }
    }

    private void caughtUp() {
        if (!caughtUp) {
            caughtUp = true;
            onCaughtUp.run();
        }
    }

    /** Ends it, and waits until no record is handed on any more. */
    @Override
    public void close() {
        thread.close();
    }
}
