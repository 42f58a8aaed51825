package io.millrace.jobs.swap;

import java.io.Serializable;

/**
 * A model as commands name it.
 *
 * @param name its name
 * @param version its version
 * @param sha256 hash of its file in the store (a zipped bundle or a bare model file), not of the model inside; empty for
 *     the model of the pipeline file, which is not in the store
 * @param size bytes of that file
 * @param uri where that file comes from, to fetch it again if the store has lost it
 */
public record DeployedModel(String name, long version, String sha256, long size, String uri) implements Serializable {
    /** The model of the pipeline file. */
    public static DeployedModel ofPipelineFile(String name, long version) {
        return new DeployedModel(name, version, "", 0, "");
    }

    /** Whether it is the model of the pipeline file, which serves before all commands. */
    public boolean isOfPipelineFile() {
        return sha256.isEmpty();
    }

    /** Name and version as people write them. */
    public String label() {
        return name + "@" + version;
    }

    @Override
    public String toString() {
        return label();
    }
}
