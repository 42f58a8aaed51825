package io.millrace.jobs.monitoring;

import io.millrace.jobs.control.ServedBundles;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.ModelInput;
import io.millrace.model.Models;
import io.millrace.model.ReferenceJson;
import io.millrace.model.ReferenceProfile;
import io.millrace.model.store.ModelStore;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Knows the models that answer a slot's events: the pipeline file's from the settings, others from the status topic and the store. One thread. */
interface WatchedModels extends AutoCloseable {
    /**
     * A model.
     *
     * @param model {@code name@version}
     * @return empty if nobody knows what it was given
     */
    Optional<WatchedModel> find(String model);

    @Override
    void close();

    /** Makes them on the task manager. */
    @FunctionalInterface
    interface Factory extends Serializable {
        WatchedModels create(MonitoringSettings settings);
    }

    /** As production has it. */
    static WatchedModels ofStatusTopic(MonitoringSettings settings) {
        return new OfStatusTopic(settings);
    }

    /** The pipeline file's model. */
    static WatchedModel ofFile(MonitoringSettings settings) {
        List<String> problems = new ArrayList<>();
        ReferenceProfile reference =
                settings.fileReference().isEmpty() ? null : ReferenceJson.read(settings.fileReference(), problems);
        return new WatchedModel(settings.fileColumns(), Optional.ofNullable(reference));
    }

    /** The newest of them are kept at hand: learners deploy often. */
    final class OfStatusTopic implements WatchedModels {
        private static final int MOST = 64;

        private final MonitoringSettings settings;
        private final Map<String, Optional<WatchedModel>> known = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Optional<WatchedModel>> eldest) {
                return size() > MOST;
            }
        };
        private ServedBundles bundles;

        private OfStatusTopic(MonitoringSettings settings) {
            this.settings = settings;
        }

        @Override
        public Optional<WatchedModel> find(String model) {
            Optional<WatchedModel> found = known.get(model);
            if (found == null) {
                found = model.equals(settings.fileModel())
                        ? Optional.of(ofFile(settings))
                        : bundle(model).flatMap(this::watched);
                known.put(model, found);
            }
            return found;
        }

        private Optional<ModelBundle> bundle(String model) {
            if (settings.store().isEmpty()) {
                return Optional.empty();
            }
            if (bundles == null) {
                bundles = new ServedBundles(
                        settings.statusTopic(),
                        settings.slot(),
                        settings.clientProperties(),
                        ModelStore.open(Path.of(settings.store())),
                        status -> {});
            }
            return bundles.bundle(model);
        }

        private Optional<WatchedModel> watched(ModelBundle bundle) {
            try {
                return Optional.of(new WatchedModel(settings.columns(inputs(bundle)), bundle.reference()));
            } catch (ModelException e) {
                return Optional.empty(); // told as a model that nobody knows
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
        public void close() {
            if (bundles != null) {
                bundles.close();
            }
        }
    }
}
