package io.millrace.jobs.swap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** A store that finds what a test says. */
final class FakeArtefacts implements Artefacts {
    static final Outcome GOOD = new Outcome("", "compiled agrees", false, 3, 40, "compiled", 1e6, 1 << 20);

    /** By hash of the model; others are good. */
    final Map<String, Outcome> refused = new HashMap<>();

    /** Hashes that the store has lost and cannot fetch again. */
    final Set<String> missing = new HashSet<>();

    final List<DeployedModel> validated = new ArrayList<>();
    final List<DeployedModel> ensured = new ArrayList<>();

    /** Whether validations wait for {@link #release}. */
    boolean isHeld;

    private final Deque<Runnable> held = new ArrayDeque<>();

    @Override
    public Future<?> validate(DeployedModel model, Consumer<Outcome> done) {
        validated.add(model);
        CompletableFuture<Void> work = new CompletableFuture<>();
        Runnable end = () -> {
            if (!work.isCancelled()) {
                done.accept(refused.getOrDefault(model.sha256(), GOOD));
            }
        };
        if (isHeld) {
            held.add(end);
        } else {
            end.run();
        }
        return work;
    }

    /** Ends all validations that wait. */
    void release() {
        isHeld = false;
        while (!held.isEmpty()) {
            held.remove().run();
        }
    }

    @Override
    public void ensure(DeployedModel model, Consumer<Outcome> done) {
        ensured.add(model);
        done.accept(
                missing.contains(model.sha256())
                        ? Outcome.refused("FETCH_FAILED", model.uri() + ": must be there, found nothing", false, 1)
                        : GOOD);
    }

    @Override
    public void close() {
        held.clear();
    }
}
