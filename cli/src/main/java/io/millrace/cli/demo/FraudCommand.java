package io.millrace.cli.demo;

import io.millrace.cli.terminal.InvalidInputException;
import java.io.IOException;
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
final class FraudCommand extends LocalDemo {
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

    private FraudCommand() {}

    @Override
    void check() {
        if (payments < LEAST || payments > MOST) {
            throw new InvalidInputException("must be in [" + LEAST + ", " + MOST + "]: --payments=" + payments);
        }
    }

    @Override
    DemoReport show(Stage stage) throws IOException, InterruptedException {
        return new FraudDemo(example("fraud"), stage, payments, seed).run();
    }
}
