package io.millrace.jobs.scoring;

import io.millrace.jobs.decode.EventDecoder;
import io.millrace.jobs.pipeline.Events;
import io.millrace.jobs.pipeline.Feature;
import io.millrace.jobs.pipeline.Slot;
import io.millrace.model.ModelContract;
import java.util.List;

/** Whether a model fits the pipeline that it is to serve. */
final class ModelFit {
    private ModelFit() {}

    /**
     * Holds a model against features, event schemas and the slot's fallback value.
     *
     * @param problems collects what does not fit: nothing may serve if there is anything in it
     * @return what reads events for the model
     */
    static EventDecoder check(
            Events events, List<Feature> features, Slot slot, ModelContract contract, List<String> problems) {
        if (slot.onFailure().hasFallback() && contract.outputs().get(0).isText()) {
            problems.add("slots." + slot.name() + ".onFailure.value: needs a model whose first output is a number, "
                    + "found the text " + contract.outputs().get(0).name());
        }
        return EventDecoder.of(events, features, contract, slot.name(), problems);
    }
}
