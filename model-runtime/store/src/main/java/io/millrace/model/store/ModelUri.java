package io.millrace.model.store;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address of a model, or of a folder of models, in the only form that is read: lower-case scheme and host, no user, no
 * query, no fragment, and a path that has nothing to resolve and does not change its parts when it is decoded, once or
 * twice. So whether a file lies in a folder can be told by comparing texts.
 *
 * @param scheme {@code file}, {@code http}, {@code https} or {@code s3}
 * @param host name, IPv4 address with four numbers, or IPv6 address in brackets; the bucket for {@code s3}; empty for
 *     {@code file}
 * @param port the port that is meant, given or not; 0 for {@code file} and {@code s3}
 * @param path begins with a slash; percent-encoded
 */
record ModelUri(String scheme, String host, int port, String path) {
    private static final int MOST_LENGTH = 2_048;
    private static final int MOST_SHOWN = 200;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final Pattern SCHEME = Pattern.compile("([a-z][a-z0-9+.-]*):(.*)");
    private static final Set<String> SCHEMES = Set.of("file", "http", "https", "s3");
    private static final Pattern AUTHORITY = Pattern.compile("([a-z0-9.-]+|\\[[0-9a-f:.]+\\])(?::([1-9][0-9]{0,4}))?");
    /** Its last part begins with a letter: resolvers read anything else as a number, in one notation or another. */
    private static final Pattern HOST_NAME =
            Pattern.compile("(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    /** Semicolons are left out: some servers take what follows for a parameter and {@code ..;} for {@code ..}. */
    private static final Pattern PATH = Pattern.compile("/([A-Za-z0-9._~!$&'()*+=@:,/-]|%[0-9A-Fa-f]{2})*");
    /** As {@link java.nio.file.Path#toUri} writes it. */
    private static final Pattern FILE_PATH = Pattern.compile("/([A-Za-z0-9._~!$&'()*+=@:,;/-]|%[0-9A-Fa-f]{2})*");
    /** What must not be encoded: what needs no encoding, what has a meaning to whoever decodes it, and so a second level. */
    private static final Pattern NOT_ENCODED = Pattern.compile("[A-Za-z0-9._~/\\\\%-]|\\p{Cntrl}");
    /** A file's path is decoded once, by us. */
    private static final Pattern NOT_ENCODED_IN_FILE = Pattern.compile("[A-Za-z0-9._~/\\\\-]|\\p{Cntrl}");

    /**
     * Reads the address of a file.
     *
     * @throws IllegalArgumentException if it breaks a rule; the message does not show secrets
     */
    static ModelUri file(String text) {
        ModelUri uri = parse(text);
        check(!uri.path.endsWith("/"), "must name a file, not a folder", text);
        return uri;
    }

    /**
     * Reads the address of a folder: it ends with a slash.
     *
     * @throws IllegalArgumentException if it breaks a rule; the message does not show secrets
     */
    static ModelUri folder(String text) {
        ModelUri uri = parse(text);
        check(uri.path.endsWith("/"), "must end with /", text);
        return uri;
    }

    private static ModelUri parse(String text) {
        check(text.length() <= MOST_LENGTH, "must have at most " + MOST_LENGTH + " characters", text);
        check(text.chars().allMatch(c -> c > ' ' && c < 0x7F), "must be visible ASCII, the rest percent-encoded", text);
        Matcher scheme = SCHEME.matcher(text);
        check(
                scheme.matches() && SCHEMES.contains(scheme.group(1)),
                "must begin with file:, http:, https: or s3:",
                text);
        check(text.indexOf('#') < 0, "must have no fragment", text);
        check(text.indexOf('?') < 0, "must have no query", text);
        check(text.indexOf('\\') < 0, "must have no backslash", text);
        String rest = scheme.group(2);
        if (scheme.group(1).equals("file")) {
            boolean hasEmptyHost = rest.startsWith("///");
            String path = hasEmptyHost ? rest.substring(2) : rest;
            checkPath(path, FILE_PATH, NOT_ENCODED_IN_FILE, text);
            return new ModelUri("file", "", 0, path);
        }
        check(rest.startsWith("//"), "must have a host after //", text);
        int slash = rest.indexOf('/', 2);
        check(slash >= 0, "must have a path", text);
        String authority = rest.substring(2, slash);
        String path = rest.substring(slash);
        checkPath(path, PATH, NOT_ENCODED, text);
        check(authority.indexOf('@') < 0, "must have no user", text);
        if (scheme.group(1).equals("s3")) {
            check(BUCKET.matcher(authority).matches() && !authority.contains(".."), "must name a bucket", text);
            return new ModelUri("s3", authority, 0, path);
        }
        Matcher parts = AUTHORITY.matcher(authority);
        check(parts.matches(), "must have a lower-case host and at most a port from 1 to 65535", text);
        int port = scheme.group(1).equals("http") ? HTTP_PORT : HTTPS_PORT;
        if (parts.group(2) != null) {
            port = Integer.parseInt(parts.group(2));
            check(port <= 0xFFFF, "must have a port from 1 to 65535", text);
        }
        String host = parts.group(1);
        check(
                isAddress(host) || HOST_NAME.matcher(host).matches(),
                "must have a host name, an IPv4 address of four plain numbers or an IPv6 address in brackets",
                text);
        return new ModelUri(scheme.group(1), host, port, path);
    }

    private static void checkPath(String path, Pattern form, Pattern notEncoded, String text) {
        check(form.matcher(path).matches(), "must have a path of letters, digits, ._~!$&'()*+=@:,- and %XX", text);
        check(!path.contains("//"), "must have no empty part in its path", text);
        for (String part : path.split("/", -1)) {
            check(!part.equals(".") && !part.equals(".."), "must have no . or .. in its path", text);
        }
        for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
            String decoded = String.valueOf((char) Integer.parseInt(path, at + 1, at + 3, 16));
            check(
                    !notEncoded.matcher(decoded).matches(),
                    "must not encode what needs no encoding, nor slashes, backslashes, % or control characters",
                    text);
        }
    }

    /** Whether a host is an address, not a name. */
    static boolean isAddress(String host) {
        return host.startsWith("[") || IPV4.matcher(host).matches();
    }

    /** Whether this folder holds that file, by their texts. */
    boolean holds(ModelUri file) {
        return scheme.equals(file.scheme) && host.equals(file.host) && port == file.port && file.path.startsWith(path);
    }

    /** Where a file lies that {@code file:} names, or its folder. */
    Path localPath() {
        return Path.of(URI.create("file:" + path));
    }

    /** The bytes of the path as they were before they were percent-encoded. */
    byte[] decodedPath() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
        for (int at = 0; at < path.length(); at++) {
            if (path.charAt(at) == '%') {
                bytes.write(Integer.parseInt(path, at + 1, at + 3, 16));
                at += 2;
            } else {
                bytes.write(path.charAt(at));
            }
        }
        return bytes.toByteArray();
    }

    /**
     * An address as it may be shown and logged, whatever it is: without user, query and fragment, which can hold secrets,
     * without characters that would forge a log line, and not too long.
     */
    static String printable(String text) {
        try {
            parse(text);
            return text;
        } catch (IllegalArgumentException e) {
            return masked(text);
        }
    }

    /** For what is no address: hides too much rather than too little. */
    private static String masked(String text) {
        String shown = text.replaceFirst("(?s)([?#]).*", "$1***")
                .replaceFirst("(?s)^([a-z][a-z0-9+.-]*:/*)?.*@", "$1***@")
                .replaceAll("[^!-~]", "?");
        return shown.length() > MOST_SHOWN ? shown.substring(0, MOST_SHOWN) + "…" : shown;
    }

    private static void check(boolean holds, String rule, String text) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", found " + masked(text));
        }
    }

    @Override
    public String toString() {
        return switch (scheme) {
            case "file" -> "file:" + path;
            case "s3" -> "s3://" + host + path;
            default -> scheme + "://" + host + ":" + port + path;
        };
    }
}
