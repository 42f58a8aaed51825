package io.millrace.gateway;

import static io.millrace.gateway.Messages.prediction;
import static io.millrace.gateway.Messages.signal;
import static io.millrace.gateway.Messages.snapshot;
import static io.millrace.gateway.Messages.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.gateway.config.GatewayConfig;
import io.millrace.gateway.config.GatewayFile;
import io.millrace.gateway.flow.FlowView;
import io.millrace.gateway.http.Json;
import io.millrace.gateway.topics.EventLookup;
import io.millrace.gateway.topics.KafkaTopics;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.kafka.LocalKafkaConfig;
import io.millrace.model.Sha256;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.StatusPhase;
import io.millrace.schemas.signing.CommandVerifier;
import io.millrace.schemas.signing.KeyFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway beside a real broker: 100,000 statuses, signals, a learner; a command on the control topic; a swap that it follows; the same after a
 * restart. With {@code -Dmillrace.gateway=full} a million signals and the memory that they leave.
 */
@Timeout(600)
final class GatewayIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(GatewayIT.class);
    private static final int STATUSES = 100_000;
    private static final int SIGNALS = 20_000;
    private static final int A_SECOND = 5_000;
    private static final int PACED_SECONDS = TimeBars.FULL ? 30 : 2;
    private static final String TOKEN = "it-token";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final KeyPair KEY = KeyFiles.generate();

    @TempDir
    private static Path folder;

    private static LocalKafka broker;
    private static KafkaProducer<byte[], byte[]> producer;

    /** The newest record on its way: when it is kept, all before it are. */
    private static Future<RecordMetadata> newest;

    private static GatewayConfig config;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        broker = LocalKafka.start(LocalKafkaConfig.of(folder.resolve("kafka")));
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", broker.bootstrap()))) {
            admin.createTopics(List.of(
                            topic("status"),
                            topic("monitoring"),
                            topic("models"),
                            topic("control"),
                            topic("events"),
                            topic("predictions"),
                            topic("dead-letters")))
                    .all()
                    .get();
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "linger.ms", 5, "batch.size", 200_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        KeyFiles.write(folder, "gateway", KEY);
        Path file = Files.writeString(
                folder.resolve("gateway.yaml"), """
                pipeline: flights
                kafka: {bootstrap: "%s"}
                http: {port: 0}
                auth: {tokens: [{name: it, sha256: %s, roles: [view, score, swap, parameters]}]}
                signing: {keyId: gateway, key: "${file:gateway.key}"}
                audit: audit.jsonl
                models: {store: store, allow: ["%s"]}
                """.formatted(broker.bootstrap(), Sha256.of(TOKEN), folder.toUri()));
        config = GatewayFile.read(file);
    }

    @AfterAll
    static void stop() {
        producer.close();
        broker.close();
    }

    private static NewTopic topic(String name) {
        return new NewTopic("flights." + name, Optional.of(1), Optional.empty());
    }

    private static void write(String topic, String key, byte[] value) {
        newest = producer.send(new ProducerRecord<>("flights." + topic, key.getBytes(StandardCharsets.UTF_8), value));
    }

    private static HttpResponse<String> send(Gateway gateway, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                .header("Authorization", "Bearer " + TOKEN);
        if (body != null) {
            request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(path, e);
        }
    }

    private static Duration await(String what, Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as(what).isLessThan(LIMIT);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Gateway ready() throws Exception {
        Gateway gateway = Gateway.start(config);
        Duration took = await("ready", () -> send(gateway, "/ready", null).statusCode() == 200);
        TimeBars.hold("ready with " + STATUSES + " statuses", took, Duration.ofSeconds(5));
        return gateway;
    }

    private static ConsumerRecord<byte[], byte[]> firstCommand() {
        TopicPartition partition = new TopicPartition("flights.control", 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(Set.of(partition));
            consumer.seekToBeginning(Set.of(partition));
            return consumer.poll(LIMIT).iterator().next();
        }
    }

    @Test
    void itShowsWhatTheTopicsSayCommandsFollowsAndStartsAgainTheSame() throws Exception {
        fill();
        JsonNode slotBefore;
        try (Gateway gateway = ready()) {
            JsonNode slot =
                    Json.MAPPER.readTree(send(gateway, "/v1/slots/delay", null).body());
            assertThat(slot.at("/champion/version").asInt()).isEqualTo(STATUSES / 2);
            assertThat(send(gateway, "/v1/learners/delay-online/parameters", null)
                            .body())
                    .contains("distance");
            assertThat(Json.MAPPER
                            .readTree(send(gateway, "/v1/signals?limit=1", null).body())
                            .at("/signals/0/value")
                            .asInt())
                    .isEqualTo(SIGNALS - 1);

            swap(gateway);
            signals(gateway);
            flow(gateway);
            memory();
            assertThat(send(gateway, "/metrics", null).body())
                    .contains("millrace_gateway_topic_records_total{topic=\"status\"}")
                    .contains(
                            "millrace_slot_model_share_ratio{engine=\"\",model=\"delay\",role=\"champion\",slot=\"delay\",version=\"99999\"} 1.0");
            slotBefore = Json.MAPPER.readTree(send(gateway, "/v1/slots", null).body());
        }
        try (Gateway gateway = ready()) {
            assertThat(Json.MAPPER.readTree(send(gateway, "/v1/slots", null).body()))
                    .isEqualTo(slotBefore);
            assertThat(send(gateway, "/v1/slots/delay/history?limit=1", null).body())
                    .contains("99999");
        }
    }

    private static void fill() throws Exception {
        for (int i = 0; i < STATUSES; i++) {
            boolean active = i % 2 == 1;
            write(
                    "status",
                    "delay",
                    MessageCodec.MODEL_STATUS.encode(status(
                                    "delay",
                                    active ? StatusPhase.ACTIVE : StatusPhase.VALIDATING,
                                    CommandKind.DEPLOY,
                                    i / 2,
                                    "delay",
                                    i / 2 + 1)
                            .build()));
        }
        for (int i = 0; i < SIGNALS; i++) {
            writeSignal("drift.feature.f" + i % 200, i);
        }
        write("models", "delay-online", MessageCodec.MODEL_SNAPSHOT.encode(snapshot("delay-online", 3, 500)));
        write("status", "delay", "no status".getBytes(StandardCharsets.UTF_8));
        newest.get();
    }

    /** The command of a request is on the control topic; when a job says that it is carried out, the model answers here. */
    private static void swap(Gateway gateway) throws Exception {
        Path model = folder.resolve("delay.pmml");
        try (InputStream in = GatewayIT.class.getResourceAsStream("/io/millrace/gateway/delay.pmml")) {
            Files.copy(in, model);
        }
        String sha256 = Sha256.of(model);
        HttpResponse<String> sent = send(
                gateway,
                "/v1/slots/delay/deploy",
                "{\"model\":\"delay\",\"version\":99999,\"uri\":\"" + model.toUri() + "\",\"sha256\":\"" + sha256
                        + "\",\"size\":" + Files.size(model) + "}");
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(202);
        ConsumerRecord<byte[], byte[]> record = firstCommand();
        ControlCommand command = new CommandVerifier(Map.of("gateway", KEY.getPublic()), false).verify(record.value());
        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("delay");
        assertThat(command.getIssuer()).isEqualTo("gateway: it");
        write(
                "status",
                "delay",
                MessageCodec.MODEL_STATUS.encode(
                        status("delay", StatusPhase.ACTIVE, CommandKind.DEPLOY, STATUSES, "delay", 99_999)
                                .setCommandId(command.getId())
                                .setUri(command.getUri())
                                .setSha256(command.getSha256())
                                .setSize(command.getSize())
                                .build()));
        newest.get();
        await(
                "the outcome",
                () -> send(gateway, sent.headers().firstValue("Location").orElseThrow(), null)
                        .body()
                        .contains("\"outcome\":\"DONE\""));
        await(
                "the model",
                () -> send(gateway, "/v2/models/delay/versions/99999/ready", null)
                                .statusCode()
                        == 200);
        String answer = send(gateway, "/v2/models/delay/infer", """
                        {"inputs":[{"name":"distance","shape":[1],"datatype":"FP64","data":[6]},
                          {"name":"carrier","shape":[1],"datatype":"BYTES","data":["AA"]}]}""").body();
        assertThat(answer).contains("\"probability\"", "0.5");
        assertThat(Files.readAllLines(folder.resolve("audit.jsonl"))).hasSize(2);
    }

    /** Behind some thousand signals a second the newest is shown within two seconds. */
    private static void signals(Gateway gateway) throws Exception {
        if (TimeBars.FULL) {
            for (int i = 0; i < 1_000_000; i++) {
                writeSignal("drift.feature.f" + i % 200, i);
            }
        }
        long start = System.nanoTime();
        for (int i = 0; i < PACED_SECONDS * A_SECOND; i++) {
            writeSignal("drift.feature.f" + i % 200, i);
            long ahead = start + i * (1_000_000_000L / A_SECOND) - System.nanoTime();
            if (ahead > 1_000_000) {
                LockSupport.parkNanos(ahead);
            }
        }
        writeSignal("the.newest", 1);
        newest.get();
        Duration lag = await(
                "the newest signal",
                () -> send(gateway, "/v1/signals?name=the.newest", null).body().contains("the.newest"));
        TimeBars.hold("the newest of " + A_SECOND + " signals a second", lag, Duration.ofSeconds(2));
    }

    /** Events and answers are told as they come. */
    private static void flow(Gateway gateway) throws Exception {
        await("the flow is watched", () -> askFlow(gateway).has("now"));
        for (int i = 0; i < 50; i++) {
            write("events", "k", new byte[] {1});
        }
        for (int i = 0; i < 40; i++) {
            write(
                    "predictions",
                    "e" + i,
                    MessageCodec.PREDICTION.encode(prediction(i).build()));
        }
        newest.get();
        await("all answers", () -> askFlow(gateway).at("/scored").asInt() == 40);
        await("what waits", () -> askFlow(gateway).at("/now/waiting").asInt() == 10);
        assertThat(askFlow(gateway).at("/now/gap").asInt()).isZero();
        assertThat(askFlow(gateway).at("/problem").asText()).isEmpty();
        assertThat(send(gateway, "/metrics", null).body())
                .contains("millrace_flow_answers_total{outcome=\"scored\"} 40.0");
    }

    private static JsonNode askFlow(Gateway gateway) throws IOException {
        return Json.MAPPER.readTree(send(gateway, "/v1/flow?points=1", null).body());
    }

    private static void writeSignal(String name, int value) {
        write(
                "monitoring",
                "s",
                MessageCodec.MONITORING_EVENT.encode(signal("DRIFT_STATISTIC", name, "m@" + value % 20, value)
                        .build()));
    }

    /** What this process holds after all that, broker and tests' own clients in it. */
    private static void memory() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        LOGGER.info(
                "{} MB of heap after {} statuses and {} signals",
                used >> 20,
                STATUSES,
                TimeBars.FULL ? 1_170_000 : 30_000);
        assertThat(used).isLessThan(256L << 20);
    }

    /** Transactions of events, one of them aborted, and an event that nobody answers: the ends of transactions take offsets of their own. */
    @Test
    void endsOfTransactionsAreNoGap() throws Exception {
        String topic = "transactions.events";
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", broker.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
        try (KafkaProducer<byte[], byte[]> writer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "transactional.id", "application"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            writer.initTransactions();
            for (boolean isCommitted : List.of(true, false, true, true)) {
                writer.beginTransaction();
                List<Future<RecordMetadata>> sent = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    sent.add(writer.send(new ProducerRecord<>(topic, new byte[] {1})));
                }
                for (Future<RecordMetadata> one : sent) {
                    one.get();
                }
                if (isCommitted) {
                    writer.commitTransaction();
                } else {
                    writer.abortTransaction();
                }
            }
        }
        // 0 1 2 end, 4 5 6 aborted, 8 9 10 end, 12 13 14 end: nobody answers 9
        FlowView view = new FlowView();
        view.begin();
        List.of(0, 1, 2, 8, 10, 12, 13, 14).forEach(offset -> view.answered(FlowView.Outcome.SCORED, 0, offset, 0, 0));
        for (int second = 0; second <= 10; second++) {
            view.tick(Map.of(0, 16L), second * 1_000L);
        }
        assertThat(view.newest()).hasValueSatisfying(point -> {
            assertThat(point.unchecked()).isEqualTo(5 + 1 + 1);
            assertThat(point.gap()).isZero();
            assertThat(point.waiting()).isEqualTo(1);
        });
        KafkaTopics topics = new KafkaTopics(config.kafka(), config.controlTopic());
        try (topics;
                EventLookup lookup = new EventLookup(topic, topics::lookup, view)) {
            lookup.start();
            await("all is looked at", () -> view.toLookAt().isEmpty());
        }
        view.tick(Map.of(0, 16L), 20_000);
        assertThat(view.newest()).hasValueSatisfying(point -> {
            assertThat(point.unchecked()).isZero();
            assertThat(point.gap()).isEqualTo(1);
            assertThat(point.waiting()).isZero();
        });
    }
}
