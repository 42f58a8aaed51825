package io.millrace.model.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.model.ModelEngine;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens in the child is an ordinary result here, and nothing is left behind. */
@Timeout(120)
class ValidationProcessTest {
    private static final ValidationLimits LIMITS =
            ValidationLimits.DEFAULT.withMemory(384L << 20).withTimeout(Duration.ofSeconds(30));

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    @TempDir
    private Path folder;

    private List<String> leftBefore;

    @BeforeEach
    void registerTheHostileEngine() throws IOException {
        Path services = Files.createDirectories(folder.resolve("path/META-INF/services"));
        Files.writeString(services.resolve(ModelEngine.class.getName()), HostileEngine.class.getName());
        leftBefore = workingFolders();
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        assertThat(workingFolders()).isEqualTo(leftBefore);
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    private static List<String> workingFolders() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(Path::toString)
                    .filter(name -> name.contains("millrace-validation-"))
                    .sorted()
                    .toList();
        }
    }

    private Path model(String deed) throws IOException {
        return Files.writeString(folder.resolve("m.onnx"), deed);
    }

    private ValidationProcess process(ValidationLimits limits) {
        return new ValidationProcess(
                limits, folder.resolve("path") + File.pathSeparator + System.getProperty("java.class.path"));
    }

    private ValidationResult validate(String deed) throws Exception {
        return validate(deed, LIMITS);
    }

    private ValidationResult validate(String deed, ValidationLimits limits) throws Exception {
        ValidationResult result = process(limits).validate(model(deed));
        assertThat(result.reason()).as("one line").doesNotContain("\n").isNotEmpty();
        assertThat(result.millis()).isPositive();
        return result;
    }

    @Test
    void aGoodModelIsAcceptedWithItsFigures() throws Exception {
        ValidationResult result = validate("good");
        assertThat(result.verdict()).as(result.reason()).isEqualTo(Verdict.ACCEPTED);
        assertThat(result.accepted()).isTrue();
        assertThat(result.model()).isEqualTo("m@1");
        assertThat(result.engine()).isEqualTo("hostile");
        assertThat(result.reason()).isEqualTo("the only engine for onnx on cpu");
        assertThat(result.sha256()).hasSize(64);
        assertThat(result.speeds()).extracting(BatchSpeed::rows).containsExactly(1, 64);
        assertThat(result.speeds()).allSatisfy(speed -> {
            assertThat(speed.rowsPerSecond()).isPositive();
            assertThat(speed.p99Micros()).isPositive();
        });
    }

    @Test
    void aModelFileThatWasSwappedIsRefused() throws Exception {
        Path model = model("good");
        String asked = process(LIMITS).validate(model).sha256();
        assertThat(process(LIMITS).validate(model, asked).accepted()).isTrue();
        Files.writeString(model, "other");
        ValidationResult result = process(LIMITS).validate(model, asked);
        assertThat(result.verdict()).isEqualTo(Verdict.LOAD_FAILED);
        assertThat(result.reason()).contains("must be the one that was asked for: sha256=" + asked + ", found ");
    }

    @Test
    void aNativeCrashIsARefusal() throws Exception {
        ValidationResult result = validate("crash");
        assertThat(result.verdict()).isEqualTo(Verdict.CRASHED);
        assertThat(result.reason()).contains("without an answer").contains("SIGSEGV");
    }

    @Test
    void anEndWithoutAnAnswerIsARefusalWhateverTheExitCode() throws Exception {
        ValidationResult result = validate("halt");
        assertThat(result.verdict()).isEqualTo(Verdict.CRASHED);
        assertThat(result.reason()).contains("ended with exit code 0 without an answer");
    }

    @Test
    void anEndlessLoopUsesUpItsProcessorTime() throws Exception {
        ValidationResult result = validate("loop", LIMITS.withCpu(Duration.ofSeconds(2)));
        assertThat(result.verdict()).isEqualTo(Verdict.OUT_OF_CPU);
        assertThat(result.reason()).contains("used more processor time than allowed: 2 s");
    }

    @Test
    void waitingForEverUsesUpItsTime() throws Exception {
        ValidationResult result = validate("sleep", LIMITS.withTimeout(Duration.ofSeconds(2)));
        assertThat(result.verdict()).isEqualTo(Verdict.TIMEOUT);
        assertThat(result.reason()).contains("took longer than allowed: 2 s");
        assertThat(result.millis()).isBetween(2_000L, 15_000L);
    }

    @Test
    void runningOutOfHeapIsARefusal() throws Exception {
        ValidationResult result = validate("heap");
        assertThat(result.verdict()).isEqualTo(Verdict.OUT_OF_MEMORY);
        assertThat(result.reason()).contains("Java heap space");
    }

    @Test
    void runningOutOfDirectMemoryIsARefusal() throws Exception {
        ValidationResult result = validate("direct");
        assertThat(result.verdict()).isEqualTo(Verdict.OUT_OF_MEMORY);
        assertThat(result.reason()).contains("direct buffer memory");
    }

    @Test
    void nativeMemoryIsLimitedWhereTheSystemShowsIt() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "no /proc");
        ValidationResult result = validate("native");
        assertThat(result.verdict()).isEqualTo(Verdict.OUT_OF_MEMORY);
        assertThat(result.reason()).contains("used more memory than allowed: ").contains(" MiB of 384 MiB");
        assertThat(result.peakMemoryBytes()).isGreaterThan(LIMITS.memoryBytes());
    }

    @Test
    void whatAModelPrintsIsNeitherKeptNorTakenForTheAnswer() throws Exception {
        ValidationResult result = validate("print");
        assertThat(result.verdict()).as(result.reason()).isEqualTo(Verdict.ACCEPTED);
        assertThat(result.model()).isEqualTo("m@1");
    }

    @Test
    void endlessRecursionIsARefusal() throws Exception {
        ValidationResult result = validate("recurse");
        assertThat(result.verdict()).isEqualTo(Verdict.LOAD_FAILED);
        assertThat(result.reason()).contains("nests deeper than the stack is");
    }

    @Test
    void anEnginesMistakeIsARefusal() throws Exception {
        ValidationResult result = validate("fail");
        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.reason()).contains("Index 7 out of bounds for length 7");
    }

    @Test
    void aModelThatDoesNotFitIsToldApartFromABrokenOne() throws Exception {
        ValidationResult result = validate("contract");
        assertThat(result.verdict()).isEqualTo(Verdict.CONTRACT);
        assertThat(result.reason()).isEqualTo("m.onnx: CONTRACT: input a: expected float, found int64");
        assertThat(process(LIMITS).validate(folder.resolve("none")).verdict()).isEqualTo(Verdict.LOAD_FAILED);
    }

    @Test
    void filesAreLimited() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no shell");
        ValidationLimits small =
                new ValidationLimits(LIMITS.memoryBytes(), LIMITS.cpu(), LIMITS.timeout(), 1 << 16, LIMITS.openFiles());
        ValidationResult result = validate("big file", small);
        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(validate("big file", LIMITS).verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void theChildSeesNoEnvironmentAndAnEmptyFolder() throws Exception {
        String reason = validate("look around").reason();
        assertThat(reason).contains("folder [], temporary []");
        assertThat(reason.replaceAll(".*environment \\[(.*?)].*", "$1").split(", "))
                .isSubsetOf("", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "_", "PWD", "OLDPWD", "SHLVL");
    }

    @Test
    void anInterruptedParentKillsTheChild() throws Exception {
        Path model = model("sleep");
        Thread[] parent = new Thread[1];
        var outcome = new java.util.concurrent.CompletableFuture<Boolean>();
        parent[0] = new Thread(() -> {
            try {
                process(LIMITS).validate(model);
                outcome.complete(false);
            } catch (InterruptedException e) {
                outcome.complete(true);
            }
        });
        parent[0].start();
        while (ProcessHandle.current().children().findAny().isEmpty()) {
            Thread.onSpinWait();
        }
        ProcessHandle child = ProcessHandle.current().children().findAny().orElseThrow();
        parent[0].interrupt();
        assertThat(outcome.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(child.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
    }

    @Test
    void theChildEndsWithItsParent() throws Exception {
        // a parent that is killed cannot tidy up: the child notices, and does
        Path model = model("sleep");
        Process parent = new ProcessBuilder(
                        JAVA.toString(),
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "-cp",
                        folder.resolve("path") + File.pathSeparator + System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        model.toString())
                .inheritIO()
                .start();
        try {
            // Before it is a JVM it is a copy of its parent, the JDK's launching helper and a shell, which end with the
            // parent and know of no folder.
            Optional<ProcessHandle> found = javaChild(parent);
            while (parent.isAlive() && found.isEmpty()) {
                Thread.onSpinWait();
                found = javaChild(parent);
            }
            ProcessHandle child = found.orElseThrow();
            parent.destroyForcibly();
            assertThat(child.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }

    private static Optional<ProcessHandle> javaChild(Process parent) {
        return parent.children().filter(ValidationProcessTest::isValidation).findAny();
    }

    private static boolean isValidation(ProcessHandle process) {
        boolean isJava = process.info().command().stream()
                .anyMatch(command -> Path.of(command).getFileName().equals(JAVA.getFileName()));
        Path arguments = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        try {
            return isJava
                    && (!Files.exists(arguments) || Files.readString(arguments).contains(WorkingFolder.PROPERTY));
        } catch (IOException e) {
            return false; // it has gone
        }
    }

    /** A program that validates one model. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws InterruptedException {
            new ValidationProcess(ValidationLimits.DEFAULT).validate(Path.of(args[0]));
        }
    }

    @Test
    void jarsOfALoaderOfItsOwnAreOnTheChildsClassPath() throws Exception {
        Path jar = folder.resolve("a job.jar");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {jar.toUri().toURL(), new URL("http://localhost/other.jar")})) {
            assertThat(ValidationProcess.classPath(loader))
                    .isEqualTo(jar + File.pathSeparator + System.getProperty("java.class.path"));
        }
        assertThat(ValidationProcess.classPath(ClassLoader.getSystemClassLoader()))
                .isEqualTo(System.getProperty("java.class.path"));
    }
}
