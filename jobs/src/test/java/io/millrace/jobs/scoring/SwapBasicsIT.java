package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.swap.Timeline;
import io.millrace.model.store.StoredModel;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.Prediction;
import io.millrace.schemas.StatusPhase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of command under traffic: the answers change from where the status topic says, and nothing else does. */
@Timeout(600)
class SwapBasicsIT {
    private static final int PARTITIONS = 2;
    private static final int PER_SECOND = 2_000;

    @TempDir
    private Path home;

    private SwapTestBed bed() throws Exception {
        return new SwapTestBed(home, SwapTestBed.Options.of(PARTITIONS));
    }

    private static Map<Long, Long> countsByVersion(List<Prediction> predictions) {
        Map<Long, Long> counts = new TreeMap<>();
        predictions.forEach(prediction -> counts.merge(prediction.getModelVersion(), 1L, Long::sum));
        return counts;
    }

    @Test
    void deploysRollsBackPromotesAndRetiresNow() throws Exception {
        try (SwapTestBed bed = bed()) {
            bed.start(PARTITIONS);
            ModelStatus deployed;
            try (SwapTraffic traffic = new SwapTraffic(bed, 0, PER_SECOND)) {
                traffic.awaitMore(500);
                deployed = bed.carryOut(bed.command(CommandKind.DEPLOY, 10));
                traffic.awaitMore(500);
                ModelStatus canary =
                        bed.carryOut(bed.command(CommandKind.CANARY, 11).setPercent(30));
                assertThat(canary.getPositions()).hasSize(PARTITIONS);
                traffic.awaitMore(2_000);
                bed.carryOut(bed.command(CommandKind.PROMOTE)
                        .setModel(SwapModels.NAME)
                        .setVersion(11));
                traffic.awaitMore(500);
                ModelStatus back = bed.carryOut(bed.command(CommandKind.ROLLBACK));
                assertThat(back.getVersion()).isEqualTo(10);
                traffic.awaitMore(500);
                bed.carryOut(bed.command(CommandKind.CANARY, 12).setPercent(50));
                traffic.awaitMore(500);
                ModelStatus retired = bed.carryOut(bed.command(CommandKind.RETIRE)
                        .setModel(SwapModels.NAME)
                        .setVersion(12));
                assertThat(retired.getPhase()).isEqualTo(StatusPhase.RETIRED);
                traffic.awaitMore(500);
            }
            List<Prediction> predictions = bed.check();
            assertThat(deployed.getPositions()).hasSize(PARTITIONS);
            assertThat(deployed.getEngine()).isEqualTo("onnxruntime");
            assertThat(deployed.getRowsPerSecond()).isPositive();
            assertThat(deployed.getMemoryBytes()).isPositive();
            assertThat(bed.statusesOf(deployed.getCommandId()).stream()
                            .map(ModelStatus::getPhase)
                            .toList())
                    .startsWith(StatusPhase.VALIDATING, StatusPhase.PREPARING)
                    .endsWith(StatusPhase.COMMITTING, StatusPhase.ACTIVE);
            assertThat(countsByVersion(predictions).keySet()).containsExactly(3L, 10L, 11L, 12L);
            assertThat(bed.status()).isEqualTo(JobStatus.RUNNING);
            assertThat(bed.wasRestarted()).isFalse();
        }
    }

    @Test
    void deploysAtAnEventTimeAndRefusesOneThatIsOver() throws Exception {
        try (SwapTestBed bed = bed()) {
            bed.start(PARTITIONS);
            bed.send(0, 100);
            int cut = 3_000;
            Instant from = Instant.ofEpochMilli(SwapTestBed.time(cut));
            ModelStatus planned =
                    bed.carryOut(bed.command(CommandKind.DEPLOY, 20).setEffectiveFrom(from));
            assertThat(planned.getEffectiveFrom()).isEqualTo(from);
            bed.send(100, 5_000);
            List<Prediction> predictions = bed.check();
            assertThat(countsByVersion(predictions)).isEqualTo(Map.of(3L, 3_000L, 20L, 2_000L));

            Instant over = Instant.ofEpochMilli(SwapTestBed.time(4_000));
            ModelStatus late = bed.awaitOutcome(
                    bed.issue(bed.command(CommandKind.DEPLOY, 21).setEffectiveFrom(over)));
            assertThat(late.getPhase()).isEqualTo(StatusPhase.REJECTED);
            assertThat(late.getReason()).isEqualTo("LATE");
            // of one subtask or of the other, which are a step apart
            assertThat(late.getDetail()).contains("the latest of 2023-11-14T22:21:39");
            bed.send(5_000, 6_000);
            assertThat(countsByVersion(bed.check())).isEqualTo(Map.of(3L, 3_000L, 20L, 3_000L));
        }
    }

    @Test
    void asksAShadowBesideTheChampion() throws Exception {
        try (SwapTestBed bed = bed()) {
            bed.start(PARTITIONS);
            bed.carryOut(bed.command(CommandKind.SHADOW, 30).setPercent(40));
            Map<String, Prediction> answers;
            SwapTraffic traffic = new SwapTraffic(bed, 0, 500);
            try (traffic) {
                // A shadow leaves out what it would be late for, so how many answers there are depends on the machine.
                answers = shadowAnswers(bed.pipeline(), 300);
            }
            int events = traffic.next();
            assertThat(answers).hasSizeGreaterThanOrEqualTo(300);
            assertThat(answers.values()).allSatisfy(answer -> {
                byte[] key = SwapTestBed.key(answer.getEventId());
                assertThat(Timeline.bucket(key, key, 0, key.length)).isLessThan(40);
                assertThat(answer.getModelVersion()).isEqualTo(30);
                assertThat((double) answer.getOutputs().get("p"))
                        .isCloseTo(SwapModels.score(30), org.assertj.core.data.Offset.offset(1e-6));
            });
            assertThat(countsByVersion(bed.check())).isEqualTo(Map.of(3L, (long) events));
            bed.carryOut(
                    bed.command(CommandKind.PROMOTE).setModel(SwapModels.NAME).setVersion(30));
            bed.send(events, events + 500);
            assertThat(countsByVersion(bed.check())).isEqualTo(Map.of(3L, (long) events, 30L, 500L));
        }
    }

    private static Map<String, Prediction> shadowAnswers(Pipeline pipeline, int count) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", pipeline.bootstrap());
        properties.put("isolation.level", "read_committed");
        Map<String, Prediction> answers = new TreeMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(pipeline.shadowTopic()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (answers.size() < count && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    Prediction answer = MessageCodec.PREDICTION.decode(record.value());
                    assertThat(answers.put(answer.getEventId(), answer)).isNull();
                }
            }
        }
        return answers;
    }

    /** The model that serves is deleted; the job starts again; then the file is put back. */
    @Test
    void goesOnWithTheLastGoodModelWhereTheFileIsGone() throws Exception {
        try (SwapTestBed bed = bed()) {
            bed.start(PARTITIONS);
            bed.carryOut(bed.command(CommandKind.DEPLOY, 40));
            bed.send(0, 500);
            StoredModel model = bed.models().good(41);
            bed.carryOut(bed.command(CommandKind.DEPLOY, 41, model));
            bed.send(500, 1_000);
            bed.check();
            bed.crash();
            Path inStore = bed.store().find(model.sha256()).orElseThrow();
            Path away = home.resolve("away.zip");
            Path pushed = home.resolve("pushed.zip");
            Files.move(inStore, away);
            Files.move(model.path(), pushed);

            bed.start(PARTITIONS, bed.newestCheckpoint(), source -> {});
            ModelStatus degraded =
                    bed.awaitStatus(status -> status.getPhase() == StatusPhase.DEGRADED, "it must be DEGRADED");
            assertThat(degraded.getReason()).isEqualTo("ARTEFACT_MISSING");
            assertThat(degraded.getVersion()).isEqualTo(41);
            bed.send(1_000, 1_500);
            SwapTestBed.await(() -> bed.answers().size() >= 1_500, "last good must serve");
            assertThat(bed.answers().stream().filter(answer -> number(answer) >= 1_000))
                    .hasSize(500)
                    .allSatisfy(answer -> {
                        assertThat(answer.getModelVersion()).isEqualTo(40);
                        assertThat(answer.getDegradation()).contains("it@41");
                    });
            assertThat(bed.status()).isEqualTo(JobStatus.RUNNING);
            assertThat(bed.wasRestarted()).isFalse();
            bed.crash();

            Files.move(away, inStore);
            Optional<Path> newest = bed.newestCheckpoint();
            bed.start(PARTITIONS, newest, source -> {});
            bed.awaitStatus(
                    status -> status.getPhase() == StatusPhase.ACTIVE
                            && status.getCommandId().isEmpty()
                            && status.getVersion() == 41,
                    "it must serve again");
            bed.send(1_500, 2_000);
            SwapTestBed.await(() -> bed.answers().size() >= 2_000, "the job must go on");
            assertThat(bed.answers().stream().filter(answer -> number(answer) >= 1_500))
                    .hasSize(500)
                    .allSatisfy(answer -> {
                        assertThat(answer.getModelVersion()).isEqualTo(41);
                        assertThat(answer.getDegradation()).isNull();
                    });
        }
    }

    private static int number(Prediction answer) {
        return Integer.parseInt(answer.getEventId().substring(1));
    }
}
