package io.millrace.jobs.control;

import io.millrace.jobs.kafka.KafkaException;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MonitoringEvent;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads what came of commands about learners: the learning job tells it on the monitoring topic, with the command's id. Close it after use. One thread.
 */
public final class LearnerOutcomes implements AutoCloseable {
    /** Kind of the findings. */
    public static final String KIND = "LEARNER_COMMAND";

    /** Label with the id of the command. */
    public static final String COMMAND = "command";

    /** Label with how it ended: DONE, PARTLY or REFUSED. */
    public static final String OUTCOME = "outcome";

    /** Label with a stable code of why not all was done; empty where it was. */
    public static final String REASON = "reason";

    private final RecordReader<MonitoringEvent> reader;

    private LearnerOutcomes(RecordReader<MonitoringEvent> reader) {
        this.reader = reader;
    }

    /**
     * Connects.
     *
     * @throws KafkaException if no broker answers, or the topic is missing or has more than one partition
     */
    public static LearnerOutcomes open(Pipeline pipeline) {
        return new LearnerOutcomes(
                RecordReader.open(pipeline, pipeline.monitoringTopic(), MessageCodec.MONITORING_EVENT));
    }

    /**
     * Offset of the next finding: a command that is sent after this call has its outcome from here on.
     *
     * @throws KafkaException if no broker answers
     */
    public long end() {
        return reader.end();
    }

    /**
     * Waits for the outcome of a command. It becomes visible with the learning job's next checkpoint.
     *
     * @param from {@link #end()} from before it was sent
     * @return empty if none came within the limit
     * @throws KafkaException if Kafka refuses, or the thread was interrupted
     */
    public Optional<MonitoringEvent> await(String commandId, long from, Duration limit) {
        return reader.await(
                from,
                limit,
                finding -> finding.getKind().equals(KIND)
                        && commandId.equals(finding.getLabels().get(COMMAND)));
    }

    @Override
    public void close() {
        reader.close();
    }
}
