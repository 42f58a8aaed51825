package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.audit.Audit;
import io.millrace.jobs.kafka.SharedBroker;
import io.millrace.schemas.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The event rows of bad-inputs.md against one running job. Each test sends its bad events between good ones and then asks
 * for all that was sent so far: one answer each, the expected cause, the good ones scored as ever, the job never restarted.
 */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {
    private static final int PARTITIONS = 2;

    private ScoringTestBed bed;
    private final Map<Integer, List<String>> expected = new TreeMap<>();

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        bed = new ScoringTestBed(SharedBroker.bootstrap(), folder, PARTITIONS);
        bed.start(PARTITIONS);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            expected.put(partition, new ArrayList<>());
        }
    }

    @AfterAll
    void stop() throws Exception {
        bed.close();
    }

    private String events() {
        return bed.pipeline().events().topic();
    }

    /**
     * Sends an event.
     *
     * @param cause the cause that its dead letter must have, several separated by {@code |}; null: it must be scored
     * @return its position
     */
    private String send(String cause, byte[] value) {
        int partition = (expected.get(0).size() + expected.get(1).size()) % PARTITIONS;
        expected.get(partition).add(cause == null ? "scored" : cause);
        bed.send(partition, value);
        return partition + "@" + (expected.get(partition).size() - 1);
    }

    private void sendGood(int count) {
        for (int i = 0; i < count; i++) {
            send(
                    null,
                    ScoringTestBed.good("good" + expected.get(0).size() + "-"
                            + expected.get(1).size()));
        }
    }

    /** Every event has exactly the answer that was expected of it, at its own offset. */
    private ScoringTestBed.Answers check() throws Exception {
        sendGood(10);
        int total = expected.values().stream().mapToInt(List::size).sum();
        ScoringTestBed.Answers answers = bed.awaitAnswers(total);
        List<String> wrong = new ArrayList<>();
        expected.forEach((partition, outcomes) -> {
            for (int offset = 0; offset < outcomes.size(); offset++) {
                String position = partition + "@" + offset;
                DeadLetter letter = answers.deadLetters.get(position);
                String found = letter != null
                        ? letter.getCause()
                        : answers.predictions.containsKey(position) ? "scored" : "no answer";
                if (!Arrays.asList(outcomes.get(offset).split("\\|")).contains(found)) {
                    wrong.add(position + ": expected " + outcomes.get(offset) + ", found " + found);
                }
            }
        });
        assertThat(wrong).isEmpty();
        assertThat(answers.duplicates).isEmpty();
        answers.predictions.values().stream()
                .filter(prediction -> prediction.getEventId().startsWith("good"))
                .forEach(prediction -> assertThat(
                                (double) prediction.getOutputs().get("p"))
                        .isCloseTo(ScoringTestBed.goodScore(), org.assertj.core.data.Offset.offset(1e-6)));
        assertThat(Audit.run(bed.pipeline(), Duration.ZERO).isClean()).isTrue();
        assertThat(bed.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(bed.wasRestarted()).as("the job failed and was restarted").isFalse();
        return answers;
    }

    @Test
    void e1EmptyValuesAndTombstones() throws Exception {
        sendGood(3);
        String empty = send("EMPTY", new byte[0]);
        String tombstone = send("EMPTY", null);
        ScoringTestBed.Answers answers = check();
        assertThat(answers.deadLetters.get(empty).getValueLength()).isZero();
        assertThat(answers.deadLetters.get(tombstone).getValueLength()).isEqualTo(-1);
    }

    @Test
    void e2RandomBytesOfAThousandSeeds() throws Exception {
        for (int seed = 0; seed < 1_000; seed++) {
            byte[] bytes = new byte[seed % 2 == 0 ? 1 : 1024];
            new Random(seed).nextBytes(bytes);
            send("BAD_HEADER|TRUNCATED|UNKNOWN_SCHEMA", bytes);
            if (seed % 50 == 0) {
                sendGood(1);
            }
        }
        assertThat(check().deadLetters).hasSizeGreaterThanOrEqualTo(1_000);
    }

    @Test
    void e3E4CutAtEachByteAndOneByteTooMany() throws Exception {
        byte[] whole = ScoringTestBed.good("cut");
        for (int length = 1; length < whole.length; length++) {
            send("TRUNCATED", Arrays.copyOf(whole, length));
        }
        send("TRAILING", Arrays.copyOf(whole, whole.length + 1));
        check();
    }

    @Test
    void e7UnknownSchemaKeepsTheBytes() throws Exception {
        byte[] foreign = ScoringTestBed.good("foreign");
        foreign[5] ^= 1;
        String position = send("UNKNOWN_SCHEMA", foreign);
        DeadLetter letter = check().deadLetters.get(position);
        assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(foreign));
        assertThat(letter.getTopic()).isEqualTo(events());
    }

    @Test
    void e8StrangeNumbersFollowTheModelsPolicy() throws Exception {
        String missing = sendNumber(null, Double.NaN); // replaced by 0.5
        sendNumber("INVALID_FEATURE", Double.POSITIVE_INFINITY);
        sendNumber("INVALID_FEATURE", Double.NEGATIVE_INFINITY);
        sendNumber("INVALID_FEATURE", 1e308); // beyond the model's float
        sendNumber(null, -0.0);
        ScoringTestBed.Answers answers = check();
        double asMissing =
                (double) answers.predictions.get(missing).getOutputs().get("p");
        assertThat(asMissing).isCloseTo(1 / (1 + Math.exp(-0.5)), org.assertj.core.data.Offset.offset(1e-6));
    }

    private String sendNumber(String cause, double a) {
        GenericRecord event = ScoringTestBed.record("number");
        event.put("a", a);
        return send(cause, ScoringTestBed.bytes(event));
    }

    @Test
    void e9VectorsOfAnotherLength() throws Exception {
        for (int length : new int[] {0, 1, 3, 100_000}) {
            GenericRecord event = ScoringTestBed.record("vector" + length);
            event.put("v", Collections.nCopies(length, 1.5f));
            send("SHAPE", ScoringTestBed.bytes(event));
        }
        check();
    }

    @Test
    void e11TheSameIdTwiceHasTwoAnswers() throws Exception {
        send(null, ScoringTestBed.good("twin"));
        send(null, ScoringTestBed.good("twin"));
        ScoringTestBed.Answers answers = check();
        assertThat(answers.predictions.values().stream()
                        .filter(prediction -> prediction.getEventId().equals("twin")))
                .hasSize(2);
    }

    @Test
    void e12TenMegabyteRecords() throws Exception {
        GenericRecord large = ScoringTestBed.record("large");
        large.put("note", "x".repeat(10_000_000));
        byte[] tenMegabytes = ScoringTestBed.bytes(large);
        byte[] garbage = new byte[10_000_000];

        // As Kafka comes, the broker refuses it; the offset is never taken.
        try {
            bed.producer()
                    .send(new ProducerRecord<>(events(), 0, null, garbage))
                    .get();
            throw new AssertionError("the broker took 10 MB at its default limit");
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(RecordTooLargeException.class);
        }

        // Where the limit was raised: scored if it can be read, else a dead letter that keeps the beginning.
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) SharedBroker.bootstrap()))) {
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, events());
            admin.incrementalAlterConfigs(Map.of(
                            topic,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", "20000000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
        List<String> cut = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            send(null, tenMegabytes);
            cut.add(send("BAD_HEADER", garbage));
            sendGood(1);
        }
        ScoringTestBed.Answers answers = check();
        cut.forEach(position -> {
            DeadLetter letter = answers.deadLetters.get(position);
            assertThat(letter.getValueLength()).isEqualTo(garbage.length);
            assertThat(letter.getValue().remaining()).isEqualTo(DeadLetterEncoder.MAX_VALUE_BYTES);
        });
    }

    @Test
    void e14ARecordNestedAHundredThousandDeep() throws Exception {
        GenericRecord event = ScoringTestBed.record("deep");
        byte[] flat = ScoringTestBed.bytes(event);
        // The last byte says: no tree. A tree of n records is n times "there is one more", then "no more".
        byte[] deep = Arrays.copyOf(flat, flat.length + 100_000);
        Arrays.fill(deep, flat.length - 1, deep.length - 1, (byte) 2);
        send("TOO_DEEP", deep);
        GenericRecord shallow = ScoringTestBed.record("shallow");
        GenericRecord tree = new GenericData.Record(
                event.getSchema().getField("tree").schema().getTypes().get(1));
        shallow.put("tree", tree);
        send(null, ScoringTestBed.bytes(shallow));
        check();
    }
}
