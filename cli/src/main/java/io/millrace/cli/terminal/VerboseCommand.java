package io.millrace.cli.terminal;

import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands have: {@code --help}, {@code --verbose}, and where to print. */
@Command(mixinStandardHelpOptions = true)
public abstract class VerboseCommand {
    @Spec
    private CommandSpec spec;

    @Option(names = "--verbose", description = "Log to the terminal; show stack traces of failures.")
    private boolean verbose;

    /** Whether {@code --verbose} was given. */
    public final boolean isVerbose() {
        return verbose;
    }

    /** Standard output. Not to be closed. */
    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Prints a line of the result to standard output. */
    protected final void print(String line) {
        out().println(line);
        out().flush();
    }

    /** Tells a person what is going on, on standard error, so that it never mixes with a result. */
    protected final void tell(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }

    /** Whether a person watches standard error. The launcher knows; Java's console also looks at standard input. */
    protected static boolean isTerminal() {
        return Boolean.getBoolean("millrace.terminal");
    }

    /** Overwrites the last line on standard error; only for terminals. */
    protected final void progress(String line) {
        spec.commandLine().getErr().print("\r\u001b[K" + line);
        spec.commandLine().getErr().flush();
    }

    /**
     * Chooses where logs go, which must come before the first logger is made.
     *
     * @param file a log file; null: nowhere, unless {@code --verbose}
     */
    protected final void logTo(Path file) {
        if (file != null) {
            System.setProperty("millrace.logFile", file.toString());
        }
        String configuration = verbose ? "terminal" : file == null ? "silent" : "file";
        System.setProperty("log4j2.configurationFile", "classpath:log4j2-" + configuration + ".properties");
    }
}
