package io.millrace.cli.local;

import io.millrace.jobs.pipeline.Control;
import io.millrace.jobs.pipeline.Pipeline;
import java.util.Map;

/**
 * What local mode adds to a pipeline's rules for commands: a store and a key in the data folder, where the file names
 * none; learners sign with it, too.
 */
public final class LocalControl {
    private LocalControl() {}

    /**
     * The pipeline as local mode runs it.
     *
     * @param insecure whether unsigned commands are taken as well
     */
    public static Pipeline of(Pipeline pipeline, DataFolder folder, boolean insecure) {
        Pipeline commanded = pipeline;
        Control control = pipeline.control();
        if (control.store().isEmpty()) {
            control = control.withStore(folder.models());
        }
        if (control.keys().isEmpty()) {
            LocalKeys keys = LocalKeys.ensure(folder);
            control = control.withKeys(Map.of(keys.id(), keys.publicKey()));
            commanded = commanded.withSigningKey(keys.signingKey());
        }
        return commanded.withControl(insecure ? control.withInsecure() : control);
    }
}
