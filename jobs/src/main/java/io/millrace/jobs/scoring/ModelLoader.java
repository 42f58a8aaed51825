package io.millrace.jobs.scoring;

import io.millrace.config.ConfigException;
import io.millrace.jobs.swap.DeployedModel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads models one after another on a thread of its own, and keeps what came of them until the task's thread takes it. Does
 * there, too, whatever else about models takes its time. Safe for all threads.
 */
final class ModelLoader implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelLoader.class);
    /** Longest wait for a load that is under way; Flink gives a task 30 seconds to end before it gets impatient. */
    private static final long CLOSE_SECONDS = 20;

    /**
     * What came of loading a model: either a serving or a failure.
     *
     * @param model the model
     * @param serving ready to answer; null where it failed
     * @param failure why not; null where it did not fail
     * @param millis how long it took
     */
    record Loaded(DeployedModel model, Serving serving, LoadFailure failure, long millis) {}

    private final ServingFactory factory;
    private final Runnable onLoaded;
    private final ExecutorService thread;
    private final Deque<Loaded> results = new ArrayDeque<>();
    private boolean closed;

    /**
     * Starts the thread.
     *
     * @param onLoaded called on the loader's thread when there is something to {@link #take}
     */
    ModelLoader(ServingFactory factory, String name, Runnable onLoaded) {
        this.factory = factory;
        this.onLoaded = onLoaded;
        ClassLoader classes = Thread.currentThread().getContextClassLoader();
        thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            made.setContextClassLoader(classes); // engines are found through it
            return made;
        });
    }

    /** Loads a model as soon as those before it are done. */
    void load(DeployedModel model) {
        thread.execute(() -> {
            if (deliver(loadNow(model))) {
                try {
                    onLoaded.run();
                } catch (RejectedExecutionException e) {
                    LOGGER.debug("The task is ending; what was loaded is closed with it", e);
                }
            }
        });
    }

    /** Closes a model that nobody uses any more, soon. */
    void close(Serving serving) {
        later(serving, serving::close);
    }

    /** Takes away the mark of a model that has proved itself, soon. */
    void proved(Serving serving) {
        later(serving, serving::proved);
    }

    private void later(Serving serving, Runnable task) {
        thread.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOGGER.warn("{} is not put away as it should be", serving.deployed(), e);
            }
        });
    }

    private Loaded loadNow(DeployedModel model) {
        long start = System.nanoTime();
        Serving serving = null;
        LoadFailure failure = null;
        if (isClosed()) {
            return new Loaded(model, null, new LoadFailure(LoadFailure.LOAD_FAILED, "the task has ended", null), 0);
        }
        try {
            serving = factory.make(model);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = new LoadFailure(LoadFailure.LOAD_FAILED, "the task ended meanwhile", null);
        } catch (RuntimeException e) {
            failure = failure(e);
        } catch (OutOfMemoryError e) {
            failure = new LoadFailure(LoadFailure.OUT_OF_MEMORY, model + ": " + e.getMessage(), null);
        } catch (LinkageError | StackOverflowError e) {
            failure = new LoadFailure(LoadFailure.LOAD_FAILED, model + ": " + e, null);
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        if (failure == null) {
            LOGGER.info(
                    "{} is ready with engine {} after {} ms: {}",
                    serving.model().id(),
                    serving.model().engine(),
                    millis,
                    serving.reason());
        } else {
            LOGGER.warn("{} cannot serve: {}: {}", model, failure.reason(), failure.detail());
        }
        return new Loaded(model, serving, failure, millis);
    }

    private boolean isClosed() {
        synchronized (results) {
            return closed;
        }
    }

    private static LoadFailure failure(RuntimeException e) {
        if (e instanceof LoadException known) {
            return new LoadFailure(known.reason(), known.getMessage(), e);
        }
        if (e instanceof ConfigException unfit) {
            return new LoadFailure(LoadFailure.CONTRACT, String.join("; ", unfit.problems()), e);
        }
        return new LoadFailure(LoadFailure.LOAD_FAILED, String.valueOf(e.getMessage()), e);
    }

    /** Whether anybody will take it; where not it is closed. */
    private boolean deliver(Loaded loaded) {
        synchronized (results) {
            if (!closed) {
                results.add(loaded);
                return true;
            }
        }
        if (loaded.serving() != null) {
            loaded.serving().close();
        }
        return false;
    }

    /** The next result, whose serving belongs to the caller then; null where there is none. */
    Loaded take() {
        synchronized (results) {
            return results.poll();
        }
    }

    /** Ends the thread when it has done what it was told, and closes what nobody took. What takes too long goes on behind. */
    @Override
    public void close() {
        synchronized (results) {
            closed = true;
        }
        for (Loaded loaded = take(); loaded != null; loaded = take()) {
            if (loaded.serving() != null) {
                close(loaded.serving());
            }
        }
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.warn("A model is still loading after {} s; it is closed when it is done", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
