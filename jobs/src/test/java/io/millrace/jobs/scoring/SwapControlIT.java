package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.kafka.Cluster;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What comes in the way of commands: a subtask that never gets ready, a control topic that is not kept. */
@Timeout(600)
class SwapControlIT {
    private static final int PARTITIONS = 2;

    @TempDir
    private Path home;

    /** C21: one subtask never gets ready, because an event keeps its thread. */
    @Test
    void notAllSubtasksReady() throws Exception {
        FailingSchema.reset();
        try (SwapTestBed bed =
                new SwapTestBed(home, SwapTestBed.Options.of(PARTITIONS).withPrepareTimeout(Duration.ofSeconds(5)))) {
            bed.start(PARTITIONS, Optional.empty(), source -> source.setDeserializer(new FailingSchema()));
            bed.send(0, 100);
            bed.check();
            FailingSchema.hold(0);
            bed.send(100, 200);
            ModelStatus outcome = bed.awaitOutcome(bed.issue(bed.command(CommandKind.DEPLOY, 10)));
            assertThat(outcome.getPhase()).isEqualTo(StatusPhase.ABORTED);
            assertThat(outcome.getReason()).isEqualTo("PREPARE_TIMEOUT");
            assertThat(outcome.getDetail()).contains("found 1 of 2");
            FailingSchema.reset();
            assertThat(bed.check()).allMatch(answer -> answer.getModelVersion() == SwapModels.PIPELINE_FILE);
            assertThat(bed.carryOut(bed.command(CommandKind.DEPLOY, 11)).getPhase())
                    .isEqualTo(StatusPhase.ACTIVE);
        } finally {
            FailingSchema.reset();
        }
    }

    @Test
    void theControlTopicLosesRecordsIsCompactedAndVanishes() throws Exception {
        try (SwapTestBed bed = new SwapTestBed(home, SwapTestBed.Options.of(PARTITIONS));
                Admin admin = Admin.create(Cluster.clientProperties(bed.pipeline()))) {
            String topic = bed.pipeline().controlTopic();
            bed.start(PARTITIONS);
            bed.carryOut(bed.command(CommandKind.DEPLOY, 10));
            bed.send(0, 100);
            bed.check();
            bed.crash();

            bed.issue(bed.command(CommandKind.DEPLOY, 11));
            bed.issue(bed.command(CommandKind.DEPLOY, 12));
            TopicPartition partition = new TopicPartition(topic, 0);
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(3)))
                    .all()
                    .get();
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("cleanup.policy", "compact"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            bed.start(PARTITIONS, bed.newestCheckpoint(), source -> {});
            assertThat(awaitTrouble(bed, "CONTROL_GAP").getDetail()).contains("1 to 2");
            awaitTrouble(bed, "CONTROL_COMPACTED");
            bed.send(100, 200);
            bed.check();
            bed.carryOut(bed.command(CommandKind.DEPLOY, 13));
            bed.crash();

            admin.deleteTopics(List.of(topic)).all().get();
            bed.start(PARTITIONS, bed.newestCheckpoint(), source -> {});
            awaitTrouble(bed, "CONTROL_UNREACHABLE");
            bed.send(200, 300);
            assertThat(bed.check().stream().filter(answer -> answer.getModelVersion() == 13))
                    .hasSize(100);
            assertThat(bed.status()).isEqualTo(JobStatus.RUNNING);
            assertThat(bed.wasRestarted()).isFalse();
        }
    }

    private static ModelStatus awaitTrouble(SwapTestBed bed, String reason) {
        return bed.awaitStatus(
                status -> status.getPhase() == StatusPhase.DEGRADED && reason.equals(status.getReason()),
                "the status must say " + reason);
    }
}
