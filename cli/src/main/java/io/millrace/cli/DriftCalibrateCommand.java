package io.millrace.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.drift.RecordingReader;
import io.millrace.cli.drift.Span;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.Json;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.drift.alarm.AlarmPolicy;
import io.millrace.drift.calibration.Calibration;
import io.millrace.schemas.Printable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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
            names = "--features",
            split = ",",
            paramLabel = "NAME",
            description = "Watch these only. Default: all but the time.")
    private List<String> features = List.of();

    @Option(
            names = "--minimum-count",
            paramLabel = "N",
            description = "Windows of fewer rows are left out. Default: ${DEFAULT-VALUE}.")
    private long minimumCount = 100;

    @Option(names = "--rows", paramLabel = "N", description = "Rows to read. Default: ${DEFAULT-VALUE}.")
    private long rows = 1_000_000;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    private DriftCalibrateCommand() {}

    @Override
    public Integer call() {
        logTo(null);
        if (rows < 1) {
            throw new InvalidInputException("--rows: must be >= 1, found " + rows);
        }
        Calibration.Result result;
        try {
            Calibration.Plan plan = new Calibration.Plan(window, meanTime, minimumCount, AlarmPolicy.defaults());
            result = Calibration.run(RecordingReader.read(file, time, features, rows), plan);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(file + ": " + e.getMessage());
        }
        print(String.format(
                "%d windows of reference, %d judged: %d false alarms, %d allowed (one in %s).",
                result.referenceWindows(),
                result.quietWindows(),
                result.falseAlarms(),
                result.allowed(),
                words(meanTime)));
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
                                : "found after " + words(window.multipliedBy(one.windows())))));
        if (json) {
            print(json(result).toString());
        }
        return 0;
    }

    private static String words(Duration time) {
        return time.toString().substring(1).replace("T", "").toLowerCase(Locale.ROOT);
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
