package io.millrace.cli;

import io.millrace.cli.swap.HistoryReport;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.jobs.control.StatusTopic;
import io.millrace.jobs.pipeline.PipelineFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace model history}. */
@Command(name = "history", description = "Show what became of a pipeline's commands, a line a step.")
final class ModelHistoryCommand extends VerboseCommand implements Callable<Integer> {
    private static final int MOST_STEPS = 1_000_000;

    @Parameters(paramLabel = "FILE", description = "The pipeline file.")
    private Path file;

    @Option(
            names = "--limit",
            defaultValue = "50",
            paramLabel = "N",
            description = "The newest N steps. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    private ModelHistoryCommand() {}

    @Override
    public Integer call() {
        logTo(null);
        if (limit < 1 || limit > MOST_STEPS) {
            throw new InvalidInputException("--limit: must be from 1 to " + MOST_STEPS + ", found " + limit);
        }
        HistoryReport report = new HistoryReport(limit);
        try (StatusTopic statuses = StatusTopic.open(PipelineFile.read(file))) {
            statuses.forEach(report::add);
            report.lines(statuses.unreadable()).forEach(this::print);
            if (json) {
                print(report.json(statuses.unreadable()));
            }
        }
        return 0;
    }
}
