package io.millrace.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.drift.CalibratedYaml;
import io.millrace.cli.drift.RecordingReader;
import io.millrace.cli.drift.RowOptions;
import io.millrace.cli.drift.Span;
import io.millrace.cli.terminal.FailedException;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.Json;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.config.ConfigNode;
import io.millrace.drift.alarm.AlarmPolicy;
import io.millrace.drift.calibration.Calibration;
import io.millrace.schemas.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace drift calibrate}. */
@Command(
        name = "calibrate",
        description =
                "Find thresholds on recorded data in which nothing went wrong, and how long injected shifts then stay"
                        + " unseen. The first half is the reference, the second is judged.")
final class DriftCalibrateCommand extends VerboseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "Rows: CSV, JSON lines, Avro or Parquet.")
    private Path file;

    @Option(
            names = "--time",
            required = true,
            paramLabel = "FIELD",
            description = "Event time: ms since 1970, or an ISO-8601 instant.")
    private String time;

    @Option(
            names = "--mean-time-between-false-alarms",
            converter = Span.class,
            paramLabel = "TIME",
            description = "Of all features together, e.g. 7d. Default: 7d.")
    private Duration meanTime = Duration.ofDays(7);

    @Option(
            names = "--window",
            converter = Span.class,
            paramLabel = "TIME",
            description = "Length of windows, e.g. 15min, 1h, 1d. Default: 1h.")
    private Duration window = Duration.ofHours(1);

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the thresholds as the part drift of a pipeline file.")
    private Path out;

    @Mixin
    private RowOptions options;

    @Option(
            names = "--minimum-count",
            paramLabel = "N",
            description = "Windows of fewer rows are left out. Default: ${DEFAULT-VALUE}.")
    private long minimumCount = 100;

    private DriftCalibrateCommand() {}

    @Override
    public Integer call() {
        logTo(null);
        Calibration.Plan plan;
        Calibration.Result result;
        try {
            plan = new Calibration.Plan(window, meanTime, minimumCount, AlarmPolicy.defaults());
            result = Calibration.run(RecordingReader.read(file, time, options.features(), options.rows()), plan);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(file + ": " + e.getMessage());
        }
        print(String.format(
                "%d windows of reference, %d judged: %d false alarms, %d allowed (one in %s).",
                result.referenceWindows(),
                result.quietWindows(),
                result.falseAlarms(),
                result.allowed(),
                ConfigNode.format(meanTime)));
        if (result.allowed() == 0) {
            print("Note: the recording is shorter than the wanted time; it can only show that there was no alarm.");
        }
        if (result.falseAlarms() > result.allowed()) {
            print("Note: " + result.qualityAlarms()
                    + " alarms are about quality (missing values, unseen categories, …):"
                    + " mend the data, or leave the features out with --features.");
        }
        result.thresholds()
                .forEach(one -> print(String.format(
                        Locale.ROOT,
                        "%-20s  %-16s  from %.4g",
                        Printable.of(one.feature()),
                        one.statistic().label(),
                        one.threshold())));
        result.delays()
                .forEach(one -> print(String.format(
                        "%-20s  %-22s  %s",
                        Printable.of(one.feature()),
                        one.shift().words(),
                        one.windows() == 0
                                ? "not found"
                                : "found after " + ConfigNode.format(window.multipliedBy(one.windows())))));
        if (out != null) {
            write(CalibratedYaml.of(plan, result));
            print("Wrote " + out + ".");
        }
        if (options.json()) {
            print(json(result).toString());
        }
        return 0;
    }

    private void write(String yaml) {
        try {
            Files.writeString(out, yaml);
        } catch (IOException e) {
            throw new FailedException("--out: must be a file that can be written, found " + out + ": " + e, e);
        }
    }

    private ObjectNode json(Calibration.Result result) {
        ObjectNode root = Json.object()
                .put("referenceWindows", result.referenceWindows())
                .put("quietWindows", result.quietWindows())
                .put("allowed", result.allowed())
                .put("falseAlarms", result.falseAlarms())
                .put("qualityAlarms", result.qualityAlarms())
                .put("deviations", result.deviations());
        ArrayNode thresholds = root.putArray("thresholds");
        result.thresholds()
                .forEach(one -> thresholds
                        .addObject()
                        .put("feature", one.feature())
                        .put("statistic", one.statistic().label())
                        .put("threshold", one.threshold()));
        ArrayNode delays = root.putArray("delays");
        result.delays()
                .forEach(one -> delays.addObject()
                        .put("feature", one.feature())
                        .put("shift", one.shift().words())
                        .put("found", one.windows() > 0)
                        .put("seconds", window.multipliedBy(one.windows()).toSeconds()));
        return root;
    }
}
