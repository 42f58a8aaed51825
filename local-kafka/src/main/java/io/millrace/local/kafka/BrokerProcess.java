package io.millrace.local.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.lang.ref.Reference;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker's process. Its only argument is the data folder; its settings lie there. It runs until its standard input
 * ends, which happens when the parent closes it and also when the parent is gone, even by SIGKILL.
 */
final class BrokerProcess {
    /** How a failure to start is marked in the log file, for the parent to find. */
    static final String FAILURE = "Broker failed: ";

    private static final Logger LOG = LoggerFactory.getLogger(BrokerProcess.class);
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(15);

    private BrokerProcess() {}

    public static void main(String[] args) {
        ignoreInterrupts();
        CountDownLatch ended = new CountDownLatch(1);
        Thread watch = new Thread(() -> exitAtEndOf(System.in, ended), "parent-watch");
        watch.setDaemon(true);
        watch.start();
        DataFolder folder = new DataFolder(Path.of(args[0]));
        FileChannel lock = null;
        try {
            lock = folder.lock();
            KafkaConfig config = KafkaConfig.fromProps(read(folder.properties()), false);
            format(folder.logs());
            KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                server.shutdown();
                                ended.countDown();
                            },
                            "shutdown"));
            server.startup();
            server.awaitShutdown();
        } catch (Exception | LinkageError e) {
            LOG.error("{}{}", FAILURE, sentence(e), e);
            Runtime.getRuntime().halt(1);
        } finally {
            // A collected channel would give the folder up.
            Reference.reachabilityFence(lock);
        }
    }

    /**
     * Ctrl-C in a terminal reaches every process of the command. The parent decides when the broker goes, so that jobs
     * can still commit while they end. The class for it is outside the Java platform's API, hence reflection.
     */
    private static void ignoreInterrupts() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance("INT"),
                            handler.getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException e) {
            LOG.warn("Ctrl-C will end the broker together with its parent: {}", e.toString());
        }
    }

    private static void exitAtEndOf(InputStream input, CountDownLatch ended) {
        try {
            input.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.info("Standard input failed, taken as its end: {}", e.toString());
        }
        Thread limit = new Thread(() -> haltUnless(ended), "shutdown-limit");
        limit.setDaemon(true);
        limit.start();
        Runtime.getRuntime().exit(0);
    }

    private static void haltUnless(CountDownLatch ended) {
        try {
            if (!ended.await(SHUTDOWN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().halt(2);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    /** Gives an empty folder its cluster id and the latest production features; a used one is left as it is. */
    private static void format(Path logs) throws Exception {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(logs);
        new Formatter()
                .setNodeId(BrokerProperties.NODE_ID)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(logs.toString())
                .setMetadataLogDirectory(logs.toString())
                .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
    }

    private static String sentence(Throwable e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.lines().findFirst().orElse(message);
    }
}
