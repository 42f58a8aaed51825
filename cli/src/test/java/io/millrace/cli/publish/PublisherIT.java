package io.millrace.cli.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.jobs.pipeline.EventFormat;
import io.millrace.jobs.pipeline.Events;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.kafka.LocalKafkaConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long T = 1_357_035_300_000L;

    @TempDir
    private static Path folder;

    private static LocalKafka kafka;

    @BeforeAll
    static void start() {
        kafka = LocalKafka.start(LocalKafkaConfig.of(folder.resolve("kafka")));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void sendsEveryRecordOnceAndInOrder() throws Exception {
        topic("whole", 3, Map.of());
        Path file = flights("whole.csv", 5_000);
        List<Long> progress = new ArrayList<>();
        long before = System.currentTimeMillis();
        Published published = publish("whole", file, PublishPlan.everything(), Clock.system(), progress);
        List<ConsumerRecord<String, String>> records = read("whole", 3);
        assertThat(published.events()).isEqualTo(5_000);
        assertThat(published.bytes())
                .isEqualTo(records.stream()
                        .mapToLong(record -> record.serializedKeySize() + record.serializedValueSize())
                        .sum());
        assertThat(published.seconds()).isPositive();
        assertThat(progress).endsWith(5_000L);
        assertThat(records).hasSize(5_000);
        Map<Integer, Long> firsts = new HashMap<>();
        Map<Integer, Long> lasts = new HashMap<>();
        Map<String, Integer> lastOfKey = new HashMap<>();
        for (ConsumerRecord<String, String> record : records) {
            firsts.merge(record.partition(), record.offset(), Math::min);
            lasts.merge(record.partition(), record.offset(), Math::max);
            int n = Integer.parseInt(record.value().replaceAll(".*\"n\":(\\d+).*", "$1"));
            assertThat(lastOfKey.put(record.key(), n))
                    .satisfiesAnyOf(
                            last -> assertThat(last).isNull(),
                            last -> assertThat(last).isLessThan(n));
            assertThat(record.timestamp()).isBetween(before, System.currentTimeMillis());
        }
        assertThat(published.firstOffsets()).isEqualTo(firsts);
        assertThat(published.lastOffsets()).isEqualTo(lasts);
    }

    @Test
    void sendsWhatThePlanSelects() throws Exception {
        topic("part", 1, Map.of());
        PublishPlan plan = PublishPlan.everything().withFrom(T + 3_000).withLimit(2);
        Published published = publish("part", flights("part.csv", 10), plan, Clock.system(), new ArrayList<>());
        assertThat(published.events()).isEqualTo(2);
        assertThat(read("part", 1))
                .extracting(ConsumerRecord::value)
                .containsExactly(
                        "{\"id\":\"f3\",\"k\":\"k3\",\"t\":" + (T + 3_000) + ",\"n\":3}",
                        "{\"id\":\"f4\",\"k\":\"k4\",\"t\":" + (T + 4_000) + ",\"n\":4}");
        Published again = publish("part", flights("part.csv", 10), plan, Clock.system(), new ArrayList<>());
        assertThat(again.firstOffsets()).containsExactly(Map.entry(0, 2L));
        assertThat(again.lastOffsets()).containsExactly(Map.entry(0, 3L));
    }

    @Test
    void keepsThePace() throws Exception {
        topic("paced", 1, Map.of());
        FakeClock clock = new FakeClock();
        Path file = flights("paced.csv", 4);
        PublishPlan plan = PublishPlan.everything().withPace(Pace.speedup(10));
        List<Long> progress = new ArrayList<>();
        Published published = publish("paced", file, plan, clock, progress);
        assertThat(clock.sleeps()).containsExactly(100_000_000L, 100_000_000L, 100_000_000L);
        assertThat(published.seconds()).isEqualTo(0.3);
        assertThat(progress).as("after 200 ms, and at the end").containsExactly(3L, 4L);
    }

    @Test
    void aWrongRecordEndsTheRunAfterWhatCameBefore() throws Exception {
        topic("wrong", 1, Map.of());
        Path file = TestFiles.write(folder.resolve("wrong.csv"), "id,k,t,n\na,k,1,1\nb,k,noon,2\nc,k,3,3\n");
        assertThatThrownBy(() -> publish("wrong", file, PublishPlan.everything(), Clock.system(), new ArrayList<>()))
                .isInstanceOf(RecordFileException.class)
                .hasMessageStartingWith(file + ", line 3: field t: ");
        assertThat(read("wrong", 1)).extracting(ConsumerRecord::key).containsExactly("k");
    }

    @Test
    void aFileWithoutNeededColumnsSendsNothing() throws Exception {
        topic("columns", 1, Map.of());
        Path file = TestFiles.write(folder.resolve("columns.csv"), "id,n\na,1\n");
        assertThatThrownBy(() -> publish("columns", file, PublishPlan.everything(), Clock.system(), new ArrayList<>()))
                .hasMessage(file + ": must have the fields k, t, found [id, n]");
        assertThat(read("columns", 1)).isEmpty();
    }

    @Test
    void aMissingTopicIsNamedAtOnce() throws IOException {
        Path file = flights("missing.csv", 1);
        assertThatThrownBy(() -> publish("missing", file, PublishPlan.everything(), Clock.system(), new ArrayList<>()))
                .isInstanceOf(PublishException.class)
                .hasMessage("topic missing must exist, found none at " + kafka.bootstrap());
    }

    @Test
    void anUnconfirmedEventIsOneException() throws Exception {
        topic("small", 1, Map.of("max.message.bytes", "100"));
        Path file = flights("small.csv", 1_000);
        assertThatThrownBy(() -> publish("small", file, PublishPlan.everything(), Clock.system(), new ArrayList<>()))
                .isInstanceOf(PublishException.class)
                .hasMessageStartingWith("records must reach topic small, but one was not confirmed: ");
    }

    /** Flights one second apart, of 100 aircraft in turn. */
    private static Path flights(String name, int count) throws IOException {
        StringBuilder lines = new StringBuilder("id,k,t,n\n");
        for (int i = 0; i < count; i++) {
            lines.append('f').append(i).append(",k").append(i % 100).append(',');
            lines.append(T + i * 1_000L).append(',').append(i).append('\n');
        }
        return TestFiles.write(folder.resolve(name), lines.toString());
    }

    private static Published publish(String topic, Path file, PublishPlan plan, Clock clock, List<Long> progress) {
        EventEncoder encoder =
                EventEncoder.of(new Events(topic, EventFormat.JSON, List.of(), "", "id", "k", "t"), List.of());
        Publisher publisher = new Publisher(topic, Map.of("bootstrap.servers", kafka.bootstrap()), encoder, clock);
        try (RecordFile open = RecordFile.open(file)) {
            return publisher.publish(open, plan, (events, bytes) -> progress.add(events));
        }
    }

    private static void topic(String name, int partitions, Map<String, String> configs)
            throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configs)))
                    .all()
                    .get();
        }
    }

    private static List<ConsumerRecord<String, String>> read(String topic, int partitionCount) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < partitionCount; i++) {
            partitions.add(new TopicPartition(topic, i));
        }
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = consumer.endOffsets(partitions, LIMIT).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (records.size() < end) {
                assertThat(System.nanoTime())
                        .as("read %d of %d records", records.size(), end)
                        .isLessThan(deadline);
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }
}
