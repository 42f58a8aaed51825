package io.millrace.jobs.control;

import io.millrace.jobs.kafka.KafkaException;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.status.CommandOutcome;
import io.millrace.schemas.status.SentCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads what became of a pipeline's commands, in the order of the topic. Records that are no statuses of ours are skipped and
 * counted. Close it after use. One thread.
 */
public final class StatusTopic implements AutoCloseable {
    private final RecordReader<ModelStatus> reader;

    private StatusTopic(RecordReader<ModelStatus> reader) {
        this.reader = reader;
    }

    /**
     * Connects.
     *
     * @throws KafkaException if no broker answers, or the topic is missing or has more than one partition
     */
    public static StatusTopic open(Pipeline pipeline) {
        return new StatusTopic(RecordReader.open(pipeline, pipeline.statusTopic(), MessageCodec.MODEL_STATUS));
    }

    /**
     * Offset of the next status: a command that is sent after this call has its statuses from here on.
     *
     * @throws KafkaException if no broker answers
     */
    public long end() {
        return reader.end();
    }

    /**
     * Hands on all statuses from the beginning to what is there at the call. They are kept for ever, so there may be many.
     *
     * @throws KafkaException if no broker answers
     */
    public void forEach(Consumer<ModelStatus> listener) {
        reader.forEach(listener);
    }

    /** All statuses from the beginning to what is there at the call, as {@link #forEach}. */
    public List<ModelStatus> readAll() {
        List<ModelStatus> statuses = new ArrayList<>();
        forEach(statuses::add);
        return statuses;
    }

    /**
     * Waits for the end of a command.
     *
     * @param command the command
     * @param from {@link #end()} from before it was sent
     * @param limit longest wait
     * @param listener is handed each status of the command, the last one too
     * @return the status that ended it; empty if none came within the limit
     * @throws KafkaException if Kafka refuses, or the thread was interrupted
     */
    public Optional<ModelStatus> follow(
            SentCommand command, long from, Duration limit, Consumer<ModelStatus> listener) {
        return reader.await(from, limit, status -> {
            if (command.isConcernedBy(status)) {
                listener.accept(status);
            }
            return command.outcome(status) != CommandOutcome.PENDING;
        });
    }

    /** Records that could not be read in the newest {@link #forEach}, {@link #readAll} or {@link #follow}. */
    public long unreadable() {
        return reader.unreadable();
    }

    @Override
    public void close() {
        reader.close();
    }
}
