package io.millrace.jobs.swap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the control topic on a thread of its own and hands commands over in order, some at a time. After each part it rests
 * twice as long as that took, so that a flood of commands, whose signatures cost a millisecond each, takes at most a third of a
 * processor from what serves. While the topic cannot be read it says so once and tries on.
 */
final class ControlFollower implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ControlFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration API_TIMEOUT = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 2_000;
    private static final int MOST_AT_A_TIME = 50;
    private static final int RESTS = 2;
    private static final long LONGEST_REST_MILLIS = 1_000;

    /** Who listens; called on the follower's thread. */
    interface Listener {
        /** Commands, in order. Returns when they have been looked at. */
        void commands(List<ControlRecord> records);

        /** All commands that were there at the start have been handed over. */
        void caughtUp();

        /** Records that should be there are gone; the next one has offset {@code next}. */
        void gap(long next, String detail);

        /** The topic cannot be read now. */
        void unreachable(String detail);

        /** The topic is not as it must be. */
        void trouble(String reason, String detail);
    }

    private final Properties clientProperties;
    private final TopicPartition partition;
    private final Listener listener;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile KafkaConsumer<byte[], byte[]> consumer;
    private long next;
    private boolean caughtUp;

    /** Starts to read behind everything before {@code offset}. */
    ControlFollower(Properties clientProperties, String topic, long offset, Listener listener) {
        this.clientProperties = clientProperties;
        this.listener = listener;
        partition = new TopicPartition(topic, 0);
        next = offset;
        thread = new Thread(this::run, "millrace-control");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        checkCleanup();
        while (isOpen(0)) {
            try {
                follow();
            } catch (WakeupException e) {
                return; // closing
            } catch (KafkaException e) {
                LOGGER.warn("The control topic {} cannot be read, trying again", partition.topic(), e);
                listener.unreachable(partition.topic() + ": must be readable, found " + e.getMessage());
                isOpen(PAUSE_MILLIS);
            }
        }
    }

    /** Waits, unless and until this is closed. */
    private boolean isOpen(long millis) {
        try {
            return !closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Compaction keeps the last command of a slot only: the ones before are lost. */
    private void checkCleanup() {
        Properties properties = new Properties();
        properties.putAll(clientProperties);
        properties.put("default.api.timeout.ms", Long.toString(API_TIMEOUT.toMillis()));
        properties.put("request.timeout.ms", Long.toString(API_TIMEOUT.toMillis() / 2));
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, partition.topic());
        try (Admin admin = Admin.create(properties)) {
            String policy = admin.describeConfigs(Set.of(topic))
                    .all()
                    .get()
                    .get(topic)
                    .get(TopicConfig.CLEANUP_POLICY_CONFIG)
                    .value();
            if (policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
                listener.trouble(
                        "CONTROL_COMPACTED",
                        partition.topic() + ": cleanup.policy must be delete, or commands get lost, found " + policy);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | KafkaException e) {
            LOGGER.warn("The settings of {} cannot be read", partition.topic(), e);
        }
    }

    private void follow() {
        Properties properties = new Properties();
        properties.putAll(clientProperties);
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "none");
        properties.put("allow.auto.create.topics", "false");
        properties.put("default.api.timeout.ms", Long.toString(API_TIMEOUT.toMillis()));
        properties.put("max.poll.records", Integer.toString(MOST_AT_A_TIME));
        try (KafkaConsumer<byte[], byte[]> opened =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer = opened;
            Map<TopicPartition, Long> ends = opened.endOffsets(List.of(partition));
            if (opened.partitionsFor(partition.topic()).isEmpty() || ends.get(partition) == null) {
                throw new KafkaException("no such topic");
            }
            long end = ends.get(partition);
            opened.assign(List.of(partition));
            seek(opened, end);
            while (isOpen(0)) {
                if (!caughtUp && opened.position(partition) >= end) {
                    caughtUp = true;
                    listener.caughtUp();
                }
                List<ControlRecord> records = new ArrayList<>();
                for (ConsumerRecord<byte[], byte[]> record : opened.poll(POLL)) {
                    records.add(
                            new ControlRecord(record.offset(), record.value() == null ? new byte[0] : record.value()));
                    next = record.offset() + 1;
                }
                if (!records.isEmpty()) {
                    handOver(records);
                }
            }
        } finally {
            consumer = null;
        }
    }

    private void handOver(List<ControlRecord> records) {
        long start = System.nanoTime();
        listener.commands(records);
        if (caughtUp) { // before that, all subtasks wait for the end of the backlog
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            isOpen(Math.min(RESTS * millis, LONGEST_REST_MILLIS));
        }
    }

    private void seek(KafkaConsumer<byte[], byte[]> consumer, long end) {
        long beginning = consumer.beginningOffsets(List.of(partition)).get(partition);
        if (next > end) {
            listener.gap(
                    beginning,
                    partition.topic() + ": must go on at offset " + next + ", but ends at " + end
                            + ": it was made anew; commands in it are taken from offset " + beginning + " on");
            next = beginning;
        } else if (next < beginning) {
            listener.gap(
                    beginning,
                    partition.topic() + ": must be kept for ever (retention.ms=-1), but the commands at offsets " + next
                            + " to " + (beginning - 1) + " are gone");
            next = beginning;
        }
        consumer.seek(partition, next);
    }

    @Override
    public void close() {
        closed.countDown();
        KafkaConsumer<byte[], byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
    }
}
