package io.millrace.cli.demo;

import io.millrace.cli.local.DataFolder;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.Json;
import io.millrace.cli.terminal.VerboseCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace demo fraud}. */
@Command(
        name = "fraud",
        description = {
            "Simulated card payments, some of them frauds, and a model that learns from what reporters say afterwards.",
            "Half way a ring of reporters begins to lie. Three runs: everybody honest; the ring is believed; the admission",
            "filter stands before the learner.",
            "Each run starts a Kafka broker and two Flink jobs on this machine; leaves nothing behind."
        })
final class FraudCommand extends VerboseCommand implements Callable<Integer> {
    private static final long LEAST = 2_000;
    private static final long MOST = 500_000;

    @Option(
            names = "--payments",
            defaultValue = "24000",
            paramLabel = "N",
            description = "Payments in each run, 2000 to 500000. Default: ${DEFAULT-VALUE}.")
    private long payments;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Of the simulated world. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--headless", description = "No progress display, no plot.")
    private boolean headless;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Keep data and logs there. Default: a temporary folder, deleted at the end.")
    private Path dataDir;

    private FraudCommand() {}

    @Override
    public Integer call() throws Exception {
        if (payments < LEAST || payments > MOST) {
            throw new InvalidInputException("must be in [" + LEAST + ", " + MOST + "]: --payments=" + payments);
        }
        DataFolder folder = DataFolder.of(dataDir == null ? Files.createTempDirectory("millrace-demo-") : dataDir);
        logTo(folder.logFile());
        Runnable cleanUp = dataDir == null ? folder::delete : () -> {};
        try {
            FraudResult result = new FraudDemo(
                            example(),
                            folder,
                            payments,
                            seed,
                            headless ? line -> {} : this::tell,
                            headless || !isTerminal() ? line -> {} : this::progress,
                            cleanUp)
                    .run();
            result.summary(!headless).forEach(this::print);
            if (json) {
                print(Json.line(result.json()));
            }
            return result.isFine() ? 0 : 1;
        } finally {
            cleanUp.run();
        }
    }

    /** The launcher says where the examples are. */
    private static Path example() {
        Path example = Path.of(System.getProperty("millrace.home", "."), "examples", "fraud");
        if (!Files.isRegularFile(example.resolve("pipeline.yaml"))) {
            throw new InvalidInputException("the fraud example must be at " + example
                    + ", found no pipeline.yaml there; start from the repository's folder with ./millrace");
        }
        return example;
    }
}
