package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.Prediction;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A user's afternoon: run a pipeline, send events, stop with Ctrl-C, run it again, audit, and what an audit finds. */
@Timeout(600)
class PipelineRunIT {
    @Test
    void stopAndContinueLosesNothingAndAnswersNothingTwice(@TempDir Path folder) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String bootstrap = "127.0.0.1:" + port;
        Path flights = MillraceProcess.FLIGHTS;
        String yaml = Files.readString(flights.resolve("pipeline.yaml"))
                        .replace("localhost:9092", bootstrap)
                        .replace("flight.avsc", flights.resolve("flight.avsc").toString())
                        .replaceAll(
                                "models/[a-z-]+",
                                flights.resolve("models/delay-logistic-onnx").toString())
                + "\ncheckpoints: {interval: 1s}\n";
        String pipeline =
                Files.writeString(folder.resolve("pipeline.yaml"), yaml).toString();
        String data = folder.resolve("data").toString();
        String[] run = {"pipeline", "run", pipeline, "--local", "--data-dir", data};
        String[] publish = {
            "events",
            "publish",
            flights.resolve("flights.csv.zst").toString(),
            "--pipeline",
            pipeline,
            "--limit",
            "2000"
        };
        String[] audit = {"audit", pipeline, "--wait", "30", "--json"};

        try (MillraceProcess first = MillraceProcess.start(folder, run)) {
            first.awaitErr("Running flights");
            assertThat(MillraceProcess.run(folder, publish).exitCode()).isZero();
            JsonNode audited = audit(MillraceProcess.start(folder, audit), 0);
            assertThat(audited.path("events").asInt()).isEqualTo(2000);
            assertThat(audited.path("predictions").asInt()).isEqualTo(2000);
            first.interrupt();
            first.exitCode();
        }
        assertThat(MillraceProcess.processesWith(data)).as("left running").isEmpty();

        try (MillraceProcess second = MillraceProcess.start(folder, run)) {
            second.awaitErr("continuing from");
            assertThat(MillraceThread.start(publish).exitCode()).isZero();
            JsonNode audited = audit(MillraceThread.start(audit), 0);
            assertThat(audited.path("predictions").asInt()).isEqualTo(4000);
            assertThat(audited.path("accountingGap").asInt(-1)).isZero();

            answerTwice(bootstrap);
            JsonNode forged = audit(MillraceThread.start(audit), 1);
            assertThat(forged.path("duplicates").asInt()).isEqualTo(1);
            assertThat(forged.path("unknown").asInt()).isEqualTo(1);
            assertThat(forged.path("unreadable").asInt()).isEqualTo(1);
            second.interrupt();
            second.exitCode();
        }
        assertThat(MillraceProcess.processesWith(data)).as("left running").isEmpty();
    }

    private static JsonNode audit(CommandRun audit, int exitCode) throws Exception {
        assertThat(audit.exitCode()).as(audit.everything()).isEqualTo(exitCode);
        return new ObjectMapper().readTree(audit.lastLine());
    }

    /** Copies an answer, invents one, and writes garbage: an audit that cannot fail would prove nothing. */
    private static void answerTwice(String bootstrap) throws Exception {
        Map<String, Object> client = Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
        byte[] answer = null;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition("flights.predictions", 0)));
            consumer.seekToBeginning(consumer.assignment());
            while (answer == null) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    answer = record.value();
                }
            }
        }
        Prediction invented = Prediction.newBuilder(MessageCodec.PREDICTION.decode(answer))
                .setOffset(1_000_000L)
                .build();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (byte[] value : List.of(answer, MessageCodec.PREDICTION.encode(invented), new byte[] {1, 2, 3})) {
                producer.send(new ProducerRecord<>("flights.predictions", 0, null, value))
                        .get();
            }
        }
    }
}
