package io.millrace.benchmarks;

import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The scoring job in a process of its own, with the flags of {@code millrace run}: what it takes can be told from what
 * generator and receiver take, and their garbage does not stop it. Ends with this object, and with this process.
 */
final class JobProcess implements AutoCloseable {
    private static final String RUNNING = "running";
    private static final String OPENS = "--add-opens=java.base/java.%s=ALL-UNNAMED";

    private final Process process;

    private JobProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts the job of {@code pipeline} and returns when it runs.
     *
     * @param checkpoints folder; temporary files lie beside it
     * @param classPath entry that comes before this process's own class path
     */
    static JobProcess start(Pipeline pipeline, int parallelism, Path checkpoints, Path classPath) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx1g", "-XX:+UseParallelGC"));
        // Measured, it compiles all that it can; where only the benchmark is tried out, this process does not, nor does
        // it.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-XX:TieredStopAtLevel="))
                .forEach(command::add);
        // Killed, it deletes nothing.
        command.add("-Djava.io.tmpdir=" + Files.createDirectories(checkpoints.resolveSibling("tmp")));
        for (String opened : List.of("util", "lang", "time", "nio")) {
            command.add(OPENS.formatted(opened));
        }
        command.addAll(List.of(
                "-cp",
                classPath + File.pathSeparator + System.getProperty("java.class.path"),
                JobProcess.class.getName(),
                pipeline.file().toString(),
                Integer.toString(parallelism),
                checkpoints.toString()));
        JobProcess job = new JobProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        BufferedReader out = job.process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); !RUNNING.equals(line); line = out.readLine()) {
            if (line == null) {
                job.close();
                throw new IllegalStateException("the job must start: " + pipeline + "; standard error tells more");
            }
        }
        return job;
    }

    /** In the job's process. */
    @SuppressWarnings("CatchAndPrintStackTrace") // there is nobody else to tell
    public static void main(String[] arguments) {
        try {
            Pipeline pipeline = PipelineFile.read(Path.of(arguments[0]));
            MillracePeer.start(Path.of(arguments[2]), pipeline, Integer.parseInt(arguments[1]));
            System.out.println(RUNNING);
            // The end of the input is the sign to go, and comes also when the parent is gone.
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (Exception e) {
            e.printStackTrace();
        }
        // Flink's threads would keep the process alive.
        Runtime.getRuntime().halt(1);
    }

    /** CPU time that it has used so far, in seconds. */
    double cpuSeconds() {
        return Machine.cpuSeconds(process.pid());
    }

    /** Resident memory, megabytes; 0 where the system does not tell. */
    long residentMegabytes() {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .orElse(0L);
        } catch (IOException e) {
            throw new UncheckedIOException("the job must be alive", e);
        }
    }

    /** Throws if it has ended. */
    void check() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the job must run, found its process ended with " + process.exitValue());
        }
    }

    /** Ends it, as a crash would: with at-least-once everything that was answered stays answered. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
