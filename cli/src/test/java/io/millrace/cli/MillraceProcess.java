package io.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The command line in a process of its own, as a user runs it. Ends with the test, however the test ends. */
public final class MillraceProcess implements CommandRun, AutoCloseable {
    /** Repository root; tests run in the module's folder. */
    public static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    public static final Path FLIGHTS = HOME.resolve("examples").resolve("flights");

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int SIGINT = 2;

    private final Process process;
    private final Path out;
    private final Path err;

    private MillraceProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts a command in folder {@code cwd}, whose output files go there too. */
    public static MillraceProcess start(Path cwd, String... args) throws IOException {
        Path out = Files.createTempFile(cwd, "out", ".txt");
        Path err = Files.createTempFile(cwd, "err", ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Xmx1g",
                // A command is over before the second compiler, or threads that collect garbage, are of use.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dmillrace.home=" + HOME,
                "-Djava.io.tmpdir=" + Files.createDirectories(cwd.resolve("tmp")),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .directory(cwd.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new MillraceProcess(process, out, err);
    }

    /** Runs a command to its end. */
    public static MillraceProcess run(Path cwd, String... args) throws IOException, InterruptedException {
        MillraceProcess process = start(cwd, args);
        process.exitCode();
        return process;
    }

    /** Waits for the end; kills the process and throws after two minutes. */
    @Override
    public int exitCode() throws InterruptedException, IOException {
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            close();
            throw new AssertionError("still running after " + LIMIT + "\n" + everything());
        }
        return process.exitValue();
    }

    /** Waits until it has told something; throws after two minutes, or if it ends. */
    void awaitErr(String text) throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!err().contains(text)) {
            if (!isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("must tell \"" + text + "\", found\n" + everything());
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    /**
     * What Ctrl-C sends; or what ends a process otherwise, where whoever runs the tests has Ctrl-C ignored, as a shell does for what it runs in the background. To a JVM both are the same.
     */
    public void interrupt() throws IOException, InterruptedException {
        String signal = ignoresInterrupts() ? "-TERM" : "-INT";
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    }

    private boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status"); // on Linux
        if (!Files.isReadable(status)) {
            return false;
        }
        String ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring("SigIgn:".length()).strip())
                .findFirst()
                .orElse("0");
        return (Long.parseUnsignedLong(ignored, 16) & 1L << (SIGINT - 1)) != 0;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public String out() throws IOException {
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    @Override
    public String err() throws IOException {
        return Files.readString(err, StandardCharsets.UTF_8);
    }

    /** Processes, of whatever parent, that were started with {@code text} on their command line. */
    public static Stream<ProcessHandle> processesWith(String text) {
        return ProcessHandle.allProcesses()
                .filter(handle -> handle.info().commandLine().orElse("").contains(text))
                .filter(handle -> handle.pid() != ProcessHandle.current().pid());
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
