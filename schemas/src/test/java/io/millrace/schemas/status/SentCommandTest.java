package io.millrace.schemas.status;

import static io.millrace.schemas.status.Statuses.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SentCommandTest {
    private final SentCommand command = new SentCommand("c7", "", 7);

    @ParameterizedTest
    @EnumSource(StatusPhase.class)
    void itsOwnStatusesTellItsOutcome(StatusPhase phase) {
        ModelStatus status = status(phase, CommandKind.DEPLOY, 7, "a", 1).build();
        assertThat(command.isConcernedBy(status)).isTrue();
        assertThat(command.outcome(status))
                .isEqualTo(
                        switch (phase) {
                            case ACTIVE, RETIRED -> CommandOutcome.DONE;
                            case REJECTED, ABORTED, DEGRADED -> CommandOutcome.FAILED;
                            default -> CommandOutcome.PENDING;
                        });
    }

    @ParameterizedTest
    @EnumSource(StatusPhase.class)
    void thoseOfOthersTellNothing(StatusPhase phase) {
        ModelStatus status = status(phase, CommandKind.DEPLOY, 8, "a", 1).build();
        assertThat(command.isConcernedBy(status)).isFalse();
        assertThat(command.outcome(status)).isEqualTo(CommandOutcome.PENDING);
    }

    @Test
    void ofACommandThatCouldNotBeReadOnlyTheOffsetIsKnown() {
        ModelStatus.Builder unreadable =
                status(StatusPhase.REJECTED, CommandKind.UNKNOWN, 7, "", 0).setCommandId("");
        assertThat(command.outcome(unreadable.build())).isEqualTo(CommandOutcome.FAILED);
        assertThat(command.outcome(unreadable.setControlOffset(6).build())).isEqualTo(CommandOutcome.PENDING);
        assertThat(command.outcome(status(StatusPhase.REJECTED, CommandKind.DEPLOY, 7, "a", 1)
                        .setCommandId("of an earlier topic of this name")
                        .build()))
                .isEqualTo(CommandOutcome.PENDING);
    }

    @Test
    void anAbortShowsItsTargetAndEndsByItself() {
        SentCommand abort = SentCommand.of(
                ControlCommand.newBuilder()
                        .setId("c9")
                        .setPipeline("p")
                        .setSlot("main")
                        .setKind(CommandKind.ABORT)
                        .setTarget("c7")
                        .setIssuer("me")
                        .setIssuedAt(Instant.EPOCH)
                        .setNotAfter(Instant.EPOCH)
                        .build(),
                9);
        ModelStatus target =
                status(StatusPhase.ABORTED, CommandKind.DEPLOY, 7, "a", 1).build();
        assertThat(abort.isConcernedBy(target)).isTrue();
        assertThat(abort.outcome(target)).isEqualTo(CommandOutcome.PENDING);
        assertThat(abort.outcome(
                        status(StatusPhase.ACTIVE, CommandKind.ABORT, 9, "", 0).build()))
                .isEqualTo(CommandOutcome.DONE);
    }
}
