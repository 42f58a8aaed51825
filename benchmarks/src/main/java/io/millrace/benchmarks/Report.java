package io.millrace.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where figures go: standard output, and a JSON and a Markdown file of the benchmark's name. */
final class Report {
    private Report() {}

    /**
     * Prints and keeps a report.
     *
     * @param folder made if absent
     * @param name of the files, without ending
     * @param figures a record, for the JSON file
     */
    static void write(Path folder, String name, Object figures, String markdown) {
        System.out.println(markdown);
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve(name + ".json"),
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(figures) + "\n");
            Files.writeString(folder.resolve(name + ".md"), markdown);
        } catch (IOException e) {
            throw new UncheckedIOException("report must be writable: " + folder, e);
        }
    }
}
