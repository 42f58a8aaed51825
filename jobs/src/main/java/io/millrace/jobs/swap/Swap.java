package io.millrace.jobs.swap;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.time.Instant;
import java.util.concurrent.Future;

/** The command that is being carried out, and how far it is. One thread. */
final class Swap {
    /** How far. */
    enum Stage {
        /** The model's file is fetched and tried out. */
        VALIDATING,
        /** Subtasks load the model. */
        PREPARING,
        /** Subtasks confirm that no event from its event time on was answered. */
        FENCING,
        /** It is decided; subtasks switch. */
        CONFIRMING
    }

    final PendingCommand pending;
    final CommandKind kind;
    final DeployedModel model;
    Stage stage = Stage.VALIDATING;
    Future<?> validation;
    Artefacts.Outcome outcome;
    Instant prepareStart;
    Instant deadline;
    long preparationMillis;
    String engine = "";
    String engineReason = "";
    long sequence = -1;
    long epoch;

    Swap(PendingCommand pending, CommandKind kind, DeployedModel model) {
        this.pending = pending;
        this.kind = kind;
        this.model = model;
    }

    long ticket() {
        return pending.ticket();
    }

    /** Whether subtasks must have the model ready although nothing serves by it yet. */
    boolean isBeingPrepared() {
        return kind != CommandKind.RETIRE && (stage == Stage.PREPARING || stage == Stage.FENCING);
    }

    /** Ends what goes on elsewhere for it. */
    void cancel() {
        if (validation != null) {
            validation.cancel(true);
        }
    }

    /** A record with all that is known of it. */
    ModelStatus.Builder status(StatusPhase phase, Instant time) {
        ModelStatus.Builder status = pending.status(phase, time, kind, model)
                .setPreparationMillis(preparationMillis)
                .setEngine(engine)
                .setDetail(engineReason);
        if (outcome != null) {
            status.setFetchMillis(outcome.fetchMillis())
                    .setValidationMillis(outcome.validationMillis())
                    .setRowsPerSecond(outcome.rowsPerSecond())
                    .setMemoryBytes(outcome.memoryBytes());
            if (engine.isEmpty()) {
                status.setEngine(outcome.engine()).setDetail(outcome.detail());
            }
        }
        return status;
    }
}
