package io.millrace.cli.swap;

import io.millrace.cli.local.DataFolder;
import io.millrace.jobs.pipeline.Pipeline;
import java.nio.file.Path;

/**
 * A pipeline, and where its job keeps its key and its models on this machine.
 *
 * @param pipeline the pipeline
 * @param folder data folder of its job
 */
public record Workplace(Pipeline pipeline, DataFolder folder) {
    /** A pipeline with the folder that was given; null: the usual one. */
    public static Workplace of(Pipeline pipeline, Path dataDir) {
        return new Workplace(
                pipeline, DataFolder.of(dataDir == null ? Path.of(".millrace", pipeline.name()) : dataDir));
    }

    /** Where its models are. */
    Path store() {
        String store = pipeline.control().store();
        return store.isEmpty() ? folder.models() : Path.of(store);
    }
}
