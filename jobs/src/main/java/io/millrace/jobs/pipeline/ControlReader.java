package io.millrace.jobs.pipeline;

import io.millrace.config.ConfigNode;
import io.millrace.schemas.signing.KeyFileException;
import io.millrace.schemas.signing.KeyFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;

/** Reads the part {@code control} of a pipeline file. */
final class ControlReader {
    /** The one that is used and the one that takes its place. */
    private static final int MOST_KEYS = 2;

    private static final Pattern FOLDER =
            Pattern.compile("(file:(//)?|(https?|s3)://[^/@?#\\s]+)/((?!\\.{1,2}/)[^/?#\\s\\\\]+/)*");
    private static final Pattern ENDPOINT = Pattern.compile("https?://[^/@?#\\s]+/");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,63}");

    private final ConfigNode node;
    private final Path file;
    private final BinaryOperator<String> resolver;
    private final List<String> problems;

    /**
     * A reader of {@code node}.
     *
     * @param file the pipeline file
     * @param resolver path of a key and its text to the text with files and variables put in
     * @param problems collects mistakes
     */
    ControlReader(ConfigNode node, Path file, BinaryOperator<String> resolver, List<String> problems) {
        this.node = node;
        this.file = file;
        this.resolver = resolver;
        this.problems = problems;
    }

    Control read() {
        String store = node.text("store", "");
        Control control = new Control(
                keys(),
                allow(),
                s3(node.object("s3")),
                store.isEmpty() ? "" : file.resolveSibling(store).normalize().toString(),
                node.duration("prepareTimeout", Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofHours(1)),
                node.duration("lateness", Duration.ofHours(1), Duration.ZERO, Duration.ofDays(365)),
                false);
        node.finish();
        return control;
    }

    /** Nothing that stands where a public key should is ever shown: it may be a private one. */
    private Map<String, String> keys() {
        Map<String, String> given = node.object("keys").textsByName();
        Map<String, String> keys = new LinkedHashMap<>();
        given.forEach((id, value) -> {
            String path = "control.keys." + id;
            int before = problems.size();
            String text = resolver.apply(path, value);
            if (problems.size() == before) {
                try {
                    KeyFiles.publicKey(text);
                    keys.put(id, text);
                } catch (KeyFileException e) {
                    problems.add(path + ": " + e.getMessage() + " (not shown)");
                }
            }
            if (!KeyFiles.isId(id)) {
                problems.add(path + ": " + KeyFiles.ID_RULE + ", found \"" + id + "\"");
            }
        });
        if (given.size() > MOST_KEYS) {
            problems.add("control.keys: must be at most " + MOST_KEYS + ", found " + given.size());
        }
        return keys;
    }

    private List<String> allow() {
        List<String> folders = new ArrayList<>();
        for (String folder : node.texts("allow")) {
            if (!FOLDER.matcher(folder).matches()) {
                problems.add(
                        "control.allow: must be file:/FOLDER/, http(s)://HOST[:PORT]/FOLDER/ or s3://BUCKET/FOLDER/,"
                                + " without user, query, . or .., found "
                                + (folder.contains("@") ? "another address (not shown)" : '"' + folder + '"'));
            }
            folders.add(folder);
        }
        return folders;
    }

    private static Control.S3 s3(ConfigNode node) {
        Control.S3 s3 = new Control.S3(
                node.text("endpoint", "", ENDPOINT, "must be http(s)://HOST[:PORT]/"),
                node.text("region", "us-east-1", REGION, "must be lower-case letters, digits and dashes"));
        node.finish();
        return s3;
    }
}
