package io.millrace.jobs.scoring;

import static io.millrace.jobs.scoring.ScoringOperatorSwapTest.versions;
import static io.millrace.jobs.scoring.SwapScenario.at;
import static io.millrace.jobs.scoring.WeightedModel.eventAt;
import static io.millrace.jobs.scoring.WeightedModel.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.jobs.swap.DeployedModel;
import io.millrace.jobs.swap.Instructions.Fence;
import io.millrace.jobs.swap.SubtaskReport;
import io.millrace.jobs.swap.SubtaskReport.BrokenModel;
import io.millrace.jobs.swap.SubtaskReport.PassedFence;
import io.millrace.model.store.LoadMarkers;
import io.millrace.schemas.Prediction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes before a swap, and instead of one: loading, failing, waiting for the decision, letting go. */
final class PreparationTest {
    @TempDir
    private Path folder;

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(SharedModels.live()).isZero();
    }

    private static boolean isPrepared(SubtaskReport report) {
        return report.preparation() != null;
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within half a minute").isLessThan(deadline);
            LockSupport.parkNanos(100_000);
        }
    }

    private static boolean isWaiting(Thread task) {
        return task.getState() == Thread.State.WAITING || task.getState() == Thread.State.TIMED_WAITING;
    }

    @Test
    void aModelIsLoadedBesideTheOneThatServes() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            DeployedModel next = swap.weighted(4);
            swap.prepare(11, next).settled(PreparationTest::isPrepared);
            assertThat(swap.report().preparation().sequence()).isEqualTo(11);
            assertThat(swap.report().preparation().succeeded()).isTrue();
            assertThat(swap.report().preparation().engine()).isEqualTo("compiled");
            assertThat(SharedModels.live()).isEqualTo(2);
            swap.operator().send(record(0, 0, eventAt("a", 1)));
            swap.operator().endInput();
            assertThat(versions(swap.operator())).containsExactly("a@3");
        }
    }

    @Test
    void anAbortedPreparationLetsTheModelGo() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            swap.prepare(11, swap.weighted(4)).settled(PreparationTest::isPrepared);
            assertThat(markers(swap)).hasSize(1);
            swap.instruct().settled();
            await(() -> SharedModels.live() == 1);
            assertThat(swap.report().preparation()).isNull();
            await(() -> markers(swap).isEmpty());
        }
    }

    @Test
    void aModelThatDoesNotFitIsRefusedWithAllReasons() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            swap.prepare(11, swap.unfit(4)).settled(PreparationTest::isPrepared);
            assertThat(swap.report().preparation().reason()).isEqualTo("CONTRACT");
            assertThat(swap.report().preparation().detail())
                    .isEqualTo("slots.main.model: input nobody: must be one of the pipeline's features, "
                            + "found none of that name");
            await(() -> SharedModels.live() == 1);
            assertThat(markers(swap)).isEmpty();
        }
    }

    @Test
    void aFileThatIsNoModelIsRefused() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            swap.prepare(11, swap.truncated(4)).settled(PreparationTest::isPrepared);
            assertThat(swap.report().preparation().reason()).isEqualTo("LOAD_FAILED");
            swap.prepare(12, new DeployedModel("m", 1, "ab".repeat(32), 5, ""))
                    .settled(
                            report -> isPrepared(report) && report.preparation().sequence() == 12);
            assertThat(swap.report().preparation().reason()).isEqualTo("ARTEFACT_MISSING");
            DeployedModel real = swap.weighted(4);
            DeployedModel otherName = new DeployedModel("weighted", 9, real.sha256(), real.size(), "");
            swap.prepare(13, otherName)
                    .settled(
                            report -> isPrepared(report) && report.preparation().sequence() == 13);
            assertThat(swap.report().preparation().reason()).isEqualTo("CONTRACT");
            assertThat(swap.report().preparation().detail())
                    .contains("weighted@9")
                    .contains("weighted@4");
        }
    }

    @Test
    void aModelThatFailedIsTriedAgainByTheNextCommand() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            DeployedModel next = swap.weighted(4);
            Path file = swap.store().find(next.sha256()).orElseThrow();
            Path aside = folder.resolve("aside");
            Files.move(file, aside);
            swap.prepare(11, next).settled(PreparationTest::isPrepared);
            assertThat(swap.report().preparation().reason()).isEqualTo("ARTEFACT_MISSING");
            Files.move(aside, file);
            swap.prepare(12, next)
                    .settled(report -> isPrepared(report)
                            && report.preparation().sequence() == 12
                            && report.preparation().succeeded());
        }
    }

    @Test
    void aModelIsOnTrialUntilACheckpointAMinuteAfterItsFirstAnswers() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            DeployedModel next = swap.weighted(4);
            swap.prepare(11, next).settled(PreparationTest::isPrepared);
            swap.timeline(at(1, next, 0)).instruct().settled();
            swap.operator().snapshot();
            swap.operator().processingTime(100_000);
            swap.operator().snapshot();
            assertThat(markers(swap)).as("it has not answered").hasSize(1);
            swap.operator().send(record(0, 0, eventAt("a", 1)));
            swap.operator().snapshot();
            swap.operator().processingTime(159_999);
            swap.operator().send(record(0, 1, eventAt("b", 1)));
            swap.operator().snapshot();
            swap.settled(report -> report.checkpoint() == 4);
            assertThat(markers(swap)).as("it has just begun").hasSize(1);
            swap.operator().processingTime(160_000);
            swap.operator().snapshot();
            await(() -> markers(swap).isEmpty());
        }
    }

    @Test
    void aModelIsOnTrialUntilACheckpointHoldsTenThousandAnswers() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            DeployedModel next = swap.weighted(4);
            swap.prepare(11, next).settled(PreparationTest::isPrepared);
            swap.timeline(at(1, next, 0)).instruct().settled();
            byte[] event = eventAt("a", 1);
            for (int offset = 0; offset < 9_999; offset++) {
                swap.operator().send(record(0, offset, event));
            }
            swap.operator().snapshot();
            assertThat(markers(swap)).hasSize(1);
            swap.operator().send(record(0, 9_999, event));
            swap.operator().snapshot();
            await(() -> markers(swap).isEmpty());
        }
    }

    @Test
    void aModelThatCrashedTwoProcessesIsNotLoaded() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder)) {
            DeployedModel next = swap.weighted(4);
            Path folderOfMarkers = swap.store().folder().resolve("markers");
            LoadMarkers.of(swap.store());
            Files.createFile(folderOfMarkers.resolve(next.sha256() + ".first.crash"));
            Files.createFile(folderOfMarkers.resolve(next.sha256() + ".second.crash"));
            swap.timeline(at(1, next, 0)).instruct().started();
            swap.operator().send(record(0, 0, eventAt("a", 1)));
            swap.operator().endInput();
            assertThat(versions(swap.operator())).containsExactly("a@3");
            assertThat(swap.report().broken())
                    .extracting(BrokenModel::model, BrokenModel::reason)
                    .containsExactly(tuple(next, "QUARANTINED"));
        }
    }

    @Test
    void whereAModelCannotBeLoadedTheNearestBeforeItAnswers() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder)) {
            DeployedModel fourth = swap.weighted(4);
            DeployedModel fifth = swap.truncated(5);
            DeployedModel sixth = swap.unfit(6);
            swap.timeline(at(1, fourth, 0), at(2, fifth, 100), at(3, sixth, 200))
                    .lastGood(fifth)
                    .instruct()
                    .started();
            OperatorScenario operator = swap.operator();
            operator.send(record(0, 0, eventAt("a", 50)));
            operator.send(record(0, 1, eventAt("b", 150)));
            operator.send(record(0, 2, eventAt("c", 250)));
            operator.endInput();
            assertThat(versions(operator)).containsExactly("a@4", "b@4", "c@4");
            assertThat(operator.predictions())
                    .extracting(Prediction::getDegradation)
                    .containsExactly(
                            null, "weighted@5 cannot be loaded: LOAD_FAILED", "weighted@6 cannot be loaded: CONTRACT");
            swap.settled(report -> report.broken().size() == 2);
            assertThat(swap.report().broken())
                    .extracting(BrokenModel::reason)
                    .containsExactly("LOAD_FAILED", "CONTRACT");
        }
    }

    @Test
    void anEventBehindAFenceWaitsForTheDecision() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            DeployedModel next = swap.weighted(4);
            OperatorScenario operator = swap.operator();
            operator.send(record(0, 0, eventAt("a", 400)));
            swap.prepare(11, next, new Fence(11, 500)).settled(PreparationTest::isPrepared);
            assertThat(swap.report().fences()).containsExactly(11L);
            operator.send(record(0, 1, eventAt("b", 499)));
            Thread task = Thread.currentThread();
            CompletableFuture<List<String>> decision = CompletableFuture.supplyAsync(() -> {
                await(() -> isWaiting(task));
                List<String> before = versions(operator);
                swap.timeline(at(11, next, 500)).instruct();
                return before;
            });
            operator.send(record(0, 2, eventAt("c", 500)));
            assertThat(decision.join()).as("answered before the decision").containsExactly("a@3", "b@3");
            operator.send(record(0, 3, eventAt("d", 499)));
            operator.endInput();
            assertThat(versions(operator)).containsExactly("a@3", "b@3", "c@4", "d@3");
            swap.settled(report -> report.fences().isEmpty());
        }
    }

    @Test
    void anEventThatWaitedIsAnsweredByTheOldVersionAfterAnAbort() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            swap.prepare(11, swap.weighted(4), new Fence(11, 500)).settled(PreparationTest::isPrepared);
            Thread task = Thread.currentThread();
            CompletableFuture<Void> decision = CompletableFuture.runAsync(() -> {
                await(() -> isWaiting(task));
                swap.instruct();
            });
            swap.operator().send(record(0, 2, eventAt("c", 500)));
            decision.join();
            swap.operator().endInput();
            assertThat(versions(swap.operator())).containsExactly("c@3");
        }
    }

    @Test
    void aFenceThatWasPassedIsReportedAndHoldsNothing() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            swap.operator().send(record(0, 0, eventAt("a", 800)));
            swap.restored();
            swap.prepare(11, swap.weighted(4), new Fence(11, 500)).settled(PreparationTest::isPrepared);
            assertThat(swap.report().fences()).isEmpty();
            assertThat(swap.report().passed()).containsExactly(new PassedFence(11, 800));
            swap.operator().send(record(0, 1, eventAt("b", 900)));
            swap.operator().endInput();
            assertThat(versions(swap.operator())).containsExactly("a@3", "b@3");
        }
    }

    @Test
    void threeHundredSwapsLeaveNothingBehind() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            DeployedModel[] models = new DeployedModel[6];
            for (int i = 0; i < models.length; i++) {
                models[i] = swap.weighted(4 + i);
            }
            for (int i = 0; i < 300; i++) {
                DeployedModel next = models[i % models.length];
                swap.prepare(i, next).settled(PreparationTest::isPrepared);
                swap.timeline(at(i, next, 0))
                        .lastGood(i == 0 ? null : models[(i - 1) % models.length])
                        .instruct()
                        .settled();
                swap.operator().send(record(0, i, eventAt("e" + i, 1)));
                swap.operator().snapshot();
            }
            await(() -> SharedModels.live() <= 2);
            assertThat(versions(swap.operator())).hasSize(300).last().isEqualTo("e299@9");
            await(() -> markers(swap).size() <= 2);
        }
    }

    @Test
    void aReportTellsOfCheckpointsAndHowFarPartitionsAre() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            assertThat(swap.report().lowEventTime()).isEqualTo(Long.MIN_VALUE);
            swap.operator().send(record(0, 0, eventAt("a", 800)));
            swap.operator().send(record(0, 1, eventAt("b", 300)));
            swap.operator().send(record(1, 0, eventAt("c", 700)));
            swap.operator().snapshot();
            swap.settled(report -> report.checkpoint() == 1 && report.lowEventTime() == 700);
            swap.operator().send(record(0, 2, eventAt("d", 900)));
            swap.operator().snapshot();
            swap.settled(report -> report.checkpoint() == 2 && report.lowEventTime() == 900);
            swap.operator().snapshot();
            swap.settled(report -> report.checkpoint() == 3 && report.lowEventTime() == Long.MAX_VALUE);
        }
    }

    @Test
    void aCoordinatorThatDoesNotAnswerIsAskedAgain() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder)) {
            swap.coordinator().failNext(3);
            swap.timeline(at(1, swap.weighted(4), 0)).instruct().started();
            swap.operator().send(record(0, 0, eventAt("a", 1)));
            swap.operator().endInput();
            assertThat(versions(swap.operator())).containsExactly("a@4");
            assertThat(swap.coordinator().requests()).isLessThan(20);
        }
    }

    private static List<String> markers(SwapScenario swap) {
        try (Stream<Path> files = Files.list(swap.store().folder().resolve("markers"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".loading"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
