package io.millrace.gateway.topics;

import io.millrace.gateway.flow.FlowView;
import io.millrace.gateway.flow.FlowView.Outcome;
import io.millrace.schemas.AnswerKind;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MessageFormatException;
import io.millrace.schemas.Prediction;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Watches the flow of a pipeline on a thread of its own: asks each second for the ends of the events topic, and reads the answers, from shortly
 * before their end at the start. At most {@value #MOST_A_SECOND} answers a second are read: when more come for a while, the
 * follower leaves out what it cannot take, which {@link FlowView#skip} is told, so that its cost is bounded.
 */
public final class FlowFollower implements AutoCloseable {
    private static final int MOST_A_SECOND = 50_000;
    private static final long MOST_BEHIND = 200_000;
    /** Answers of each partition before the end, which tell up to where events are answered. */
    private static final long RECENT = 500;
    /** A transaction that became visible in part at the start is visible as a whole by then. */
    private static final long WARM_UP_MILLIS = 2_000;

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long TICK_MILLIS = 1_000;
    private static final long PAUSE_MILLIS = 2_000;

    /**
     * The topics of a pipeline.
     *
     * @param events what is answered
     * @param predictions answers
     * @param deadLetters events that could not be answered
     */
    public record Topics(String events, String predictions, String deadLetters) {}

    private final Topics topics;
    private final FlowView view;
    private final Clock clock;
    private final ConsumerThread thread;

    // of one connection
    private List<TopicPartition> events = List.of();
    private List<TopicPartition> answers = List.of();
    private long nextTick;
    private int readThisTick;
    private long beginAt;

    /**
     * A follower that has not begun.
     *
     * @param connect makes a consumer that is this follower's alone
     */
    public FlowFollower(Topics topics, Supplier<Consumer<byte[], byte[]>> connect, FlowView view, Clock clock) {
        this.topics = topics;
        this.view = view;
        this.clock = clock;
        thread = new ConsumerThread(
                "flow",
                "the flow of events and answers cannot be watched",
                connect,
                PAUSE_MILLIS,
                this::read,
                view::problem);
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    private void read(Consumer<byte[], byte[]> consumer) {
        if (assign(consumer)) {
            follow(consumer);
        } else {
            view.problem("the topics are not there yet");
        }
    }

    private boolean assign(Consumer<byte[], byte[]> consumer) {
        events = partitions(consumer, topics.events);
        answers = new ArrayList<>(partitions(consumer, topics.predictions));
        if (events.isEmpty() || answers.isEmpty()) {
            return false;
        }
        answers.addAll(partitions(consumer, topics.deadLetters));
        consumer.assign(answers);
        view.skip(0); // the recent ones may have been read before
        seek(consumer, RECENT);
        view.problem("");
        return true;
    }

    private static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer, String topic) {
        List<PartitionInfo> found = consumer.partitionsFor(topic, LIMIT);
        return found == null
                ? List.of()
                : found.stream()
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .toList();
    }

    /** Goes to shortly before the end. Answers count again as soon as what may be known in part only is over. */
    private void seek(Consumer<byte[], byte[]> consumer, long recent) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(answers, LIMIT);
        Map<TopicPartition, Long> ends = consumer.endOffsets(answers, LIMIT);
        answers.forEach(
                partition -> consumer.seek(partition, Math.max(begins.get(partition), ends.get(partition) - recent)));
        boolean isEmpty = ends.values().stream().allMatch(end -> end == 0);
        beginAt = isEmpty ? Long.MIN_VALUE : clock.millis() + WARM_UP_MILLIS;
        if (isEmpty) {
            view.begin();
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        nextTick = clock.millis();
        while (thread.isOpen()) {
            if (readThisTick < MOST_A_SECOND) {
                consumer.poll(POLL).forEach(this::take);
            } else {
                thread.pause(Math.max(1, nextTick - clock.millis()));
            }
            long now = clock.millis();
            if (beginAt != Long.MIN_VALUE && now >= beginAt) {
                view.begin();
                beginAt = Long.MIN_VALUE;
            }
            if (now >= nextTick) {
                tick(consumer, now);
            }
        }
    }

    private void tick(Consumer<byte[], byte[]> consumer, long now) {
        nextTick = now + TICK_MILLIS;
        readThisTick = 0;
        Map<Integer, Long> ends = new HashMap<>();
        consumer.endOffsets(events, LIMIT).forEach((partition, end) -> ends.put(partition.partition(), end));
        long behind = behind(consumer, answers);
        if (behind > MOST_BEHIND) {
            view.skip(behind);
            seek(consumer, 0);
        }
        view.tick(ends, now);
    }

    private static long behind(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        return partitions.stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        readThisTick++;
        if (record.value() == null) {
            view.unreadable();
            return;
        }
        try {
            long now = clock.millis();
            if (record.topic().equals(topics.predictions)) {
                Prediction prediction = MessageCodec.PREDICTION.decode(record.value());
                view.answered(
                        prediction.getKind() == AnswerKind.FALLBACK ? Outcome.FALLBACK : Outcome.SCORED,
                        prediction.getPartition(),
                        prediction.getOffset(),
                        prediction.getIngestTime().toEpochMilli(),
                        now);
            } else {
                deadLetter(MessageCodec.DEAD_LETTER.decode(record.value()), now);
            }
        } catch (MessageFormatException e) {
            view.unreadable(); // of somebody else
        }
    }

    /** The learning and the monitoring job have dead letters, too, which are no answers. */
    private void deadLetter(DeadLetter letter, long now) {
        if (letter.getTopic().equals(topics.events) && letter.getJob().equals("scoring")) {
            view.answered(
                    Outcome.DEAD_LETTER,
                    letter.getPartition(),
                    letter.getOffset(),
                    letter.getIngestTime().toEpochMilli(),
                    now);
        }
    }

    /** Ends it. */
    @Override
    public void close() {
        thread.close();
    }
}
