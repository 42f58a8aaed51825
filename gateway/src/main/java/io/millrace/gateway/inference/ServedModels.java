package io.millrace.gateway.inference;

import io.millrace.config.ConfigException;
import io.millrace.gateway.config.GatewayConfig.ModelSource;
import io.millrace.gateway.view.StatusView;
import io.millrace.model.Device;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.Models;
import io.millrace.model.store.FetchException;
import io.millrace.model.store.LoadMarkers;
import io.millrace.model.store.ModelFetcher;
import io.millrace.model.store.ModelStore;
import io.millrace.schemas.ModelStatus;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The champions of all slots, loaded as in the stream: fetched to the store where its hash is checked, tried against the reference engine,
 * under a marker that breaks crash loops. A thread of its own follows what the statuses say; while it loads, or where that fails, the model
 * before goes on. Safe for all threads.
 */
public final class ServedModels implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ServedModels.class);
    private static final String OWNER = "gateway";
    private static final long RETRY_SECONDS = 30;
    private static final long CLOSE_MILLIS = 10_000;

    private final StatusView view;
    private final Map<String, Path> firstModels;
    private final ModelStore store;
    private final ModelFetcher fetcher;
    private final LoadMarkers markers;
    private final Map<String, Served> served = new ConcurrentHashMap<>();
    /** Why a slot has not the model that it should have. */
    private final Map<String, String> failures = new ConcurrentHashMap<>();

    private final Semaphore changes = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "served-models");
    private volatile boolean closed;

    /**
     * Without models yet.
     *
     * @param firstModels by slot, the models that serve before all commands
     */
    public ServedModels(StatusView view, Map<String, Path> firstModels, ModelSource models) {
        this.view = view;
        this.firstModels = Map.copyOf(firstModels);
        store = ModelStore.open(models.store());
        fetcher = new ModelFetcher(store, models.policy());
        markers = LoadMarkers.of(store);
        markers.recover(OWNER);
        thread.setDaemon(true);
    }

    /** Begins to load; to be called when the view has caught up. */
    public void start() {
        thread.start();
        changed();
    }

    /** The view has changed. */
    public void changed() {
        changes.release();
    }

    /** The model of a slot, held: the caller releases it. */
    Optional<Served> hold(String slot) {
        for (Served now = served.get(slot); now != null; now = served.get(slot)) {
            if (now.hold()) {
                return Optional.of(now);
            }
        }
        return Optional.empty();
    }

    /** Why a slot has no model, or not the one that it should have; empty where it has. */
    Optional<String> failure(String slot) {
        return Optional.ofNullable(failures.get(slot));
    }

    /** Whether there is a slot of that name. */
    boolean knows(String slot) {
        return firstModels.containsKey(slot) || view.slots().contains(slot);
    }

    private void run() {
        while (!closed) {
            try {
                if (changes.tryAcquire(RETRY_SECONDS, TimeUnit.SECONDS)) {
                    changes.drainPermits();
                }
                Set<String> slots = new LinkedHashSet<>(firstModels.keySet());
                slots.addAll(view.slots());
                slots.forEach(this::bringUpToDate);
            } catch (InterruptedException e) {
                closed = true;
                Thread.currentThread().interrupt();
            }
        }
    }

    private void bringUpToDate(String slot) {
        Optional<ModelStatus> champion =
                view.slot(slot).champion().filter(status -> !status.getSha256().isEmpty());
        Path first = firstModels.get(slot);
        if (closed || (champion.isEmpty() && first == null)) {
            return;
        }
        String identity = champion.map(ModelStatus::getSha256).orElseGet(() -> String.valueOf(first));
        Served before = served.get(slot);
        if (before != null && before.identity().equals(identity)) {
            failures.remove(slot);
            return;
        }
        try {
            Served loaded = champion.isPresent() ? load(champion.get()) : load(ModelBundle.open(first), identity);
            Served replaced = served.put(slot, loaded);
            failures.remove(slot);
            LOGGER.info(
                    "Slot {} answers over HTTP with {} in {}",
                    slot,
                    loaded.model().id(),
                    loaded.model().engine());
            if (replaced != null) {
                replaced.release();
            }
        } catch (FetchException e) {
            failed(slot, e.reason() + ": " + e.getMessage());
        } catch (ModelException | ConfigException | UncheckedIOException | LinkageError | OutOfMemoryError e) {
            failed(slot, String.valueOf(e.getMessage()));
        }
    }

    private void failed(String slot, String why) {
        if (!why.equals(failures.put(slot, why))) {
            LOGGER.warn("Slot {} cannot answer over HTTP with the model that it should: {}", slot, why);
        }
    }

    private Served load(ModelStatus status) throws FetchException {
        String sha256 = status.getSha256();
        if (markers.isQuarantined(sha256)) {
            throw new ModelException("QUARANTINED: the process died twice while it was loaded");
        }
        if (store.find(sha256).isEmpty()) {
            fetcher.fetch(status.getUri(), sha256, status.getSize());
        }
        return load(store.open(sha256, status.getModel(), status.getVersion()), sha256);
    }

    private Served load(ModelBundle bundle, String identity) {
        try (LoadMarkers.Marker marker = markers.begin(bundle.id().sha256(), OWNER)) {
            int atATime = Math.max(2, Runtime.getRuntime().availableProcessors());
            Served loaded = new Served(Models.choose(bundle, Device.CPU).model(), identity, atATime);
            marker.proved();
            return loaded;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        served.values().forEach(Served::release);
        served.clear();
    }
}
