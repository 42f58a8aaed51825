package io.millrace.jobs.scoring;

import io.millrace.jobs.swap.DeployedModel;

/**
 * What makes two models the same for a subtask: a bare file may be deployed under several names.
 *
 * @param sha256 hash of the file in the store; empty for the model of the pipeline file
 * @param name name of the model
 * @param version version of the model
 */
record ModelKey(String sha256, String name, long version) {
    /** The model of the pipeline file, by whatever name. */
    static final ModelKey PIPELINE_FILE = new ModelKey("", "", 0);

    static ModelKey of(DeployedModel model) {
        return model.isOfPipelineFile() ? PIPELINE_FILE : new ModelKey(model.sha256(), model.name(), model.version());
    }
}
