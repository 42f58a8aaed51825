package io.millrace.jobs.swap;

import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MessageFormatException;
import io.millrace.schemas.ModelStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal on a Kafka topic of one partition. It writes in transactions: not for their atomicity alone, but because a
 * second coordinator of the same pipeline then fences the first, whose decisions would otherwise get in between.
 */
final class KafkaJournal implements Journal {
    private static final Logger LOGGER = LoggerFactory.getLogger(KafkaJournal.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Properties clientProperties;
    private final TopicPartition partition;
    private final String transactionalId;
    private KafkaProducer<byte[], byte[]> producer;

    /**
     * A journal on a topic; nothing is opened yet.
     *
     * @param clientProperties address and security
     * @param transactionalId the same for all coordinators of the pipeline
     */
    KafkaJournal(Properties clientProperties, String topic, String transactionalId) {
        this.clientProperties = clientProperties;
        this.transactionalId = transactionalId;
        partition = new TopicPartition(topic, 0);
    }

    @Override
    public long append(List<ModelStatus> records) throws InterruptedException {
        long pause = 100;
        while (true) {
            try {
                return appendOnce(records);
            } catch (ProducerFencedException | InvalidProducerEpochException e) {
                throw new IllegalStateException(
                        "another job writes the status topic of this pipeline: " + partition.topic(), e);
            } catch (InterruptException e) {
                throw interrupted(e);
            } catch (KafkaException e) {
                LOGGER.warn("The status topic {} cannot be written, trying again", partition.topic(), e);
                closeProducer();
                Thread.sleep(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    private static InterruptedException interrupted(InterruptException e) {
        InterruptedException interrupted = new InterruptedException(e.getMessage());
        interrupted.initCause(e);
        return interrupted;
    }

    private long appendOnce(List<ModelStatus> records) throws InterruptedException {
        open();
        producer.beginTransaction();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (ModelStatus record : records) {
            sent.add(producer.send(new ProducerRecord<>(
                    partition.topic(),
                    partition.partition(),
                    record.getSlot().getBytes(StandardCharsets.UTF_8),
                    MessageCodec.MODEL_STATUS.encode(record))));
        }
        producer.commitTransaction();
        try {
            return sent.get(sent.size() - 1).get().offset() + 1;
        } catch (ExecutionException e) {
            throw new KafkaException("a committed record must have an offset", e);
        }
    }

    private void open() {
        if (producer == null) {
            Properties properties = new Properties();
            properties.putAll(clientProperties);
            properties.put("transactional.id", transactionalId);
            properties.put("linger.ms", "0");
            KafkaProducer<byte[], byte[]> opened =
                    new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
            try {
                opened.initTransactions();
            } catch (KafkaException e) {
                opened.close(Duration.ZERO);
                throw e;
            }
            producer = opened;
        }
    }

    @Override
    public Tail read(long offset) throws InterruptedException {
        long pause = 100;
        while (true) {
            try {
                // From here on nobody else can write, and what an earlier coordinator left open is aborted.
                open();
                return readOnce(offset);
            } catch (InterruptException e) {
                throw interrupted(e);
            } catch (KafkaException e) {
                LOGGER.warn("The status topic {} cannot be read, trying again", partition.topic(), e);
                closeProducer();
                Thread.sleep(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    private Tail readOnce(long offset) {
        Properties properties = new Properties();
        properties.putAll(clientProperties);
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "none");
        properties.put("allow.auto.create.topics", "false");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            long beginning = consumer.beginningOffsets(List.of(partition)).get(partition);
            if (offset > end) {
                LOGGER.warn(
                        "The status topic {} ends at {}, before {}: it was made anew. What serves stays",
                        partition.topic(),
                        end,
                        offset);
                return new Tail(List.of(), end);
            }
            consumer.seek(partition, Math.max(offset, beginning));
            List<ModelStatus> records = new ArrayList<>();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    add(record, records);
                }
            }
            return new Tail(records, consumer.position(partition));
        }
    }

    /** A record that cannot be read was written by somebody else, or by a later release. */
    private static void add(ConsumerRecord<byte[], byte[]> record, List<ModelStatus> records) {
        try {
            records.add(MessageCodec.MODEL_STATUS.decode(record.value() == null ? new byte[0] : record.value()));
        } catch (MessageFormatException e) {
            LOGGER.warn("Status record at offset {} cannot be read and is skipped", record.offset(), e);
        }
    }

    private void closeProducer() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    @Override
    public void close() {
        closeProducer();
    }
}
