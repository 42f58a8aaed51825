package io.millrace.cli.swap;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PhaseViewTest {
    private final List<String> shown = new ArrayList<>();

    private static ModelStatus status(StatusPhase phase, int ready) {
        return ModelStatus.newBuilder()
                .setTime(Instant.EPOCH)
                .setPhase(phase)
                .setSlot("main")
                .setKind(CommandKind.DEPLOY)
                .setModel("m")
                .setVersion(2)
                .setReady(ready)
                .setOf(phase == StatusPhase.VALIDATING ? 0 : 2)
                .setFetchMillis(phase == StatusPhase.VALIDATING ? 0 : 40)
                .build();
    }

    private void showAll(PhaseView view) {
        view.show(status(StatusPhase.VALIDATING, 0));
        view.show(status(StatusPhase.PREPARING, 0));
        view.show(status(StatusPhase.PREPARING, 1));
        view.show(status(StatusPhase.ACTIVE, 2));
        view.end();
    }

    @Test
    void withoutATerminalEachStatusIsALine() {
        showAll(new PhaseView(shown::add, null));
        assertThat(shown)
                .containsExactly(
                        "VALIDATING  m@2",
                        "PREPARING   m@2  0 of 2 subtasks  fetched 40 ms",
                        "PREPARING   m@2  1 of 2 subtasks  fetched 40 ms",
                        "ACTIVE      m@2  2 of 2 subtasks  fetched 40 ms");
    }

    @Test
    void onATerminalALineAPhaseIsOverwritten() {
        showAll(new PhaseView(line -> shown.add("newline" + line), line -> shown.add("over " + line)));
        assertThat(shown)
                .containsExactly(
                        "over VALIDATING  m@2",
                        "newline",
                        "over PREPARING   m@2  0 of 2 subtasks  fetched 40 ms",
                        "over PREPARING   m@2  1 of 2 subtasks  fetched 40 ms",
                        "newline",
                        "over ACTIVE      m@2  2 of 2 subtasks  fetched 40 ms",
                        "newline");
    }

    @Test
    void nothingShownLeavesNoLine() {
        PhaseView view = new PhaseView(shown::add, shown::add);
        view.end();
        assertThat(shown).isEmpty();
        assertThat(view.newest()).isEmpty();
    }
}
