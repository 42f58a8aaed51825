package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.local.DataFolder;
import io.millrace.cli.local.LocalControl;
import io.millrace.cli.local.LocalJob;
import io.millrace.cli.local.LocalMetrics;
import io.millrace.cli.model.FileScorer;
import io.millrace.cli.publish.EventEncoder;
import io.millrace.cli.publish.Progress;
import io.millrace.cli.publish.PublishPlan;
import io.millrace.cli.publish.Publisher;
import io.millrace.cli.publish.RecordFile;
import io.millrace.jobs.audit.AnswerReader;
import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.jobs.scoring.ScoringJob;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.kafka.LocalKafkaConfig;
import io.millrace.model.Model;
import io.millrace.model.Models;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Prediction;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code model score} and the stream give the same scores for the same rows: bit for bit with ONNX, 1e-9 with PMML. */
@Timeout(600)
class OfflineAgreesIT {
    private static final int EVENTS = 3_000;
    private static final Path FLIGHTS = MillraceProcess.FLIGHTS;

    @TempDir
    private static Path folder;

    private static LocalKafka broker;

    @BeforeAll
    static void startBroker() {
        broker = LocalKafka.start(LocalKafkaConfig.of(folder.resolve("kafka")));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @CsvSource({
        "delay-logistic-onnx, 0",
        "delay-lightgbm-onnx, 0",
        "delay-logistic-pmml, 1e-9",
        "delay-lightgbm-pmml, 1e-9"
    })
    void sameScores(String model, double tolerance) throws Exception {
        Map<String, Double> offline = offline(FLIGHTS.resolve("models").resolve(model));
        Map<String, Double> stream = stream(pipeline(model));

        assertThat(stream.keySet()).isEqualTo(offline.keySet());
        offline.forEach((id, score) -> assertThat(stream.get(id)).as(id).isCloseTo(score, Offset.offset(tolerance)));
        assertThat(LocalMetrics.sum("events")).isEqualTo(EVENTS);
        assertThat(LocalMetrics.sum("predictions")).isEqualTo(EVENTS);
        assertThat(LocalMetrics.sum("accounting_gap")).isZero();
    }

    /** The example's pipeline under a name of its own. */
    private static Pipeline pipeline(String model) throws Exception {
        String yaml = Files.readString(FLIGHTS.resolve("pipeline.yaml"))
                .replace("pipeline: flights", "pipeline: " + model)
                .replace("flights.events", model + ".events")
                .replace("flight.avsc", FLIGHTS.resolve("flight.avsc").toString())
                .replaceAll(
                        "models/[a-z-]+",
                        FLIGHTS.resolve("models").resolve(model).toString());
        Path file = folder.resolve(model + ".yaml");
        Files.writeString(file, yaml);
        return PipelineFile.read(file).withBootstrap(broker.bootstrap()).withCheckpointInterval(Duration.ofMillis(500));
    }

    private static Map<String, Double> offline(Path path) throws Exception {
        StringBuilder csv = new StringBuilder();
        try (Model model = Models.load(path)) {
            FileScorer.score(model, FLIGHTS.resolve("flights.csv.zst"), "flight_id", EVENTS, csv);
        }
        Map<String, Double> scores = new HashMap<>();
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        for (CSVRecord line : format.parse(new StringReader(csv.toString()))) {
            assertThat(line.get("fault")).as(line.toString()).isEmpty();
            scores.put(line.get("flight_id"), Double.valueOf(line.get("probability_late")));
        }
        return scores;
    }

    private static Map<String, Double> stream(Pipeline described) throws Exception {
        DataFolder data = DataFolder.of(folder.resolve(described.name()));
        Pipeline pipeline = LocalControl.of(described, data, false);
        try (Cluster cluster = Cluster.of(pipeline)) {
            cluster.createTopics(2, (short) 1);
        }
        try (RecordFile flights = RecordFile.open(FLIGHTS.resolve("flights.csv.zst"))) {
            Publisher.ofEvents(pipeline, EventEncoder.of(pipeline))
                    .publish(flights, PublishPlan.everything().withLimit(EVENTS), Progress.none());
        }
        Map<String, Double> scores = new HashMap<>();
        try (LocalJob job = LocalJob.scoring(pipeline, ScoringJob.check(pipeline), 2, data);
                AnswerReader answers = new AnswerReader(pipeline)) {
            long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (scores.size() < EVENTS && System.nanoTime() < deadline && !job.await(Duration.ofMillis(1))) {
                answers.poll(Duration.ofMillis(100), new Scores(scores));
            }
        }
        return scores;
    }

    private record Scores(Map<String, Double> byId) implements AnswerReader.Listener {
        @Override
        public void prediction(Prediction prediction) {
            byId.put(prediction.getEventId(), (Double) prediction.getOutputs().get("probability_late"));
        }

        @Override
        public void deadLetter(DeadLetter deadLetter) {
            throw new AssertionError("dead letter: " + deadLetter.getCause() + " " + deadLetter.getDetail());
        }

        @Override
        public void unreadable(String topic, int partition, long offset) {
            throw new AssertionError("unreadable: " + topic + " " + partition + "@" + offset);
        }
    }
}
