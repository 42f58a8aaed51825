package io.millrace.model.validation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * Validates models in a child process: whatever a model does there, crash, endless loop, running out of memory, is an
 * ordinary {@link ValidationResult} here. This process does not read the bundle at all.
 *
 * <p>The child is a JVM of this JVM's installation with:
 *
 * <ul>
 *   <li>{@link ValidationLimits}: heap, direct memory, file size, open files and no core dump by the system; resident
 *       memory, processor time and time on the clock by a {@link Watchdog} here. Where there is no {@code /bin/sh} the limits
 *       on files, and where there is no {@code /proc} the one on resident memory, do not hold.
 *   <li>an empty folder of its own as current folder and for temporary files, deleted afterwards;
 *   <li>an environment without anything but the locale and the path of native libraries;
 *   <li>standard input as its lifeline: it ends when this process does.
 * </ul>
 *
 * <p>Not limited: reading files and the network, which needs help of the system. Engines refuse models that want either.
 *
 * <p>Cost: the start of a JVM and of the engines, one to two seconds of processor time for a small model, and 0.3 s of
 * measuring. The child compiles with the first tier only, so its rows per second are a lower bound for a hot job. Safe for all threads.
 */
public final class ValidationProcess {
    private static final Path SHELL = Path.of("/bin/sh");

    /** What a child may know of the environment. */
    private static final List<String> ENVIRONMENT =
            List.of("LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "SystemRoot");

    /** What serves goes first, and the kernel kills the child first if memory gets scarce; limits in {@code ulimit}'s units. */
    private static final String LIMITED =
            "{ echo 1000 > /proc/self/oom_score_adj; } 2>/dev/null; ulimit -c 0; ulimit -t \"$1\"; ulimit -f \"$2\";"
                    + " ulimit -n \"$3\"; shift 3; command -v nice > /dev/null && exec nice -n 10 \"$@\"; exec \"$@\"";

    private static final int SIGNALLED = 128;
    private static final int SIGXCPU = 24;
    private static final int SIGKILL = 9;

    /** What engines are told on the command line, e.g. where their jars lie. */
    private static final String ENGINE_PROPERTIES = "millrace.mleap.";

    private static final String CRASH_REPORT = "crash.log";

    private final ValidationLimits limits;
    private final String classPath;

    /** Validates with this process's own class path. */
    public ValidationProcess(ValidationLimits limits) {
        this(limits, classPath(ValidationProcess.class.getClassLoader()));
    }

    /**
     * Validates with another class path, which must hold this class and the engines.
     *
     * @param classPath as {@code java -cp} takes it
     */
    public ValidationProcess(ValidationLimits limits, String classPath) {
        this.limits = limits;
        // the child works elsewhere
        this.classPath = Arrays.stream(classPath.split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The process's class path, behind what {@code loader} adds to it: a Flink cluster loads a job's jar through a loader of its own. */
    static String classPath(ClassLoader loader) {
        List<String> entries = new ArrayList<>();
        if (loader instanceof URLClassLoader jars) {
            for (URL url : jars.getURLs()) {
                if (url.getProtocol().equals("file")) {
                    entries.add(Path.of(URI.create(url.toString())).toString());
                }
            }
        }
        entries.add(System.getProperty("java.class.path"));
        return String.join(File.pathSeparator, entries);
    }

    /**
     * Validates the bundle at {@code path}.
     *
     * @throws InterruptedException if this thread is interrupted; the child is killed
     * @throws UncheckedIOException if a child cannot be started, which says nothing of the model
     */
    public ValidationResult validate(Path path) throws InterruptedException {
        return validate(path, "");
    }

    /**
     * Validates the bundle at {@code path}, whose model file must have the hash {@code sha256}.
     *
     * @throws InterruptedException as {@link #validate(Path)}
     * @throws UncheckedIOException as {@link #validate(Path)}
     */
    public ValidationResult validate(Path path, String sha256) throws InterruptedException {
        try (WorkingFolder folder = WorkingFolder.create()) {
            return new Run(path, sha256, folder.path()).result();
        }
    }

    /** One child. */
    private final class Run {
        private final Path path;
        private final Path folder;
        private final Process process;
        private final long start = System.nanoTime();
        private final String secret = UUID.randomUUID().toString();
        private final AtomicReference<String> answer = new AtomicReference<>();
        private final AtomicReference<String> lastWords = new AtomicReference<>("");

        Run(Path path, String sha256, Path folder) {
            this.path = path;
            this.folder = folder;
            ProcessBuilder builder =
                    new ProcessBuilder(command(path.toAbsolutePath(), sha256, folder)).directory(folder.toFile());
            Map<String, String> environment = builder.environment();
            environment.keySet().retainAll(ENVIRONMENT);
            try {
                process = builder.start();
            } catch (IOException e) {
                throw new UncheckedIOException("a child process for the validation cannot be started", e);
            }
        }

        ValidationResult result() throws InterruptedException {
            Watchdog watchdog = new Watchdog(process, limits);
            Optional<Watchdog.Kill> kill;
            try {
                Thread out = read(new ChildOutput(process.getInputStream(), this::noteAnswer), "out");
                Thread err = read(new ChildOutput(process.getErrorStream(), this::noteLastWords), "err");
                tell(secret);
                kill = watchdog.await(start);
                if (kill.isEmpty()) {
                    out.join(1_000);
                    err.join(1_000);
                }
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            process.waitFor(10, TimeUnit.SECONDS);
            ValidationResult result = kill.map(reason -> refused(reason.verdict(), reason.reason()))
                    .orElseGet(() -> ended(watchdog.cpu()));
            return result.withCost(watchdog.peakBytes(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }

        private Thread read(ChildOutput output, String name) {
            Thread thread = new Thread(output, "validation-" + name);
            thread.setDaemon(true);
            thread.start();
            return thread;
        }

        private void noteAnswer(String line) {
            if (line.startsWith(secret + " ")) {
                answer.set(line.substring(secret.length() + 1));
            } else if (line.startsWith("Terminating due to")) {
                lastWords.set(line);
            }
        }

        private void noteLastWords(String line) {
            boolean isStackFrame = line.startsWith("\t") || line.startsWith(" ");
            if (!isStackFrame) {
                lastWords.set(line);
            }
        }

        private void tell(String line) {
            try {
                process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().flush();
            } catch (IOException e) {
                // it has ended already, and its exit code says more
            }
        }

        private ValidationResult ended(Duration cpu) {
            String json = answer.get();
            if (json != null) {
                try {
                    return new ObjectMapper().readValue(json, ValidationResult.class);
                } catch (JsonProcessingException e) {
                    return refused(Verdict.FAILED, "gave an answer that cannot be read: " + e.getOriginalMessage());
                }
            }
            int code = process.exitValue();
            int signal = code - SIGNALLED;
            if (code == ValidationChild.OUT_OF_MEMORY) {
                return refused(Verdict.OUT_OF_MEMORY, "ran out of memory: " + lastWords.get());
            }
            boolean cpuIsUsedUp = cpu.plusSeconds(1).compareTo(limits.cpu()) > 0;
            if (signal == SIGXCPU || (signal == SIGKILL && cpuIsUsedUp)) {
                return refused(
                        Verdict.OUT_OF_CPU,
                        "used more processor time than allowed: " + limits.cpu().toSeconds() + " s");
            }
            String how = signal > 0 ? "was killed by signal " + signal : "ended with exit code " + code;
            return refused(Verdict.CRASHED, how + " without an answer" + crashReport());
        }

        /** The line in which a JVM says what it died of. */
        private String crashReport() {
            Path report = folder.resolve(CRASH_REPORT);
            try {
                if (Files.isRegularFile(report)) {
                    List<String> lines = Files.readAllLines(report, StandardCharsets.ISO_8859_1);
                    return lines.stream()
                            .filter(line -> line.startsWith("#  SIG") || line.startsWith("#  Internal"))
                            .findFirst()
                            .map(line -> ": " + line.substring(3))
                            .orElse("");
                }
            } catch (IOException e) {
                // a crash without a report is a crash
            }
            String words = lastWords.get();
            return words.isEmpty() ? "" : ": " + words;
        }

        private ValidationResult refused(Verdict verdict, String what) {
            return ValidationResult.refused(verdict, path + ": the validating process " + what, "", "");
        }
    }

    private List<String> command(Path path, String sha256, Path folder) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SHELL)) {
            // The watchdog looks at the clock of the processor, too, and explains itself: this is the second line.
            long cpuSeconds = limits.cpu().toSeconds() + 2;
            command.addAll(List.of(SHELL.toString(), "-c", LIMITED, "validation"));
            command.addAll(List.of(
                    Long.toString(cpuSeconds),
                    Long.toString((limits.fileBytes() + 511) / 512),
                    Integer.toString(limits.openFiles())));
        }
        long heap = limits.memoryBytes() / 2;
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx" + heap,
                "-XX:MaxDirectMemorySize=" + heap,
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve(CRASH_REPORT),
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism",
                "-XX:+UseSerialGC",
                // One core at most: what serves has the others.
                "-XX:ActiveProcessorCount=1",
                "-Xshare:auto",
                // Starts sooner: most of what runs here runs once.
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + folder,
                "-D" + WorkingFolder.PROPERTY + "=" + folder,
                "-Djava.awt.headless=true",
                "-Djdk.xml.entityExpansionLimit=1000",
                "-Djdk.xml.totalEntitySizeLimit=100000",
                "-Djdk.xml.maxGeneralEntitySizeLimit=100000"));
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith(ENGINE_PROPERTIES)) {
                command.add("-D" + name + "=" + System.getProperty(name));
            }
        }
        command.addAll(List.of("-cp", classPath, ValidationChild.class.getName(), path.toString(), sha256));
        return command;
    }
}
