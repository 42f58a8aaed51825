package io.millrace.jobs.pipeline;

import io.millrace.config.ConfigNode;
import io.millrace.schemas.signing.KeyFileException;
import io.millrace.schemas.signing.KeyFiles;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;

/** Reads the keys that parts of a pipeline sign their commands with, and other secrets. Nothing that stands where a private key should is ever shown. */
final class KeyReader {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):[^}]+}");

    private final Control control;
    private final BinaryOperator<String> resolver;
    private final List<String> problems;

    /**
     * A reader.
     *
     * @param control knows the public keys
     * @param resolver path of a key and its text to the text with files and variables put in
     * @param problems collects mistakes
     */
    KeyReader(Control control, BinaryOperator<String> resolver, List<String> problems) {
        this.control = control;
        this.resolver = resolver;
        this.problems = problems;
    }

    /**
     * Reads {@code signingKey}.
     *
     * @param path of the node
     * @param who signs with it
     */
    Optional<SigningKey> read(ConfigNode node, String path, String who) {
        Map<String, PublicKey> trusted = control.publicKeys();
        String where = path + ".signingKey";
        if (!node.has("signingKey")) {
            if (!trusted.isEmpty()) {
                problems.add(where + ": is required where control.keys are given, or nothing would follow " + who
                        + ", found nothing");
            }
            return Optional.empty();
        }
        String text = node.text("signingKey");
        if (!isReference(text)) {
            problems.add(where + ": must be a secret by reference, ${env:NAME} or ${file:PATH}, found plain text (not"
                    + " shown)");
            return Optional.empty();
        }
        int before = problems.size();
        String pem = resolver.apply(where, text);
        if (problems.size() > before) {
            return Optional.empty();
        }
        try {
            PrivateKey key = KeyFiles.privateKey(pem);
            Optional<String> id = trusted.entrySet().stream()
                    .filter(entry -> KeyFiles.isPair(key, entry.getValue()))
                    .map(Map.Entry::getKey)
                    .findFirst();
            if (id.isEmpty()) {
                problems.add(where + ": must be the private key of one of control.keys, or nothing would follow " + who
                        + ", found a value (not shown)");
            }
            return id.map(found -> new SigningKey(found, pem));
        } catch (KeyFileException e) {
            problems.add(where + ": must be an Ed25519 private key as PKCS#8 in PEM, found a value (not shown)");
            return Optional.empty();
        }
    }

    private static boolean isReference(String text) {
        return REFERENCE.matcher(text).matches();
    }

    /** Whether a text has a file or a variable in it. */
    static boolean hasReference(String text) {
        return REFERENCE.matcher(text).find();
    }

    /** Public keys, as {@link PublicKeyReader#read}. */
    Map<String, String> publicKeys(ConfigNode node, String path, int most) {
        return new PublicKeyReader(resolver, problems).read(node, path, most);
    }

    /** A text with files and variables put in; what is missing is noted. Never print it. */
    String resolved(String path, String text) {
        return resolver.apply(path, text);
    }
}
