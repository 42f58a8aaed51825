package io.millrace.jobs.scoring;

import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A {@link JobCluster} in a process of its own, which can be killed. It ends with this process, too. */
final class JobProcess implements AutoCloseable {
    private static final String REMOVE = "remove\n";
    private static final int LIMIT_SECONDS = 60;

    private final Process process;

    private JobProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts the process, and does not wait for the job.
     *
     * @param pipeline read from a file; its broker may be another than the file's
     * @param log what the process writes is appended to it; its temporary files lie beside it
     */
    static JobProcess start(Pipeline pipeline, int parallelism, Path checkpoints, Optional<Path> from, Path log)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx512m",
                // Starts sooner, and no test lets it live long.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // Killed, it deletes nothing.
                "-Djava.io.tmpdir=" + Files.createDirectories(log.resolveSibling("tmp")),
                "-cp",
                System.getProperty("java.class.path"),
                JobProcess.class.getName(),
                pipeline.file().toString(),
                pipeline.bootstrap(),
                Integer.toString(parallelism),
                checkpoints.toString()));
        from.ifPresent(path -> command.add(path.toString()));
        return new JobProcess(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start());
    }

    /** In the process itself. */
    public static void main(String[] arguments) throws Exception {
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            JobCluster cluster = JobCluster.start(
                    PipelineFile.read(Path.of(arguments[0])).withBootstrap(arguments[1]),
                    Integer.parseInt(arguments[2]),
                    Path.of(arguments[3]),
                    arguments.length > 4 ? Optional.of(Path.of(arguments[4])) : Optional.empty(),
                    source -> {});
            while (orders.readLine() != null) {
                cluster.removeTaskManager(0);
            }
        } finally {
            // Flink's threads would keep the process alive.
            Runtime.getRuntime().halt(1);
        }
    }

    /** One of its task managers goes, once the job has been submitted, so that not all subtasks can run. */
    void removeTaskManager() throws IOException {
        OutputStream orders = process.getOutputStream();
        orders.write(REMOVE.getBytes(StandardCharsets.UTF_8));
        orders.flush();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it has ended by itself; its exit code. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("must end within " + LIMIT_SECONDS + " s: " + process);
        }
        return process.exitValue();
    }

    /** SIGKILL. Returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
