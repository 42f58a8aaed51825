package io.millrace.jobs.scoring;

import io.millrace.jobs.pipeline.Events;
import io.millrace.jobs.pipeline.Feature;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.Slot;
import java.io.Serializable;
import java.util.List;

/**
 * What the operator needs of a pipeline, in a form that travels to the task managers.
 *
 * @param events the input
 * @param features what events offer
 * @param slot the place that serves
 * @param modelSha256 hash of the model file that was checked before the start; a task that finds another fails
 * @param predictionsTopic where predictions go
 * @param deadLettersTopic where dead letters go
 * @param shadowTopic where the predictions of challengers go
 * @param store folder of the deployed models
 */
record ScoringSettings(
        Events events,
        List<Feature> features,
        Slot slot,
        String modelSha256,
        String predictionsTopic,
        String deadLettersTopic,
        String shadowTopic,
        String store)
        implements Serializable {

    static ScoringSettings of(Pipeline pipeline, String modelSha256) {
        return new ScoringSettings(
                pipeline.events(),
                List.copyOf(pipeline.features()),
                pipeline.slot(),
                modelSha256,
                pipeline.predictionsTopic(),
                pipeline.deadLettersTopic(),
                pipeline.shadowTopic(),
                pipeline.control().store());
    }
}
