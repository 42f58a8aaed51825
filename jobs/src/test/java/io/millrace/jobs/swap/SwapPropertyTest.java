package io.millrace.jobs.swap;

import static io.millrace.jobs.swap.SwapWorld.model;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import io.millrace.schemas.status.SlotStatus;
import io.millrace.schemas.status.StatusFold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Random commands, failures and restarts: whatever happens, who answered what is what the journal says. */
final class SwapPropertyTest {
    private static final int SEEDS = 200;
    private static final int STEPS = 120;
    private static final int PARTITIONS = 4;

    @Test
    void theJournalTellsTheTruthWhateverFails() {
        long first = Long.getLong("millrace.seed", new Random().nextLong() >>> 1);
        for (long seed = first; seed < first + SEEDS; seed++) {
            try {
                new Run(seed).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** One story. */
    private static final class Run {
        private final Random random;
        private final SwapWorld world;
        private final List<ControlCommand> commands = new ArrayList<>();
        private long highest = 1;

        Run(long seed) {
            random = new Random(seed);
            world = new SwapWorld(1 + random.nextInt(3), PARTITIONS);
        }

        void run() {
            world.start();
            for (int i = 0; i < STEPS; i++) {
                try {
                    step();
                } catch (FakeJournal.Crash e) {
                    restart();
                }
            }
            settle();
            check();
        }

        private void step() {
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3 -> {
                    world.put(random.nextInt(10) == 0 ? new byte[3] : SwapWorld.bytes(command()));
                    if (random.nextInt(5) == 0) {
                        world.skipOffset();
                    }
                    world.handOver();
                }
                case 4, 5, 6, 7, 8 -> world.processTo(latest() + random.nextInt(30));
                case 9, 10, 11, 12 -> {
                    for (int i = random.nextInt(8); i > 0; i--) {
                        any().talk();
                        world.runTasks();
                    }
                }
                case 13 -> world.pump();
                case 14 -> world.restartSubtask(any().index);
                case 15, 16 -> checkpoint();
                case 17 -> world.journal.crashAfter(random.nextInt(4), random.nextBoolean());
                case 18 -> {
                    if (random.nextInt(4) == 0) {
                        restart();
                    }
                }
                default -> {
                    any().isStuck = random.nextBoolean();
                    if (random.nextInt(5) == 0) {
                        world.pass(Duration.ofSeconds(61));
                    }
                }
            }
        }

        private FakeSubtask any() {
            return world.subtasks.get(random.nextInt(world.subtasks.size()));
        }

        private long latest() {
            return world.subtasks.stream()
                    .flatMap(subtask -> subtask.next.values().stream())
                    .mapToLong(Long::longValue)
                    .max()
                    .orElse(0);
        }

        /** The parts of a checkpoint are not taken at one time. */
        private void checkpoint() {
            byte[] snapshot = world.beginCheckpoint();
            List<FakeSubtask.Kept> kept = new ArrayList<>();
            for (FakeSubtask subtask : List.copyOf(world.subtasks)) {
                if (random.nextInt(3) == 0) {
                    world.processTo(latest() + random.nextInt(10));
                }
                if (random.nextInt(3) == 0) {
                    subtask.talk();
                }
                kept.add(subtask.snapshot());
            }
            world.complete(snapshot, kept);
        }

        private void restart() {
            world.journal.crashNoMore();
            checkRecovery();
            if (random.nextInt(5) == 0) {
                world.startAfresh();
            } else {
                world.restartAll();
            }
        }

        private ControlCommand command() {
            if (!commands.isEmpty() && random.nextInt(15) == 0) {
                return commands.get(random.nextInt(commands.size())); // a replay
            }
            CommandKind kind =
                    switch (random.nextInt(12)) {
                        case 0, 1, 2, 3 -> CommandKind.DEPLOY;
                        case 4, 5 -> CommandKind.CANARY;
                        case 6 -> CommandKind.SHADOW;
                        case 7 -> CommandKind.PROMOTE;
                        case 8, 9 -> CommandKind.ROLLBACK;
                        case 10 -> CommandKind.RETIRE;
                        default -> CommandKind.ABORT;
                    };
            Consumer<ControlCommand.Builder> details =
                    switch (kind) {
                        case DEPLOY, CANARY, SHADOW ->
                            model("forest", ++highest).andThen(c -> c.setPercent(30));
                        case PROMOTE, RETIRE ->
                            model("forest", highest - random.nextInt(3)).andThen(c -> c.setFallback("base@1"));
                        case ABORT -> c -> c.setTarget("c" + Math.max(0, commands.size() - 1 - random.nextInt(3)));
                        default -> c -> {};
                    };
            boolean isAtEventTime = kind != CommandKind.SHADOW && kind != CommandKind.ABORT && random.nextBoolean();
            long time = 10 * latest() + random.nextInt(600);
            ControlCommand command = world.command(
                    kind, details.andThen(c -> c.setEffectiveFrom(isAtEventTime ? Instant.ofEpochMilli(time) : null)));
            commands.add(command);
            return command;
        }

        /** Everybody works on until nothing is left to do. */
        private void settle() {
            world.journal.crashNoMore();
            for (int i = 0; i < 3; i++) {
                world.subtasks.forEach(subtask -> subtask.isStuck = false);
                world.handOver();
                world.pump();
                world.processTo(latest() + 100);
            }
        }

        /** The state of a checkpoint and the journal's tail are as good as the whole journal. */
        private void checkRecovery() {
            if (world.lastSnapshot() == null) {
                return;
            }
            SwapState restored = SnapshotCodec.decode(world.lastSnapshot(), SwapWorld.PIPELINE_FILE);
            world.journal.read(restored.journalOffset).records().forEach(restored::fold);
            checkSame(restored, world.folded());
        }

        private void checkSame(SwapState actual, SwapState whole) {
            assertThat(List.copyOf(actual.champions)).isEqualTo(List.copyOf(whole.champions));
            assertThat(actual.earlier).isEqualTo(whole.earlier);
            assertThat(actual.shadows).isEqualTo(whole.shadows);
            assertThat(actual.highestVersions).isEqualTo(whole.highestVersions);
            assertThat(actual.decidedIds).isEqualTo(whole.decidedIds);
            assertThat(actual.degraded).isEqualTo(whole.degraded);
            assertThat(actual.unconfirmed).isEqualTo(whole.unconfirmed);
            assertThat(actual.nextSequence).isEqualTo(whole.nextSequence);
            for (long offset : world.control.keySet()) {
                assertThat(actual.isDecided(offset)).as("offset %d", offset).isEqualTo(whole.isDecided(offset));
            }
            int dropped = whole.entries.size() - actual.entries.size();
            assertThat(dropped).isNotNegative();
            for (int i = 0; i < actual.entries.size(); i++) {
                TimelineEntry entry = whole.entries.get(dropped + i);
                boolean isPruned = i == 0 && actual.entries.get(0).cut().equals(Cut.atEventTime(Long.MIN_VALUE));
                assertThat(actual.entries.get(i))
                        .isEqualTo(isPruned ? entry.withCut(Cut.atEventTime(Long.MIN_VALUE)) : entry);
            }
        }

        private void check() {
            checkSame(world.state, world.folded());
            SlotView view = world.subtasks.get(0).view;
            assertThat(world.subtasks).allMatch(subtask -> subtask.view.equals(view));
            assertThat(view.timeline().entries()).isEqualTo(world.state.entries);
            assertThat(view.shadows()).isEqualTo(world.state.shadows);
            assertThat(world.state.unconfirmed).isEmpty();
            checkOutcomes();
            checkAnswers();
            checkWhatPeopleSee();
        }

        /** The fold for people, another one, comes to the same. */
        private void checkWhatPeopleSee() {
            StatusFold fold = new StatusFold();
            world.journal.records.forEach(fold::add);
            SlotStatus seen = fold.slot("s");
            assertThat(seen.champion().map(Run::label).orElse(SwapWorld.PIPELINE_FILE.label()))
                    .isEqualTo(world.state.champion().label());
            assertThat(seen.canary().map(Run::label))
                    .isEqualTo(world.state.canary().map(canary -> canary.model().label()));
            assertThat(seen.shadows().stream().map(Run::label))
                    .containsExactlyElementsOf(world.state.shadows.stream()
                            .map(shadow -> shadow.model().label())
                            .toList());
            assertThat(seen.pending()).isEmpty();
        }

        private static String label(ModelStatus status) {
            return SwapState.model(status).label();
        }

        private void checkOutcomes() {
            Map<Long, List<StatusPhase>> outcomes = world.journal.records.stream()
                    .filter(status -> status.getControlOffset() >= 0)
                    .collect(Collectors.groupingBy(
                            ModelStatus::getControlOffset,
                            Collectors.mapping(ModelStatus::getPhase, Collectors.toList())));
            assertThat(outcomes.keySet()).isEqualTo(world.control.keySet());
            outcomes.forEach((offset, phases) -> {
                assertThat(phases)
                        .as("phases at offset %d", offset)
                        .filteredOn(phase -> phase == StatusPhase.REJECTED
                                || phase == StatusPhase.ABORTED
                                || phase == StatusPhase.COMMITTING)
                        .hasSize(1);
                assertThat(phases.stream()
                                .filter(phase -> phase == StatusPhase.ACTIVE || phase == StatusPhase.RETIRED)
                                .count())
                        .as("confirmations in %s", phases)
                        .isEqualTo(phases.contains(StatusPhase.COMMITTING) ? 1 : 0);
            });
        }

        /** Every event was answered by the model that the whole journal calls for. */
        private void checkAnswers() {
            List<TimelineEntry> entries = world.folded().entries;
            Timeline truth = new Timeline(entries);
            world.answers.forEach((partition, answered) -> {
                assertThat(answered).hasSize((int) (answered.lastKey() + 1));
                answered.forEach((offset, label) -> {
                    long time = world.eventTime(partition, offset);
                    int index = truth.indexFor(partition, offset, time, SwapWorld.bucket(partition, offset));
                    String right = index < 0
                            ? SwapWorld.PIPELINE_FILE.label()
                            : entries.get(index).model().label();
                    assertThat(label)
                            .as("partition %d, offset %d, time %d, of %s", partition, offset, time, truth)
                            .isEqualTo(right);
                });
            });
        }
    }
}
