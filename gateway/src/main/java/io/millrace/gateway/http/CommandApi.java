package io.millrace.gateway.http;

import io.javalin.http.Context;
import io.millrace.config.ConfigNode;
import io.millrace.gateway.auth.AuditLog;
import io.millrace.gateway.auth.Caller;
import io.millrace.gateway.config.CommandKey;
import io.millrace.gateway.config.Role;
import io.millrace.gateway.metrics.GatewayMetrics;
import io.millrace.gateway.topics.CommandNotKeptException;
import io.millrace.gateway.topics.CommandTopic;
import io.millrace.model.Sha256;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.CommandKinds;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.signing.CommandSigner;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Changes what serves, and steers learners: checks the form of a request, signs a command with the gateway's key and sends it. Whether it is
 * carried out is decided by the scoring or the learning job, whose statuses tell: a request is answered as soon as the command is kept.
 */
public final class CommandApi {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final String NAME_RULE =
            "must be 1 to 63 lower-case letters, digits, dots, dashes or underscores, a letter or digit first";
    private static final Pattern LABEL = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}@[1-9]\\d{0,17}");
    private static final String LABEL_RULE = "must be NAME@VERSION, such as delay@2";
    private static final Pattern ID = Pattern.compile("[\\w-]{1,64}");
    private static final Pattern SLOT = Pattern.compile("[a-z0-9][a-z0-9-]{0,48}");
    private static final Set<String> SCHEMES = Set.of("file", "http", "https", "s3");
    private static final Set<CommandKind> BRINGS_MODEL =
            Set.of(CommandKind.DEPLOY, CommandKind.SHADOW, CommandKind.CANARY);
    /** A command is kept for ever, and is signed as a whole. */
    private static final int MOST_EVENTS = 1_000;

    private static final Duration DEFAULT_VALID = Duration.ofHours(1);
    private static final Duration LONGEST_VALID = Duration.ofDays(7);

    /** What writing needs, which a gateway that only reads has not. */
    public record Means(CommandKey key, AuditLog audit, CommandTopic topic) {}

    private final String pipeline;
    private final Optional<Means> means;
    private final GatewayMetrics metrics;
    private final Clock clock;

    /**
     * For a pipeline.
     *
     * @param means empty: every command is refused
     */
    public CommandApi(String pipeline, Optional<Means> means, GatewayMetrics metrics, Clock clock) {
        this.pipeline = pipeline;
        this.means = means;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** What can be asked. */
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.get("/v1/caller", Role.VIEW, this::caller));
        for (CommandKind kind : CommandKind.values()) {
            if (kind != CommandKind.UNKNOWN) {
                routes.add(Route.post(
                        "/v1/slots/{slot}/" + kind.name().toLowerCase(Locale.ROOT),
                        role(kind),
                        request -> send(request, kind)));
            }
        }
        return routes;
    }

    private static Role role(CommandKind kind) {
        return switch (kind) {
            case FREEZE, THAW, REVERT -> Role.LEARN;
            case RELEASE, REJECT -> Role.RELEASE;
            case UNKNOWN, DEPLOY, ROLLBACK, SHADOW, CANARY, PROMOTE, RETIRE, ABORT -> Role.SWAP;
        };
    }

    /** Who asks and what they may do, so that a page need not offer what would be refused. */
    private void caller(Context request) {
        Caller caller = Requests.caller(request);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", caller.name());
        object.put("roles", caller.roles().stream().map(Role::text).sorted().toList());
        object.put("sendsCommands", means.isPresent());
        Requests.answer(request, object);
    }

    private void send(Context request, CommandKind kind) {
        Means with = means.orElseThrow(
                () -> new ProblemException(503, "This gateway has no key to sign commands with, so it only reads."));
        String slot = Requests.name(request, "slot");
        if (!SLOT.matcher(slot).matches()) {
            throw new ProblemException(404, "There is no slot of that name.");
        }
        Caller caller = Requests.caller(request);
        ControlCommand command = command(Requests.json(request), kind, slot, caller);
        Map<String, Object> details = details(command);
        details.put("address", request.ip());
        with.audit.record("requested", caller, kind.name(), details);
        long offset;
        try {
            offset = with.topic.send(slot, CommandSigner.sign(command, with.key.id(), with.key.key()));
        } catch (CommandNotKeptException e) {
            details.put("failure", e.getMessage());
            with.audit.record("failed", caller, kind.name(), details);
            throw new ProblemException(
                    502,
                    "Kafka did not confirm the command " + command.getId()
                            + ". It may have been kept all the same: look at /v1/commands before you try again.");
        }
        details.put("offset", offset);
        with.audit.record("sent", caller, kind.name(), details);
        metrics.sent(kind.name());
        details.remove("address");
        details.put("status", "/v1/commands/" + command.getId());
        request.status(202).header("Location", "/v1/commands/" + command.getId());
        Requests.answer(request, details);
    }

    private static Map<String, Object> details(ControlCommand command) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("command", command.getId());
        details.put("kind", command.getKind().name());
        details.put("slot", command.getSlot());
        if (!command.getModel().isEmpty()) {
            details.put("model", command.getModel());
            details.put("version", command.getVersion());
        }
        if (!command.getSha256().isEmpty()) {
            details.put("uri", command.getUri());
            details.put("sha256", command.getSha256());
            details.put("size", command.getSize());
        }
        if (CommandKinds.isForLearners(command.getKind())) {
            details.put("learner", command.getLearner());
            details.put("events", command.getEvents());
            details.put("principal", command.getPrincipal());
        }
        details.put("notAfter", command.getNotAfter().toString());
        return details;
    }

    private ControlCommand command(byte[] body, CommandKind kind, String slot, Caller caller) {
        List<String> problems = new ArrayList<>();
        ConfigNode node = ConfigNode.parseJson(new String(body, StandardCharsets.UTF_8), problems);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        ControlCommand.Builder command = ControlCommand.newBuilder()
                .setId(UUID.randomUUID().toString())
                .setPipeline(pipeline)
                .setSlot(slot)
                .setKind(kind)
                .setIssuer("gateway: " + caller.name())
                .setIssuedAt(now);
        if (problems.isEmpty()) {
            fill(command, node, kind, now);
            node.finish();
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(
                    400,
                    problems.size() == 1 ? "The body has a mistake." : "The body has " + problems.size() + " mistakes.",
                    problems);
        }
        return command.build();
    }

    private static void fill(ControlCommand.Builder command, ConfigNode node, CommandKind kind, Instant now) {
        if (CommandKinds.isForLearners(kind)) {
            teach(command, node, kind, now);
        } else if (kind == CommandKind.ABORT) {
            command.setTarget(node.text("command", null, ID, "must be the id of a command"));
        } else {
            serve(command, node, kind);
        }
        command.setNotAfter(now.plus(node.duration("valid", DEFAULT_VALID, Duration.ofSeconds(1), LONGEST_VALID)));
    }

    /** What concerns learners. */
    private static void teach(ControlCommand.Builder command, ConfigNode node, CommandKind kind, Instant now) {
        command.setLearner(node.text("learner", "", SLOT, "must be the name of a learner"));
        if (kind == CommandKind.RELEASE || kind == CommandKind.REJECT) {
            List<String> events = node.texts("events");
            if (events.isEmpty()
                    || events.size() > MOST_EVENTS
                    || events.stream().anyMatch(String::isBlank)) {
                node.note("events", "must be 1 to " + MOST_EVENTS + " ids of events", events.size() + " of them");
            }
            command.setEvents(events);
        }
        if (kind == CommandKind.REVERT) {
            String principal = node.text("principal");
            if (node.has("principal") && principal.isBlank()) {
                node.note("principal", "must not be empty", "nothing but blanks");
            }
            if (!node.has("from")) {
                node.note("from", "is required and must be a time such as 2013-04-01T04:00:00Z", "nothing");
            }
            Instant from = moment(node, "from");
            Instant to = node.has("to") ? moment(node, "to") : now;
            if (from != null && to != null && from.isAfter(to)) {
                node.note("to", "must not be before from", to.toString());
            }
            command.setPrincipal(principal).setFrom(from).setTo(to);
        }
    }

    /** What concerns the models that serve. */
    private static void serve(ControlCommand.Builder command, ConfigNode node, CommandKind kind) {
        if (BRINGS_MODEL.contains(kind)) {
            bring(command, node);
        } else {
            name(command, node, kind == CommandKind.ROLLBACK);
        }
        if (kind != CommandKind.SHADOW) {
            command.setEffectiveFrom(moment(node, "effectiveFrom"));
        }
        if (node.has("expectedChampion")) {
            command.setExpectedChampion(node.text("expectedChampion", null, LABEL, LABEL_RULE));
        }
        if (kind == CommandKind.SHADOW || kind == CommandKind.CANARY) {
            command.setPercent((int) node.integer("percent", null, 1, 100));
        }
        if (kind == CommandKind.RETIRE && node.has("fallback")) {
            command.setFallback(node.text("fallback", null, LABEL, LABEL_RULE));
        }
    }

    private static void name(ControlCommand.Builder command, ConfigNode node, boolean mayBeAbsent) {
        if (!mayBeAbsent || node.has("model") || node.has("version")) {
            command.setModel(node.text("model", null, NAME, NAME_RULE));
            command.setVersion(node.integer("version", null, 1, Long.MAX_VALUE));
        }
    }

    private static void bring(ControlCommand.Builder command, ConfigNode node) {
        name(command, node, false);
        String uri = node.text("uri");
        if (node.has("uri")) {
            checkUri(node, uri);
        }
        String sha256 = node.text("sha256");
        if (node.has("sha256") && !Sha256.isHash(sha256)) {
            node.reject("sha256", Sha256.RULE);
        }
        command.setUri(uri).setSha256(sha256).setSize(node.integer("size", null, 1, Long.MAX_VALUE));
    }

    private static void checkUri(ConfigNode node, String text) {
        try {
            URI uri = new URI(text);
            if (!SCHEMES.contains(String.valueOf(uri.getScheme()))) {
                node.note("uri", "must begin with file:, http:, https: or s3:", "something else");
            }
            if (uri.getRawUserInfo() != null) {
                node.note("uri", "must have no user and password", "some");
            }
        } catch (URISyntaxException e) {
            node.note("uri", "must be an address", "something else");
        }
    }

    private static Instant moment(ConfigNode node, String key) {
        if (!node.has(key)) {
            return null;
        }
        try {
            return Instant.parse(node.text(key)).truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException e) {
            node.reject(key, "must be a time such as 2013-04-01T04:00:00Z");
            return null;
        }
    }
}
