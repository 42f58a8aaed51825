package io.millrace.jobs.pipeline;

import io.millrace.config.ConfigNode;
import io.millrace.model.store.FetchPolicy;
import io.millrace.model.store.S3Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Reads the part {@code control} of a pipeline file. */
final class ControlReader {
    /** The one that is used and the one that takes its place. */
    private static final int MOST_KEYS = 2;

    /** What the store's refusals begin with: a name of its own. */
    private static final Pattern NAME_OF_THE_STORE = Pattern.compile("^[a-zA-Z0-9]+: ");

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
                new PublicKeyReader(resolver, problems).read(node.object("keys"), "control.keys", MOST_KEYS),
                texts("allow", folder -> FetchPolicy.of(List.of(folder))),
                texts("privateNetworks", ControlReader::privateNetwork),
                s3(node.object("s3")),
                store.isEmpty() ? "" : file.resolveSibling(store).normalize().toString(),
                node.duration("prepareTimeout", Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofHours(1)),
                node.duration("lateness", Duration.ofHours(1), Duration.ZERO, Duration.ofDays(365)),
                false);
        node.finish();
        return control;
    }

    /** The store has the rules for addresses and networks; asked one by one, it tells every mistake. */
    private List<String> texts(String key, Function<String, FetchPolicy> rule) {
        List<String> texts = node.texts(key);
        texts.forEach(text -> check("control." + key, () -> rule.apply(text), null));
        return texts;
    }

    private static FetchPolicy privateNetwork(String network) {
        return new FetchPolicy(
                List.of(),
                List.of(network),
                FetchPolicy.DEFAULT_MAX_BYTES,
                FetchPolicy.DEFAULT_TIMEOUT,
                S3Settings.DEFAULT);
    }

    private S3Settings s3(ConfigNode s3) {
        String endpoint = s3.text("endpoint", S3Settings.DEFAULT.endpoint());
        String region = s3.text("region", S3Settings.DEFAULT.region());
        s3.finish();
        S3Settings usual = S3Settings.DEFAULT;
        return new S3Settings(
                check("control.s3.endpoint", () -> new S3Settings(endpoint, usual.region()), usual)
                        .endpoint(),
                check("control.s3.region", () -> new S3Settings(usual.endpoint(), region), usual)
                        .region());
    }

    private <T> T check(String path, Supplier<T> rule, T otherwise) {
        try {
            return rule.get();
        } catch (IllegalArgumentException e) {
            problems.add(path + ": " + NAME_OF_THE_STORE.matcher(e.getMessage()).replaceFirst(""));
            return otherwise;
        }
    }
}
