package io.millrace.cli.swap;

import io.millrace.cli.terminal.FailedException;
import io.millrace.cli.terminal.Json;
import io.millrace.jobs.control.StatusTopic;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.Printable;
import io.millrace.schemas.status.CommandOutcome;
import io.millrace.schemas.status.SentCommand;
import io.millrace.schemas.status.StatusJson;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A command that asks something of the scoring job of a running pipeline: signs, sends, and waits for what becomes of it. */
public abstract class SwapCommand extends SignedRequest<StatusTopic> {
    /** A command of this kind. */
    protected SwapCommand(CommandKind kind) {
        super(kind);
    }

    /** Every pipeline has a model to swap. */
    @Override
    final void check(Pipeline pipeline) {}

    @Override
    final StatusTopic openOutcomes(Pipeline pipeline) {
        return StatusTopic.open(pipeline);
    }

    @Override
    final long end(StatusTopic outcomes) {
        return outcomes.end();
    }

    @Override
    final Optional<String> hint() {
        return Optional.of("Watch it with: millrace model history " + options().file());
    }

    @Override
    final void await(ControlCommand command, long offset, StatusTopic statuses, long from) {
        SentCommand sent = SentCommand.of(command, offset);
        PhaseView view = new PhaseView(this::tell, isTerminal() ? this::progress : null);
        long start = System.nanoTime();
        Optional<ModelStatus> last = statuses.follow(sent, from, options().timeout(), status -> {
            // the outcome is told as the result
            if (sent.outcome(status) == CommandOutcome.PENDING) {
                view.show(status);
            }
        });
        double seconds = (System.nanoTime() - start) / 1e9;
        view.end();
        boolean done = last.map(sent::outcome).orElse(CommandOutcome.PENDING) == CommandOutcome.DONE;
        if (done) {
            print(success(last.get(), seconds));
        }
        if (options().isJson()) {
            Map<String, Object> object = json(command, offset);
            object.put("done", done);
            object.put("seconds", Math.round(seconds * 1e3) / 1e3);
            last.or(view::newest).ifPresent(status -> object.put("status", StatusJson.of(status)));
            print(Json.line(object));
        }
        if (!done) {
            throw new FailedException(
                    last.map(SwapCommand::failure).orElseGet(() -> noOutcome(command, view.newest(), statuses)));
        }
    }

    private static String success(ModelStatus status, double seconds) {
        if (status.getKind() == CommandKind.ABORT) {
            return Printable.of(status.getDetail());
        }
        return TextTable.joined(
                StatusText.model(status),
                "is " + status.getPhase() + " since " + StatusText.since(status),
                status.getPositions().isEmpty() ? "" : "from " + StatusText.positions(status),
                StatusText.engine(status),
                StatusText.durations(status),
                String.format(Locale.ROOT, "after %.1f s", seconds));
    }

    private static String failure(ModelStatus status) {
        String reason = StatusText.reason(status);
        return status.getPhase() + (reason.isEmpty() ? "" : ": " + reason);
    }

    private String noOutcome(ControlCommand command, Optional<ModelStatus> newest, StatusTopic statuses) {
        String unreadable = statuses.unreadable() == 0
                ? ""
                : " " + statuses.unreadable() + " records on the status topic could not be read.";
        String limit = "no outcome within " + options().timeout().toSeconds() + " s: ";
        return limit
                + newest.map(status -> "it is " + status.getPhase() + " and goes on."
                                + " Give it up with: millrace model abort "
                                + options().file() + " " + command.getId())
                        .orElse("no job has taken it; is the pipeline running? One that starts takes it until "
                                + command.getNotAfter() + ".")
                + unreadable;
    }
}
