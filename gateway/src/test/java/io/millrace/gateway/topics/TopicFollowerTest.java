package io.millrace.gateway.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class TopicFollowerTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    /** A topic whose records with these offsets are there. */
    private static MockConsumer<byte[], byte[]> consumer(long begin, long end) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.updatePartitions("t", List.of(new PartitionInfo("t", 0, Node.noNode(), new Node[0], new Node[0])));
        consumer.updateBeginningOffsets(Map.of(PARTITION, begin));
        consumer.updateEndOffsets(Map.of(PARTITION, end));
        consumer.schedulePollTask(() -> {
            for (long offset = begin; offset < end; offset++) {
                consumer.addRecord(
                        new ConsumerRecord<>("t", 0, offset, null, ("r" + offset).getBytes(StandardCharsets.UTF_8)));
            }
        });
        return consumer;
    }

    private void take(TopicRecord record) {
        seen.add(new String(record.value(), StandardCharsets.UTF_8));
    }

    private String next() throws InterruptedException {
        return seen.poll(20, TimeUnit.SECONDS);
    }

    @Test
    void itReadsTheNewestAndTellsWhenItHasCaughtUp() throws InterruptedException {
        CountDownLatch caughtUp = new CountDownLatch(1);
        try (TopicFollower follower = new TopicFollower("t", () -> consumer(0, 10), 3, this::take)) {
            follower.onCaughtUp(caughtUp::countDown);
            follower.start();
            assertThat(List.of(next(), next(), next())).containsExactly("r7", "r8", "r9");
            assertThat(caughtUp.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(follower.isCaughtUp()).isTrue();
            assertThat(follower.records()).isEqualTo(3);
        }
    }

    @Test
    void afterAFailureItGoesOnWhereItWas() throws InterruptedException {
        AtomicInteger lives = new AtomicInteger();
        try (TopicFollower follower = new TopicFollower(
                "t",
                () -> {
                    if (lives.incrementAndGet() == 1) {
                        MockConsumer<byte[], byte[]> first = consumer(0, 2);
                        first.schedulePollTask(() -> first.setPollException(new KafkaException("lost")));
                        return first;
                    }
                    return consumer(0, 3);
                },
                Long.MAX_VALUE,
                this::take)) {
            follower.start();
            assertThat(List.of(next(), next(), next())).containsExactly("r0", "r1", "r2");
            assertThat(lives.get()).isEqualTo(2);
        }
    }

    @Test
    void aRecordThatCannotBeTakenOverIsLeftOut() throws InterruptedException {
        try (TopicFollower follower = new TopicFollower("t", () -> consumer(0, 2), Long.MAX_VALUE, record -> {
            if (record.offset() == 0) {
                throw new IllegalStateException("a bug");
            }
            take(record);
        })) {
            follower.start();
            assertThat(next()).isEqualTo("r1");
        }
    }

    @Test
    void aTopicThatIsNotThereIsNothingToWaitForAtTheStart() throws InterruptedException {
        CountDownLatch caughtUp = new CountDownLatch(1);
        try (TopicFollower follower =
                new TopicFollower("other", () -> new MockConsumer<>("earliest"), Long.MAX_VALUE, this::take)) {
            follower.onCaughtUp(caughtUp::countDown);
            follower.start();
            assertThat(caughtUp.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
