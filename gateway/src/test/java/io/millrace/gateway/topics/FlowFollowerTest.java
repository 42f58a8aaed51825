package io.millrace.gateway.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.Messages;
import io.millrace.gateway.flow.FlowView;
import io.millrace.gateway.flow.FlowView.Outcome;
import io.millrace.schemas.AnswerKind;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.MessageCodec;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class FlowFollowerTest {
    private static final FlowFollower.Topics TOPICS =
            new FlowFollower.Topics("flights.events", "flights.predictions", "flights.dead-letters");
    private static final TopicPartition PREDICTIONS = new TopicPartition(TOPICS.predictions(), 0);
    private static final TopicPartition DEAD_LETTERS = new TopicPartition(TOPICS.deadLetters(), 0);
    private static final TopicPartition EVENTS = new TopicPartition(TOPICS.events(), 0);

    private final FlowView view = new FlowView();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

    private static byte[] prediction(long offset, AnswerKind kind) {
        return MessageCodec.PREDICTION.encode(
                Messages.prediction(offset).setKind(kind).build());
    }

    private static byte[] deadLetter(long offset, String job) {
        return MessageCodec.DEAD_LETTER.encode(DeadLetter.newBuilder()
                .setTopic(TOPICS.events())
                .setPartition(0)
                .setOffset(offset)
                .setIngestTime(Instant.now())
                .setJob(job)
                .setCause("TRUNCATED")
                .setDetail("")
                .setValueLength(0)
                .build());
    }

    private void topics() {
        for (TopicPartition partition : List.of(EVENTS, PREDICTIONS, DEAD_LETTERS)) {
            consumer.updatePartitions(
                    partition.topic(),
                    List.of(new PartitionInfo(partition.topic(), 0, Node.noNode(), new Node[0], new Node[0])));
        }
        consumer.updateBeginningOffsets(Map.of(EVENTS, 0L, PREDICTIONS, 0L, DEAD_LETTERS, 0L));
        consumer.updateEndOffsets(Map.of(EVENTS, 7L, PREDICTIONS, 0L, DEAD_LETTERS, 0L));
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Test
    void answersOfTheScoringJobAreCountedByKind() {
        topics();
        consumer.schedulePollTask(() -> {
            consumer.addRecord(
                    new ConsumerRecord<>(TOPICS.predictions(), 0, 0, null, prediction(0, AnswerKind.SCORED)));
            consumer.addRecord(
                    new ConsumerRecord<>(TOPICS.predictions(), 0, 1, null, prediction(1, AnswerKind.FALLBACK)));
            consumer.addRecord(new ConsumerRecord<>(TOPICS.predictions(), 0, 2, null, new byte[] {1, 2}));
            consumer.addRecord(new ConsumerRecord<>(TOPICS.predictions(), 0, 3, null, null));
            consumer.addRecord(new ConsumerRecord<>(TOPICS.deadLetters(), 0, 0, null, deadLetter(2, "scoring")));
            consumer.addRecord(new ConsumerRecord<>(TOPICS.deadLetters(), 0, 1, null, deadLetter(0, "learning")));
        });
        try (FlowFollower follower = new FlowFollower(TOPICS, () -> consumer, view, Clock.systemUTC())) {
            follower.start();
            await(() -> view.newest().filter(point -> point.waiting() == 4).isPresent());
        }
        assertThat(view.answers(Outcome.SCORED)).isEqualTo(1);
        assertThat(view.answers(Outcome.FALLBACK)).isEqualTo(1);
        assertThat(view.answers(Outcome.DEAD_LETTER)).isEqualTo(1);
        assertThat(view.unreadableRecords()).isEqualTo(2);
        assertThat(view.repeated()).isZero();
        assertThat(view.problem()).isEmpty();
    }

    @Test
    void itTellsWhyItCannotRead() {
        consumer.setPollException(new KafkaException("not authorised to read"));
        topics();
        try (FlowFollower follower = new FlowFollower(TOPICS, () -> consumer, view, Clock.systemUTC())) {
            follower.start();
            await(() -> view.problem().equals("not authorised to read"));
        }
        assertThat(view.newest()).isEmpty();
    }
}
