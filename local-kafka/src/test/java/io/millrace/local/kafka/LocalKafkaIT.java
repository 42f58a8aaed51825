package io.millrace.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKafkaIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private static Path shared;

    private static LocalKafka kafka;

    @BeforeAll
    static void start() {
        kafka = LocalKafka.start(LocalKafkaConfig.of(shared.resolve("data")));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void servesTransactions() throws Exception {
        Topic topic = Topic.create(kafka.bootstrap(), "transactions");
        topic.write("committed", "aborted");
        assertThat(topic.read()).containsExactly("committed");
    }

    @Test
    void hasTransactionsOfTheSecondVersion() throws Exception {
        assertThat(Topic.feature(kafka.bootstrap(), "transaction.version").maxVersionLevel())
                .isGreaterThanOrEqualTo((short) 2);
    }

    @Test
    void keepsDataOverAnOrderlyRestart() throws Exception {
        Topic topic = Topic.create(kafka.bootstrap(), "orderly");
        topic.write("kept", "aborted");
        String before = kafka.bootstrap();
        kafka.stop();
        assertThat(kafka.isAlive()).isFalse();
        kafka.restart();
        assertThat(kafka.bootstrap()).isEqualTo(before);
        assertThat(topic.read()).containsExactly("kept");
    }

    @Test
    void keepsDataOverACrash() throws Exception {
        Topic topic = Topic.create(kafka.bootstrap(), "crash");
        topic.write("kept", "aborted");
        long before = kafka.pid();
        kafka.kill();
        assertThat(kafka.isAlive()).isFalse();
        kafka.restart();
        assertThat(kafka.pid()).isNotEqualTo(before);
        assertThat(topic.read()).containsExactly("kept");
        topic.write("written after", "aborted");
        assertThat(topic.read()).containsExactly("kept", "written after");
    }

    @Test
    void refusesAFolderInUse() {
        assertThatThrownBy(() -> LocalKafka.start(LocalKafkaConfig.of(shared.resolve("data"))))
                .isInstanceOf(LocalKafkaException.class)
                .hasMessage("data folder " + shared.resolve("data") + " is in use by another broker, process "
                        + kafka.pid() + ": stop that one or choose another folder");
        assertThat(kafka.isAlive()).isTrue();
    }

    @Test
    void refusesATakenPort(@TempDir Path data) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = socket.getLocalPort();
            assertThatThrownBy(() -> LocalKafka.start(LocalKafkaConfig.of(data).withPort(port)))
                    .isInstanceOf(LocalKafkaException.class)
                    .hasMessage("port " + port + " is taken: another program listens on it; "
                            + "stop that program or choose another port, 0 for a free one");
        }
    }

    @Test
    void tellsWhyTheBrokerEnded(@TempDir Path data) {
        LocalKafkaConfig config = LocalKafkaConfig.of(data).withBrokerProperties(Map.of("num.io.threads", "none"));
        assertThatThrownBy(() -> LocalKafka.start(config))
                .isInstanceOf(LocalKafkaException.class)
                .hasMessage("broker ended with exit code 1 before it answered: Invalid value none for configuration "
                        + "num.io.threads: Not a number of type INT, log file " + data.resolve("broker.log"));
    }

    @Test
    void givesUpAfterTheStartTimeout(@TempDir Path data) {
        LocalKafkaConfig config = new LocalKafkaConfig(data, 0, Map.of(), 512, Duration.ofMillis(1));
        assertThatThrownBy(() -> LocalKafka.start(config))
                .isInstanceOf(LocalKafkaException.class)
                .hasMessage("broker did not answer within 1 ms, log file " + data.resolve("broker.log"));
    }

    @Test
    void restartsOnlyAnEndedBroker() {
        assertThatThrownBy(kafka::restart)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("must not be alive: broker process " + kafka.pid());
    }

    @Test
    void outlivesCtrlC() throws Exception {
        Process interrupt = new ProcessBuilder("kill", "-INT", Long.toString(kafka.pid())).start();
        assertThat(interrupt.waitFor()).isZero();
        assertThat(Topic.create(kafka.bootstrap(), "after-ctrl-c").read()).isEmpty();
        assertThat(kafka.isAlive()).isTrue();
    }

    @Test
    void endsWhenItsParentIsKilled(@TempDir Path folder) throws Exception {
        Path note = folder.resolve("note");
        Path data = folder.resolve("data");
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerOwner.class.getName(),
                        data.toString(),
                        note.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("owner.log").toFile())
                .start();
        try {
            await("the owner's broker to answer", () -> Files.exists(note) || !owner.isAlive());
            assertThat(owner.isAlive())
                    .as(Files.readString(folder.resolve("owner.log")))
                    .isTrue();
            String[] pidAndBootstrap = Files.readString(note).split(" ", 2);
            ProcessHandle broker =
                    ProcessHandle.of(Long.parseLong(pidAndBootstrap[0])).orElseThrow();
            owner.destroyForcibly().waitFor();
            broker.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } finally {
            owner.destroyForcibly();
        }
        // In order, not cut off: Kafka leaves this mark only after a clean shutdown.
        assertThat(data.resolve("logs").resolve(".kafka_cleanshutdown")).exists();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited " + LIMIT + " for " + what);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
