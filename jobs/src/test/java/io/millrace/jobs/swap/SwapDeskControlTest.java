package io.millrace.jobs.swap;

import static io.millrace.jobs.swap.SwapWorld.bytes;
import static io.millrace.jobs.swap.SwapWorld.model;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import io.millrace.schemas.signing.CommandSigner;
import io.millrace.schemas.signing.CommandVerifier;
import io.millrace.schemas.signing.KeyFiles;
import io.millrace.schemas.signing.RefusedCommandException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What comes over the control topic, good and bad, and what is missing there. */
final class SwapDeskControlTest {
    private final SwapWorld world = SwapWorld.running(2);

    private static ControlCommand.Builder to(ControlCommand.Builder command, String target) {
        return command.setTarget(target);
    }

    private String abort(String target) {
        return world.send(CommandKind.ABORT, command -> to(command, target));
    }

    private void assertRefused(long offset, String reason, boolean security) {
        List<ModelStatus> about = world.journal.records.stream()
                .filter(status -> status.getControlOffset() == offset)
                .toList();
        assertThat(about).hasSize(1);
        assertThat(about.get(0).getPhase()).isEqualTo(StatusPhase.REJECTED);
        assertThat(about.get(0).getReason()).isEqualTo(reason);
        assertThat(about.get(0).getDetail()).isNotEmpty();
        assertThat(about.get(0).getSecurity()).isEqualTo(security);
        assertThat(world.champions()).containsOnly("base@1");
    }

    /** C15. */
    @Test
    void whatIsNoCommandIsRefusedByItsOffset() {
        assertRefused(world.send(new byte[0]), "UNREADABLE", false);
        assertRefused(world.send("{\"deploy\":1}".getBytes(StandardCharsets.UTF_8)), "UNREADABLE", false);
        byte[] cut = bytes(world.command(CommandKind.DEPLOY, model("forest", 2)));
        assertRefused(world.send(java.util.Arrays.copyOf(cut, cut.length - 1)), "UNREADABLE", false);
        assertRefused(
                world.send(bytes(world.command(CommandKind.UNKNOWN, model("forest", 2)))), "UNKNOWN_COMMAND", false);
        assertThat(world.phases(world.deploy("forest", 2))).endsWith(StatusPhase.ACTIVE);
    }

    @Test
    void commandsForOthersAreRefused() {
        ControlCommand other =
                world.command(CommandKind.DEPLOY, model("forest", 2).andThen(c -> c.setPipeline("q")));
        assertRefused(world.send(bytes(other)), "WRONG_PIPELINE", true);
        ControlCommand slot =
                world.command(CommandKind.DEPLOY, model("forest", 2).andThen(c -> c.setSlot("t")));
        assertRefused(world.send(bytes(slot)), "UNKNOWN_SLOT", false);
    }

    /** C16. */
    @Test
    void onlyWhatIsSignedByATrustedKeyIsFollowed() {
        KeyPair trusted = KeyFiles.generate();
        CommandVerifier verifier = new CommandVerifier(Map.of("ops", trusted.getPublic()), false);
        world.reader = record -> {
            try {
                return verifier.verify(record);
            } catch (RefusedCommandException e) {
                throw new CommandReader.Refusal(
                        e.reason().name(), e.getMessage(), e.reason() == RefusedCommandException.Reason.SIGNATURE);
            }
        };
        world.restartAll();
        world.pump();
        ControlCommand command = world.command(CommandKind.DEPLOY, model("forest", 2));
        assertRefused(world.send(CommandSigner.unsigned(command)), "SIGNATURE", true);
        byte[] foreign = CommandSigner.sign(command, "ops", KeyFiles.generate().getPrivate());
        assertRefused(world.send(foreign), "SIGNATURE", true);
        byte[] signed = CommandSigner.sign(command, "ops", trusted.getPrivate());
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] flipped = signed.clone();
            int bit = random.nextInt(flipped.length * 8);
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            world.send(flipped);
            assertThat(world.last().getPhase()).as("seed %d, bit %d", seed, bit).isEqualTo(StatusPhase.REJECTED);
            assertThat(world.last().getReason())
                    .as("seed %d, bit %d", seed, bit)
                    .isIn("SIGNATURE", "UNREADABLE");
        }
        assertThat(world.champions()).containsOnly("base@1");
        // Nobody can use its id up.
        world.send(signed);
        assertThat(world.phases(command.getId())).endsWith(StatusPhase.ACTIVE);
    }

    /** C19. */
    @Test
    void whatIsOverIsRefused() {
        ControlCommand command = world.command(
                CommandKind.DEPLOY,
                model("forest", 2)
                        .andThen(c -> c.setNotAfter(world.clock.instant().minusMillis(1))));
        assertRefused(world.send(bytes(command)), "STALE", true);
    }

    @Test
    void whatRunsOutWhileItWaitsIsRefused() {
        world.artefacts.isHeld = true;
        String first = world.deploy("forest", 2);
        String second = world.send(
                CommandKind.DEPLOY,
                model("forest", 3)
                        .andThen(c -> c.setNotAfter(world.clock.instant().plusSeconds(10))));
        world.pass(Duration.ofSeconds(11));
        world.artefacts.release();
        world.pump();
        assertThat(world.phases(first)).endsWith(StatusPhase.ACTIVE);
        assertThat(world.last(second).getReason()).isEqualTo("STALE");
    }

    /** T2. */
    @Test
    void anOldVersionDoesNotComeBack() {
        ControlCommand third = world.command(CommandKind.DEPLOY, model("forest", 3));
        world.send(bytes(third));
        world.deploy("forest", 5);
        long replayed = world.send(bytes(third));
        assertThat(world.last().getControlOffset()).isEqualTo(replayed);
        assertThat(world.last().getReason()).isEqualTo("REPLAYED");
        assertThat(world.last().getSecurity()).isTrue();
        // long after, when its id is forgotten
        world.pass(Duration.ofHours(2));
        world.deploy("other", 1);
        world.send(bytes(third));
        assertThat(world.last().getReason()).isEqualTo("STALE");
        String again = world.deploy("forest", 3);
        assertThat(world.last(again).getReason()).isEqualTo("STALE");
        assertThat(world.last(again).getDetail())
                .isEqualTo("version: must be greater than 5, the highest of forest that was champion (to go back, use"
                        + " ROLLBACK), found 3");
        assertThat(world.champions()).containsOnly("other@1");
    }

    @Test
    void aRecordThatComesTwiceIsOneCommand() {
        world.artefacts.isHeld = true;
        long offset = world.send(bytes(world.command(CommandKind.DEPLOY, model("forest", 2))));
        ControlRecord record = new ControlRecord(offset, world.control.get(offset));
        world.desk.commands(List.of(record, record));
        world.artefacts.release();
        world.pump();
        world.desk.commands(List.of(record));
        assertThat(world.of(StatusPhase.COMMITTING)).hasSize(1);
        assertThat(world.of(StatusPhase.REJECTED)).isEmpty();
        assertThat(world.phases(world.deploy("forest", 3))).endsWith(StatusPhase.ACTIVE);
    }

    @Test
    void anIdIsCarriedOutOnce() {
        world.artefacts.isHeld = true;
        byte[] command = bytes(world.command(CommandKind.DEPLOY, model("forest", 2)));
        long first = world.send(command);
        long second = world.send(command);
        world.artefacts.release();
        world.pump();
        assertThat(world.of(StatusPhase.COMMITTING))
                .extracting(ModelStatus::getControlOffset)
                .containsExactly(first);
        assertThat(world.of(StatusPhase.REJECTED))
                .extracting(ModelStatus::getControlOffset)
                .containsExactly(second);
        assertThat(world.last().getReason()).isEqualTo("REPLAYED");
    }

    @Test
    void anAbortEndsACommandThatIsBeingValidated() {
        world.artefacts.isHeld = true;
        String id = world.deploy("forest", 2);
        String abort = abort(id);
        assertThat(world.phases(id)).containsExactly(StatusPhase.VALIDATING, StatusPhase.ABORTED);
        assertThat(world.last(id).getReason()).isEqualTo("ABORTED");
        assertThat(world.last(id).getDetail()).isEqualTo("by command " + abort + " of alice");
        assertThat(world.phases(abort)).containsExactly(StatusPhase.COMMITTING, StatusPhase.ACTIVE);
        assertThat(world.last(abort).getDetail()).isEqualTo("aborted " + id);
        world.artefacts.release();
        world.pump();
        assertThat(world.phases(id)).hasSize(2);
        assertThat(world.champions()).containsOnly("base@1");
    }

    @Test
    void anAbortEndsACommandThatIsBeingPrepared() {
        world.subtasks.get(0).isStuck = true;
        String id = world.deploy("forest", 2);
        abort(id);
        assertThat(world.phases(id)).endsWith(StatusPhase.PREPARING, StatusPhase.ABORTED);
        assertThat(world.subtasks).allMatch(subtask -> subtask.instructions.prepare() == null);
    }

    @Test
    void anAbortEndsACommandAtItsFence() {
        world.subtasks.get(1).isStuck = true;
        String id = world.deployAt("forest", 2, 1_000);
        world.subtasks.get(1).isStuck = false;
        world.subtasks.get(1).talk();
        world.subtasks.get(0).talk();
        assertThat(world.subtasks.get(0).instructions.fences()).hasSize(1);
        world.put(bytes(world.command(CommandKind.ABORT, command -> to(command, id))));
        world.handOver();
        world.pump();
        assertThat(world.last(id).getPhase()).isEqualTo(StatusPhase.ABORTED);
        assertThat(world.subtasks)
                .allMatch(subtask -> subtask.instructions.fences().isEmpty());
    }

    @Test
    void anAbortEndsACommandThatWaits() {
        world.artefacts.isHeld = true;
        String first = world.deploy("forest", 2);
        String second = world.deploy("forest", 3);
        abort(second);
        assertThat(world.phases(second)).containsExactly(StatusPhase.ABORTED);
        assertThat(world.state.decidedAhead).containsExactly(1L, 2L);
        world.artefacts.release();
        world.pump();
        assertThat(world.phases(first)).endsWith(StatusPhase.ACTIVE);
        assertThat(world.state.decidedAhead).isEmpty();
        assertThat(world.state.nextControlOffset).isEqualTo(3);
        assertThat(world.champions()).containsOnly("forest@2");
    }

    @Test
    void whatIsDecidedIsNotAborted() {
        String id = world.deploy("forest", 2);
        String late = abort(id);
        assertThat(world.phases(late)).containsExactly(StatusPhase.REJECTED);
        assertThat(world.last(late).getReason()).isEqualTo("INVALID");
        assertThat(world.last(late).getDetail()).isEqualTo("target: must be a command without a decision, found " + id);
        // decided, but not confirmed
        world.put(bytes(world.command(CommandKind.DEPLOY, model("forest", 3))));
        String committing = "c2";
        world.handOver();
        world.runTasks();
        world.subtasks.forEach(FakeSubtask::talk);
        assertThat(world.last(committing).getPhase()).isEqualTo(StatusPhase.COMMITTING);
        String tooLate = abort(committing);
        assertThat(world.last(tooLate).getReason()).isEqualTo("INVALID");
        assertThat(world.last(committing).getPhase()).isEqualTo(StatusPhase.ACTIVE);
    }

    @Test
    void anAbortCannotBeReplayed() {
        world.artefacts.isHeld = true;
        String id = world.deploy("forest", 2);
        byte[] abort = bytes(world.command(CommandKind.ABORT, command -> to(command, id)));
        world.send(abort);
        world.send(abort);
        assertThat(world.last().getReason()).isEqualTo("REPLAYED");
    }

    /** The learning job decides about them; here they are a hole, also after a restart. */
    @Test
    void whatIsForLearnersIsPassedOver() {
        world.send(bytes(world.command(CommandKind.RELEASE, command -> command.setEvents(List.of("e")))));
        String deployed = world.deploy("forest", 2);
        world.send(bytes(world.command(CommandKind.REVERT, command -> command.setPrincipal("mallory"))));
        assertThat(world.of(StatusPhase.REJECTED)).isEmpty();
        assertThat(world.phases(deployed)).endsWith(StatusPhase.ACTIVE);
        assertThat(world.state.decidedAhead).isEmpty();
        world.startAfresh();
        world.pump();
        assertThat(world.of(StatusPhase.REJECTED)).isEmpty();
        assertThat(world.champions()).containsOnly("forest@2");
    }

    @Test
    void holesOfTransactionsAreNoCommands() {
        world.skipOffset();
        String first = world.deploy("forest", 2);
        world.skipOffset();
        world.skipOffset();
        world.artefacts.isHeld = true;
        String second = world.deploy("forest", 3);
        world.skipOffset();
        String third = world.deploy("forest", 4);
        world.artefacts.release();
        world.pump();
        for (String id : List.of(first, second, third)) {
            assertThat(world.phases(id)).endsWith(StatusPhase.ACTIVE);
        }
        assertThat(world.state.nextControlOffset).isEqualTo(7);
        assertThat(world.state.decidedAhead).isEmpty();
        world.startAfresh();
        world.pump();
        assertThat(world.state.nextControlOffset).isEqualTo(7);
        assertThat(world.champions()).containsOnly("forest@4");
    }

    @Test
    void lostCommandsAreToldOnceAndTheNextOnesAreCarriedOut() {
        world.deploy("forest", 2);
        world.desk.gap(100, "the commands at offsets 1 to 99 are gone");
        ModelStatus gap = world.last();
        assertThat(gap.getPhase()).isEqualTo(StatusPhase.DEGRADED);
        assertThat(gap.getReason()).isEqualTo("CONTROL_GAP");
        assertThat(gap.getDetail()).isEqualTo("the commands at offsets 1 to 99 are gone");
        assertThat(world.champions()).containsOnly("forest@2");
        assertThat(world.state.nextControlOffset).isEqualTo(100);
        ControlCommand next = world.command(CommandKind.DEPLOY, model("forest", 3));
        world.desk.commands(List.of(new ControlRecord(100, bytes(next))));
        world.pump();
        assertThat(world.phases(next.getId())).endsWith(StatusPhase.ACTIVE);
        assertThat(world.folded().nextControlOffset).isEqualTo(101);
    }

    /** Offsets begin anew: what they said of before must not hide the new commands. */
    @Test
    void aTopicMadeAnewIsReadFromItsBeginning() {
        world.deploy("forest", 2);
        world.deploy("forest", 3);
        world.artefacts.isHeld = true;
        String running = world.deploy("forest", 4);
        String waiting = world.deploy("forest", 5);
        world.desk.gap(0, "it was made anew");
        for (String id : List.of(running, waiting)) {
            assertThat(world.last(id).getPhase()).isEqualTo(StatusPhase.ABORTED);
            assertThat(world.last(id).getReason()).isEqualTo("CONTROL_GAP");
        }
        assertThat(world.state.nextControlOffset).isZero();
        assertThat(world.state.decidedAhead).isEmpty();
        world.artefacts.release();
        for (int offset = 0; offset < 6; offset++) {
            ControlCommand next = world.command(CommandKind.DEPLOY, model("forest", 10 + offset));
            world.desk.commands(List.of(new ControlRecord(offset, bytes(next))));
            world.pump();
            assertThat(world.phases(next.getId())).endsWith(StatusPhase.ACTIVE);
        }
        assertThat(world.folded().nextControlOffset).isEqualTo(6);
    }

    @Test
    void aDecisionIsCarriedOutWhenTheTopicIsMadeAnew() {
        world.put(bytes(world.command(CommandKind.DEPLOY, model("forest", 2))));
        world.handOver();
        world.runTasks();
        world.subtasks.forEach(FakeSubtask::talk);
        assertThat(world.last("c0").getPhase()).isEqualTo(StatusPhase.COMMITTING);
        world.desk.gap(0, "it was made anew");
        world.pump();
        assertThat(world.last("c0").getPhase()).isEqualTo(StatusPhase.ACTIVE);
        assertThat(world.champions()).containsOnly("forest@2");
    }

    @Test
    void withoutAControlTopicTheLastDecisionsServe() {
        world.deploy("forest", 2);
        SwapWorld blind = new SwapWorld(2, 4);
        blind.journal.records.addAll(world.journal.records);
        blind.start(new SwapState(SwapWorld.PIPELINE_FILE), false);
        blind.pump();
        assertThat(blind.subtasks).allMatch(subtask -> subtask.view == null);
        blind.desk.controlUnreachable("p.control: must be readable, found no such topic");
        blind.desk.controlUnreachable("p.control: must be readable, found no such topic");
        blind.pump();
        assertThat(blind.champions()).containsOnly("forest@2");
        assertThat(blind.of(StatusPhase.DEGRADED)).hasSize(1);
        assertThat(blind.last().getReason()).isEqualTo("CONTROL_UNREACHABLE");
        assertThat(blind.last().getSlot()).isEmpty();
        // it is there again, and goes again
        ControlCommand next = world.command(CommandKind.DEPLOY, model("forest", 3));
        blind.desk.commands(List.of(new ControlRecord(1, bytes(next))));
        blind.pump();
        assertThat(blind.champions()).containsOnly("forest@3");
        blind.desk.controlUnreachable("p.control: must be readable, found no such topic");
        assertThat(blind.of(StatusPhase.DEGRADED)).hasSize(2);
    }

    @Test
    void troubleWithTheTopicIsTold() {
        world.desk.controlTrouble("CONTROL_COMPACTED", "cleanup.policy must be delete");
        assertThat(world.last().getPhase()).isEqualTo(StatusPhase.DEGRADED);
        assertThat(world.last().getReason()).isEqualTo("CONTROL_COMPACTED");
        assertThat(world.phases(world.deploy("forest", 2))).endsWith(StatusPhase.ACTIVE);
    }

    /** C23. */
    @Test
    void tenThousandCommandsHaveOneOutcomeEach() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long highest = 1;
        String champion = "base@1";
        for (int i = 0; i < 10_000; i++) {
            int kind = random.nextInt(50);
            if (kind == 0) {
                champion = "forest@" + ++highest;
                world.put(bytes(world.command(CommandKind.DEPLOY, model("forest", highest))));
            } else if (kind < 20) {
                world.put(bytes(world.command(
                        CommandKind.DEPLOY,
                        model("forest", 1 + random.nextLong(highest))
                                .andThen(c -> c.setExpectedChampion("nobody@1")))));
            } else if (kind < 35) {
                world.put(bytes(world.command(CommandKind.ABORT, c -> to(c, "nothing"))));
            } else if (kind < 45) {
                world.put(new byte[random.nextInt(20)]);
            } else {
                world.put(bytes(world.command(CommandKind.RETIRE, model("tree", 1))));
            }
        }
        world.handOver();
        world.pump();
        Map<Long, Long> outcomes = world.journal.records.stream()
                .filter(status -> status.getPhase() == StatusPhase.REJECTED
                        || status.getPhase() == StatusPhase.ABORTED
                        || status.getPhase() == StatusPhase.COMMITTING)
                .map(ModelStatus::getControlOffset)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(outcomes).as("seed %d", seed).hasSize(10_000);
        assertThat(outcomes.values()).containsOnly(1L);
        assertThat(world.champions()).as("seed %d", seed).containsOnly(champion);
        assertThat(world.state.nextControlOffset).isEqualTo(10_000);
        assertThat(world.of(StatusPhase.ACTIVE)).hasSize((int) highest - 1);
    }

    @Test
    void theTimeOfARecordIsThatOfItsStep() {
        Instant now = world.clock.instant();
        assertThat(world.last(world.deploy("forest", 2)).getTime()).isEqualTo(now);
    }
}
