package io.millrace.cli;

import java.io.IOException;

/** A run of the command line, wherever it runs. */
interface CommandRun {
    /** Waits for the end; throws after two minutes. */
    int exitCode() throws InterruptedException, IOException;

    /** What it has written to standard output so far. */
    String out() throws IOException;

    /** What it has written to standard error so far. */
    String err() throws IOException;

    /** The last line of standard output, which {@code --json} makes an object. */
    default String lastLine() throws IOException {
        return out().lines().reduce("", (first, second) -> second);
    }

    /** All that it told, for messages of tests. */
    default String everything() throws IOException {
        return "out:\n" + out() + "\nerr:\n" + err();
    }
}
