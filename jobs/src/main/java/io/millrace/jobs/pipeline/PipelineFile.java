package io.millrace.jobs.pipeline;

import io.millrace.config.ConfigException;
import io.millrace.config.ConfigNode;
import io.millrace.model.Device;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Reads pipeline files. Each default stands here and nowhere else; {@code docs/pipeline.md} lists them. */
public final class PipelineFile {
    /** Names go into topics and transactional ids, so they are narrow; above all they have no {@code !}. */
    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,48}");

    static final String NAME_RULE = "must be 1 to 49 lower-case letters, digits or dashes, no dash first";
    static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");
    private static final Pattern BOOTSTRAP = Pattern.compile("[^,:\\s]+:\\d{1,5}(,[^,:\\s]+:\\d{1,5})*");
    private static final Pattern SECRET = Pattern.compile("\\$\\{(env|file):([^}]+)}");
    private static final Pattern MEMORY = Pattern.compile("([1-9]\\d{0,4})(MiB|GiB)");
    private static final Duration MARGIN = Duration.ofSeconds(60);

    /** Kafka properties that Millrace sets itself, because its promises depend on them. */
    private static final Set<String> OURS = Set.of(
            "bootstrap.servers",
            "transactional.id",
            "transaction.timeout.ms",
            "isolation.level",
            "enable.auto.commit",
            "enable.idempotence",
            "acks",
            "group.id",
            "key.serializer",
            "value.serializer",
            "key.deserializer",
            "value.deserializer");

    /** How secrets are called, and how base64 of every private key of Ed25519 begins. */
    private static final Pattern SENSITIVE = Pattern.compile("(?is).*(password|secret|sasl\\.jaas\\.config|credentials"
            + "|private(?!Networks)|token|ssl\\.keystore\\.key|MC4CAQAwBQYDK2Vw).*");

    /** A value out of the file in a message, up to the suggestion behind it. */
    private static final Pattern FOUND =
            Pattern.compile("(?s), found (?!none |plain text |a value).*?(?=( \\(did you mean [^)]*\\))?$)");

    private final Path file;
    private final UnaryOperator<String> environment;
    private final List<String> problems = new ArrayList<>();

    private PipelineFile(Path file, UnaryOperator<String> environment) {
        this.file = file.toAbsolutePath().normalize();
        this.environment = environment;
    }

    /** Holds the slot's model against events, features, learners and what is watched, once these are read. */
    @FunctionalInterface
    public interface ModelCheck {
        /** Adds what does not fit to {@code problems}. */
        void check(
                Events events,
                List<Feature> features,
                Slot slot,
                Learning learning,
                Optional<Drift> drift,
                List<String> problems);
    }

    /**
     * Reads {@code file} and checks everything that the file itself and the files beside it can tell.
     *
     * @throws ConfigException with all mistakes; nothing of the file may be used then
     */
    public static Pipeline read(Path file) {
        return read(file, System::getenv);
    }

    /**
     * Like {@link #read(Path)}, and lets {@code modelCheck} add its mistakes to the file's own, so that a user sees all of
     * them at once. It is asked unless what it would look at is itself mistaken.
     */
    public static Pipeline read(Path file, ModelCheck modelCheck) {
        return new PipelineFile(file, System::getenv).read(modelCheck);
    }

    /** The pipeline's name, or {@code pipeline} where the file does not tell one: for naming things before it is read. */
    public static String nameOf(Path file) {
        PipelineFile reader = new PipelineFile(file, System::getenv);
        String name = ConfigNode.parse(reader.contents(reader.file, "(file)"), reader.problems)
                .text("pipeline", "");
        return NAME.matcher(name).matches() ? name : "pipeline";
    }

    /** Like {@link #read(Path)}, with {@code environment} in place of the process's own for {@code ${env:NAME}}. */
    static Pipeline read(Path file, UnaryOperator<String> environment) {
        return new PipelineFile(file, environment).read((events, features, slot, learning, drift, problems) -> {});
    }

    private Pipeline read(ModelCheck modelCheck) {
        ConfigNode root = ConfigNode.parse(contents(file, "(file)"), problems);
        if (!problems.isEmpty()) {
            throw new ConfigException(file.toString(), problems);
        }
        String name = root.text("pipeline", null, NAME, NAME_RULE);
        ConfigNode kafka = root.object("kafka");
        String bootstrap = kafka.text("bootstrap", null, BOOTSTRAP, "must be host:port, several separated by commas");
        Map<String, String> clientProperties = clientProperties(kafka);
        Duration transactionTimeout =
                kafka.duration("transactionTimeout", Duration.ofMinutes(15), Duration.ofMinutes(1), Duration.ofDays(1));
        Events events = events(root.object("events"));
        List<Feature> features = features(root.objects("features"));
        Slot slot = slot(root);
        Delivery delivery = root.oneOf("delivery", Delivery.class, Delivery.EXACTLY_ONCE);
        Checkpoints checkpoints = checkpoints(root.object("checkpoints"));
        int parallelism = (int) root.integer("parallelism", 0L, 0, 720);
        Control control = new ControlReader(root.object("control"), file, this::resolve, problems).read();
        KeyReader keys = new KeyReader(control, this::resolve, problems);
        Optional<Drift> drift = root.has("drift")
                ? Optional.of(new DriftReader(
                                root.object("drift"),
                                new DriftReader.Surroundings(slot, features, delivery, checkpoints),
                                keys,
                                problems)
                        .read())
                : Optional.empty();
        Learning learning = new LearningReader(
                        root,
                        new LearningReader.Surroundings(
                                file,
                                name,
                                slot,
                                features,
                                delivery,
                                checkpoints,
                                drift.filter(Drift::watchesErrors).isPresent()),
                        keys,
                        problems)
                .read();
        drift.ifPresent(watched -> watched.policy()
                .check(learning.learners().stream().map(LearnerPlan::name).toList(), problems));
        kafka.finish();
        root.finish();
        if (features.isEmpty()) {
            root.reject("features", "must list at least one feature");
        }
        Duration needed =
                checkpoints.timeout().plus(checkpoints.longestRestart()).plus(MARGIN);
        if (delivery == Delivery.EXACTLY_ONCE && transactionTimeout.compareTo(needed) < 0) {
            problems.add(
                    "kafka.transactionTimeout: must be at least checkpoints.timeout + checkpoints.longestRestart + "
                            + "60s = " + ConfigNode.format(needed)
                            + ", or answers of a long restart are lost, found "
                            + ConfigNode.format(transactionTimeout));
        }
        Pipeline pipeline = new Pipeline(
                file,
                name,
                bootstrap,
                clientProperties,
                events,
                features,
                slot,
                delivery,
                checkpoints,
                transactionTimeout,
                parallelism,
                control,
                learning,
                drift);
        if (pipeline.ownTopics().contains(events.topic())
                || pipeline.labelsTopic().equals(events.topic())) {
            problems.add(
                    "events.topic: must not be a topic that the pipeline itself makes, or answers would be read as "
                            + "events, found \"" + events.topic() + "\"");
        }
        if (pipeline.ownTopics().contains(pipeline.labelsTopic())) {
            problems.add("labels.topic: must be a topic of its own, found \"" + pipeline.labelsTopic() + "\"");
        }
        if (slot != null && problems.stream().noneMatch(PipelineFile::concernsModel)) {
            modelCheck.check(events, features, slot, learning, drift, problems);
        }
        if (!problems.isEmpty()) {
            problems.replaceAll(PipelineFile::withoutSecret);
            throw new ConfigException(file.toString(), problems);
        }
        return pipeline;
    }

    /** A secret in the wrong place is a mistake like any other, but what was found there must not be shown. */
    private static String withoutSecret(String problem) {
        return SENSITIVE.matcher(problem).matches()
                ? FOUND.matcher(problem).replaceFirst(", found a value (not shown)")
                : problem;
    }

    private static boolean concernsModel(String problem) {
        return problem.startsWith("events")
                || problem.startsWith("features")
                || problem.startsWith("learners")
                || problem.startsWith("drift")
                || problem.startsWith("admission")
                || problem.contains(".model:");
    }

    private Map<String, String> clientProperties(ConfigNode kafka) {
        ConfigNode node = kafka.object("properties");
        Map<String, String> resolved = new LinkedHashMap<>();
        node.textsByName().forEach((key, value) -> {
            if (OURS.contains(key)) {
                problems.add("kafka.properties." + key + ": is set by Millrace and must not be given, found a value");
            }
            if (SENSITIVE.matcher(key).matches() && !isByReference(key, value)) {
                problems.add("kafka.properties." + key
                        + ": must be a secret by reference, ${env:NAME} or ${file:PATH}, found plain text (not shown)");
            }
            resolved.put(key, resolve("kafka.properties." + key, value));
        });
        return resolved;
    }

    /** Replaces {@code ${env:NAME}} and {@code ${file:PATH}}; the secret itself never goes into a message. */
    private String resolve(String path, String value) {
        Matcher matcher = SECRET.matcher(value);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            String reference = matcher.group(2);
            String secret = matcher.group(1).equals("env")
                    ? environment.apply(reference)
                    : contents(file.resolveSibling(reference), path).strip();
            if (secret == null) {
                problems.add(path + ": environment variable must be set, found none called " + reference);
            }
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(secret == null ? "" : secret));
        }
        return matcher.appendTail(resolved).toString();
    }

    private Events events(ConfigNode node) {
        String topic = node.text("topic", null, TOPIC, "must be a Kafka topic name");
        EventFormat format = node.oneOf("format", EventFormat.class, EventFormat.AVRO);
        List<String> schemas = new ArrayList<>();
        if (format == EventFormat.AVRO && !node.has("schema")) {
            node.reject("schema", "format avro needs the Avro schemas that events are written with");
        }
        if (format != EventFormat.AVRO && node.has("schema")) {
            node.reject("schema", "only format avro takes schemas; confluent asks the registry, json has none");
        }
        for (String schemaFile : node.texts("schema")) {
            schema(schemaFile, schemas);
        }
        String registry = node.text("registry", "");
        if (format == EventFormat.CONFLUENT && !isHttp(registry)) {
            node.reject("registry", "format confluent needs the http(s) address of a schema registry");
        }
        if (format != EventFormat.CONFLUENT && !registry.isEmpty()) {
            node.reject("registry", "only format confluent takes a registry");
        }
        Events events = new Events(
                topic, format, schemas, registry, node.text("id"), node.text("key", ""), node.text("time", ""));
        node.finish();
        return events;
    }

    /** A JAAS line names its login module in plain text; every other secret is nothing but the reference. */
    private static boolean isByReference(String key, String value) {
        Matcher secret = SECRET.matcher(value);
        return key.contains("jaas") ? secret.find() : secret.matches();
    }

    private static boolean isHttp(String address) {
        try {
            String scheme = URI.create(address).getScheme();
            return "http".equals(scheme) || "https".equals(scheme);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void schema(String schemaFile, List<String> schemas) {
        int before = problems.size();
        String json = contents(file.resolveSibling(schemaFile), "events.schema");
        if (problems.size() > before) {
            return;
        }
        try {
            Schema schema = new Schema.Parser().parse(json);
            if (schema.getType() != Schema.Type.RECORD) {
                problems.add("events.schema: must be an Avro record, found " + schema.getType() + " in " + schemaFile);
            }
            schemas.add(schema.toString());
        } catch (AvroRuntimeException | NullPointerException e) {
            // Avro's parser throws a NullPointerException for a type that it does not know.
            problems.add("events.schema: must be an Avro schema, found in " + schemaFile + ": " + e.getMessage());
        }
    }

    private List<Feature> features(List<ConfigNode> nodes) {
        List<Feature> features = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ConfigNode node : nodes) {
            String name = node.text("name");
            FeatureKind kind = node.oneOf("type", FeatureKind.class, FeatureKind.NUMERIC);
            Feature feature = new Feature(name, node.text("from", name), kind == FeatureKind.CATEGORICAL, (int)
                    node.integer("size", 1L, 1, 1_000_000));
            if (!names.add(name)) {
                node.reject("name", "must differ from the other features' names");
            }
            if (feature.categorical() && feature.size() > 1) {
                node.reject("size", "must be 1 for a categorical feature");
            }
            node.finish();
            features.add(feature);
        }
        return features;
    }

    private enum FeatureKind {
        NUMERIC,
        CATEGORICAL
    }

    private Slot slot(ConfigNode root) {
        Map<String, ConfigNode> slots = root.objectsByName("slots");
        if (slots.size() != 1) {
            root.reject("slots", "must name exactly one slot");
        }
        Slot slot = null;
        for (Map.Entry<String, ConfigNode> entry : slots.entrySet()) {
            ConfigNode node = entry.getValue();
            if (!NAME.matcher(entry.getKey()).matches()) {
                problems.add("slots." + entry.getKey() + ": " + NAME_RULE + ", found \"" + entry.getKey() + "\"");
            }
            String model = node.text("model");
            FailurePolicy onFailure = failurePolicy(node);
            Device device = device(node);
            ConfigNode batch = node.object("batch");
            slot = new Slot(
                    entry.getKey(),
                    file.resolveSibling(model).normalize().toString(),
                    onFailure,
                    (int) batch.integer("maxRows", 64L, 1, 65_536),
                    batch.duration("maxWait", Duration.ofMillis(2), Duration.ofMillis(1), Duration.ofMinutes(1)),
                    node.flag("logFeatures", true),
                    device);
            batch.finish();
            node.finish();
        }
        return slot;
    }

    private static Device device(ConfigNode node) {
        Device device = Device.CPU;
        try {
            device = Device.parse(node.text("device", "cpu"));
        } catch (IllegalArgumentException e) {
            node.reject("device", "must be cpu or cuda:N, N the number of the GPU");
        }
        if (!node.has("deviceMemory")) {
            return device;
        }
        Matcher size = MEMORY.matcher(node.text("deviceMemory", ""));
        if (!size.matches()) {
            node.reject("deviceMemory", "must be a size such as 512MiB or 4GiB");
            return device;
        }
        if (device.kind() == Device.Kind.CPU) {
            node.reject("deviceMemory", "only device cuda:N takes a limit of its memory");
        }
        return device.withMemoryLimit(
                Long.parseLong(size.group(1)) << (size.group(2).equals("GiB") ? 30 : 20));
    }

    private static FailurePolicy failurePolicy(ConfigNode node) {
        if (node.isObject("onFailure")) {
            ConfigNode policy = node.object("onFailure");
            double value = policy.number("value");
            if (Double.isNaN(value) && !policy.has("value")) {
                policy.reject("value", "must be the number that answers instead of the model");
            }
            policy.finish();
            return new FailurePolicy(value);
        }
        String policy = node.text("onFailure", "dead-letter");
        if (!policy.equals("dead-letter")) {
            node.reject("onFailure", "must be dead-letter or {value: NUMBER}");
        }
        return new FailurePolicy(Double.NaN);
    }

    private static Checkpoints checkpoints(ConfigNode node) {
        Checkpoints checkpoints = new Checkpoints(
                node.duration("interval", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofHours(1)),
                node.duration("timeout", Duration.ofMinutes(2), Duration.ofSeconds(1), Duration.ofHours(1)),
                node.duration("longestRestart", Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofDays(1)));
        node.finish();
        return checkpoints;
    }

    private String contents(Path path, String problemPath) {
        try {
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            problems.add(problemPath + ": file must exist, found none at " + path);
        } catch (IOException e) {
            problems.add(problemPath + ": file must be readable text, found " + e + " at " + path);
        }
        return "";
    }
}
