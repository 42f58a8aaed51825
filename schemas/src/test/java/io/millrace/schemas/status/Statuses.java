package io.millrace.schemas.status;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.time.Instant;

/** Statuses for tests. */
final class Statuses {
    private Statuses() {}

    /** A status of slot {@code main}; the command's id is also its offset's. */
    static ModelStatus.Builder status(StatusPhase phase, CommandKind kind, long offset, String model, long version) {
        return ModelStatus.newBuilder()
                .setTime(Instant.ofEpochSecond(offset))
                .setPhase(phase)
                .setSlot("main")
                .setKind(kind)
                .setCommandId("c" + offset)
                .setControlOffset(offset)
                .setModel(model)
                .setVersion(version);
    }
}
