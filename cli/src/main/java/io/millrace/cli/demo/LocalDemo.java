package io.millrace.cli.demo;

import io.millrace.cli.local.ConsoleAccess;
import io.millrace.cli.local.DataFolder;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.Json;
import io.millrace.cli.terminal.VerboseCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Option;

/** A command that shows something on this machine: in a folder that it leaves nothing of, unless it is told to keep it. */
abstract class LocalDemo extends VerboseCommand implements Callable<Integer> {
    @Option(names = "--headless", description = "No progress display, no plot, no console in the browser.")
    private boolean headless;

    @Option(
            names = "--stay",
            description =
                    "Go on when all is told, so that the console can be looked at and models be swapped; Ctrl-C ends it.")
    private boolean stay;

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

    /** Shows it; tells the stage what came of it before anything ends. */
    abstract DemoReport show(Stage stage) throws IOException, InterruptedException;

    @Override
    public final Integer call() throws Exception {
        check();
        if (headless && stay) {
            throw new InvalidInputException("--headless and --stay: must not both be given");
        }
        DataFolder folder = DataFolder.of(dataDir == null ? Files.createTempDirectory("millrace-demo-") : dataDir);
        logTo(folder.logFile());
        Runnable cleanUp = dataDir == null ? folder::delete : () -> {};
        try {
            DemoReport report = show(new Stage(
                    folder,
                    headless ? null : ConsoleAccess.fresh(),
                    headless ? line -> {} : this::tell,
                    headless || !isTerminal() ? line -> {} : this::progress,
                    this::tellResult,
                    cleanUp));
            return report.isFine() ? 0 : 1;
        } finally {
            cleanUp.run();
        }
    }

    private void tellResult(DemoReport report) {
        report.summary(!headless).forEach(this::print);
        if (json) {
            print(Json.line(report.json()));
        }
        if (stay) {
            tell("It stays as it is for you to look at. Ctrl-C ends it.");
            awaitTheEnd();
        }
    }

    /** The end of the process. */
    private static void awaitTheEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
