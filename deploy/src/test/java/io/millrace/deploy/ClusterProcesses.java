package io.millrace.deploy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cluster.Main;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/**
 * A standalone Flink cluster as our image runs it, a JobManager and a TaskManager in processes of their own, over Flink's jars and the jar for
 * clusters, with the configuration of {@code deploy/flink}, and a gateway that logs like them. Ends with the test.
 */
final class ClusterProcesses implements AutoCloseable {
    private static final Path CLUSTER = Repository.ROOT.resolve("cluster/target");
    private static final Path GATEWAY = Repository.ROOT.resolve("gateway/target");
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    /** Every job once: the second compiler would not pay. */
    private static final List<String> JVM = List.of(
            "-XX:TieredStopAtLevel=1",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED");

    /** What is different from the image: addresses, and less memory. */
    private static final Map<String, String> HERE = Map.ofEntries(
            Map.entry("jobmanager.rpc.address", "127.0.0.1"),
            Map.entry("jobmanager.bind-host", "127.0.0.1"),
            Map.entry("jobmanager.memory.process.size", "1g"),
            Map.entry("rest.address", "127.0.0.1"),
            Map.entry("rest.bind-address", "127.0.0.1"),
            Map.entry("taskmanager.host", "127.0.0.1"),
            Map.entry("taskmanager.bind-host", "127.0.0.1"),
            // set one by one, which Flink's script does in the image
            Map.entry("taskmanager.cpu.cores", "2"),
            Map.entry("taskmanager.memory.framework.heap.size", "128m"),
            Map.entry("taskmanager.memory.framework.off-heap.size", "128m"),
            Map.entry("taskmanager.memory.jvm-metaspace.size", "256m"),
            Map.entry("taskmanager.memory.jvm-overhead.min", "192m"),
            Map.entry("taskmanager.memory.jvm-overhead.max", "192m"),
            Map.entry("taskmanager.memory.task.heap.size", "512m"),
            Map.entry("taskmanager.memory.task.off-heap.size", "256m"),
            Map.entry("taskmanager.memory.network.min", "64m"),
            Map.entry("taskmanager.memory.network.max", "64m"),
            Map.entry("taskmanager.memory.managed.size", "256m"));

    private final Path folder;
    private final int restPort = freePort();
    private final int jobManagerMetrics = freePort();
    private final int taskManagerMetrics = freePort();
    private final Deque<Process> processes = new ArrayDeque<>();

    ClusterProcesses(Path folder) throws IOException {
        this.folder = folder;
        Path conf = Files.createDirectories(folder.resolve("conf"));
        ObjectNode config = (ObjectNode)
                Repository.yaml(Repository.DEPLOY.resolve("flink/config.yaml")).get(0);
        config.remove("taskmanager.memory.process.size");
        HERE.forEach(config::put);
        config.put("jobmanager.rpc.port", freePort());
        config.put("rest.port", restPort);
        config.put("io.tmp.dirs", Files.createDirectories(folder.resolve("tmp")).toString());
        new ObjectMapper().writeValue(conf.resolve("config.yaml").toFile(), config); // JSON is YAML
        start(
                "jobmanager",
                StandaloneSessionClusterEntrypoint.class,
                "--configDir",
                conf.toString(),
                "-D",
                "metrics.reporter.prom.port=" + jobManagerMetrics);
        start(
                "taskmanager",
                TaskManagerRunner.class,
                "--configDir",
                conf.toString(),
                "-D",
                "metrics.reporter.prom.port=" + taskManagerMetrics);
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static Path jar(String classifier) {
        return CLUSTER.resolve("millrace-cluster-0.1.0-SNAPSHOT" + classifier + ".jar");
    }

    private Process start(String name, Class<?> main, String... args) throws IOException {
        return start(
                name, List.of(CLUSTER.resolve("flink-lib") + "/*", jar("-all").toString()), main.getName(), args);
    }

    private Process start(String name, List<String> classPath, String main, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(JAVA, "-Xmx768m"));
        command.addAll(JVM);
        command.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
        command.add("-Dlog4j2.configurationFile=" + Repository.DEPLOY.resolve("flink/log4j-console.properties"));
        command.add("-Dmillrace.logTemplate="
                + Repository.DEPLOY.resolve("flink/log-template.json").toUri());
        command.addAll(List.of("-cp", String.join(":", classPath), main));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile());
        builder.environment().put("FLINK_CONF_DIR", folder.resolve("conf").toString());
        Process process = builder.start();
        processes.push(process);
        return process;
    }

    /** Standard output and error of a process. */
    Path log(String name) {
        return folder.resolve(name + ".log");
    }

    /** {@code flink run} of a job, as {@code docker-compose.yml} calls it. */
    Process submit(String name, List<String> flinkOptions, String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of("run"));
        all.addAll(flinkOptions);
        all.addAll(List.of("-m", "127.0.0.1:" + restPort, "-c", Main.class.getName(), jar("").toString()));
        all.addAll(List.of(args));
        return start(name, CliFrontend.class, all.toArray(String[]::new));
    }

    /** A gateway by a configuration file. */
    void gateway(Path config) throws IOException {
        start(
                "gateway",
                List.of(
                        GATEWAY.resolve("lib") + "/*",
                        GATEWAY.resolve("millrace-gateway-0.1.0-SNAPSHOT.jar").toString()),
                "io.millrace.gateway.Main",
                "--config",
                config.toString());
    }

    /** Address of the JobManager's REST interface. */
    URI rest() {
        return URI.create("http://127.0.0.1:" + restPort);
    }

    /** Where Flink's Prometheus reporters listen. */
    List<String> metrics() {
        return List.of("127.0.0.1:" + jobManagerMetrics, "127.0.0.1:" + taskManagerMetrics);
    }

    /** The ends of all logs, for messages of failures. */
    String tails() throws IOException {
        StringBuilder tails = new StringBuilder();
        for (String name : List.of("scoring", "learning", "monitoring", "jobmanager", "taskmanager", "gateway")) {
            if (Files.exists(log(name))) {
                List<String> lines = Files.readAllLines(log(name));
                tails.append('\n').append(name).append(":\n");
                tails.append(String.join("\n", lines.subList(Math.max(0, lines.size() - 25), lines.size())));
            }
        }
        return tails.toString();
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
