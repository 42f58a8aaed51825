package io.millrace.cli.demo;

import io.millrace.cli.local.DataFolder;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.Json;
import io.millrace.cli.terminal.VerboseCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace demo …}. */
@Command(
        name = "demo",
        description = "See Millrace at work.",
        mixinStandardHelpOptions = true,
        subcommands = {DemoCommand.Flights.class, FraudCommand.class})
public final class DemoCommand {
    private DemoCommand() {}

    /** {@code millrace demo flights}. */
    @Command(
            name = "flights",
            description = {
                "Flights that left New York in 2013, scored at their scheduled departure:",
                "how likely is it that they arrive more than 15 minutes late?",
                "Half way the logistic regression is swapped for boosted trees, while flights flow; and a model that learns",
                "from each arrival comes to serve once it is better than what serves.",
                "Starts a Kafka broker and three Flink jobs on this machine, the third of which tells what drifts; leaves nothing",
                "behind."
            })
    static final class Flights extends VerboseCommand implements Callable<Integer> {
        @Option(
                names = "--events",
                defaultValue = "50000",
                paramLabel = "N",
                description = "Flights, from 1 April 2013 on. Default: ${DEFAULT-VALUE}.")
        private long events;

        @Option(
                names = "--rate",
                defaultValue = "5000",
                paramLabel = "N",
                description = "Events a second; 0: as fast as possible. Default: ${DEFAULT-VALUE}.")
        private long rate;

        @Option(names = "--headless", description = "No progress display, no plot.")
        private boolean headless;

        @Option(names = "--json", description = "Print one JSON object as the last line.")
        private boolean json;

        @Option(
                names = "--model",
                paramLabel = "PATH",
                description = "Another model, a bundle's folder. Default: the pipeline's logistic regression (ONNX).")
        private Path model;

        @Option(
                names = "--swap-to",
                paramLabel = "PATH",
                description =
                        "The bundle that serves from the middle of the flights on. Default: the boosted trees (ONNX);"
                                + " with --model, none.")
        private Path swapTo;

        @Option(names = "--no-swap", description = "One model from the beginning to the end.")
        private boolean noSwap;

        @Option(names = "--no-learning", description = "Nothing learns; with --model, nothing does.")
        private boolean noLearning;

        @Option(
                names = "--data-dir",
                paramLabel = "DIR",
                description = "Keep data and logs there. Default: a temporary folder, deleted at the end.")
        private Path dataDir;

        private Flights() {}

        @Override
        public Integer call() throws Exception {
            if (events < 1 || rate < 0) {
                throw new InvalidInputException("must be at least 1 and 0: --events=" + events + ", --rate=" + rate);
            }
            if (noSwap && swapTo != null) {
                throw new InvalidInputException("--no-swap and --swap-to: must not both be given");
            }
            DataFolder folder = DataFolder.of(dataDir == null ? temporary() : dataDir);
            logTo(folder.logFile());
            Runnable cleanUp = dataDir == null ? folder::delete : () -> {};
            try {
                FlightsDemo demo = new FlightsDemo(
                        example(),
                        folder,
                        new FlightsDemo.Settings(
                                events,
                                rate,
                                model == null ? null : model.toAbsolutePath(),
                                swapTarget(),
                                !noLearning && model == null),
                        headless ? line -> {} : this::tell,
                        headless || !isTerminal() ? line -> {} : this::progress,
                        cleanUp);
                DemoResult result = demo.run();
                result.summary(!headless).forEach(this::print);
                if (json) {
                    print(Json.line(result.json()));
                }
                return result.isFine() ? 0 : 1;
            } finally {
                cleanUp.run();
            }
        }

        private Path swapTarget() {
            if (swapTo != null) {
                return swapTo.toAbsolutePath();
            }
            return noSwap || model != null ? null : example().resolve("models").resolve("delay-lightgbm-onnx");
        }

        private static Path temporary() throws IOException {
            return Files.createTempDirectory("millrace-demo-");
        }

        /** The launcher says where the examples are. */
        private static Path example() {
            Path example = Path.of(System.getProperty("millrace.home", "."), "examples", "flights");
            if (!Files.isRegularFile(example.resolve("pipeline.yaml"))) {
                throw new InvalidInputException("the flights example must be at " + example
                        + ", found no pipeline.yaml there; start from the repository's folder with ./millrace");
            }
            return example;
        }
    }
}
