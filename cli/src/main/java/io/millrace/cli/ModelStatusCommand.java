package io.millrace.cli;

import io.millrace.cli.swap.StatusReport;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.jobs.control.AnswerRate;
import io.millrace.jobs.control.StatusTopic;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.schemas.status.StatusFold;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace model status}. */
@Command(name = "status", description = "Show what serves a running pipeline, and what is on its way.")
final class ModelStatusCommand extends VerboseCommand implements Callable<Integer> {
    private static final Duration RATE_WINDOW = Duration.ofSeconds(1);

    @Parameters(paramLabel = "FILE", description = "The pipeline file.")
    private Path file;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    private ModelStatusCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        logTo(null);
        Pipeline pipeline = PipelineFile.read(file);
        StatusFold fold = new StatusFold();
        long unreadable;
        try (StatusTopic statuses = StatusTopic.open(pipeline)) {
            statuses.forEach(fold::add);
            unreadable = statuses.unreadable();
        }
        StatusReport report = new StatusReport(
                fold.slot(pipeline.slot().name()),
                first(pipeline),
                AnswerRate.measure(pipeline, RATE_WINDOW),
                fold.controlProblem(),
                unreadable);
        report.lines().forEach(this::print);
        if (json) {
            print(report.json());
        }
        return 0;
    }

    /** The model of the pipeline file, which need not lie on this machine. */
    private static String first(Pipeline pipeline) {
        try {
            return ModelBundle.open(pipeline.slot().modelPath()).id().toString();
        } catch (ModelException e) {
            return "(pipeline file)";
        }
    }
}
