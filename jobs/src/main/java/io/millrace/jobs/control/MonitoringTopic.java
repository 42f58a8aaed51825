package io.millrace.jobs.control;

import io.millrace.jobs.kafka.KafkaException;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MonitoringEvent;
import java.util.ArrayList;
import java.util.List;

/** Reads what the jobs of a pipeline have found, as far as the monitoring topic keeps it. */
public final class MonitoringTopic {
    private MonitoringTopic() {}

    /**
     * All findings that are there at the call, oldest first. Records that are none are skipped.
     *
     * @throws KafkaException if no broker answers, or the topic is missing or has more than one partition
     */
    public static List<MonitoringEvent> readAll(Pipeline pipeline) {
        try (RecordReader<MonitoringEvent> reader =
                RecordReader.open(pipeline, pipeline.monitoringTopic(), MessageCodec.MONITORING_EVENT)) {
            List<MonitoringEvent> findings = new ArrayList<>();
            reader.forEach(findings::add);
            return findings;
        }
    }
}
