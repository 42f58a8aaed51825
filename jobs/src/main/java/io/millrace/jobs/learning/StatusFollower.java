package io.millrace.jobs.learning;

import io.millrace.jobs.control.ServedBundles;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.ModelInput;
import io.millrace.model.Models;
import io.millrace.model.store.ModelStore;
import io.millrace.schemas.ModelStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the models of a slot from the status topic and the store. It reads on when asked about what it does not know, at most once a
 * second; a model answers no event before its status is on the topic. One thread.
 */
final class StatusFollower implements ServedModels {
    private static final Logger LOGGER = LoggerFactory.getLogger(StatusFollower.class);

    private final SlotSettings settings;
    private final ServedBundles bundles;
    private final Map<String, Deployment> deployments = new HashMap<>();

    StatusFollower(SlotSettings settings, ModelStore store) {
        this.settings = settings;
        bundles = new ServedBundles(
                settings.statusTopic(), settings.slot(), settings.clientProperties(), store, this::take);
    }

    @Override
    public Optional<List<String>> columns(String model) {
        if (model.equals(settings.fileModel())) {
            return Optional.of(settings.fileColumns());
        }
        try {
            return bundles.bundle(model).map(bundle -> SlotSettings.columns(inputs(bundle)));
        } catch (ModelException e) {
            LOGGER.warn("Nobody knows what {} was given: {}", model, e.getMessage());
            return Optional.empty();
        }
    }

    private static List<ModelInput> inputs(ModelBundle bundle) {
        if (!bundle.inputs().isEmpty()) {
            return bundle.inputs();
        }
        try (Model model = Models.load(bundle)) {
            return model.contract().inputs();
        }
    }

    @Override
    public Deployment deployment(String model) {
        bundles.refresh();
        return deployments.getOrDefault(model, Deployment.PENDING);
    }

    private void take(ModelStatus status) {
        String model = status.getModel() + "@" + status.getVersion();
        switch (status.getPhase()) {
            case ACTIVE, RETIRED -> deployments.put(model, Deployment.DONE);
            // Degraded before it served: something else serves than was decided.
            case REJECTED, ABORTED, DEGRADED -> deployments.putIfAbsent(model, Deployment.WITHDRAWN);
            case UNKNOWN, VALIDATING, PREPARING, COMMITTING -> {
                // on its way, or something that a later status ends
            }
        }
    }

    @Override
    public void close() {
        bundles.close();
    }
}
