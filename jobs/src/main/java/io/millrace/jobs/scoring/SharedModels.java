package io.millrace.jobs.scoring;

import io.millrace.model.Device;
import io.millrace.model.EngineChoice;
import io.millrace.model.Model;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The loaded models of this process, shared by its subtasks: each is loaded once, and closed when its last holder lets go.
 * Safe for all threads.
 */
final class SharedModels {
    private static final Map<Key, Entry> ENTRIES = new HashMap<>();

    private SharedModels() {}

    /**
     * What may be shared.
     *
     * @param file the model's file: its path for the model of the pipeline file, else its hash
     * @param model which model it is
     * @param device where it is to run
     */
    record Key(String file, ModelKey model, Device device) {}

    /** A model that somebody loads or has loaded. */
    private static final class Entry {
        private final CompletableFuture<EngineChoice> loaded = new CompletableFuture<>();
        private int holders;
    }

    /** A hold on a model. Close it after the last scorer made from it. */
    static final class Handle implements AutoCloseable {
        private final Key key;
        private final Entry entry;
        private final EngineChoice choice;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Handle(Key key, Entry entry, EngineChoice choice) {
            this.key = key;
            this.entry = entry;
            this.choice = choice;
        }

        Model model() {
            return choice.model();
        }

        /** Why this engine serves it. */
        String reason() {
            return choice.reason();
        }

        @Override
        public void close() {
            if (!closed.getAndSet(true) && release(key, entry)) {
                choice.model().close();
            }
        }
    }

    /**
     * Takes hold of a model. The first who asks loads it on its own thread, others wait for it.
     *
     * @param load loads it
     * @throws InterruptedException if interrupted while somebody else loads it
     */
    static Handle acquire(Key key, Supplier<EngineChoice> load) throws InterruptedException {
        Entry entry;
        boolean first;
        synchronized (ENTRIES) {
            entry = ENTRIES.computeIfAbsent(key, unused -> new Entry());
            first = entry.holders++ == 0;
        }
        return first ? load(key, entry, load) : await(key, entry);
    }

    private static Handle load(Key key, Entry entry, Supplier<EngineChoice> load) {
        try {
            EngineChoice choice = load.get();
            entry.loaded.complete(choice);
            return new Handle(key, entry, choice);
        } catch (RuntimeException | Error e) {
            synchronized (ENTRIES) {
                ENTRIES.remove(key);
            }
            entry.loaded.completeExceptionally(e);
            throw e;
        }
    }

    private static Handle await(Key key, Entry entry) throws InterruptedException {
        try {
            return new Handle(key, entry, entry.loaded.get());
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } catch (InterruptedException e) {
            if (release(key, entry)) {
                entry.loaded.join().model().close();
            }
            throw e;
        }
    }

    /** Models that are loaded or being loaded. */
    static int live() {
        synchronized (ENTRIES) {
            return ENTRIES.size();
        }
    }

    /** Whether that was the last holder. */
    private static boolean release(Key key, Entry entry) {
        synchronized (ENTRIES) {
            if (--entry.holders > 0) {
                return false;
            }
            ENTRIES.remove(key);
            return true;
        }
    }

    private static RuntimeException rethrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return (RuntimeException) cause;
    }
}
