package io.millrace.cli.swap;

import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.store.ModelStore;
import io.millrace.model.store.StoredModel;
import java.nio.file.Path;

/** Puts models into a pipeline's store, from where its job takes them. */
public final class ModelPush {
    private ModelPush() {}

    /**
     * Copies a model into the store.
     *
     * @param model a bundle's folder or zip, or a bare model file
     * @param name what it must be called, which a bare file is called then; null: its own name
     * @param version what version it must be, which a bare file is then; 0: its own version
     * @throws ModelException if it is no model, or a bundle of another name or version
     */
    public static ModelReference push(Path model, String name, long version, Workplace workplace) {
        ModelBundle bundle = ModelBundle.open(model);
        ModelLabel label = new ModelLabel(
                name == null ? bundle.id().name() : name,
                version == 0 ? bundle.id().version() : version);
        ModelStore store = ModelStore.open(workplace.store());
        StoredModel stored = store.add(model);
        store.open(stored.sha256(), label.name(), label.version());
        return new ModelReference(label, stored.path().toUri().toString(), stored.sha256(), stored.size());
    }
}
