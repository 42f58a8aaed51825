package io.millrace.cli.demo;

import io.millrace.cli.terminal.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    static final class Flights extends LocalDemo {
        private static final String EXAMPLE = "flights";

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

        private Flights() {}

        @Override
        void check() {
            List<String> mistakes = new ArrayList<>();
            if (events < 1) {
                mistakes.add("--events: must be at least 1, found " + events);
            }
            if (rate < 0) {
                mistakes.add("--rate: must be at least 0, found " + rate);
            }
            if (noSwap && swapTo != null) {
                mistakes.add("--no-swap and --swap-to: must not both be given");
            }
            if (!mistakes.isEmpty()) {
                throw new InvalidInputException(String.join("; ", mistakes));
            }
        }

        @Override
        DemoReport show(Stage stage) throws InterruptedException {
            return new FlightsDemo(
                            example(EXAMPLE),
                            stage,
                            new FlightsDemo.Settings(
                                    events,
                                    rate,
                                    model == null ? null : model.toAbsolutePath(),
                                    swapTarget(),
                                    !noLearning && model == null))
                    .run();
        }

        private Path swapTarget() {
            if (swapTo != null) {
                return swapTo.toAbsolutePath();
            }
            return noSwap || model != null
                    ? null
                    : example(EXAMPLE).resolve("models").resolve("delay-lightgbm-onnx");
        }
    }
}
