package io.millrace.jobs.scoring;

import io.millrace.jobs.scoring.ModelLoader.Loaded;
import io.millrace.jobs.swap.DeployedModel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** The models of a subtask: those that are ready, that are being loaded, and that failed. Task thread only. */
final class Servings implements AutoCloseable {
    /** A model that answered nothing for so many checkpoints, and is not to be kept warm, is closed until it is needed. */
    private static final int IDLE_CHECKPOINTS = 2;

    private final ModelLoader loader;
    private final Map<ModelKey, Loaded> done = new HashMap<>();
    private final Set<ModelKey> loading = new HashSet<>();
    private Set<ModelKey> named = Set.of();

    /** Takes over the loader. */
    Servings(ModelLoader loader) {
        this.loader = loader;
    }

    /** What came of loading a model; null: not asked for, or still loading. */
    Loaded get(DeployedModel model) {
        return done.get(ModelKey.of(model));
    }

    /**
     * Has a model loaded unless it is, or failed.
     *
     * @return whether it was not asked for before
     */
    boolean want(DeployedModel model) {
        ModelKey key = ModelKey.of(model);
        if (done.containsKey(key) || !loading.add(key)) {
            return false;
        }
        loader.load(model);
        return true;
    }

    /** Forgets that a model failed. */
    void forgive(DeployedModel model) {
        done.computeIfPresent(ModelKey.of(model), (key, loaded) -> loaded.failure() == null ? loaded : null);
    }

    /** Takes what the loader has finished; models that nobody names any more are closed. */
    void collect() {
        for (Loaded loaded = loader.take(); loaded != null; loaded = loader.take()) {
            ModelKey key = ModelKey.of(loaded.model());
            loading.remove(key);
            if (named.contains(key)) {
                done.put(key, loaded);
            } else {
                close(loaded.serving());
            }
        }
    }

    /** Closes and forgets all models but these. */
    void retain(Set<ModelKey> keys) {
        named = Set.copyOf(keys);
        for (Iterator<Map.Entry<ModelKey, Loaded>> all = done.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<ModelKey, Loaded> one = all.next();
            if (!named.contains(one.getKey())) {
                all.remove();
                close(one.getValue().serving());
            }
        }
    }

    /**
     * A checkpoint holds all answers so far.
     *
     * @param now wall clock, milliseconds
     */
    void onSnapshot(long checkpoint, long now) {
        for (Loaded loaded : done.values()) {
            if (loaded.serving() != null) {
                loaded.serving().onSnapshot(checkpoint, now);
            }
        }
    }

    /** A checkpoint is complete. */
    void onComplete(long checkpoint) {
        for (Loaded loaded : done.values()) {
            if (loaded.serving() != null && loaded.serving().provesItself(checkpoint)) {
                loader.proved(loaded.serving());
            }
        }
    }

    /**
     * Closes models that have been idle for long. They must have no rows that wait to be scored.
     *
     * @param warm models to be kept all the same
     * @return whether there was any
     */
    boolean closeIdle(Set<ModelKey> warm) {
        return done.entrySet().removeIf(one -> {
            Serving serving = one.getValue().serving();
            boolean idle =
                    serving != null && serving.idleCheckpoints() >= IDLE_CHECKPOINTS && !warm.contains(one.getKey());
            if (idle) {
                loader.close(serving);
            }
            return idle;
        });
    }

    private void close(Serving serving) {
        if (serving != null) {
            loader.close(serving);
        }
    }

    @Override
    public void close() {
        done.values().forEach(loaded -> close(loaded.serving()));
        done.clear();
        loader.close();
    }
}
