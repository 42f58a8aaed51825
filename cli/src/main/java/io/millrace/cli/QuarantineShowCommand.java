package io.millrace.cli;

import io.millrace.cli.learning.QuarantineReport;
import io.millrace.cli.terminal.FailedException;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.jobs.control.QuarantineTopic;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.schemas.Printable;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace quarantine show}. */
@Command(name = "show", description = "Show all that is known of a refused example.")
final class QuarantineShowCommand extends VerboseCommand implements Callable<Integer> {
    /** One for each learner of a slot. */
    private static final int MOST = 1_000;

    @Parameters(index = "0", paramLabel = "FILE", description = "The pipeline file.")
    private Path file;

    @Parameters(index = "1", paramLabel = "EVENT_ID", description = "Id of its event.")
    private String event;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    private QuarantineShowCommand() {}

    @Override
    public Integer call() {
        logTo(null);
        Pipeline pipeline = PipelineFile.read(file);
        QuarantineReport report =
                new QuarantineReport(MOST, example -> example.getEventId().equals(event), null);
        long unreadable = QuarantineTopic.forEach(pipeline, report::add);
        report.details().forEach(this::print);
        if (json) {
            print(report.json(unreadable));
        }
        if (report.isEmpty()) {
            throw new FailedException(
                    "no example of event " + Printable.of(event) + " is on " + pipeline.quarantineTopic());
        }
        return 0;
    }
}
