package io.millrace.cli;

import io.millrace.cli.local.DataFolder;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.kafka.LocalKafkaConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace local …}. */
@Command(
        name = "local",
        description = "A Kafka broker on this machine.",
        mixinStandardHelpOptions = true,
        subcommands = LocalCommand.Up.class)
final class LocalCommand {
    private LocalCommand() {}

    /** {@code millrace local up}. */
    @Command(name = "up", description = "Run a Kafka broker on this machine until Ctrl-C. It listens on loopback only.")
    static final class Up extends VerboseCommand implements Callable<Integer> {
        @Option(
                names = "--port",
                defaultValue = "9092",
                description = "Its port; 0: a free one. Default: ${DEFAULT-VALUE}.")
        private int port;

        @Option(
                names = "--data-dir",
                paramLabel = "DIR",
                defaultValue = ".millrace/local",
                description = "Where it keeps its data. Default: ${DEFAULT-VALUE}.")
        private Path dataDir;

        private Up() {}

        @Override
        public Integer call() throws Exception {
            DataFolder folder = DataFolder.of(dataDir);
            logTo(folder.logFile());
            tell("Starting Kafka …");
            try (LocalKafka broker =
                    LocalKafka.start(LocalKafkaConfig.of(folder.kafka()).withPort(port))) {
                print("Kafka at " + broker.bootstrap() + ", data in " + folder.root() + ". Stop with Ctrl-C.");
                CountDownLatch stopped = new CountDownLatch(1);
                Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop-kafka"));
                stopped.await();
            }
            return 0;
        }
    }

    /** A broker at the pipeline's address, with the pipeline's topics. */
    static LocalKafka startBroker(Pipeline pipeline, DataFolder folder, Consumer<String> tell) {
        String bootstrap = pipeline.bootstrap();
        String host = bootstrap.substring(0, bootstrap.lastIndexOf(':'));
        if (!host.equals("localhost") && !host.equals("127.0.0.1")) {
            throw new InvalidInputException(
                    "--local needs kafka.bootstrap on this machine, localhost:PORT, found " + bootstrap);
        }
        tell.accept("Starting Kafka at " + bootstrap + " …");
        LocalKafka broker = LocalKafka.start(LocalKafkaConfig.of(folder.kafka())
                .withPort(Integer.parseInt(bootstrap.substring(bootstrap.lastIndexOf(':') + 1))));
        try (Cluster cluster = Cluster.of(pipeline)) {
            cluster.createTopics(2, (short) 1);
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
        return broker;
    }
}
