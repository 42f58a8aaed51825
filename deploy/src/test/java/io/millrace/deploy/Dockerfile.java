package io.millrace.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The repository's Dockerfile, as far as tests need it.
 *
 * @param stages instructions by the name of their stage
 * @param arguments defaults of the build arguments before the first stage
 */
record Dockerfile(Map<String, List<String>> stages, Map<String, String> arguments) {
    static Dockerfile read() throws IOException {
        Map<String, List<String>> stages = new LinkedHashMap<>();
        Map<String, String> arguments = new LinkedHashMap<>();
        List<String> current = null;
        String text = Files.readString(Repository.ROOT.resolve("Dockerfile")).replace("\\\n", " ");
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("FROM ")) {
                current = new ArrayList<>();
                stages.put(line.substring(line.lastIndexOf(' ') + 1), current);
            }
            if (current != null) {
                current.add(line);
            } else if (line.startsWith("ARG ")) {
                String[] parts = line.substring(4).split("=", 2);
                arguments.put(parts[0], parts[1]);
            }
        }
        return new Dockerfile(stages, arguments);
    }

    /** Stages that are images of ours. */
    Set<String> targets() {
        return stages.keySet().stream()
                .filter(stage -> !stage.equals("build"))
                .collect(java.util.stream.Collectors.toSet());
    }

    /** Where a stage copies files to. */
    List<String> copiesTo(String stage) {
        return copies(stage).stream().map(words -> words.get(words.size() - 1)).toList();
    }

    /** The COPY instructions of a stage, word by word. */
    List<List<String>> copies(String stage) {
        return stages.get(stage).stream()
                .filter(line -> line.startsWith("COPY "))
                .map(line -> Arrays.asList(line.split(" +", -1)))
                .toList();
    }

    /** The words of the last instruction of a kind; empty where there is none. */
    List<String> last(String stage, String instruction) {
        return stages.get(stage).stream()
                .filter(line -> line.startsWith(instruction + " "))
                .reduce((first, second) -> second)
                .map(line -> Arrays.asList(line.split(" +", -1)))
                .orElse(List.of());
    }

    /** The words of a stage's entry point. */
    List<String> entrypoint(String stage) {
        return last(stage, "ENTRYPOINT").stream()
                .skip(1)
                .map(word -> word.replaceAll("^\\[|[\",\\]]", "").replaceAll("^\"", ""))
                .toList();
    }
}
