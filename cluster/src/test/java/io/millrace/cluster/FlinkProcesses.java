package io.millrace.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/**
 * A standalone Flink cluster as our image runs it: a JobManager and a TaskManager in processes of their own, over Flink's jars and the jar for
 * clusters, with the configuration of {@code deploy/flink}. Ends with the test.
 */
final class FlinkProcesses implements AutoCloseable {
    static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    /** Every job and every command once: the second compiler would not pay. */
    private static final List<String> JVM = List.of(
            "-XX:TieredStopAtLevel=1",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED");

    private final Path folder;
    private final int restPort = freePort();
    private final int jobManagerMetrics = freePort();
    private final int taskManagerMetrics = freePort();
    private final Deque<Process> processes = new ArrayDeque<>();

    FlinkProcesses(Path folder) throws IOException {
        this.folder = folder;
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(conf.resolve("config.yaml"), """
                jobmanager.rpc.address: 127.0.0.1
                jobmanager.rpc.port: %d
                jobmanager.bind-host: 127.0.0.1
                jobmanager.memory.process.size: 1g
                taskmanager.host: 127.0.0.1
                taskmanager.bind-host: 127.0.0.1
                taskmanager.numberOfTaskSlots: 3
                taskmanager.cpu.cores: 2
                taskmanager.memory.framework.heap.size: 128m
                taskmanager.memory.framework.off-heap.size: 128m
                taskmanager.memory.jvm-metaspace.size: 256m
                taskmanager.memory.jvm-overhead.min: 192m
                taskmanager.memory.jvm-overhead.max: 192m
                taskmanager.memory.task.heap.size: 512m
                taskmanager.memory.task.off-heap.size: 256m
                taskmanager.memory.network.min: 64m
                taskmanager.memory.network.max: 64m
                taskmanager.memory.managed.size: 256m
                rest.address: 127.0.0.1
                rest.bind-address: 127.0.0.1
                rest.port: %d
                io.tmp.dirs: %s
                metrics.reporter.prom.factory.class: org.apache.flink.metrics.prometheus.PrometheusReporterFactory
                """.formatted(
                        freePort(), restPort, Files.createDirectories(folder.resolve("tmp"))));
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

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static Path jar(String classifier) {
        return TARGET.resolve("millrace-cluster-0.1.0-SNAPSHOT" + classifier + ".jar");
    }

    private Process start(String name, Class<?> main, String... args) throws IOException {
        return start(
                name, List.of(TARGET.resolve("flink-lib") + "/*", jar("-all").toString()), main.getName(), args);
    }

    private Process start(String name, List<String> classPath, String main, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(JAVA, "-Xmx768m"));
        command.addAll(JVM);
        command.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
        command.add("-Dlog4j.configurationFile=" + HOME.resolve("deploy/flink/log4j-console.properties"));
        command.add("-Dmillrace.logTemplate="
                + HOME.resolve("deploy/flink/log-template.json").toUri());
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

    /** A command of {@code millrace}, to its end. */
    String millrace(String... args) throws IOException, InterruptedException {
        Process process =
                start("millrace", List.of(System.getProperty("java.class.path")), "io.millrace.cli.Main", args);
        if (!process.waitFor(4, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new AssertionError(String.join(" ", args) + ": " + Files.readString(log("millrace")) + tails());
        }
        return Files.readString(log("millrace"));
    }

    /** What Prometheus would scrape from both. */
    String metrics() throws IOException {
        return scrape(jobManagerMetrics) + scrape(taskManagerMetrics);
    }

    private static String scrape(int port) throws IOException {
        try (InputStream in =
                URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The ends of all logs, for messages of failures. */
    String tails() throws IOException {
        StringBuilder tails = new StringBuilder();
        for (String name : List.of("scoring", "learning", "monitoring", "jobmanager", "taskmanager")) {
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
