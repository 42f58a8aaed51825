package io.millrace.cli;

import io.millrace.cli.model.MemorySize;
import io.millrace.cli.model.Seconds;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.Json;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.model.validation.BatchSpeed;
import io.millrace.model.validation.ValidationLimits;
import io.millrace.model.validation.ValidationProcess;
import io.millrace.model.validation.ValidationResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace model validate}. */
@Command(
        name = "validate",
        description = "Find out in a process of its own, with limits, whether a model is safe to serve. Exit code 2 and"
                + " one line if it is not.")
final class ModelValidateCommand extends VerboseCommand implements Callable<Integer> {
    private static final int REFUSED = 2;

    @Parameters(paramLabel = "MODEL", description = "A bundle's folder or zip, or a bare model file.")
    private Path path;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = MemorySize.class,
            description = "Most resident memory; half of it is the Java heap. Default: 2g.")
    private long memory = ValidationLimits.DEFAULT.memoryBytes();

    @Option(
            names = "--cpu",
            paramLabel = "TIME",
            converter = Seconds.class,
            description = "Most processor time. Default: 30s.")
    private Duration cpu = ValidationLimits.DEFAULT.cpu();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Seconds.class,
            description = "Most time on the clock. Default: 60s.")
    private Duration timeout = ValidationLimits.DEFAULT.timeout();

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    private ModelValidateCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        logTo(null);
        ValidationResult result = new ValidationProcess(limits()).validate(path);
        if (result.accepted()) {
            print(result.model() + " accepted in " + result.millis() + " ms");
            print("engine " + result.engine() + ": " + result.reason());
            result.speeds().forEach(speed -> print(describe(speed)));
            print("peak memory " + (result.peakMemoryBytes() >> 20) + " MiB");
        } else {
            tell("refused, " + result.verdict() + ": " + result.reason());
        }
        if (json) {
            print(Json.line(result));
        }
        return result.accepted() ? 0 : REFUSED;
    }

    private ValidationLimits limits() {
        try {
            return ValidationLimits.DEFAULT.withMemory(memory).withCpu(cpu).withTimeout(timeout);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(e.getMessage());
        }
    }

    private static String describe(BatchSpeed speed) {
        return String.format(
                Locale.ROOT,
                "batches of %d: %,.0f rows/s, p99 %.1f µs a batch",
                speed.rows(),
                speed.rowsPerSecond(),
                speed.p99Micros());
    }
}
