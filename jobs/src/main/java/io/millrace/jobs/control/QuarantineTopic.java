package io.millrace.jobs.control;

import io.millrace.jobs.kafka.KafkaException;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.QuarantinedExample;
import java.util.function.Consumer;

/** Reads which examples were refused, and what became of them, as far as the quarantine topic keeps it. */
public final class QuarantineTopic {
    private QuarantineTopic() {}

    /**
     * Hands on all records that are there at the call, oldest first. Of an event and a learner the newest holds.
     *
     * @return how many records could not be read, and were skipped
     * @throws KafkaException if no broker answers, or the topic is missing or has more than one partition
     */
    public static long forEach(Pipeline pipeline, Consumer<QuarantinedExample> listener) {
        try (RecordReader<QuarantinedExample> reader =
                RecordReader.open(pipeline, pipeline.quarantineTopic(), MessageCodec.QUARANTINED_EXAMPLE)) {
            reader.forEach(listener);
            return reader.unreadable();
        }
    }
}
