package io.millrace.jobs.swap;

import static io.millrace.jobs.swap.SwapWorld.deployed;
import static io.millrace.jobs.swap.SwapWorld.model;
import static io.millrace.jobs.swap.SwapWorld.sha;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import org.junit.jupiter.api.Test;

/** Models that are missing or broken, and what is dropped when. */
final class SwapDeskRecoveryTest {
    private static final Cut EVERYTHING = Cut.atEventTime(Long.MIN_VALUE);

    private final SwapWorld world = SwapWorld.running(2);

    @Test
    void aMissingArtefactIsToldOnceAndTheChampionBeforeServes() {
        world.deploy("a", 1);
        world.deploy("b", 1);
        world.artefacts.missing.add(sha("b", 1));
        for (int i = 0; i < 2; i++) {
            world.restartAll();
            world.pump();
            assertThat(world.champions()).containsOnly("a@1");
            assertThat(world.of(StatusPhase.DEGRADED)).hasSize(1);
        }
        ModelStatus degraded = world.of(StatusPhase.DEGRADED).get(0);
        assertThat(degraded.getReason()).isEqualTo("ARTEFACT_MISSING");
        assertThat(degraded.getModel()).isEqualTo("b");
        assertThat(degraded.getDetail()).isEqualTo("FETCH_FAILED: file:/models/b-1.zip: must be there, found nothing");
        assertThat(world.subtasks.get(0).view.timeline().entries().get(1).degradation())
                .isEqualTo("serves a@1 instead of b@1: ARTEFACT_MISSING: FETCH_FAILED: file:/models/b-1.zip: must be"
                        + " there, found nothing");
        world.artefacts.missing.clear();
        world.restartAll();
        world.pump();
        assertThat(world.champions()).containsOnly("b@1");
        assertThat(world.last().getPhase()).isEqualTo(StatusPhase.ACTIVE);
        assertThat(world.last().getDetail()).isEqualTo("serves again");
        assertThat(world.last().getCommandId()).isEmpty();
        assertThat(world.state.degraded).isEmpty();
    }

    @Test
    void withNothingBeforeThePipelineFileServes() {
        world.deploy("a", 1);
        world.artefacts.missing.add(sha("a", 1));
        world.restartAll();
        world.pump();
        assertThat(world.champions()).containsOnly("base@1");
    }

    @Test
    void whatOneSubtaskCannotLoadServesNowhere() {
        world.deploy("a", 1);
        world.deploy("b", 1);
        world.subtasks.get(1).unloadable.put("b@1", "OUT_OF_MEMORY");
        world.pump();
        assertThat(world.champions()).containsOnly("a@1");
        assertThat(world.of(StatusPhase.DEGRADED)).hasSize(1);
        assertThat(world.last().getReason()).isEqualTo("OUT_OF_MEMORY");
    }

    /** The last word about a model must be true. */
    @Test
    void whatBreaksWhileSubtasksSwitchIsDegradedInTheEnd() {
        world.journal.crashAfter(2, false); // COMMITTING is written
        try {
            world.deploy("a", 1);
        } catch (FakeJournal.Crash e) {
            assertThat(world.last().getPhase()).isEqualTo(StatusPhase.COMMITTING);
        }
        world.artefacts.missing.add(sha("a", 1));
        world.restartAll();
        world.pump();
        assertThat(world.champions()).containsOnly("base@1");
        assertThat(world.of(StatusPhase.ACTIVE)).hasSize(1);
        assertThat(world.last().getPhase()).isEqualTo(StatusPhase.DEGRADED);
        assertThat(world.of(StatusPhase.DEGRADED)).hasSize(1);
        assertThat(world.state.degraded).containsExactly(sha("a", 1));
    }

    @Test
    void aBrokenCanaryLeavesItsShareToTheChampion() {
        world.send(CommandKind.CANARY, model("a", 1).andThen(c -> c.setPercent(50)));
        world.send(CommandKind.SHADOW, model("s", 1));
        world.artefacts.missing.add(sha("a", 1));
        world.artefacts.missing.add(sha("s", 1));
        world.restartAll();
        world.pump();
        assertThat(world.subtasks.get(0).view.timeline().indexFor(0, 0, 0, 0)).isEqualTo(Timeline.PIPELINE_FILE);
        assertThat(world.subtasks.get(0).view.shadows()).isEmpty();
        assertThat(world.of(StatusPhase.DEGRADED)).hasSize(2);
    }

    /** A canary before them all must not make a later champion the one before. */
    @Test
    void theChampionBeforeIsNoLaterOne() {
        world.send(CommandKind.CANARY, model("x", 1));
        world.processTo(10);
        world.deploy("a", 1);
        world.processTo(20);
        world.deploy("b", 1);
        world.artefacts.missing.add(sha("a", 1));
        world.restartAll();
        world.pump();
        assertThat(world.subtasks.get(0).view.timeline().entries().get(1).model())
                .isEqualTo(SwapWorld.PIPELINE_FILE);
        assertThat(world.champions()).containsOnly("b@1");
    }

    @Test
    void whatAllCheckpointsAreBehindIsDropped() {
        world.processTo(10);
        world.deploy("a", 1);
        world.processTo(20);
        world.deploy("b", 1);
        assertThat(world.state.entries).hasSize(2);
        world.checkpoint();
        assertThat(world.state.entries)
                .containsExactly(
                        new TimelineEntry(1, TimelineEntry.Kind.CHAMPION, deployed("b", 1), 100, EVERYTHING, ""));
        assertThat(world.last().getPhase()).isEqualTo(StatusPhase.RETIRED);
        assertThat(world.last().getModel()).isEqualTo("a");
        assertThat(world.last().getReason()).isEqualTo("SUPERSEDED");
        // events older than the oldest entry get that champion
        assertThat(world.subtasks.get(0).view.timeline().indexFor(0, 0, 0, 0)).isZero();
        // its model is still the way back
        world.send(CommandKind.ROLLBACK, c -> c.setPercent(100));
        assertThat(world.champions()).containsOnly("a@1");
    }

    @Test
    void aCheckpointThatBeganBeforeTheSwitchDropsNothing() {
        world.deploy("a", 1);
        byte[] snapshot = world.beginCheckpoint();
        world.deploy("b", 1);
        world.complete(
                snapshot, world.subtasks.stream().map(FakeSubtask::snapshot).toList());
        assertThat(world.state.entries).hasSize(2);
        world.checkpoint();
        assertThat(world.state.entries).hasSize(1);
    }

    /** A subtask that was sent back may take many checkpoints until it has caught up. */
    @Test
    void aFailureKeepsWhatASubtaskMayNeedAgain() {
        world.processTo(10);
        world.deploy("a", 1);
        world.checkpoint();
        world.processTo(100);
        world.deploy("b", 1);
        world.restartSubtask(0);
        world.pump();
        world.processTo(20);
        world.checkpoint();
        world.checkpoint();
        assertThat(world.state.entries).hasSize(2);
        world.processTo(150);
        assertThat(world.answers.get(0).subMap(10L, 100L).values()).containsOnly("a@1");
        assertThat(world.answers.get(0).tailMap(100L).values()).containsOnly("b@1");
        world.deploy("c", 1);
        world.checkpoint();
        assertThat(world.state.entries).hasSize(1);
    }

    @Test
    void anEventTimeIsDroppedBehindTheAllowedLateness() {
        world.processTo(10);
        world.deployAt("a", 1, 2_000);
        world.deployAt("b", 1, 3_000);
        world.processTo(380); // about 3,800 to 4,000
        world.checkpoint();
        long watermark = world.state.watermark;
        assertThat(watermark).isBetween(3_000L, 3_999L);
        assertThat(world.state.entries).hasSize(2);
        world.processTo(430);
        world.checkpoint();
        assertThat(world.state.watermark - SwapWorld.LATENESS).isGreaterThanOrEqualTo(3_000);
        assertThat(world.state.entries).hasSize(1);
        assertThat(world.state.entries.get(0).cut()).isEqualTo(EVERYTHING);
    }

    /** Kafka may have taken a record without being able to say so. */
    @Test
    void whatIsInTheJournalTwiceCountsOnce() {
        world.deploy("a", 1);
        world.deploy("b", 1);
        SwapState twice = new SwapState(SwapWorld.PIPELINE_FILE);
        for (ModelStatus status : world.journal.records) {
            twice.fold(status);
            twice.fold(status);
        }
        assertThat(twice.entries).isEqualTo(world.state.entries);
        assertThat(twice.nextSequence).isEqualTo(world.state.nextSequence);
        assertThat(twice.unconfirmed).isEmpty();
    }

    @Test
    void aFreshStartServesWhatTheJournalSays() {
        world.processTo(10);
        world.deploy("a", 1);
        world.processTo(20);
        world.startAfresh();
        world.pump();
        world.processTo(20);
        assertThat(world.answers.get(0).headMap(10L).values()).containsOnly("base@1");
        assertThat(world.answers.get(0).tailMap(10L).values()).containsOnly("a@1");
    }
}
