package io.millrace.jobs.swap;

import static io.millrace.jobs.swap.SwapWorld.deployed;
import static io.millrace.jobs.swap.SwapWorld.model;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.FirstOffset;
import io.millrace.schemas.StatusPhase;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Challengers, and the ways back. */
final class SwapDeskChallengerTest {
    private final SwapWorld world = SwapWorld.running(2);

    private String rollback() {
        return world.send(CommandKind.ROLLBACK, command -> command.setPercent(100));
    }

    private String retire(String name, long version, Consumer<ControlCommand.Builder> details) {
        return world.send(CommandKind.RETIRE, model(name, version).andThen(details));
    }

    private String retire(String name, long version) {
        return retire(name, version, command -> command.setPercent(100));
    }

    private void assertRefused(String id, String reason) {
        assertThat(world.phases(id)).containsExactly(StatusPhase.REJECTED);
        assertThat(world.last(id).getReason()).isEqualTo(reason);
    }

    private SlotView view() {
        assertThat(world.subtasks).allMatch(subtask -> subtask.view.equals(world.subtasks.get(0).view));
        return world.subtasks.get(0).view;
    }

    /** C22. */
    @Test
    void theChampionIsRetiredOnlyForAnother() {
        world.deploy("forest", 2);
        world.deploy("forest", 3);
        assertRefused(retire("forest", 3), "CHAMPION");
        assertThat(world.champions()).containsOnly("forest@3");
        String id = retire("forest", 3, command -> command.setFallback("forest@2"));
        assertThat(world.last(id).getPhase()).isEqualTo(StatusPhase.ACTIVE);
        assertThat(world.last(id).getKind()).isEqualTo(CommandKind.ROLLBACK);
        assertThat(world.last(id).getVersion()).isEqualTo(2);
        assertThat(world.champions()).containsOnly("forest@2");
    }

    @Test
    void rollbacksGoBackChampionByChampion() {
        world.deploy("a", 1);
        world.deploy("b", 1);
        world.deploy("c", 1);
        assertThat(view().lastGood()).isEqualTo(deployed("b", 1));
        for (String champion : List.of("b@1", "a@1", "base@1")) {
            assertThat(world.last(rollback()).getPhase()).isEqualTo(StatusPhase.ACTIVE);
            assertThat(world.champions()).containsOnly(champion);
        }
        assertThat(view().lastGood()).isNull();
        assertRefused(rollback(), "NO_FALLBACK");
        assertThat(world.champions()).containsOnly("base@1");
    }

    @Test
    void aRollbackNamesAnEarlierChampion() {
        world.deploy("a", 1);
        world.deploy("b", 1);
        world.deploy("c", 1);
        world.send(CommandKind.ROLLBACK, model("a", 1));
        assertThat(world.champions()).containsOnly("a@1");
        // and forward again
        world.send(CommandKind.ROLLBACK, model("c", 1));
        assertThat(world.champions()).containsOnly("c@1");
        rollback();
        assertThat(world.champions()).containsOnly("a@1");
        world.send(CommandKind.ROLLBACK, model("base", 1));
        assertThat(world.champions()).containsOnly("base@1");
    }

    @Test
    void aRollbackIsTriedBeforeItIsDecided() {
        world.deploy("a", 1);
        world.deploy("b", 1);
        world.subtasks.get(0).unloadable.put("a@1", "LOAD_FAILED");
        String id = rollback();
        assertThat(world.last(id).getReason()).isEqualTo("LOAD_FAILED");
        assertThat(world.champions()).containsOnly("b@1");
    }

    @Test
    void aCanaryBecomesChampion() {
        world.processTo(10);
        String canary = world.send(CommandKind.CANARY, model("forest", 2).andThen(c -> c.setPercent(20)));
        assertThat(world.last(canary).getPhase()).isEqualTo(StatusPhase.ACTIVE);
        assertThat(world.last(canary).getPercent()).isEqualTo(20);
        assertThat(world.last(canary).getPositions()).contains(new FirstOffset(0, 10L));
        world.processTo(200);
        world.answers.forEach((partition, answered) -> answered.tailMap(10L)
                .forEach((offset, label) ->
                        assertThat(label).isEqualTo(SwapWorld.bucket(partition, offset) < 20 ? "forest@2" : "base@1")));
        String promote = world.send(CommandKind.PROMOTE, model("forest", 2));
        assertThat(world.phases(promote)).doesNotContain(StatusPhase.VALIDATING).endsWith(StatusPhase.ACTIVE);
        assertThat(world.last(promote).getSha256()).isEqualTo(SwapWorld.sha("forest", 2));
        assertThat(world.champions()).containsOnly("forest@2");
        assertThat(world.state.canary()).isEmpty();
    }

    @Test
    void aCanaryIsRetired() {
        world.send(CommandKind.CANARY, model("forest", 2).andThen(c -> c.setPercent(20)));
        String id = retire("forest", 2);
        assertThat(world.phases(id)).containsExactly(StatusPhase.COMMITTING, StatusPhase.RETIRED);
        assertThat(world.state.canary()).isEmpty();
        assertThat(view().timeline().entries().get(1).kind()).isEqualTo(TimelineEntry.Kind.CANARY_END);
        assertRefused(retire("forest", 2), "UNKNOWN_MODEL");
    }

    @Test
    void aShadowBecomesChampion() {
        String shadow = world.send(CommandKind.SHADOW, model("forest", 2).andThen(c -> c.setPercent(50)));
        assertThat(world.last(shadow).getPhase()).isEqualTo(StatusPhase.ACTIVE);
        assertThat(world.last(shadow).getPositions()).isEmpty();
        assertThat(view().shadows()).containsExactly(new Challenger(deployed("forest", 2), 50));
        assertThat(world.champions()).containsOnly("base@1");
        world.send(CommandKind.PROMOTE, model("forest", 2));
        assertThat(world.champions()).containsOnly("forest@2");
        assertThat(view().shadows()).isEmpty();
    }

    @Test
    void fourShadowsAtMost() {
        for (int i = 0; i < 4; i++) {
            world.send(CommandKind.SHADOW, model("shadow" + i, 1));
        }
        assertRefused(world.send(CommandKind.SHADOW, model("shadow4", 1)), "INVALID");
        world.send(CommandKind.SHADOW, model("shadow3", 2));
        assertThat(view().shadows()).hasSize(4).contains(new Challenger(deployed("shadow3", 2), 100));
        assertThat(world.phases(retire("shadow0", 1))).endsWith(StatusPhase.RETIRED);
        assertThat(world.phases(world.send(CommandKind.SHADOW, model("shadow4", 1))))
                .endsWith(StatusPhase.ACTIVE);
    }
}
