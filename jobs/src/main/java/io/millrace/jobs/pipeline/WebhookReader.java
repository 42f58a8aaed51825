package io.millrace.jobs.pipeline;

import io.millrace.config.ConfigNode;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads {@code drift.policy.webhooks}. Nothing that stands where an address or a header should is ever shown: it may be a secret. */
final class WebhookReader {
    private static final String PATH = "drift.policy.webhooks";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[.*]");
    private static final Set<String> OURS = Set.of(
            "content-type",
            "content-length",
            "idempotency-key",
            "host",
            "connection",
            "expect",
            "upgrade",
            "transfer-encoding",
            "user-agent");

    private final KeyReader secrets;
    private final List<String> problems;

    WebhookReader(KeyReader secrets, List<String> problems) {
        this.secrets = secrets;
        this.problems = problems;
    }

    /** The webhooks of a policy. */
    List<Webhook> read(ConfigNode policy) {
        List<Webhook> webhooks = new ArrayList<>();
        policy.objectsByName("webhooks")
                .forEach((name, node) -> webhook(name, node).ifPresent(webhooks::add));
        return webhooks;
    }

    private Optional<Webhook> webhook(String name, ConfigNode node) {
        String path = PATH + "." + name;
        if (!NAME.matcher(name).matches()) {
            problems.add(PATH + ": must have names of 1 to 63 of a-z, 0-9 and -, found \"" + name + "\"");
        }
        Optional<URI> url = url(path + ".url", node.text("url"));
        Map<String, String> headers = headers(path + ".headers", node.object("headers"));
        Duration timeout =
                node.duration("timeout", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMinutes(1));
        int attempts = (int) node.integer("attempts", 10L, 1, 100);
        node.finish();
        return url.map(address -> new Webhook(name, address, headers, timeout, attempts));
    }

    private Optional<URI> url(String path, String text) {
        if (text.isEmpty()) {
            return Optional.empty(); // told as missing
        }
        int before = problems.size();
        String resolved = secrets.resolved(path, text);
        if (problems.size() > before) {
            return Optional.empty();
        }
        Optional<String> mistake;
        try {
            URI url = new URI(resolved);
            mistake = mistake(url);
            if (mistake.isEmpty()) {
                return Optional.of(url);
            }
        } catch (URISyntaxException e) {
            mistake = Optional.of("must be an address");
        }
        problems.add(path + ": " + mistake.get() + ", found a value (not shown)");
        return Optional.empty();
    }

    private static Optional<String> mistake(URI url) {
        String host = url.getHost();
        if (host == null || host.isEmpty()) {
            return Optional.of("must be an https address with a host");
        }
        boolean own = host.equals("localhost") || isLiteral(host, InetAddress::isLoopbackAddress);
        if (!"https".equals(url.getScheme()) && !("http".equals(url.getScheme()) && own)) {
            return Optional.of("must begin with https://, or http:// where it is this machine's");
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            return Optional.of("must have neither a user before its host nor a fragment");
        }
        if (isLiteral(
                host,
                address ->
                        address.isLinkLocalAddress() || address.isMulticastAddress() || address.isAnyLocalAddress())) {
            return Optional.of("must not be a link-local, multicast or unspecified address");
        }
        return Optional.empty();
    }

    /** Whether a host is an address, no name, and one of a kind. Names are looked up when they are asked. */
    private static boolean isLiteral(String host, Predicate<InetAddress> kind) {
        if (!LITERAL.matcher(host).matches()) {
            return false;
        }
        try {
            return kind.test(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return false; // refused when it is asked
        }
    }

    private Map<String, String> headers(String path, ConfigNode node) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        node.textsByName().forEach((name, text) -> {
            String where = path + "." + name;
            if (!HEADER.matcher(name).matches() || OURS.contains(name.toLowerCase(Locale.ROOT))) {
                problems.add(path + ": must be headers that the request has not anyway, found \"" + name + "\"");
            } else if (!KeyReader.hasReference(text)) {
                problems.add(
                        where
                                + ": must have its secret by reference, ${env:NAME} or ${file:PATH}, found plain text (not shown)");
            } else {
                String value = secrets.resolved(where, text);
                if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
                    problems.add(where + ": must be one line of ASCII, found a value (not shown)");
                }
                headers.put(name, value);
            }
        });
        return headers;
    }
}
