package io.millrace.jobs.control;

import io.millrace.jobs.kafka.KafkaException;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelSnapshot;
import java.util.ArrayList;
import java.util.List;

/** Reads what learners have learned, offered for serving or not, as far as the models topic keeps it. */
public final class ModelsTopic {
    private ModelsTopic() {}

    /**
     * All snapshots that are there at the call, oldest first. Records that are none are skipped.
     *
     * @throws KafkaException if no broker answers, or the topic is missing or has more than one partition
     */
    public static List<ModelSnapshot> readAll(Pipeline pipeline) {
        try (RecordReader<ModelSnapshot> reader =
                RecordReader.open(pipeline, pipeline.modelsTopic(), MessageCodec.MODEL_SNAPSHOT)) {
            List<ModelSnapshot> snapshots = new ArrayList<>();
            reader.forEach(snapshots::add);
            return snapshots;
        }
    }
}
