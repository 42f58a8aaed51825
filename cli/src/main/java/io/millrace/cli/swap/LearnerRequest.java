package io.millrace.cli.swap;

import io.millrace.cli.terminal.FailedException;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.Json;
import io.millrace.jobs.control.LearnerOutcomes;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.Printable;
import java.util.Map;
import java.util.Optional;

/** A command that asks something of the learners of a running pipeline: signs, sends, and waits for what comes of it. */
public abstract class LearnerRequest extends SignedRequest<LearnerOutcomes> {
    private static final String DONE = "DONE";

    /** A command of this kind. */
    protected LearnerRequest(CommandKind kind) {
        super(kind);
    }

    @Override
    final void check(Pipeline pipeline) {
        if (pipeline.learning().isNone()) {
            throw new InvalidInputException(options().file() + ": must have learners, found none");
        }
    }

    @Override
    final LearnerOutcomes openOutcomes(Pipeline pipeline) {
        return LearnerOutcomes.open(pipeline);
    }

    @Override
    final long end(LearnerOutcomes outcomes) {
        return outcomes.end();
    }

    @Override
    final Optional<String> hint() {
        return Optional.empty();
    }

    @Override
    final void await(ControlCommand command, long offset, LearnerOutcomes outcomes, long from) {
        Optional<MonitoringEvent> outcome =
                outcomes.await(command.getId(), from, options().timeout());
        String end = outcome.map(found -> found.getLabels().get(LearnerOutcomes.OUTCOME))
                .orElse("");
        boolean done = end.equals(DONE);
        if (done) {
            print(Printable.of(outcome.get().getCause()));
        }
        if (options().isJson()) {
            Map<String, Object> object = json(command, offset);
            object.put("done", done);
            outcome.ifPresent(found -> {
                object.put("outcome", end);
                object.put("reason", found.getLabels().get(LearnerOutcomes.REASON));
                object.put("count", (long) found.getValue());
                object.put("cause", found.getCause());
            });
            print(Json.line(object));
        }
        if (!done) {
            throw new FailedException(outcome.map(found -> end + ": " + Printable.of(found.getCause()))
                    .orElseGet(() -> "no outcome within " + options().timeout().toSeconds()
                            + " s: the learning job has not taken it, or its checkpoint is not complete; one that starts"
                            + " takes it until " + command.getNotAfter()
                            + ". If it is not signed as it must be, see: millrace model history "
                            + options().file()));
        }
    }
}
