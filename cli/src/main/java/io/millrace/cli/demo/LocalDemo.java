package io.millrace.cli.demo;

import io.millrace.cli.local.DataFolder;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.Json;
import io.millrace.cli.terminal.VerboseCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** A command that shows something on this machine: in a folder that it leaves nothing of, unless it is told to keep it. */
abstract class LocalDemo extends VerboseCommand implements Callable<Integer> {
    @Option(names = "--headless", description = "No progress display, no plot.")
    private boolean headless;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Keep data and logs there. Default: a temporary folder, deleted at the end.")
    private Path dataDir;

    /**
     * Looks at the options before anything starts.
     *
     * @throws InvalidInputException if they cannot be
     */
    abstract void check();

    /** Shows it. */
    abstract DemoReport show(Stage stage) throws IOException, InterruptedException;

    @Override
    public final Integer call() throws Exception {
        check();
        DataFolder folder = DataFolder.of(dataDir == null ? Files.createTempDirectory("millrace-demo-") : dataDir);
        logTo(folder.logFile());
        Runnable cleanUp = dataDir == null ? folder::delete : () -> {};
        try {
            DemoReport report = show(new Stage(
                    folder,
                    headless ? line -> {} : this::tell,
                    headless || !isTerminal() ? line -> {} : this::progress,
                    cleanUp));
            report.summary(!headless).forEach(this::print);
            if (json) {
                print(Json.line(report.json()));
            }
            return report.isFine() ? 0 : 1;
        } finally {
            cleanUp.run();
        }
    }

    /** The folder of an example; the launcher says where the examples are. */
    static Path example(String name) {
        Path example = Path.of(System.getProperty("millrace.home", "."), "examples", name);
        if (!Files.isRegularFile(example.resolve("pipeline.yaml"))) {
            throw new InvalidInputException("the " + name + " example must be at " + example
                    + ", found no pipeline.yaml there; start from the repository's folder with ./millrace");
        }
        return example;
    }
}
