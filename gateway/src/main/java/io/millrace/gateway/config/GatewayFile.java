package io.millrace.gateway.config;

import io.millrace.config.ConfigException;
import io.millrace.config.ConfigNode;
import io.millrace.gateway.config.GatewayConfig.Auth;
import io.millrace.gateway.config.GatewayConfig.Http;
import io.millrace.gateway.config.GatewayConfig.KafkaAccess;
import io.millrace.gateway.config.GatewayConfig.ModelSource;
import io.millrace.gateway.config.GatewayConfig.Oidc;
import io.millrace.gateway.config.GatewayConfig.Scoring;
import io.millrace.gateway.config.GatewayConfig.Token;
import io.millrace.gateway.config.GatewayConfig.Views;
import io.millrace.model.Sha256;
import io.millrace.model.store.FetchPolicy;
import io.millrace.model.store.S3Settings;
import io.millrace.schemas.signing.KeyFileException;
import io.millrace.schemas.signing.KeyFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the gateway's configuration file. Each default stands here and nowhere else; {@code docs/api.md} lists them. Secrets stand in
 * it as <code>${env:NAME}</code> or <code>${file:PATH}</code> only, and no message shows one.
 */
public final class GatewayFile {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,48}");
    private static final String NAME_RULE = "must be 1 to 49 lower-case letters, digits or dashes, no dash first";
    private static final Pattern BOOTSTRAP = Pattern.compile("[^,:\\s]+:\\d{1,5}(,[^,:\\s]+:\\d{1,5})*");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]+)}");
    private static final Pattern CLAIM = Pattern.compile("[\\w:/-]+(\\.[\\w:/-]+)*");

    /**
     * Properties of Kafka's clients that a file may set. Others could load classes, write files or change what the gateway relies on
     * (CVE-2025-27817, CVE-2025-27818).
     */
    private static final Pattern ALLOWED = Pattern.compile(
            "security\\.protocol|ssl\\..+|sasl\\..+|client\\.id|client\\.dns\\.lookup"
                    + "|request\\.timeout\\.ms|socket\\.connection\\.setup\\.timeout(\\.max)?\\.ms|reconnect\\.backoff(\\.max)?\\.ms");

    private static final Pattern CLASSES =
            Pattern.compile(".*(\\.class|\\.classes|callback\\.handler\\..*|\\.factory.*|jaas\\.config)");
    private static final Pattern SECRET = Pattern.compile(".*(password|secret|jaas\\.config|keystore\\.key|token).*");
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

    private final Path file;
    private final UnaryOperator<String> environment;
    private final List<String> problems = new ArrayList<>();

    private GatewayFile(Path file, UnaryOperator<String> environment) {
        this.file = file.toAbsolutePath().normalize();
        this.environment = environment;
    }

    /**
     * Reads a file.
     *
     * @throws ConfigException with every mistake in it
     */
    public static GatewayConfig read(Path file) {
        return read(file, System::getenv);
    }

    /** Like {@link #read(Path)}, with {@code environment} in place of the process's own. */
    static GatewayConfig read(Path file, UnaryOperator<String> environment) {
        return new GatewayFile(file, environment).read();
    }

    private GatewayConfig read() {
        ConfigNode root = ConfigNode.parse(contents(file, "(file)"), problems);
        throwIfAny();
        String pipeline = root.text("pipeline", null, NAME, NAME_RULE);
        Optional<Path> pipelineFile = existing(root, "pipelineFile");
        KafkaAccess kafka = kafka(root.object("kafka"));
        Http http = http(root.object("http"));
        Views views = views(root.object("views"));
        Auth auth = auth(root.object("auth"));
        Optional<CommandKey> signing =
                root.has("signing") ? Optional.of(signing(root.object("signing"))) : Optional.empty();
        Optional<Path> audit =
                root.has("audit") ? Optional.of(file.resolveSibling(root.text("audit"))) : Optional.empty();
        ModelSource models = models(root.object("models"));
        Scoring scoring = scoring(root.object("scoring"));
        root.finish();
        checkTogether(http, auth, signing, audit);
        throwIfAny();
        return new GatewayConfig(pipeline, pipelineFile, kafka, http, views, auth, signing, audit, models, scoring);
    }

    private void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new ConfigException(file.toString(), problems);
        }
    }

    private void checkTogether(Http http, Auth auth, Optional<CommandKey> signing, Optional<Path> audit) {
        if (!auth.isConfigured() && !LOOPBACK.contains(http.host())) {
            problems.add(
                    "http.host: must be 127.0.0.1, localhost or ::1 unless auth.tokens or auth.oidc say who may ask, found \""
                            + http.host() + "\"");
        }
        if (signing.isPresent() && audit.isEmpty()) {
            problems.add("audit: is required where signing is given, since each write is recorded, found nothing");
        }
        if (signing.isEmpty() && audit.isPresent()) {
            problems.add("signing: is required where audit is given, since nothing else is recorded, found nothing");
        }
        if (signing.isPresent() && !auth.isConfigured()) {
            problems.add("auth: is required where signing is given, since a write needs a token, found nothing");
        }
    }

    private KafkaAccess kafka(ConfigNode node) {
        String bootstrap = node.text("bootstrap", null, BOOTSTRAP, "must be host:port, several separated by commas");
        Map<String, String> properties = new LinkedHashMap<>();
        node.object("properties").textsByName().forEach((key, value) -> {
            String path = "kafka.properties." + key;
            if (!ALLOWED.matcher(key).matches() || isClassName(key)) {
                problems.add(path + ": must be one that the gateway allows (docs/api.md), found it");
            } else if (SECRET.matcher(key).matches()) {
                secret(path, value).ifPresent(secret -> properties.put(key, secret));
            } else {
                properties.put(key, value);
            }
        });
        node.finish();
        return new KafkaAccess(bootstrap, properties);
    }

    private static boolean isClassName(String key) {
        return CLASSES.matcher(key).matches() && !key.equals("sasl.jaas.config");
    }

    private Http http(ConfigNode node) {
        Http http = new Http(
                node.text("host", "127.0.0.1"),
                (int) node.integer("port", 8090L, 0, 65_535),
                (int) node.integer("maxBody", 524_288L, 1_024, 16_777_216),
                (int) node.integer("maxHeaders", 8_192L, 1_024, 65_536),
                node.duration("idle", Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofHours(1)),
                (int) node.integer("maxConnections", 200L, 4, 10_000),
                (int) node.integer("maxStreams", 20L, 1, 1_000));
        node.finish();
        return http;
    }

    private static Views views(ConfigNode node) {
        Views views = new Views(
                (int) node.integer("statuses", 20_000L, 100, 1_000_000),
                (int) node.integer("signals", 10_000L, 100, 1_000_000),
                node.duration("staleAfter", Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofDays(365)),
                (int) node.integer("maxSeries", 15_000L, 10, 100_000));
        node.finish();
        return views;
    }

    private Auth auth(ConfigNode node) {
        List<Token> tokens = new ArrayList<>();
        for (ConfigNode token : node.objects("tokens")) {
            tokens.add(token(token));
        }
        Optional<Oidc> oidc = node.has("oidc") ? Optional.of(oidc(node.object("oidc"))) : Optional.empty();
        boolean openMetrics = node.flag("openMetrics", false);
        node.finish();
        if (tokens.stream().map(Token::sha256).distinct().count() < tokens.size()) {
            problems.add("auth.tokens: must have different hashes, found one twice");
        }
        return new Auth(tokens, oidc, openMetrics);
    }

    private Token token(ConfigNode node) {
        String name = node.text("name", null, NAME, NAME_RULE);
        String hash = node.text("sha256");
        if (REFERENCE.matcher(hash).matches()) {
            // no secret, but one file may do for several places
            hash = secret("auth.tokens.sha256", hash).orElse("");
        }
        if (node.has("sha256") && !Sha256.isHash(hash)) {
            node.note("sha256", "must be the token's hash: " + Sha256.RULE, "something else (not shown)");
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String text : node.texts("roles")) {
            role(text).ifPresentOrElse(roles::add, () -> node.note("roles", "must be of " + roleNames(), text));
        }
        if (!node.has("roles")) {
            node.note("roles", "is required and must be a list of " + roleNames(), "nothing");
        }
        Optional<Instant> expires = Optional.empty();
        if (node.has("expires")) {
            String text = node.text("expires");
            try {
                expires = Optional.of(Instant.parse(text));
            } catch (DateTimeException e) {
                node.note("expires", "must be a time such as 2027-01-01T00:00:00Z", text);
            }
        }
        node.finish();
        return new Token(name, hash, roles, expires);
    }

    /** The role that a text names. */
    public static Optional<Role> role(String text) {
        for (Role role : Role.values()) {
            if (role.text().equals(text)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    private static String roleNames() {
        List<String> names = new ArrayList<>();
        for (Role role : Role.values()) {
            names.add(role.text());
        }
        return String.join(", ", names);
    }

    private static Oidc oidc(ConfigNode node) {
        Oidc oidc = new Oidc(
                node.text("issuer"),
                node.text("audience"),
                node.text("jwks"),
                node.text("rolesClaim", "realm_access.roles", CLAIM, "must be names joined by dots"),
                node.text("rolePrefix", "millrace-"));
        if (node.has("jwks") && !isSafe(oidc.jwks())) {
            node.reject("jwks", "must begin with https:, or with http: on this machine");
        }
        node.finish();
        return oidc;
    }

    private static boolean isSafe(String address) {
        try {
            URI uri = URI.create(address);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            String host = String.valueOf(uri.getHost()).replace("[", "").replace("]", "");
            return uri.getRawUserInfo() == null
                    && (scheme.equals("https") || (scheme.equals("http") && LOOPBACK.contains(host)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private CommandKey signing(ConfigNode node) {
        String id = node.text("keyId", null, KeyFiles.ID, KeyFiles.ID_RULE);
        Optional<String> pem = node.has("key") ? secret("signing.key", node.text("key")) : Optional.empty();
        if (!node.has("key")) {
            problems.add("signing.key: is required and must be ${env:NAME} or ${file:PATH}, found nothing");
        }
        node.finish();
        try {
            return new CommandKey(id, pem.map(KeyFiles::privateKey).orElse(null));
        } catch (KeyFileException e) {
            problems.add("signing.key: must be an Ed25519 private key as PKCS#8 in PEM, found a value (not shown)");
            return new CommandKey(id, null);
        }
    }

    private ModelSource models(ConfigNode node) {
        Path store = file.resolveSibling(node.text("store", ".millrace/gateway-models"));
        List<String> allow = node.texts("allow");
        List<String> privateNetworks = node.texts("privateNetworks");
        ConfigNode s3 = node.object("s3");
        String endpoint = s3.text("endpoint", S3Settings.DEFAULT.endpoint());
        String region = s3.text("region", S3Settings.DEFAULT.region());
        s3.finish();
        node.finish();
        FetchPolicy policy = FetchPolicy.of(List.of());
        try {
            policy = new FetchPolicy(
                    allow,
                    privateNetworks,
                    FetchPolicy.DEFAULT_MAX_BYTES,
                    FetchPolicy.DEFAULT_TIMEOUT,
                    new S3Settings(endpoint, region));
        } catch (IllegalArgumentException e) {
            e.getMessage().lines().forEach(line -> problems.add("models." + line));
        }
        return new ModelSource(store.normalize(), policy);
    }

    private static Scoring scoring(ConfigNode node) {
        Scoring scoring = new Scoring(
                (int) node.integer("quota", 100_000L, 1, Integer.MAX_VALUE),
                node.duration("quotaWindow", Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofDays(1)),
                (int) node.integer("decimals", 17L, 0, 17));
        node.finish();
        return scoring;
    }

    private Optional<Path> existing(ConfigNode root, String key) {
        if (!root.has(key)) {
            return Optional.empty();
        }
        Path path = file.resolveSibling(root.text(key)).normalize();
        if (!Files.isRegularFile(path)) {
            root.reject(key, "must be a file that exists");
        }
        return Optional.of(path);
    }

    /** A secret by its reference; empty after noting what is wrong. */
    private Optional<String> secret(String path, String text) {
        Matcher reference = REFERENCE.matcher(text);
        if (!reference.matches()) {
            problems.add(path
                    + ": must be a secret by reference, ${env:NAME} or ${file:PATH}, found plain text (not shown)");
            return Optional.empty();
        }
        if (reference.group(1).equals("env")) {
            String value = environment.apply(reference.group(2));
            if (value == null || value.isEmpty()) {
                problems.add(path + ": environment variable " + reference.group(2) + " must be set, found nothing");
                return Optional.empty();
            }
            return Optional.of(value);
        }
        int before = problems.size();
        String value = contents(file.resolveSibling(reference.group(2)), path).strip();
        return problems.size() == before ? Optional.of(value) : Optional.empty();
    }

    private String contents(Path path, String where) {
        try {
            return Files.readString(path, StandardCharsets.UTF_8);
        } catch (IOException e) {
            problems.add(
                    where + ": must be a readable file, found " + e.getClass().getSimpleName() + " at " + path);
            return "{}";
        }
    }
}
