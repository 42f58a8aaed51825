package io.millrace.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.config.ConfigException;
import io.millrace.model.Device;
import io.millrace.model.store.S3Settings;
import io.millrace.schemas.signing.KeyFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PipelineFileTest {
    private static final String SCHEMA = """
        {"type":"record","name":"Event","fields":[{"name":"id","type":"string"}]}\
        """;
    private static final String OLDER = SCHEMA.replace("Event", "OldEvent");
    private static final String LEAST = """
        pipeline: least
        kafka: {bootstrap: "localhost:9092"}
        events: {topic: clicks, format: json, id: id}
        features: [{name: x}]
        slots: {main: {model: m.onnx}}
        """;
    private static final String CANARY = "canary-7Qx";
    private static final Map<String, String> ENVIRONMENT = Map.of("SECRET", CANARY, "USER", "alice");

    private static final PublicKey OPS = KeyFiles.generate().getPublic();
    private static final PublicKey LEARNER = KeyFiles.generate().getPublic();

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("event.avsc"), SCHEMA);
        Files.writeString(folder.resolve("older.avsc"), OLDER);
        Files.writeString(folder.resolve("key.pem"), CANARY + "-in-file\n");
        Files.writeString(folder.resolve("ops.pub"), KeyFiles.text(OPS) + "\n");
    }

    private Pipeline read(String yaml) {
        try {
            return PipelineFile.read(Files.writeString(folder.resolve("pipeline.yaml"), yaml), ENVIRONMENT::get);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ConfigException refusal(String yaml) {
        ConfigException refusal = catchThrowableOfType(ConfigException.class, () -> read(yaml));
        assertThat(refusal).as("refusal of %s", yaml).isNotNull();
        assertThat(refusal.getMessage()).doesNotContain(CANARY);
        return refusal;
    }

    private List<String> problems(String yaml) {
        return refusal(yaml).problems();
    }

    @Test
    void everyKeyIsRead() {
        Pipeline pipeline = read("""
            pipeline: flights-2
            kafka:
              bootstrap: "a:1,b:2"
              transactionTimeout: 5min
              properties: {security.protocol: SASL_SSL, retries: 7}
            events:
              topic: Flights.events
              format: avro
              schema: [event.avsc, older.avsc]
              id: meta.id
              key: tail
              time: meta.at
            features:
              - {name: distance, from: leg.distance, type: numeric, size: 3}
              - {name: carrier, type: categorical}
            slots:
              delay: {model: models/m, onFailure: {value: 0.25}, device: "cuda:1", deviceMemory: 4GiB, logFeatures: false, batch: {maxRows: 128, maxWait: 5ms}}
            delivery: at-least-once
            checkpoints: {interval: 3s, timeout: 30s, longestRestart: 1min}
            parallelism: 4
            control:
              keys: {ops: "${file:ops.pub}", learner: "%s"}
              allow: ["file:/models/", "https://models.example:8443/a/b/", "s3://models/fraud/"]
              privateNetworks: 10.1.0.0/16
              s3: {endpoint: "http://127.0.0.1:9000/", region: eu-central-1}
              store: kept
              prepareTimeout: 90s
              lateness: 2d
            """.formatted(KeyFiles.text(LEARNER)));
        assertThat(pipeline)
                .isEqualTo(new Pipeline(
                        folder.resolve("pipeline.yaml"),
                        "flights-2",
                        "a:1,b:2",
                        Map.of("security.protocol", "SASL_SSL", "retries", "7"),
                        new Events(
                                "Flights.events",
                                EventFormat.AVRO,
                                List.of(SCHEMA, OLDER),
                                "",
                                "meta.id",
                                "tail",
                                "meta.at"),
                        List.of(
                                new Feature("distance", "leg.distance", false, 3),
                                new Feature("carrier", "carrier", true, 1)),
                        new Slot(
                                "delay",
                                folder.resolve("models/m").toString(),
                                new FailurePolicy(0.25),
                                128,
                                Duration.ofMillis(5),
                                false,
                                new Device(Device.Kind.CUDA, 1, 4L << 30)),
                        Delivery.AT_LEAST_ONCE,
                        new Checkpoints(Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofMinutes(1)),
                        Duration.ofMinutes(5),
                        4,
                        new Control(
                                Map.of("ops", KeyFiles.text(OPS), "learner", KeyFiles.text(LEARNER)),
                                List.of("file:/models/", "https://models.example:8443/a/b/", "s3://models/fraud/"),
                                List.of("10.1.0.0/16"),
                                new S3Settings("http://127.0.0.1:9000/", "eu-central-1"),
                                folder.resolve("kept").toString(),
                                Duration.ofSeconds(90),
                                Duration.ofDays(2),
                                false),
                        Learning.NONE,
                        Optional.empty()));
    }

    @Test
    void allButTheLeastHasADefault() {
        Pipeline pipeline = read(LEAST);
        assertThat(pipeline)
                .isEqualTo(new Pipeline(
                        folder.resolve("pipeline.yaml"),
                        "least",
                        "localhost:9092",
                        Map.of(),
                        new Events("clicks", EventFormat.JSON, List.of(), "", "id", "", ""),
                        List.of(new Feature("x", "x", false, 1)),
                        new Slot(
                                "main",
                                folder.resolve("m.onnx").toString(),
                                new FailurePolicy(Double.NaN),
                                64,
                                Duration.ofMillis(2),
                                true,
                                Device.CPU),
                        Delivery.EXACTLY_ONCE,
                        new Checkpoints(Duration.ofSeconds(10), Duration.ofMinutes(2), Duration.ofMinutes(10)),
                        Duration.ofMinutes(15),
                        0,
                        new Control(
                                Map.of(),
                                List.of(),
                                List.of(),
                                new S3Settings("", "us-east-1"),
                                "",
                                Duration.ofMinutes(1),
                                Duration.ofHours(1),
                                false),
                        Learning.NONE,
                        Optional.empty()));
        assertThat(pipeline.slot().onFailure().hasFallback()).isFalse();
    }

    @Test
    void avroIsTheDefaultFormat() {
        Pipeline pipeline = read(LEAST.replace("format: json", "schema: event.avsc"));
        assertThat(pipeline.events().format()).isEqualTo(EventFormat.AVRO);
        assertThat(pipeline.events().schemas()).containsExactly(SCHEMA);
    }

    @Test
    void aRegistryIsReadForConfluent() {
        Events events = read(LEAST.replace("format: json", "format: confluent, registry: 'http://r:8081'"))
                .events();
        assertThat(events.format()).isEqualTo(EventFormat.CONFLUENT);
        assertThat(events.registry()).isEqualTo("http://r:8081");
    }

    @Test
    void topicsAreNamedAfterThePipeline() {
        Pipeline pipeline = read(LEAST);
        assertThat(pipeline.predictionsTopic()).isEqualTo("least.predictions");
        assertThat(pipeline.deadLettersTopic()).isEqualTo("least.dead-letters");
        assertThat(pipeline.labelsTopic()).isEqualTo("least.labels");
        assertThat(pipeline.controlTopic()).isEqualTo("least.control");
        assertThat(pipeline.statusTopic()).isEqualTo("least.status");
        assertThat(pipeline.shadowTopic()).isEqualTo("least.shadow");
    }

    @Test
    void copiesDifferInOneThing() {
        Pipeline pipeline = read(LEAST);
        assertThat(pipeline.withBootstrap("other:1").bootstrap()).isEqualTo("other:1");
        assertThat(pipeline.withBootstrap("other:1").withBootstrap("localhost:9092"))
                .isEqualTo(pipeline);
        assertThat(pipeline.withCheckpointInterval(Duration.ofSeconds(1)).checkpoints())
                .isEqualTo(new Checkpoints(Duration.ofSeconds(1), Duration.ofMinutes(2), Duration.ofMinutes(10)));
        assertThat(pipeline.withCheckpointInterval(Duration.ofSeconds(1))
                        .withCheckpointInterval(Duration.ofSeconds(10)))
                .isEqualTo(pipeline);
        assertThat(pipeline.withModel(Path.of("/m")).slot().modelPath()).isEqualTo(Path.of("/m"));
        assertThat(pipeline.withModel(Path.of("/m")).withModel(folder.resolve("m.onnx")))
                .isEqualTo(pipeline);
        assertThat(pipeline.withDelivery(Delivery.AT_LEAST_ONCE).delivery()).isEqualTo(Delivery.AT_LEAST_ONCE);
        assertThat(pipeline.withDelivery(Delivery.AT_LEAST_ONCE).withDelivery(Delivery.EXACTLY_ONCE))
                .isEqualTo(pipeline);
    }

    @Test
    void theRulesForCommandsMayBeChanged() {
        Pipeline pipeline = read(LEAST);
        Control control = pipeline.control();
        assertThat(control.withInsecure().insecure()).isTrue();
        assertThat(control.withStore(Path.of("/models")).store()).isEqualTo("/models");
        assertThat(control.withKeys(Map.of("ops", OPS)).publicKeys()).isEqualTo(Map.of("ops", OPS));
        assertThat(control.withKeys(Map.of("ops", OPS)).withKeys(Map.of())).isEqualTo(control);
        assertThat(pipeline.withControl(control.withInsecure()).withControl(control))
                .isEqualTo(pipeline);
    }

    @Test
    void whoMayCommandIsCheckedAsAWhole() throws IOException {
        Files.writeString(folder.resolve("none.pub"), CANARY);
        assertThat(problems(LEAST + """
            control:
              keys: {Ops: "${file:ops.pub}", plain: "%s", none: "${file:none.pub}", gone: "${file:gone.pub}"}
              allow:
                - models/
                - file:/models
                - file:/models/../etc/
                - "ftp://models.example/"
                - "https://alice:%s@models.example/"
                - "https://models.example/?a=/"
                - "s3://models"
                - "https:///models/"
              privateNetworks: [10.1.0.0/16, 8.8.8.0/24]
              s3: {endpoint: "s3.example", region: EU, bucket: b}
              store: [a]
              prepareTimeout: 500ms
              lateness: 366d
              insecure: true
            """.formatted(CANARY, CANARY)))
                .containsExactlyInAnyOrder(
                        "control.keys.Ops: must be 1 to 49 lower-case letters, digits or dashes, no dash first, found"
                                + " \"Ops\"",
                        "control.keys.plain: must be an Ed25519 public key, base64 of its X.509 form, found something"
                                + " else (not shown)",
                        "control.keys.none: must be an Ed25519 public key, base64 of its X.509 form, found something"
                                + " else (not shown)",
                        "control.keys.gone: file must exist, found none at " + folder.resolve("gone.pub"),
                        "control.keys: must be at most 2, found 4",
                        "control.allow: must begin with file:, http:, https: or s3:, found models/",
                        "control.allow: must end with /, found file:/models",
                        "control.allow: must have no . or .. in its path, found file:/models/../etc/",
                        "control.allow: must begin with file:, http:, https: or s3:, found ftp://models.example/",
                        "control.allow: must have no user, found https://***@models.example/",
                        "control.allow: must have no query, found https://models.example/?***",
                        "control.allow: must have a path, found s3://models",
                        "control.allow: must have a lower-case host and at most a port from 1 to 65535, found"
                                + " https:///models/",
                        "control.privateNetworks: must lie in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10"
                                + " or fc00::/7, found 8.8.8.0/24",
                        "control.s3.endpoint: must begin with file:, http:, https: or s3:, found s3.example",
                        "control.s3.region: must be lower-case letters, digits and dashes, found EU",
                        "control.s3.bucket: unknown key, found \"b\"",
                        "control.store: must be text, found [\"a\"]",
                        "control.prepareTimeout: must be a time from 1s to 1h (units: ms, s, min, h, d), found"
                                + " \"500ms\"",
                        "control.lateness: must be a time from 0ms to 365d (units: ms, s, min, h, d), found \"366d\"",
                        "control.insecure: unknown key, found true");
    }

    /** A slip that is easily made: the other file of the pair. */
    @Test
    void aPrivateKeyInPlaceOfAPublicOneIsNotShown() throws IOException {
        KeyPair pair = KeyFiles.generate();
        KeyFiles.write(folder, "slip", pair);
        String secret = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
        for (String key : List.of("\"${file:slip.key}\"", secret, "[" + secret + "]", "{" + secret + ": 1}")) {
            ConfigException refusal = refusal(LEAST + "control: {keys: {slip: " + key + "}}");
            assertThat(refusal.problems()).as(key).isNotEmpty();
            assertThat(refusal.getMessage()).doesNotContain(secret.substring(22));
        }
        assertThat(refusal(LEAST + "control: {key: {slip: " + secret + "}}").getMessage())
                .doesNotContain(secret.substring(22));
    }

    @Test
    void theCpusMemoryIsNotLimited() {
        assertThat(problems(LEAST.replace("model: m.onnx", "model: m.onnx, deviceMemory: 2GiB")))
                .containsExactly(
                        "slots.main.deviceMemory: only device cuda:N takes a limit of its memory, found \"2GiB\"");
    }

    @Test
    void allMistakesAreNamedAtOnce() {
        assertThat(problems("""
            pipeline: My Flights
            kafka: {bootstrap: localhost, transactionTimeout: 3min, properties: {acks: 1}}
            events: {topic: "a b", schema: [missing.avsc], id: id, tiem: sched_dep, registry: "http://r"}
            features: [{name: x}, {name: x}, {name: c, type: categorical, size: 2}, {nane: y}]
            slots: {delay: {model: m, onFailure: shrug, device: tpu, deviceMemory: 1GB, logFeatures: 1, batch: {maxRows: 0, maxWait: 0ms}}}
            delivery: maybe
            checkpoints: {interval: 0s}
            paralelism: 2
            """))
                .containsExactlyInAnyOrder(
                        "pipeline: must be 1 to 49 lower-case letters, digits or dashes, no dash first, found"
                                + " \"My Flights\"",
                        "kafka.bootstrap: must be host:port, several separated by commas, found \"localhost\"",
                        "kafka.properties.acks: is set by Millrace and must not be given, found a value",
                        "kafka.transactionTimeout: must be at least checkpoints.timeout + checkpoints.longestRestart +"
                                + " 60s = 13min, or answers of a long restart are lost, found 3min",
                        "events.topic: must be a Kafka topic name, found \"a b\"",
                        "events.schema: file must exist, found none at " + folder.resolve("missing.avsc"),
                        "events.registry: only format confluent takes a registry, found \"http://r\"",
                        "events.tiem: unknown key, found \"sched_dep\" (did you mean time?)",
                        "features[1].name: must differ from the other features' names, found \"x\"",
                        "features[2].size: must be 1 for a categorical feature, found 2",
                        "features[3].name: is required and must be text, found nothing",
                        "features[3].nane: unknown key, found \"y\" (did you mean name?)",
                        "slots.delay.onFailure: must be dead-letter or {value: NUMBER}, found \"shrug\"",
                        "slots.delay.device: must be cpu or cuda:N, N the number of the GPU, found \"tpu\"",
                        "slots.delay.deviceMemory: must be a size such as 512MiB or 4GiB, found \"1GB\"",
                        "slots.delay.logFeatures: must be true or false, found 1",
                        "slots.delay.batch.maxRows: must be a whole number from 1 to 65536, found 0",
                        "slots.delay.batch.maxWait: must be a time from 1ms to 1min (units: ms, s, min, h, d), found"
                                + " \"0ms\"",
                        "delivery: must be one of exactlyOnce, atLeastOnce, found \"maybe\"",
                        "checkpoints.interval: must be a time from 100ms to 1h (units: ms, s, min, h, d), found \"0s\"",
                        "paralelism: unknown key, found 2 (did you mean parallelism?)");
    }

    @Test
    void anEmptyMappingNamesAllThatIsRequired() {
        assertThat(problems("{}"))
                .containsExactlyInAnyOrder(
                        "pipeline: is required and must be text, found nothing",
                        "kafka.bootstrap: is required and must be text, found nothing",
                        "events.topic: is required and must be text, found nothing",
                        "events.schema: format avro needs the Avro schemas that events are written with, found nothing",
                        "events.id: is required and must be text, found nothing",
                        "features: must list at least one feature, found nothing",
                        "slots: must name exactly one slot, found nothing");
    }

    @Test
    void theFileItselfMustBeThereAndBeYaml() {
        Path nowhere = folder.resolve("nowhere.yaml");
        ConfigException refusal = catchThrowableOfType(ConfigException.class, () -> PipelineFile.read(nowhere));
        assertThat(refusal.problems()).contains("(file): file must exist, found none at " + nowhere);
        assertThat(problems("a: [1")).singleElement().asString().contains("must be valid YAML");
        assertThat(problems("- a")).singleElement().asString().contains("must be a mapping of keys to values");
        assertThat(problems(LEAST + "pipeline: again\n"))
                .singleElement()
                .asString()
                .contains("Duplicate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "slots: {} | slots: must name exactly one slot, found {}",
                "slots: {a: {model: m}, b: {model: m}} | slots: must name exactly one slot, found",
                "slots: {A: {model: m}} | slots.A: must be 1 to 49 lower-case letters",
                "slots: {main: {}} | slots.main.model: is required and must be text, found nothing",
                "slots: {main: 7} | slots.main: must be a mapping, found 7",
                "slots: {main: {model: m, onFailure: {}}} | slots.main.onFailure.value: must be the number that"
                        + " answers",
                "slots: {main: {model: m, onFailure: {value: x}}} | onFailure.value: must be a finite number, found"
                        + " \"x\"",
            })
    void exactlyOneSlotServes(String slots, String problem) {
        assertThat(problems(LEAST.replace("slots: {main: {model: m.onnx}}", slots)))
                .singleElement()
                .asString()
                .contains(problem);
    }

    @Test
    void mistakesAboutTheModelStandBesideTheOthers() throws IOException {
        Path file = Files.writeString(folder.resolve("pipeline.yaml"), LEAST + "paralelism: 2\n");
        ConfigException refusal = catchThrowableOfType(
                ConfigException.class,
                () -> PipelineFile.read(
                        file,
                        (events, features, slot, learning, drift, problems) ->
                                problems.add(events.topic() + features.get(0).name() + slot.name())));
        assertThat(refusal.problems())
                .containsExactly("paralelism: unknown key, found 2 (did you mean parallelism?)", "clicksxmain");
    }

    @ParameterizedTest
    @CsvSource({"topic: clicks, topic: a/b", "name: x, nane: x", "model: m.onnx, modle: m.onnx"})
    void theModelIsNotHeldAgainstWhatIsMistaken(String right, String wrong) throws IOException {
        Path file = Files.writeString(folder.resolve("pipeline.yaml"), LEAST.replace(right, wrong));
        ConfigException refusal = catchThrowableOfType(
                ConfigException.class,
                () -> PipelineFile.read(
                        file,
                        (events, features, slot, learning, drift, problems) ->
                                problems.add("the model was looked at")));
        assertThat(refusal.problems()).isNotEmpty().doesNotContain("the model was looked at");
    }

    @ParameterizedTest
    @CsvSource({"pipeline: flights, flights", "pipeline: Not A Name, pipeline", "other: x, pipeline", "'[', pipeline"})
    void theNameIsFoundInAFileThatHasMistakes(String yaml, String name) throws IOException {
        assertThat(PipelineFile.nameOf(Files.writeString(folder.resolve("pipeline.yaml"), yaml)))
                .isEqualTo(name);
        assertThat(PipelineFile.nameOf(folder.resolve("nowhere.yaml"))).isEqualTo("pipeline");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "a/b", "ä", "a\\nb"})
    void badTopicNamesAreRefused(String topic) {
        assertThat(problems(LEAST.replace("topic: clicks", "topic: \"" + topic + "\"")))
                .singleElement()
                .asString()
                .startsWith("events.topic: must be a Kafka topic name, found ");
        assertThat(problems(LEAST.replace("topic: clicks", "topic: " + "x".repeat(250))))
                .hasSize(1);
        assertThat(read(LEAST.replace("topic: clicks", "topic: " + "x".repeat(249)))
                        .events()
                        .topic())
                .hasSize(249);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "least.predictions",
                "least.dead-letters",
                "least.labels",
                "least.control",
                "least.status",
                "least.shadow"
            })
    void answersAreNotReadAsEvents(String topic) {
        assertThat(problems(LEAST.replace("topic: clicks", "topic: " + topic)))
                .containsExactly(
                        "events.topic: must not be a topic that the pipeline itself makes, or answers would be "
                                + "read as events, found \"" + topic + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-a", "A", "a.b", "a!b", "a_b", "ä", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeX"})
    void badPipelineNamesAreRefused(String name) {
        assertThat(problems(LEAST.replace("pipeline: least", "pipeline: \"" + name + "\"")))
                .singleElement()
                .asString()
                .startsWith("pipeline: must be 1 to 49 lower-case letters, digits or dashes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "avro, schema: 'bad.avsc' | events.schema: must be an Avro schema, found in bad.avsc: ",
                "avro, schema: 'enum.avsc' | events.schema: must be an Avro record, found ENUM in enum.avsc",
                "avro, schema: ['event.avsc', 'gone.avsc'] | events.schema: file must exist, found none at ",
                "avro, schema: '.' | events.schema: file must be readable text, found ",
                "avro | events.schema: format avro needs the Avro schemas that events are written with, found nothing",
                "json, schema: event.avsc | events.schema: only format avro takes schemas; confluent asks the"
                        + " registry, json",
                "confluent, registry: 'http://r', schema: event.avsc | events.schema: only format avro takes schemas;",
                "confluent | events.registry: format confluent needs the http(s) address of a schema registry",
                "confluent, registry: 'ftp://r' | events.registry: format confluent needs the http(s) address",
                "confluent, registry: 'no address' | events.registry: format confluent needs the http(s) address",
                "xml | events.format: must be one of avro, confluent, json, found \"xml\"",
            })
    void eachFormatHasItsNeeds(String format, String problem) throws IOException {
        Files.writeString(folder.resolve("bad.avsc"), "{\"type\": \"nonsense\"}");
        Files.writeString(folder.resolve("enum.avsc"), "{\"type\": \"enum\", \"name\": \"E\", \"symbols\": [\"A\"]}");
        assertThat(problems(LEAST.replace("format: json", "format: " + format)))
                .anySatisfy(found -> assertThat(found).startsWith(problem));
    }

    @ParameterizedTest
    @CsvSource({"exactly-once, 14min, false", "exactly-once, 15min, true", "at-least-once, 1min, true"})
    void transactionsOutliveTheLongestRestart(String delivery, String timeout, boolean accepted) {
        String yaml = LEAST.replace("9092\"", "9092\", transactionTimeout: " + timeout) + "delivery: " + delivery
                + "\ncheckpoints: {timeout: 3min, longestRestart: 11min}\n";
        if (accepted) {
            assertThat(read(yaml).delivery().name()).isEqualToIgnoringCase(delivery.replace('-', '_'));
        } else {
            assertThat(problems(yaml))
                    .singleElement()
                    .asString()
                    .startsWith("kafka.transactionTimeout: must be at least ")
                    .endsWith(" = 15min, or answers of a long restart are lost, found 14min");
        }
    }

    private static String withProperties(String properties) {
        return LEAST.replace("9092\"", "9092\", properties: {" + properties + "}");
    }

    @Test
    void secretsAreResolvedAndNeverShown() {
        Pipeline pipeline = read(withProperties("""
            ssl.key.password: "${env:SECRET}", ssl.keystore.key: "${file:key.pem}",
            sasl.jaas.config: "Login required username='${env:USER}' password='${env:SECRET}';\"\
            """));
        assertThat(pipeline.clientProperties())
                .containsEntry("ssl.key.password", CANARY)
                .containsEntry("ssl.keystore.key", CANARY + "-in-file")
                .containsEntry("sasl.jaas.config", "Login required username='alice' password='" + CANARY + "';");
        assertThat(pipeline.toString()).doesNotContain(CANARY).startsWith("least (");
    }

    @Test
    void aResolvedSecretIsNotResolvedAgain() throws IOException {
        Map<String, String> nested = Map.of("A", "${env:B} $1 \\", "B", "inner");
        Path file = Files.writeString(folder.resolve("nested.yaml"), withProperties("x: \"<${env:A}>\""));
        assertThat(PipelineFile.read(file, nested::get).clientProperties()).containsEntry("x", "<${env:B} $1 \\>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl.key.password",
                "ssl.keystore.password",
                "ssl.keystore.key",
                "sasl.jaas.config",
                "sasl.oauthbearer.client.credentials.client.secret"
            })
    void plainSecretsAreRefusedAndNotShown(String key) {
        assertThat(problems(withProperties(key + ": " + CANARY)))
                .containsExactly("kafka.properties." + key + ": must be a secret by reference, ${env:NAME} or"
                        + " ${file:PATH}, found plain text (not shown)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain${env:SECRET}", "${env:SECRET}plain", "${vault:SECRET}"})
    void aSecretIsNothingButItsReference(String value) {
        assertThat(problems(withProperties("SSL.Key.Password: \"" + value + "\"")))
                .singleElement()
                .asString()
                .contains("must be a secret by reference");
    }

    @Test
    void secretsInTheWrongPlaceAreNotShown() {
        assertThat(problems(LEAST.replace("9092\"", "9092\", ssl.key.password: " + CANARY)))
                .containsExactly("kafka.ssl.key.password: unknown key, found a value (not shown)");
        assertThat(problems(LEAST.replace("9092\"", "9092\", propertys: {ssl.key.password: " + CANARY + "}")))
                .containsExactly("kafka.propertys: unknown key, found a value (not shown) (did you mean properties?)");
        assertThat(problems(withProperties("sasl.jaas.config: {password: \"" + CANARY + "\\nmore\"}")))
                .contains("kafka.properties.sasl.jaas.config: must be text, found a value (not shown)");
        assertThat(problems(withProperties("ssl.key.password: [" + CANARY + "]")))
                .contains("kafka.properties.ssl.key.password: must be text, found a value (not shown)");
    }

    @Test
    void secretsStayHiddenBesideOtherMistakes() {
        assertThat(problems(withProperties("ssl.key.password: \"${env:SECRET}\", acks: \"${env:SECRET}\"")
                        + "paralelism: 2\n"))
                .hasSize(2);
    }

    @Test
    void secretsMustBeThere() {
        assertThat(problems(
                        withProperties("ssl.key.password: \"${env:NOWHERE}\", ssl.keystore.key: \"${file:gone.pem}\"")))
                .containsExactly(
                        "kafka.properties.ssl.key.password: environment variable must be set, found none called"
                                + " NOWHERE",
                        "kafka.properties.ssl.keystore.key: file must exist, found none at "
                                + folder.resolve("gone.pem"));
    }
}
