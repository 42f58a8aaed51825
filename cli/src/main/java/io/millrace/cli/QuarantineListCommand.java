package io.millrace.cli;

import io.millrace.cli.learning.QuarantineReport;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.jobs.control.QuarantineTopic;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.schemas.QuarantineState;
import io.millrace.schemas.QuarantinedExample;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace quarantine list}. */
@Command(name = "list", description = "Show refused examples, the newest last.")
final class QuarantineListCommand extends VerboseCommand implements Callable<Integer> {
    private static final int MOST = 100_000;

    /** States that can be asked for. */
    private enum Wanted {
        HELD(QuarantineState.HELD),
        RELEASED(QuarantineState.RELEASED),
        REJECTED(QuarantineState.REJECTED),
        EXPIRED(QuarantineState.EXPIRED),
        ANY(null);

        private final QuarantineState state;

        Wanted(QuarantineState state) {
            this.state = state;
        }
    }

    @Parameters(paramLabel = "FILE", description = "The pipeline file.")
    private Path file;

    @Option(names = "--state", defaultValue = "held", description = "${COMPLETION-CANDIDATES}. Default: held.")
    private Wanted wanted;

    @Option(names = "--principal", paramLabel = "NAME", description = "Of this principal only.")
    private String principal;

    @Option(names = "--reason", paramLabel = "REASON", description = "Refused for this reason only, e.g. distrusted.")
    private String reason;

    @Option(names = "--stage", paramLabel = "STAGE", description = "Refused by this stage only, e.g. influence-cap.")
    private String stage;

    @Option(names = "--learner", paramLabel = "NAME", description = "Refused before this learner only.")
    private String learner;

    @Option(
            names = "--limit",
            defaultValue = "50",
            paramLabel = "N",
            description = "The newest N of them. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    private QuarantineListCommand() {}

    @Override
    public Integer call() {
        logTo(null);
        if (limit < 1 || limit > MOST) {
            throw new InvalidInputException("--limit: must be from 1 to " + MOST + ", found " + limit);
        }
        QuarantineReport report = new QuarantineReport(limit, this::isWanted, wanted.state);
        long unreadable = QuarantineTopic.forEach(PipelineFile.read(file), report::add);
        report.lines(unreadable).forEach(this::print);
        if (json) {
            print(report.json(unreadable));
        }
        return 0;
    }

    private boolean isWanted(QuarantinedExample example) {
        return (principal == null || principal.equals(example.getPrincipal()))
                && (reason == null || reason.equals(example.getReason()))
                && (stage == null || stage.equals(example.getStage()))
                && (learner == null || learner.equals(example.getLearner()));
    }
}
