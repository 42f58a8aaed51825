package io.millrace.schemas.status;

import static io.millrace.schemas.status.Statuses.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class StatusFoldTest {
    private final StatusFold fold = new StatusFold();

    private void active(CommandKind kind, long offset, String model, long version) {
        fold.add(status(StatusPhase.ACTIVE, kind, offset, model, version).build());
    }

    private SlotStatus slot() {
        return fold.slot("main");
    }

    private static String labels(Optional<ModelStatus> statuses) {
        return labels(statuses.stream().toList());
    }

    private static String labels(List<ModelStatus> statuses) {
        return String.join(
                " ",
                statuses.stream()
                        .map(status -> status.getModel() + "@" + status.getVersion())
                        .toList());
    }

    @Test
    void beforeAllCommandsThePipelineFileServes() {
        assertThat(slot())
                .isEqualTo(new SlotStatus("main", Optional.empty(), Optional.empty(), List.of(), List.of(), List.of()));
    }

    @Test
    void aCommandIsPendingUntilItsEnd() {
        Stream.of(StatusPhase.VALIDATING, StatusPhase.PREPARING, StatusPhase.COMMITTING)
                .forEach(phase -> {
                    fold.add(status(phase, CommandKind.DEPLOY, 1, "a", 2).build());
                    assertThat(slot().pending())
                            .extracting(ModelStatus::getPhase)
                            .containsExactly(phase);
                });
        assertThat(slot().champion()).as("decided, but not everywhere").isEmpty();
        active(CommandKind.DEPLOY, 1, "a", 2);
        assertThat(slot().pending()).isEmpty();
        assertThat(labels(slot().champion())).isEqualTo("a@2");
        for (StatusPhase end : List.of(StatusPhase.REJECTED, StatusPhase.ABORTED)) {
            fold.add(
                    status(StatusPhase.PREPARING, CommandKind.DEPLOY, 2, "b", 1).build());
            fold.add(status(end, CommandKind.DEPLOY, 2, "b", 1).build());
            assertThat(slot().pending()).isEmpty();
            assertThat(labels(slot().champion())).isEqualTo("a@2");
        }
    }

    @Test
    void aCommandThatCouldNotBeReadIsNotPending() {
        fold.add(status(StatusPhase.VALIDATING, CommandKind.DEPLOY, 1, "a", 2).build());
        fold.add(status(StatusPhase.REJECTED, CommandKind.UNKNOWN, 2, "", 0)
                .setCommandId("")
                .build());
        assertThat(labels(slot().pending())).isEqualTo("a@2");
    }

    @Test
    void aNewChampionEndsACanaryAndShadowsStay() {
        active(CommandKind.SHADOW, 1, "s", 1);
        active(CommandKind.SHADOW, 2, "t", 1);
        active(CommandKind.CANARY, 3, "c", 1);
        active(CommandKind.CANARY, 4, "c", 2);
        assertThat(labels(slot().canary())).isEqualTo("c@2");
        active(CommandKind.SHADOW, 5, "s", 2);
        assertThat(labels(slot().shadows())).as("one a name").isEqualTo("t@1 s@2");
        active(CommandKind.PROMOTE, 6, "s", 2);
        assertThat(labels(slot().champion())).isEqualTo("s@2");
        assertThat(slot().canary()).isEmpty();
        assertThat(labels(slot().shadows())).isEqualTo("t@1");
        active(CommandKind.CANARY, 7, "c", 3);
        active(CommandKind.ROLLBACK, 8, "first", 1);
        assertThat(labels(slot().champion())).isEqualTo("first@1");
        assertThat(slot().canary()).isEmpty();
    }

    @Test
    void aRetiredChallengerIsGoneAndOthersStay() {
        active(CommandKind.DEPLOY, 1, "a", 1);
        active(CommandKind.SHADOW, 2, "s", 1);
        active(CommandKind.CANARY, 3, "c", 1);
        fold.add(status(StatusPhase.RETIRED, CommandKind.UNKNOWN, -1, "a", 1)
                .setCommandId("")
                .build());
        fold.add(status(StatusPhase.RETIRED, CommandKind.RETIRE, 4, "s", 1).build());
        assertThat(slot().shadows()).isEmpty();
        assertThat(labels(slot().canary())).isEqualTo("c@1");
        fold.add(status(StatusPhase.RETIRED, CommandKind.RETIRE, 5, "c", 1).build());
        assertThat(slot().canary()).isEmpty();
        assertThat(labels(slot().champion())).isEqualTo("a@1");
    }

    @Test
    void aDegradationLastsUntilTheModelServesAgainOrIsNotNeeded() {
        active(CommandKind.DEPLOY, 1, "a", 1);
        degrade("a");
        assertThat(labels(slot().degradations())).isEqualTo("a@1");
        fold.add(status(StatusPhase.ACTIVE, CommandKind.UNKNOWN, -1, "a", 1)
                .setCommandId("")
                .build());
        assertThat(slot().degradations()).isEmpty();
        assertThat(labels(slot().champion())).isEqualTo("a@1");

        degrade("a");
        active(CommandKind.SHADOW, 2, "s", 1);
        degrade("s");
        active(CommandKind.DEPLOY, 3, "b", 1);
        assertThat(labels(slot().degradations())).as("a serves no more").isEqualTo("s@1");
    }

    private void degrade(String model) {
        fold.add(status(StatusPhase.DEGRADED, CommandKind.UNKNOWN, -1, model, 1)
                .setCommandId("")
                .build());
    }

    @Test
    void slotsAreApartAndATroubleOfTheControlTopicEndsWithAFurtherCommand() {
        active(CommandKind.DEPLOY, 4, "a", 1);
        fold.add(status(StatusPhase.REJECTED, CommandKind.DEPLOY, 5, "x", 1)
                .setSlot("other")
                .build());
        assertThat(fold.slot("other").champion()).isEmpty();
        ModelStatus gap = ModelStatus.newBuilder()
                .setTime(Instant.EPOCH)
                .setPhase(StatusPhase.DEGRADED)
                .setSlot("")
                .setReason("CONTROL_GAP")
                .build();
        fold.add(gap);
        active(CommandKind.DEPLOY, 5, "a", 1);
        assertThat(fold.controlProblem()).contains(gap);
        fold.add(status(StatusPhase.VALIDATING, CommandKind.DEPLOY, 6, "b", 1).build());
        assertThat(fold.controlProblem()).isEmpty();
    }

    @Test
    void whatALaterReleaseWritesChangesNothing() {
        active(CommandKind.DEPLOY, 1, "a", 1);
        SlotStatus before = slot();
        fold.add(status(StatusPhase.UNKNOWN, CommandKind.DEPLOY, 2, "b", 1).build());
        active(CommandKind.UNKNOWN, 3, "b", 1);
        active(CommandKind.ABORT, 4, "", 0);
        assertThat(slot()).isEqualTo(before);
    }
}
