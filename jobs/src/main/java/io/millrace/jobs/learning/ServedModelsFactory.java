package io.millrace.jobs.learning;

import io.millrace.model.store.ModelStore;
import java.io.Serializable;

/** Makes what knows the models of a slot, on the task manager. */
@FunctionalInterface
interface ServedModelsFactory extends Serializable {
    /** As production has it. */
    ServedModelsFactory OF_STATUS_TOPIC = StatusFollower::new;

    ServedModels create(SlotSettings settings, ModelStore store);
}
