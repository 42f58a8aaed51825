package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.audit.Audit;
import io.millrace.jobs.audit.AuditReport;
import io.millrace.model.store.StoredModel;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.Prediction;
import io.millrace.schemas.StatusPhase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * The job in a process that dies in the middle of a swap, by SIGKILL or by the model itself, and goes on from its data folder.
 * Another seed: {@code -Dmillrace.seed=N}.
 */
@Timeout(600)
class SwapKilledIT {
    private static final int PARTITIONS = 2;
    private static final int PER_SECOND = 1_000;

    /** So far ahead of the events that no swap takes longer. */
    private static final int AHEAD = 60_000;

    private static final long LONGEST_DELAY_NANOS = 3_000_000_000L;
    private static final int CRASH_AT = 1_000;

    /** Each subtask has more than 10,000 of them to answer. */
    private static final int TRIAL = 21_000;

    @TempDir
    private Path folder;

    private SwapTestBed bed() throws Exception {
        return new SwapTestBed(folder, SwapTestBed.Options.of(PARTITIONS).withCheckpoints(Duration.ofSeconds(1)));
    }

    /** Lets the model of a command answer so many events that nobody suspects it of what comes after. */
    private static void passTrial(SwapTestBed bed, SwapTraffic traffic, String command) {
        traffic.hurry(TRIAL);
        Path proof = bed.store()
                .folder()
                .resolve("markers")
                .resolve(bed.awaitOutcome(command).getSha256() + ".proved");
        SwapTestBed.await(() -> Files.exists(proof), "the model must pass its trial");
    }

    @Test
    void killedBetweenPreparationAndDecisionAndAtARandomPoint() throws Exception {
        long seed = Long.getLong("millrace.seed", System.nanoTime());
        LoggerFactory.getLogger(SwapKilledIT.class).info("seed {}", seed);
        try (SwapTestBed bed = bed()) {
            JobProcess job = bed.startProcess(PARTITIONS);
            SwapTraffic traffic = new SwapTraffic(bed, 0, PER_SECOND);
            int cut;
            try (traffic) {
                SwapTestBed.await(() -> bed.newestCheckpoint().isPresent(), "there must be a checkpoint");
                // Without one of its subtasks it cannot decide.
                job.removeTaskManager();
                String now = bed.issue(bed.command(CommandKind.DEPLOY, 10));
                bed.awaitPhase(now, StatusPhase.PREPARING);
                job.kill();
                assertThat(bed.statusesOf(now))
                        .extracting(ModelStatus::getPhase)
                        .doesNotContain(StatusPhase.COMMITTING);
                job = bed.startProcess(PARTITIONS);
                assertThat(bed.awaitOutcome(now).getPhase()).isEqualTo(StatusPhase.ACTIVE);
                passTrial(bed, traffic, now);

                cut = traffic.next() + AHEAD;
                String later = bed.issue(bed.command(CommandKind.DEPLOY, 11)
                        .setEffectiveFrom(Instant.ofEpochMilli(SwapTestBed.time(cut))));
                LockSupport.parkNanos((long) (new Random(seed).nextDouble() * LONGEST_DELAY_NANOS));
                job.kill();
                job = bed.startProcess(PARTITIONS);
                assertThat(bed.awaitOutcome(later).getPhase()).isEqualTo(StatusPhase.ACTIVE);
                traffic.awaitMore(PER_SECOND / 2);
            }
            // Time need not go on without gaps.
            assertThat(traffic.next()).isLessThan(cut - 200);
            bed.send(cut - 200, cut + 200);
            List<Prediction> answers = bed.check();
            assertThat(answers.stream().map(Prediction::getModelVersion).distinct())
                    .containsExactlyInAnyOrder(SwapModels.PIPELINE_FILE, 10L, 11L);
            assertThat(bed.statuses().stream()
                            .filter(status -> status.getPhase() == StatusPhase.ACTIVE)
                            .collect(Collectors.groupingBy(ModelStatus::getVersion, Collectors.counting())))
                    .isEqualTo(Map.of(10L, 1L, 11L, 1L));
            assertThat(job.isAlive()).isTrue();
        } catch (AssertionError e) {
            throw new AssertionError("with -Dmillrace.seed=" + seed + ": " + e.getMessage(), e);
        }
    }

    /** M30: fine while it is validated, and for a while after it began to serve. */
    @Test
    void aModelThatCrashesTheProcessLaterIsQuarantinedAndTheLastGoodServes() throws Exception {
        String yaml =
                Files.readString(ScoringTestBed.HOME.resolve("model").resolve("model.yaml"), StandardCharsets.UTF_8);
        try (SwapTestBed bed = bed()) {
            JobProcess job = bed.startProcess(PARTITIONS);
            SwapTraffic traffic = new SwapTraffic(bed, 0, PER_SECOND);
            try (traffic) {
                passTrial(
                        bed,
                        traffic,
                        bed.carryOut(bed.command(CommandKind.DEPLOY, 10)).getCommandId());
                StoredModel bomb = bed.models()
                        .add(
                                20,
                                Map.of(
                                        "model.yaml",
                                        SwapModels.bytes(yaml.replace("format: onnx", "format: mleap")
                                                .replace(
                                                        "lineage: {",
                                                        "lineage: {" + CrashingEngine.AT_EVENT + ": \"" + CRASH_AT
                                                                + "\", "))));
                bed.carryOut(bed.command(CommandKind.DEPLOY, 20, bomb));
                for (int crashes = 0; crashes < 2; crashes++) {
                    assertThat(job.awaitEnd()).isEqualTo(CrashingEngine.ABORTED);
                    job = bed.startProcess(PARTITIONS);
                }
                ModelStatus degraded = bed.awaitStatus(
                        status -> status.getPhase() == StatusPhase.DEGRADED && status.getVersion() == 20,
                        "it must be DEGRADED");
                assertThat(degraded.getReason()).isEqualTo("QUARANTINED");
                traffic.awaitMore(2 * CRASH_AT);
            }
            AuditReport report = Audit.run(bed.pipeline(), Duration.ofSeconds(30));
            assertThat(report.isClean()).as(report.toString()).isTrue();
            assertThat(job.isAlive()).as("after two crashes").isTrue();
            Map<Boolean, List<Prediction>> answers = bed.answers().stream()
                    .collect(Collectors.partitioningBy(answer -> answer.getDegradation() != null));
            assertThat(answers.get(true)).hasSizeGreaterThan(CRASH_AT).allSatisfy(answer -> {
                assertThat(answer.getModelVersion()).isEqualTo(10);
                assertThat(answer.getDegradation()).contains("it@20");
            });
            bed.assertVersions(answers.get(false));
        }
    }
}
