package io.millrace.jobs.scoring;

import io.millrace.jobs.swap.DeployedModel;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.store.ArtefactMissingException;
import io.millrace.model.store.LoadMarkers;
import io.millrace.model.store.ModelStore;
import java.nio.file.Path;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of deployed models, and what is remembered of those that crashed their process. Safe for all threads.
 */
final class DeployedModels {
    private static final Logger LOGGER = LoggerFactory.getLogger(DeployedModels.class);

    private final ModelStore store;
    private final LoadMarkers markers;
    private final String owner;

    private DeployedModels(ModelStore store, LoadMarkers markers, String owner) {
        this.store = store;
        this.markers = markers;
        this.owner = owner;
    }

    /**
     * Opens the store, and counts what crashed in an earlier life of the owner.
     *
     * @param folder the store; empty: there is none, and nothing can be deployed
     * @param owner who loads, the same in every life
     * @throws java.io.UncheckedIOException if the folder cannot be used
     */
    static DeployedModels of(String folder, String owner) {
        if (folder.isEmpty()) {
            return new DeployedModels(null, null, owner);
        }
        ModelStore store = ModelStore.open(Path.of(folder));
        LoadMarkers markers = LoadMarkers.of(store);
        Set<String> crashed = markers.recover(owner);
        if (!crashed.isEmpty()) {
            LOGGER.warn("The process ended while {} had models on trial: sha256={}", owner, crashed);
        }
        return new DeployedModels(store, markers, owner);
    }

    /**
     * Marks that a model is on trial, from before it is loaded.
     *
     * @throws LoadException if it may not be loaded, or there is no store
     * @throws java.io.UncheckedIOException if the mark cannot be written; then it may not be loaded, either
     */
    LoadMarkers.Marker begin(DeployedModel model) {
        if (store == null) {
            throw new LoadException(LoadFailure.ARTEFACT_MISSING, model + ": this job has no store of models", null);
        }
        if (markers.isQuarantined(model.sha256())) {
            throw new LoadException(
                    LoadFailure.QUARANTINED,
                    model + ": must not be loaded, it crashed its process before: sha256=" + model.sha256(),
                    null);
        }
        return markers.begin(model.sha256(), owner);
    }

    /**
     * Opens a model's file.
     *
     * @throws LoadException if it is not there, or another model than the command says
     * @throws ModelException if it cannot be read
     */
    ModelBundle open(DeployedModel model) {
        try {
            return store.open(model.sha256(), model.name(), model.version());
        } catch (ArtefactMissingException e) {
            throw new LoadException(LoadFailure.ARTEFACT_MISSING, e.getMessage(), e);
        } catch (ModelException e) {
            if (String.valueOf(e.getMessage()).contains(": " + LoadFailure.CONTRACT + ": ")) {
                throw new LoadException(LoadFailure.CONTRACT, e.getMessage(), e);
            }
            throw e;
        }
    }
}
