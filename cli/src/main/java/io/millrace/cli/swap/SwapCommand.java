package io.millrace.cli.swap;

import io.millrace.cli.terminal.FailedException;
import io.millrace.cli.terminal.Json;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.jobs.control.ControlTopic;
import io.millrace.jobs.control.StatusTopic;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.Printable;
import io.millrace.schemas.status.CommandOutcome;
import io.millrace.schemas.status.SentCommand;
import io.millrace.schemas.status.StatusJson;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that asks something of a running pipeline: signs, sends, and waits for what becomes of it. */
public abstract class SwapCommand extends VerboseCommand implements Callable<Integer> {
    @Mixin
    private SwapOptions options;

    private final CommandKind kind;

    /** A command of this kind. */
    protected SwapCommand(CommandKind kind) {
        this.kind = kind;
    }

    /** What else it says, in the order in which a person should be told of mistakes. */
    protected abstract List<CommandPart> parts();

    @Override
    public final Integer call() {
        logTo(null);
        Problems problems = new Problems();
        parts().forEach(part -> part.check(problems));
        options.check(problems);
        problems.throwIfAny();
        Workplace workplace = options.workplace();
        Pipeline pipeline = workplace.pipeline();
        Signing signing = options.signing(workplace.folder());
        try (StatusTopic statuses = StatusTopic.open(pipeline);
                ControlTopic control = ControlTopic.open(pipeline)) {
            ControlCommand command = command(workplace);
            byte[] record = signing.record(command, pipeline);
            long from = statuses.end();
            SentCommand sent = SentCommand.of(command, control.send(command.getSlot(), record));
            tellSent(command, sent, pipeline);
            if (options.isToWait()) {
                await(command, sent, statuses, from);
            } else if (options.isJson()) {
                print(Json.line(json(command, sent)));
            }
        }
        return 0;
    }

    private ControlCommand command(Workplace workplace) {
        ControlCommand.Builder command = ControlCommand.newBuilder()
                .setId(UUID.randomUUID().toString())
                .setPipeline(workplace.pipeline().name())
                .setSlot(workplace.pipeline().slot().name())
                .setKind(kind)
                .setIssuer(options.issuer());
        parts().forEach(part -> part.fill(command, workplace));
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return command.setIssuedAt(now).setNotAfter(now.plus(options.valid())).build();
    }

    private void tellSent(ControlCommand command, SentCommand sent, Pipeline pipeline) {
        if (options.isUnsigned()) {
            tell("Unsigned: only a pipeline that runs with --insecure takes it.");
        }
        String model = command.getModel().isEmpty() ? "" : " " + command.getModel() + "@" + command.getVersion();
        String sentence = "Sent " + command.getKind() + model + " as command " + sent.id() + " ("
                + pipeline.controlTopic() + ", offset " + sent.offset() + ").";
        if (options.isToWait()) {
            tell(sentence);
        } else {
            print(sentence);
            print("Watch it with: millrace model history " + options.file());
        }
    }

    private void await(ControlCommand command, SentCommand sent, StatusTopic statuses, long from) {
        PhaseView view = new PhaseView(this::tell, isTerminal() ? this::progress : null);
        long start = System.nanoTime();
        Optional<ModelStatus> last = statuses.follow(sent, from, options.timeout(), status -> {
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
        if (options.isJson()) {
            Map<String, Object> object = json(command, sent);
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
        String limit = "no outcome within " + options.timeout().toSeconds() + " s: ";
        return limit
                + newest.map(status -> "it is " + status.getPhase() + " and goes on."
                                + " Give it up with: millrace model abort " + options.file() + " " + command.getId())
                        .orElse("no job has taken it; is the pipeline running? One that starts takes it until "
                                + command.getNotAfter() + ".")
                + unreadable;
    }

    private static Map<String, Object> json(ControlCommand command, SentCommand sent) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("command", sent.id());
        object.put("kind", command.getKind().name());
        object.put("slot", command.getSlot());
        object.put("offset", sent.offset());
        if (!command.getModel().isEmpty()) {
            object.put("model", command.getModel());
            object.put("version", command.getVersion());
        }
        if (!command.getSha256().isEmpty()) {
            object.put("sha256", command.getSha256());
            object.put("size", command.getSize());
        }
        object.put("notAfter", command.getNotAfter().toString());
        return object;
    }
}
