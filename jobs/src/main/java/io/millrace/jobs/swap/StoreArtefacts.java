package io.millrace.jobs.swap;

import io.millrace.model.ModelException;
import io.millrace.model.store.FetchException;
import io.millrace.model.store.LoadMarkers;
import io.millrace.model.store.ModelFetcher;
import io.millrace.model.store.ModelStore;
import io.millrace.model.validation.BatchSpeed;
import io.millrace.model.validation.ValidationProcess;
import io.millrace.model.validation.ValidationResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches into the content-addressed store and validates in a child process, one model at a time. What was accepted once is
 * not tried out again while this process lives: a file of a hash does not change.
 */
final class StoreArtefacts implements Artefacts {
    private static final Logger LOGGER = LoggerFactory.getLogger(StoreArtefacts.class);
    private static final int SPEED_BATCH = 64;

    private final ModelStore store;
    private final ModelFetcher fetcher;
    private final ValidationProcess validation;
    private final Map<DeployedModel, Outcome> accepted = new ConcurrentHashMap<>();
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "millrace-validation");
        thread.setDaemon(true);
        return thread;
    });

    StoreArtefacts(ModelStore store, ModelFetcher fetcher, ValidationProcess validation) {
        this.store = store;
        this.fetcher = fetcher;
        this.validation = validation;
    }

    @Override
    public Future<?> validate(DeployedModel model, Consumer<Outcome> done) {
        return executor.submit(() -> work(model, () -> fetchAndTryOut(model), done));
    }

    @Override
    public void ensure(DeployedModel model, Consumer<Outcome> done) {
        executor.execute(() -> work(model, () -> fetchIfMissing(model), done));
    }

    /** What takes long and may fail. */
    @FunctionalInterface
    private interface Work {
        Outcome outcome() throws FetchException, InterruptedException;
    }

    private void work(DeployedModel model, Work work, Consumer<Outcome> done) {
        long start = System.nanoTime();
        Outcome outcome;
        try {
            outcome = work.outcome();
        } catch (FetchException e) {
            outcome = Outcome.refused(e.reason().name(), e.getMessage(), e.isSecurity(), millisSince(start));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return; // cancelled: nobody listens any more
        } catch (RuntimeException e) {
            LOGGER.warn("Model {} cannot be fetched or validated", model, e);
            outcome = Outcome.refused("FAILED", String.valueOf(e), false, millisSince(start));
        }
        if (!Thread.currentThread().isInterrupted()) {
            done.accept(outcome);
        }
    }

    private Outcome fetchAndTryOut(DeployedModel model) throws FetchException, InterruptedException {
        long start = System.nanoTime();
        Path file = fetcher.fetch(model.uri(), model.sha256(), model.size());
        return tryOut(model, file, millisSince(start));
    }

    /** The address was allowed when the model was accepted; what is in the store may serve whatever the list says now. */
    private Outcome fetchIfMissing(DeployedModel model) throws FetchException {
        long start = System.nanoTime();
        if (store.find(model.sha256()).isEmpty()) {
            fetcher.fetch(model.uri(), model.sha256(), model.size());
        }
        return new Outcome("", "", false, millisSince(start), 0, "", 0, 0);
    }

    private Outcome tryOut(DeployedModel model, Path file, long fetchMillis) throws InterruptedException {
        if (LoadMarkers.of(store).isQuarantined(model.sha256())) {
            return Outcome.refused(
                    "QUARANTINED",
                    "it was loaded when the process died, " + LoadMarkers.CRASHES_TO_QUARANTINE
                            + " times or more; docs/model-store.md tells how to lift this",
                    false,
                    fetchMillis);
        }
        Outcome known = accepted.get(model);
        if (known != null) {
            return known;
        }
        ValidationResult result = validation.validate(file);
        if (!result.accepted()) {
            return Outcome.refused(result.verdict().name(), result.reason(), false, fetchMillis);
        }
        try {
            store.open(model.sha256(), model.name(), model.version());
        } catch (ModelException e) {
            return Outcome.refused("CONTRACT", e.getMessage(), false, fetchMillis);
        }
        double rowsPerSecond = result.speeds().stream()
                .filter(speed -> speed.rows() == SPEED_BATCH)
                .mapToDouble(BatchSpeed::rowsPerSecond)
                .findFirst()
                .orElse(0);
        Outcome outcome = new Outcome(
                "",
                result.reason(),
                false,
                fetchMillis,
                result.millis(),
                result.engine(),
                rowsPerSecond,
                result.peakMemoryBytes());
        accepted.put(model, outcome);
        return outcome;
    }

    private static long millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
