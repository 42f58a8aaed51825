package io.millrace.jobs.pipeline;

import io.millrace.config.ConfigNode;
import io.millrace.schemas.signing.KeyFileException;
import io.millrace.schemas.signing.KeyFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/** Reads public keys by id. Nothing that stands where one should is ever shown: it may be a private one. */
final class PublicKeyReader {
    private final BinaryOperator<String> resolver;
    private final List<String> problems;

    /**
     * A reader.
     *
     * @param resolver path of a key and its text to the text with files and variables put in
     * @param problems collects mistakes
     */
    PublicKeyReader(BinaryOperator<String> resolver, List<String> problems) {
        this.resolver = resolver;
        this.problems = problems;
    }

    /**
     * Reads the keys that {@code node} lists.
     *
     * @param path of the node
     * @param most how many there may be
     * @return texts of keys by id, in the order of the file
     */
    Map<String, String> read(ConfigNode node, String path, int most) {
        Map<String, String> given = node.textsByName();
        Map<String, String> keys = new LinkedHashMap<>();
        given.forEach((id, value) -> {
            String where = path + "." + id;
            int before = problems.size();
            String text = resolver.apply(where, value);
            if (problems.size() == before) {
                try {
                    KeyFiles.publicKey(text);
                    keys.put(id, text);
                } catch (KeyFileException e) {
                    problems.add(where + ": " + e.getMessage() + " (not shown)");
                }
            }
            if (!KeyFiles.isId(id)) {
                problems.add(where + ": " + KeyFiles.ID_RULE + ", found \"" + id + "\"");
            }
        });
        if (given.size() > most) {
            problems.add(path + ": must be at most " + most + ", found " + given.size());
        }
        return keys;
    }
}
