package io.millrace.benchmarks;

import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.Prediction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Receives answers on a thread of its own and notes in a ledger which version gave each, and when. */
final class AnswerFollower implements AutoCloseable {
    private static final int HEADER = 10;
    private static final Duration LONGEST_END = Duration.ofMinutes(2);
    private static final long FINGERPRINT = SchemaNormalization.parsingFingerprint64(Prediction.getClassSchema());

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Schedule schedule;
    private final int partitions;
    private final AnswerLedger ledger = new AnswerLedger();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<?> loop;
    private BinaryDecoder decoder;
    private volatile long answered;
    private volatile boolean ending;
    private volatile boolean stopped;

    /** Starts to receive the answers of {@code pipeline} to events sent by {@code schedule}. */
    AnswerFollower(Pipeline pipeline, int partitions, Schedule schedule) {
        this.schedule = schedule;
        this.partitions = partitions;
        consumer = new KafkaConsumer<>(
                Topics.consumerProperties(pipeline.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var assigned = Topics.partitions(pipeline.predictionsTopic(), partitions);
        consumer.assign(assigned);
        consumer.seekToBeginning(assigned);
        loop = thread.submit(this::receive);
    }

    private void receive() {
        while (!stopped) {
            boolean last = ending;
            ConsumerRecords<byte[], byte[]> answers = consumer.poll(Duration.ofMillis(100));
            long now = System.nanoTime();
            for (ConsumerRecord<byte[], byte[]> answer : answers) {
                note(answer, now);
            }
            answered = ledger.answered();
            if (last && answers.isEmpty() && isAtEnd()) {
                return;
            }
        }
    }

    private boolean isAtEnd() {
        return consumer.endOffsets(consumer.assignment()).entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Reads the front of the answer without making objects, which would cost the machine that is measured. */
    private void note(ConsumerRecord<byte[], byte[]> answer, long now) {
        byte[] value = answer.value();
        if (ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(2) != FINGERPRINT) {
            throw new IllegalStateException("must be a prediction of this release: " + answer);
        }
        try {
            decoder = DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, decoder);
            decoder.skipString(); // id of the event: the key has it, too
            decoder.readLong(); // its time
            int partition = decoder.readInt();
            long offset = decoder.readLong();
            decoder.readLong(); // its time on the topic
            decoder.readEnum(); // kind of the answer
            decoder.skipString(); // slot
            decoder.skipString(); // model
            long version = decoder.readLong();
            long n = offset * partitions + partition;
            if (Readings.sequence(answer.key()) != n) {
                throw new IllegalStateException("answer must be to the event at its position: partition " + partition
                        + ", offset " + offset + ", found the id of event " + Readings.sequence(answer.key()));
            }
            ledger.answer(n, Math.toIntExact(version), (now - schedule.dueNanos(n)) / 1_000);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory fails only at its end: " + answer, e);
        }
    }

    /**
     * Events answered so far.
     *
     * @throws IllegalStateException if it has stopped by itself: what was measured since is nothing
     */
    long answered() throws InterruptedException {
        if (loop.isDone()) {
            await(Duration.ZERO);
        }
        return answered;
    }

    /** Receives what is on the topic now, which nobody writes to any more, and ends. */
    AnswerLedger finish() throws InterruptedException {
        ending = true;
        await(LONGEST_END);
        return ledger;
    }

    private void await(Duration longest) throws InterruptedException {
        try {
            loop.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("answers must be readable to their end: " + e, e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        thread.shutdown();
        try {
            if (thread.awaitTermination(10, TimeUnit.SECONDS)) {
                consumer.close();
            }
        } catch (InterruptedException e) {
            // The process ends: it closes the consumer.
            Thread.currentThread().interrupt();
        }
    }
}
