package io.millrace.cli.demo;

import io.millrace.cli.local.LocalKeys;
import io.millrace.cli.terminal.FailedException;
import io.millrace.jobs.control.ControlTopic;
import io.millrace.jobs.control.StatusTopic;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelId;
import io.millrace.model.store.ModelStore;
import io.millrace.model.store.StoredModel;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import io.millrace.schemas.signing.CommandSigner;
import io.millrace.schemas.status.SentCommand;
import io.millrace.schemas.status.StatusFold;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A swap in the middle of the demonstration: which model serves from which event time on, and what came of it.
 *
 * @param from the model before
 * @param to the model from {@code effectiveFrom} on
 * @param effectiveFrom event time of the swap
 * @param millis from the command sent to all subtasks ready to switch; 0 while it is only planned
 */
record DemoSwap(String from, ModelId to, Instant effectiveFrom, long millis) {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** A swap to the bundle {@code model}. */
    static DemoSwap planned(String from, Path model, Instant effectiveFrom) {
        return new DemoSwap(from, ModelBundle.open(model).id(), effectiveFrom, 0);
    }

    /**
     * Deploys the model from the event time on, as {@code millrace model deploy --wait} does.
     *
     * @param model where the bundle lies
     * @return this swap, done
     * @throws FailedException if it does not come to serve
     */
    DemoSwap deploy(Pipeline pipeline, Path model, LocalKeys keys) {
        String served = champion(pipeline);
        StoredModel stored =
                ModelStore.open(Path.of(pipeline.control().store())).add(model);
        Instant now = Instant.now();
        ControlCommand command = ControlCommand.newBuilder()
                .setId(UUID.randomUUID().toString())
                .setPipeline(pipeline.name())
                .setSlot(pipeline.slot().name())
                .setKind(CommandKind.DEPLOY)
                .setModel(to.name())
                .setVersion(to.version())
                .setUri(stored.path().toUri().toString())
                .setSha256(stored.sha256())
                .setSize(stored.size())
                .setEffectiveFrom(effectiveFrom)
                .setIssuer("demo")
                .setIssuedAt(now)
                .setNotAfter(now.plus(LIMIT))
                .build();
        long start = System.nanoTime();
        ModelStatus outcome = send(pipeline, command, keys);
        if (outcome.getPhase() != StatusPhase.ACTIVE) {
            throw new FailedException("the swap to " + to + " must become ACTIVE, found " + outcome.getPhase() + ": "
                    + outcome.getReason() + ": " + outcome.getDetail());
        }
        return new DemoSwap(served, to, effectiveFrom, (System.nanoTime() - start) / 1_000_000);
    }

    /** What serves now, by the status topic. */
    private String champion(Pipeline pipeline) {
        StatusFold fold = new StatusFold();
        try (StatusTopic statuses = StatusTopic.open(pipeline)) {
            statuses.forEach(fold::add);
        }
        return fold.slot(pipeline.slot().name())
                .champion()
                .map(status -> status.getModel() + "@" + status.getVersion())
                .orElse(from);
    }

    private static ModelStatus send(Pipeline pipeline, ControlCommand command, LocalKeys keys) {
        try (ControlTopic control = ControlTopic.open(pipeline);
                StatusTopic statuses = StatusTopic.open(pipeline)) {
            long before = statuses.end();
            long offset = control.send(command.getSlot(), CommandSigner.sign(command, keys.id(), keys.privateKey()));
            return statuses.follow(SentCommand.of(command, offset), before, LIMIT, status -> {})
                    .orElseThrow(() -> new FailedException(
                            "the swap must have an outcome within " + LIMIT.toSeconds() + " s, found none"));
        }
    }
}
