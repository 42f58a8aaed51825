package io.millrace.local.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;

/**
 * A Kafka broker (KRaft, one node) in a process of its own, reachable from this machine only.
 *
 * <p>The process ends with this object's {@link #close()}, and by itself when this process ends in any other way. Topics
 * and records stay in the data folder for the next start. {@link #bootstrap()}, {@link #logFile()} and
 * {@link #isAlive()} may be called from any thread, everything else from one thread at a time.
 */
public final class LocalKafka implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 25;
    private static final String COMPILER_LIMIT = "-XX:TieredStopAtLevel=";
    private static final long LOG_FILE_LIMIT = 16L << 20;

    private final LocalKafkaConfig config;
    private final DataFolder folder;
    private final int port;
    private volatile Process process;

    private LocalKafka(LocalKafkaConfig config) {
        this.config = config;
        this.folder = new DataFolder(config.dataDir());
        this.port = config.port() == 0 ? Ports.free(0) : config.port();
    }

    /**
     * Starts a broker and returns when it answers. The first start on a folder formats it.
     *
     * @throws LocalKafkaException if the port is taken, another broker has the folder, or the broker ended or did not
     *     answer in time; nothing is left running then
     */
    public static LocalKafka start(LocalKafkaConfig config) {
        LocalKafka kafka = new LocalKafka(config);
        kafka.restart();
        return kafka;
    }

    /**
     * Starts the broker again after {@link #stop()} or {@link #kill()}, on the same port and data.
     *
     * @throws IllegalStateException if it is alive
     * @throws LocalKafkaException as for {@link #start}
     */
    public void restart() {
        if (isAlive()) {
            throw new IllegalStateException("must not be alive: broker process " + pid());
        }
        long logStart;
        try {
            Files.createDirectories(folder.root());
            folder.lock().close();
            if (!Ports.isFree(port)) {
                throw new LocalKafkaException(
                        "port " + port
                                + " is taken: another program listens on it; stop that program or choose another port, 0 for a free one");
            }
            writeProperties();
            logStart = prepareLogFile();
            process = launch();
        } catch (IOException e) {
            throw new LocalKafkaException("broker could not be started in " + folder.root() + ": " + e, e);
        }
        boolean ready = false;
        try {
            awaitReady(logStart);
            ready = true;
        } finally {
            if (!ready) {
                kill();
            }
        }
    }

    /** Where clients connect: {@code 127.0.0.1:port}. The same for the life of this object. */
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** What the broker logs, appended to over restarts. */
    public Path logFile() {
        return folder.logFile();
    }

    /** The id of the broker's process, the latest one if it was restarted. */
    public long pid() {
        return process.pid();
    }

    /** Whether the broker's process runs. */
    public boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    /**
     * Shuts the broker down in order, by force if that takes more than 20 seconds. Without effect on an ended one.
     *
     * @throws LocalKafkaException if the process cannot be ended
     */
    public void stop() {
        try {
            // The end of its input is the broker's sign to go.
            process.getOutputStream().close();
        } catch (IOException e) {
            // It is gone already, or kill() below ends it.
        }
        if (!ended(STOP_LIMIT)) {
            kill();
        }
    }

    /**
     * Ends the broker's process with SIGKILL, as a crash would, and returns when it is gone.
     *
     * @throws LocalKafkaException if it does not go
     */
    public void kill() {
        process.destroyForcibly();
        if (!ended(STOP_LIMIT)) {
            throw new LocalKafkaException("broker process " + pid() + " does not end, log file " + logFile());
        }
    }

    /** The same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    @Override
    public String toString() {
        return "Kafka at " + bootstrap() + ", data in " + folder.root();
    }

    private boolean ended(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            return true;
        }
    }

    private void writeProperties() throws IOException {
        try (Writer writer = Files.newBufferedWriter(folder.properties())) {
            BrokerProperties.of(config, folder.logs(), port, Ports.free(port))
                    .store(writer, "Written by Millrace at each start");
        }
    }

    /** Sets an overlong log file aside and returns where this start's lines begin. */
    private long prepareLogFile() throws IOException {
        Path log = logFile();
        if (!Files.exists(log)) {
            return 0;
        }
        long size = Files.size(log);
        if (size <= LOG_FILE_LIMIT) {
            return size;
        }
        Files.move(log, log.resolveSibling("broker.log.1"), StandardCopyOption.REPLACE_EXISTING);
        return 0;
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms" + config.heapMegabytes() + "m",
                "-Xmx" + config.heapMegabytes() + "m",
                "-XX:+UseParallelGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xshare:auto"));
        // Who starts sooner and is never as fast, because it will not live long, has no use for a broker that is.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith(COMPILER_LIMIT))
                .forEach(command::add);
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + Files.createDirectories(folder.temporary()),
                "-Dlog4j2.configurationFile=classpath:io/millrace/local/kafka/broker-log4j2.properties",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                folder.root().toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                .start();
    }

    private void awaitReady(long logStart) {
        long deadline = System.nanoTime() + config.startTimeout().toNanos();
        // A client that meets a closed port logs a warning at each attempt, so it is made only when the port is open.
        while (!Ports.answers(port)) {
            pauseBeforeNextLook(deadline, logStart);
        }
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap()))) {
            while (!answers(admin)) {
                pauseBeforeNextLook(deadline, logStart);
            }
        }
    }

    private static boolean answers(Admin admin) {
        DescribeClusterResult cluster = admin.describeCluster(new DescribeClusterOptions().timeoutMs(2_000));
        try {
            return !cluster.nodes().get().isEmpty() && cluster.controller().get() != null;
        } catch (ExecutionException e) {
            // Not ready yet; the caller's limit decides how long that is accepted.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalKafkaException("interrupted while the broker started", e);
        }
    }

    private void pauseBeforeNextLook(long deadline, long logStart) {
        try {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new LocalKafkaException("broker ended with exit code " + process.exitValue()
                        + " before it answered" + reason(logStart) + ", log file " + logFile());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalKafkaException("interrupted while the broker started", e);
        }
        if (System.nanoTime() - deadline > 0) {
            throw new LocalKafkaException(
                    "broker did not answer within " + config.startTimeout().toMillis() + " ms, log file " + logFile());
        }
    }

    private String reason(long logStart) {
        try (InputStream log = Files.newInputStream(logFile())) {
            log.skipNBytes(logStart);
            String lines = new String(log.readAllBytes(), StandardCharsets.UTF_8);
            Optional<String> failure = lines.lines()
                    .filter(line -> line.contains(BrokerProcess.FAILURE))
                    .findFirst();
            return failure.map(line ->
                            ": " + line.substring(line.indexOf(BrokerProcess.FAILURE) + BrokerProcess.FAILURE.length()))
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
