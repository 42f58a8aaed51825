package io.millrace.jobs.swap;

import static io.millrace.jobs.swap.SwapWorld.deployed;
import static io.millrace.jobs.swap.SwapWorld.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.FirstOffset;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A DEPLOY from the command to its outcome. */
final class SwapDeskDeployTest {
    private final SwapWorld world = SwapWorld.running(3);

    @Test
    void aDeployGoesThroughAllPhases() {
        world.processTo(10);
        String id = world.deploy("forest", 2);
        assertThat(world.phases(id))
                .containsExactly(
                        StatusPhase.VALIDATING,
                        StatusPhase.PREPARING,
                        StatusPhase.PREPARING,
                        StatusPhase.COMMITTING,
                        StatusPhase.ACTIVE);
        assertThat(world.champions()).containsOnly("forest@2");
        ModelStatus active = world.last(id);
        assertThat(active.getReady()).isEqualTo(3);
        assertThat(active.getOf()).isEqualTo(3);
        assertThat(active.getEngine()).isEqualTo("compiled");
        assertThat(active.getDetail()).isEqualTo("compiled agrees");
        assertThat(active.getFetchMillis()).isEqualTo(3);
        assertThat(active.getValidationMillis()).isEqualTo(40);
        assertThat(active.getRowsPerSecond()).isEqualTo(1e6);
        assertThat(active.getMemoryBytes()).isEqualTo(1 << 20);
        assertThat(active.getIssuer()).isEqualTo("alice");
        assertThat(world.about(id)).extracting(ModelStatus::getControlOffset).containsOnly(0L);
        assertThat(world.about(id).get(1).getReady()).isZero();
        assertThat(world.about(id).get(2).getReady()).isEqualTo(3);
    }

    @Test
    void itsPositionsAreThoseOfAllSubtasks() {
        world.processTo(10);
        world.subtasks.get(1).process(1);
        String id = world.deploy("forest", 2);
        assertThat(world.last(id).getPositions())
                .containsExactly(
                        new FirstOffset(0, 10L),
                        new FirstOffset(1, 11L),
                        new FirstOffset(2, 10L),
                        new FirstOffset(3, 10L),
                        new FirstOffset(4, 10L),
                        new FirstOffset(5, 10L));
        world.processTo(15);
        assertThat(world.answers.get(1).headMap(11L).values()).containsOnly("base@1");
        assertThat(world.answers.get(1).tailMap(11L).values()).containsOnly("forest@2");
    }

    @Test
    void aPartitionWithoutEventsHasNoPosition() {
        world.subtasks.get(0).process(0);
        assertThat(world.last(world.deploy("forest", 2)).getPositions()).containsExactly(new FirstOffset(0, 1L));
    }

    /** C21: all or nobody. */
    @Test
    void oneSubtaskThatCannotLoadItKeepsAllFromIt() {
        world.subtasks.get(1).unloadable.put("forest@2", "CONTRACT");
        String id = world.deploy("forest", 2);
        assertThat(world.last(id).getPhase()).isEqualTo(StatusPhase.REJECTED);
        assertThat(world.last(id).getReason()).isEqualTo("CONTRACT");
        assertThat(world.last(id).getDetail()).isEqualTo("found a broken file");
        assertThat(world.phases(id)).doesNotContain(StatusPhase.COMMITTING);
        assertThat(world.champions()).containsOnly("base@1");
        assertThat(world.subtasks).allMatch(subtask -> subtask.instructions.prepare() == null);
    }

    /** C21: who has not acknowledged in time ends it for all. */
    @Test
    void oneSubtaskThatDoesNotAnswerEndsItAfterTheTimeout() {
        world.subtasks.get(2).isStuck = true;
        String id = world.deploy("forest", 2);
        world.pass(SwapWorld.PREPARE_TIMEOUT);
        assertThat(world.last(id).getPhase()).isEqualTo(StatusPhase.PREPARING);
        world.pass(Duration.ofMillis(1));
        ModelStatus aborted = world.last(id);
        assertThat(aborted.getPhase()).isEqualTo(StatusPhase.ABORTED);
        assertThat(aborted.getReason()).isEqualTo("PREPARE_TIMEOUT");
        assertThat(aborted.getDetail())
                .isEqualTo("prepareTimeout: subtasks must be ready within 60000 ms, found 2 of 3");
        world.subtasks.get(2).isStuck = false;
        world.pump();
        assertThat(world.phases(id)).doesNotContain(StatusPhase.COMMITTING);
        assertThat(world.champions()).containsOnly("base@1");
        assertThat(world.phases(world.deploy("forest", 3))).endsWith(StatusPhase.ACTIVE);
    }

    /** Flink may need minutes to find slots; that must not abort what a replay has to decide again. */
    @Test
    void timeDoesNotRunBeforeAllSubtasksAreThere() {
        SwapWorld starting = new SwapWorld(2, 4);
        starting.put(SwapWorld.bytes(starting.command(CommandKind.DEPLOY, model("forest", 2))));
        starting.start();
        starting.runTasks();
        starting.clock.pass(Duration.ofMinutes(10));
        starting.desk.tick();
        starting.pump();
        assertThat(starting.last("c0").getPhase()).isEqualTo(StatusPhase.ACTIVE);
    }

    @Test
    void aModelThatIsNotValidIsRejected() {
        world.artefacts.refused.put(
                SwapWorld.sha("forest", 2),
                Artefacts.Outcome.refused("GOLDEN", "row 3: must be 0.5, found 0.7", false, 7));
        String id = world.deploy("forest", 2);
        assertThat(world.phases(id)).containsExactly(StatusPhase.VALIDATING, StatusPhase.REJECTED);
        assertThat(world.last(id).getReason()).isEqualTo("GOLDEN");
        assertThat(world.last(id).getDetail()).isEqualTo("row 3: must be 0.5, found 0.7");
        assertThat(world.last(id).getFetchMillis()).isEqualTo(7);
        assertThat(world.champions()).containsOnly("base@1");
    }

    @Test
    void aRefusedAddressIsASecuritySignal() {
        world.artefacts.refused.put(
                SwapWorld.sha("forest", 2), Artefacts.Outcome.refused("ADDRESS", "169.254.169.254", true, 0));
        assertThat(world.last(world.deploy("forest", 2)).getSecurity()).isTrue();
    }

    @Test
    void commandsAreDecidedOneByOneInOrder() {
        world.artefacts.isHeld = true;
        String first = world.deploy("forest", 2);
        String second = world.deploy("forest", 3);
        String stale = world.deploy("forest", 2);
        assertThat(world.about(second)).isEmpty();
        world.artefacts.release();
        world.pump();
        assertThat(world.phases(first)).endsWith(StatusPhase.ACTIVE);
        assertThat(world.phases(second)).endsWith(StatusPhase.ACTIVE);
        assertThat(world.last(stale).getReason()).isEqualTo("STALE");
        int activeOfFirst = world.journal.records.indexOf(world.last(first));
        assertThat(world.journal.records.indexOf(world.about(second).get(0))).isGreaterThan(activeOfFirst);
        assertThat(world.champions()).containsOnly("forest@3");
    }

    @Test
    void anEventTimeIsFencedBeforeItIsDecided() {
        world.processTo(10);
        world.subtasks.get(1).isStuck = true;
        String id = world.deployAt("forest", 2, 1_000);
        assertThat(world.subtasks)
                .allMatch(subtask -> subtask.instructions.fences().isEmpty());
        world.subtasks.get(1).isStuck = false;
        FakeSubtask last = world.subtasks.get(2);
        world.subtasks.get(1).talk(); // the last outcome: now it is fenced
        world.subtasks.get(0).talk();
        world.subtasks.get(1).talk();
        assertThat(world.subtasks.get(0).instructions.fences())
                .extracting(Instructions.Fence::eventTime)
                .containsExactly(1_000L);
        assertThat(world.phases(id)).doesNotContain(StatusPhase.COMMITTING);
        last.talk();
        last.talk();
        last.talk();
        world.pump();
        assertThat(world.last(id).getPhase()).isEqualTo(StatusPhase.ACTIVE);
        assertThat(world.last(id).getEffectiveFrom()).isEqualTo(Instant.ofEpochMilli(1_000));
        assertThat(world.last(id).getPositions()).isEmpty();
        assertThat(world.subtasks)
                .allMatch(subtask -> subtask.instructions.fences().isEmpty());
        world.processTo(300);
        for (int partition = 0; partition < 6; partition++) {
            int p = partition;
            world.answers
                    .get(p)
                    .forEach((offset, label) ->
                            assertThat(label).isEqualTo(world.eventTime(p, offset) < 1_000 ? "base@1" : "forest@2"));
        }
    }

    @Test
    void eventsWaitAtAFenceUntilTheDecision() {
        world.subtasks.get(2).isStuck = true;
        world.processTo(1);
        String id = world.deployAt("forest", 2, 1_000);
        world.subtasks.get(2).isStuck = false;
        world.subtasks.get(2).talk();
        world.subtasks.get(0).talk();
        world.subtasks.get(0).talk();
        world.subtasks.get(0).next.put(0, 100L);
        assertThat(world.subtasks.get(0).process(0)).isFalse();
        world.pump();
        assertThat(world.last(id).getPhase()).isEqualTo(StatusPhase.ACTIVE);
        assertThat(world.subtasks.get(0).process(0)).isTrue();
    }

    @Test
    void anEventTimeThatOneSubtaskHasPassedIsLate() {
        world.processTo(10);
        world.owner(4).next.put(4, 200L);
        world.owner(4).process(4);
        long passed = world.eventTime(4, 200);
        String id = world.deployAt("forest", 2, passed);
        ModelStatus late = world.last(id);
        assertThat(late.getPhase()).isEqualTo(StatusPhase.REJECTED);
        assertThat(late.getReason()).isEqualTo("LATE");
        assertThat(late.getDetail())
                .isEqualTo("effectiveFrom: must be later than all events that were answered already, the latest of "
                        + Instant.ofEpochMilli(passed) + ", found " + Instant.ofEpochMilli(passed));
        assertThat(world.champions()).containsOnly("base@1");
        assertThat(world.phases(world.deployAt("forest", 2, passed + 1))).endsWith(StatusPhase.ACTIVE);
    }

    /** C21: nor does one that has been there and is gone keep the others waiting for ever. */
    @Test
    void aSubtaskThatIsGoneEndsItAfterTheTimeout() {
        FakeSubtask gone = world.subtasks.remove(2);
        world.desk.subtaskGone(2, gone.attempt);
        String id = world.deploy("forest", 2);
        world.pass(SwapWorld.PREPARE_TIMEOUT.plusMillis(1));
        assertThat(world.last(id).getPhase()).isEqualTo(StatusPhase.ABORTED);
        assertThat(world.last(id).getReason()).isEqualTo("PREPARE_TIMEOUT");
        assertThat(world.last(id).getDetail()).contains("found 2 of 3");
    }

    @Test
    void aFenceThatIsNotConfirmedInTimeEndsTheCommand() {
        FakeSubtask silent = world.subtasks.get(2);
        world.subtasks.get(2).isStuck = true;
        String id = world.deployAt("forest", 2, 1_000);
        silent.isStuck = false;
        silent.talk(); // has loaded it, and is never heard of again
        for (int i = 0; i < 3; i++) {
            world.subtasks.get(0).talk();
            world.subtasks.get(1).talk();
        }
        world.clock.pass(SwapWorld.PREPARE_TIMEOUT.plusMillis(1));
        world.desk.tick();
        assertThat(world.last(id).getReason()).isEqualTo("PREPARE_TIMEOUT");
        assertThat(world.last(id).getDetail()).endsWith("found 2 of 3");
        world.subtasks.get(0).talk();
        assertThat(world.subtasks.get(0).instructions.fences()).isEmpty();
    }

    /** Commands that were there before the job started hold events back from the very first one. */
    @Test
    void aReplayHoldsEventsForCommandsThatAreNotDecided() {
        SwapWorld fresh = new SwapWorld(2, 4);
        fresh.artefacts.isHeld = true;
        fresh.put(SwapWorld.bytes(fresh.command(
                CommandKind.DEPLOY,
                model("forest", 2).andThen(command -> command.setEffectiveFrom(Instant.ofEpochMilli(500))))));
        fresh.put(SwapWorld.bytes(fresh.command(
                CommandKind.DEPLOY,
                model("forest", 3).andThen(command -> command.setEffectiveFrom(Instant.ofEpochMilli(900))))));
        fresh.start();
        fresh.pump();
        fresh.processTo(1_000);
        assertThat(fresh.answers.get(0).lastKey()).isLessThan(50L);
        fresh.artefacts.release();
        fresh.pump();
        fresh.processTo(1_000);
        fresh.answers.forEach((partition, answered) -> answered.forEach((offset, label) -> {
            long time = fresh.eventTime(partition, offset);
            assertThat(label).isEqualTo(time < 500 ? "base@1" : time < 900 ? "forest@2" : "forest@3");
        }));
        assertThat(fresh.answers.get(0)).hasSize(1_000);
    }

    @Test
    void theDecisionIsOnDiskBeforeAnybodyIsTold() {
        world.journal.crashAfter(2, true); // VALIDATING, PREPARING; COMMITTING is lost
        assertThatExceptionOfType(FakeJournal.Crash.class).isThrownBy(() -> world.deploy("forest", 2));
        assertThat(world.of(StatusPhase.COMMITTING)).isEmpty();
        assertThat(world.champions()).containsOnly("base@1");
        assertThat(world.subtasks).noneMatch(FakeSubtask::hasNews);
    }

    @Test
    void aDecisionThatIsOnDiskIsCarriedOutAfterACrash() {
        world.journal.crashAfter(2, false);
        assertThatExceptionOfType(FakeJournal.Crash.class).isThrownBy(() -> world.deploy("forest", 2));
        assertThat(world.champions()).containsOnly("base@1");
        world.restartAll();
        world.pump();
        assertThat(world.phases("c0"))
                .containsExactly(
                        StatusPhase.VALIDATING,
                        StatusPhase.PREPARING,
                        StatusPhase.PREPARING,
                        StatusPhase.COMMITTING,
                        StatusPhase.ACTIVE);
        assertThat(world.champions()).containsOnly("forest@2");
    }

    /** A report may be on its way when its execution ends. */
    @Test
    void reportsOfExecutionsThatAreOverDoNotCount() {
        FakeSubtask dead = world.subtasks.get(1);
        world.subtasks.get(2).isStuck = true;
        String id = world.deploy("forest", 2);
        world.desk.subtaskGone(1, dead.attempt);
        CompletableFuture<Instructions> answer = new CompletableFuture<>();
        world.desk.report(
                new SubtaskReport(
                        1,
                        dead.attempt,
                        Long.MAX_VALUE,
                        99,
                        null,
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        List.of(),
                        0,
                        0),
                answer);
        assertThat(answer).isCompletedExceptionally();
        world.subtasks.get(2).isStuck = false;
        world.subtasks.get(2).talk();
        assertThat(world.last(id).getPhase()).isEqualTo(StatusPhase.PREPARING);
        world.restartSubtask(1);
        world.pump();
        assertThat(world.last(id).getPhase()).isEqualTo(StatusPhase.ACTIVE);
    }

    /** Revisions and fences of a coordinator before mean nothing to the next. */
    @Test
    void reportsToACoordinatorBeforeDoNotCount() {
        world.artefacts.isHeld = true;
        world.deploy("forest", 2);
        long before = world.subtasks.get(0).instructions.revision();
        world.clock.pass(Duration.ofSeconds(1));
        world.artefacts.release();
        world.restartAll();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<Instructions> answer = new CompletableFuture<>();
            SubtaskReport.PreparationOutcome done = new SubtaskReport.PreparationOutcome(1, "", "", "compiled", 1);
            world.desk.report(
                    new SubtaskReport(
                            i, 0, before, 99, done, List.of(), List.of(), List.of(), Map.of(), List.of(), 0, 0),
                    answer);
        }
        world.runTasks();
        assertThat(world.of(StatusPhase.COMMITTING)).isEmpty();
        world.pump();
        assertThat(world.champions()).containsOnly("forest@2");
    }

    @Test
    void aSubtaskThatStartsGetsInstructionsAtOnce() {
        world.deploy("forest", 2);
        world.restartSubtask(0);
        world.pump();
        assertThat(world.champions()).containsOnly("forest@2");
    }

    @Test
    void aWaitingReportIsAnsweredAfterFiveSeconds() {
        CompletableFuture<Instructions> answer = new CompletableFuture<>();
        FakeSubtask subtask = world.subtasks.get(0);
        world.desk.report(
                new SubtaskReport(
                        0,
                        0,
                        subtask.instructions.revision(),
                        subtask.view.epoch(),
                        null,
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        List.of(),
                        0,
                        0),
                answer);
        world.clock.pass(Duration.ofSeconds(5));
        world.desk.tick();
        assertThat(answer).isNotDone();
        world.clock.pass(Duration.ofMillis(1));
        world.desk.tick();
        assertThat(answer.join()).isEqualTo(subtask.instructions);
    }

    @Test
    void aModelThatCouldBeLoadedAgainServes() {
        String first = world.deploy("forest", 2);
        assertThat(world.phases(first)).endsWith(StatusPhase.ACTIVE);
        world.subtasks.get(0).unloadable.put("forest@2", "OUT_OF_MEMORY");
        world.pump();
        assertThat(world.champions()).containsOnly("base@1");
        world.subtasks.get(0).unloadable.clear();
        // the same file under a new version
        String second = world.send(
                CommandKind.DEPLOY,
                model("forest", 3)
                        .andThen(c -> c.setSha256(SwapWorld.sha("forest", 2))
                                .setSize(deployed("forest", 2).size())));
        assertThat(world.phases(second)).endsWith(StatusPhase.ACTIVE);
        assertThat(world.champions()).containsOnly("forest@3");
        assertThat(world.state.degraded).isEmpty();
    }
}
