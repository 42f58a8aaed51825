package io.millrace.cli.drift;

import io.millrace.cli.terminal.InvalidInputException;
import java.util.List;
import picocli.CommandLine.Option;

/** Which rows and fields of files are read, and how the outcome is printed: what the commands of {@code millrace drift} have in common. */
public final class RowOptions {
    @Option(
            names = "--features",
            split = ",",
            paramLabel = "NAME",
            description = "These fields only. Default: all that can be watched.")
    private List<String> features = List.of();

    @Option(names = "--rows", paramLabel = "N", description = "Rows of a file to read. Default: ${DEFAULT-VALUE}.")
    private long rows = 1_000_000;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    /** Fields that are wanted; none: all. */
    public List<String> features() {
        return features;
    }

    /**
     * Most rows to read of a file.
     *
     * @throws InvalidInputException if that is none
     */
    public long rows() {
        if (rows < 1) {
            throw new InvalidInputException("--rows: must be >= 1, found " + rows);
        }
        return rows;
    }

    /** Whether programs read the outcome. */
    public boolean json() {
        return json;
    }
}
