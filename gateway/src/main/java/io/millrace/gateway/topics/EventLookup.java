package io.millrace.gateway.topics;

import io.millrace.gateway.flow.FlowView;
import io.millrace.gateway.flow.Unanswered;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks on the events topic, on a thread of its own, what is at offsets that have no answer: an event, or the end of a transaction, an aborted
 * record, or nothing any more. Reads nothing of a topic that is not written in transactions and whose events are answered, and at most {@value
 * #MOST_A_SECOND} records a second of others.
 */
public final class EventLookup implements AutoCloseable {
    private static final int MOST_A_SECOND = 20_000;
    /** Offsets that are rather read over than jumped over: they have been fetched already. */
    private static final long NEAR = 1_000;

    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PAUSE_MILLIS = 1_000;
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 10_000;

    private final String topic;
    private final FlowView view;
    private final ConsumerThread thread;

    // of one connection
    private TopicPartition partition;
    private long position;

    /**
     * One that has not begun.
     *
     * @param connect makes a consumer of committed records that is this one's alone
     */
    public EventLookup(String topic, Supplier<Consumer<byte[], byte[]>> connect, FlowView view) {
        this.topic = topic;
        this.view = view;
        thread = new ConsumerThread(
                "lookup",
                topic + ": what is at offsets without an answer cannot be read",
                connect,
                PAUSE_AFTER_FAILURE_MILLIS,
                this::read,
                problem -> {});
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    private void read(Consumer<byte[], byte[]> consumer) {
        partition = null;
        while (thread.isOpen()) {
            int read = 0;
            Optional<Unanswered> next = view.toLookAt();
            while (next.isPresent() && read < MOST_A_SECOND && thread.isOpen()) {
                int records = look(consumer, next.get());
                read += records;
                // none: a transaction that is open holds it back
                next = records == 0 ? Optional.empty() : view.toLookAt();
            }
            thread.pause(PAUSE_MILLIS);
        }
    }

    /**
     * Reads once from where it is to be looked, and tells what is there up to where that leads.
     *
     * @return about how many records that were; 0 only where it leads nowhere
     */
    private int look(Consumer<byte[], byte[]> consumer, Unanswered range) {
        TopicPartition wanted = new TopicPartition(topic, range.partition());
        if (!wanted.equals(partition)) {
            partition = wanted;
            position = Long.MAX_VALUE;
            consumer.assign(Set.of(partition));
        }
        if (position > range.from() || position < range.from() - NEAR) {
            position = range.from();
            consumer.seek(partition, position);
        }
        long before = position;
        NavigableSet<Long> events = new TreeSet<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            events.add(record.offset());
        }
        position = consumer.position(partition);
        if (position > range.from()) {
            view.lookedAt(new Unanswered(range.partition(), range.from(), position), events);
        }
        return position == before ? 0 : Math.max(1, events.size());
    }

    /** Ends it. */
    @Override
    public void close() {
        thread.close();
    }
}
