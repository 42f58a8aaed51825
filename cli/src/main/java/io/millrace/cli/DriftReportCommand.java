package io.millrace.cli;

import io.millrace.cli.drift.DriftFiles;
import io.millrace.cli.drift.ReportJson;
import io.millrace.cli.drift.RowOptions;
import io.millrace.cli.terminal.FailedException;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.drift.compare.DriftTestConfig;
import io.millrace.drift.compare.DriftTests;
import io.millrace.drift.profile.FeatureWindow;
import io.millrace.drift.profile.Reference;
import io.millrace.drift.report.DriftReport;
import io.millrace.drift.report.FeatureReport;
import io.millrace.drift.report.HtmlReport;
import io.millrace.schemas.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace drift report}. */
@Command(
        name = "report",
        description =
                "Compare a file of events with a reference, feature by feature. Exit code 0 whether there is drift"
                        + " or not.")
final class DriftReportCommand extends VerboseCommand implements Callable<Integer> {
    @Option(
            names = "--reference",
            required = true,
            paramLabel = "FILE",
            description = "Rows (CSV, JSON lines, Avro, Parquet), a model bundle, or its reference.json.")
    private Path reference;

    @Option(names = "--current", required = true, paramLabel = "FILE", description = "Rows to compare with it.")
    private Path current;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the report as a page (HTML).")
    private Path out;

    @Mixin
    private RowOptions options;

    @Option(
            names = "--minimum-count",
            paramLabel = "N",
            description = "Features of fewer rows are not tested. Default: ${DEFAULT-VALUE}.")
    private long minimumCount = 30;

    private DriftReportCommand() {}

    @Override
    public Integer call() {
        logTo(null);
        if (minimumCount < 1) {
            throw new InvalidInputException("--minimum-count: must be >= 1, found " + minimumCount);
        }
        List<String> features = options.features();
        long rows = options.rows();
        Map<String, Reference> references = DriftFiles.references(reference, features, rows);
        // events have fields that are no features of a model; rows are compared with rows field by field
        List<String> wanted = DriftFiles.isProfile(reference) ? List.copyOf(references.keySet()) : features;
        Map<String, FeatureWindow> windows = DriftFiles.windows(current, references, wanted, rows);
        DriftReport report = DriftReport.of(
                reference.toString(),
                current.toString(),
                references,
                windows,
                new DriftTests(DriftTestConfig.defaults().withMinimumCount(minimumCount)));
        print(report.drifting() + " of " + report.features().size() + " features drift.");
        report.features().forEach(this::print);
        if (out != null) {
            write(HtmlReport.of(report));
            print("Wrote " + out + ".");
        }
        if (options.json()) {
            print(ReportJson.of(report).toString());
        }
        return 0;
    }

    private void print(FeatureReport feature) {
        print(feature.leading()
                .map(leading -> String.format(
                        Locale.ROOT,
                        "%-5s  %-20s  %-20s  %10.4g  from %-8.4g  %s",
                        feature.drift() ? "DRIFT" : "ok",
                        printable(feature.feature()),
                        leading.statistic().label(),
                        leading.value(),
                        leading.threshold(),
                        feature.drift() ? printable(leading.cause()) : ""))
                .orElseGet(() -> String.format("few    %-20s  too few rows", printable(feature.feature())))
                .stripTrailing());
    }

    private static String printable(String text) {
        return Printable.of(text);
    }

    private void write(String page) {
        try {
            Files.writeString(out, page);
        } catch (IOException e) {
            throw new FailedException("--out: must be a file that can be written, found " + out + ": " + e, e);
        }
    }
}
