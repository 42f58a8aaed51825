package io.millrace.cli.swap;

import io.millrace.cli.terminal.FailedException;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.Json;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.jobs.control.ControlTopic;
import io.millrace.jobs.control.LearnerOutcomes;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.Printable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that asks something of the learners of a running pipeline: signs, sends, and waits for what comes of it. */
public abstract class LearnerRequest extends VerboseCommand implements Callable<Integer> {
    private static final String DONE = "DONE";

    @Mixin
    private SwapOptions options;

    private final CommandKind kind;

    /** A command of this kind. */
    protected LearnerRequest(CommandKind kind) {
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
        if (pipeline.learning().isNone()) {
            throw new InvalidInputException(options.file() + ": must have learners, found none");
        }
        Signing signing = options.signing(workplace.folder());
        try (LearnerOutcomes outcomes = LearnerOutcomes.open(pipeline);
                ControlTopic control = ControlTopic.open(pipeline)) {
            ControlCommand command = command(workplace);
            byte[] record = signing.record(command, pipeline);
            long from = outcomes.end();
            long offset = control.send(command.getSlot(), record);
            tellSent(command, offset, pipeline);
            if (options.isToWait()) {
                await(command, offset, outcomes, from);
            } else if (options.isJson()) {
                print(Json.line(json(command, offset)));
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

    private void tellSent(ControlCommand command, long offset, Pipeline pipeline) {
        if (options.isUnsigned()) {
            tell("Unsigned: only a pipeline that runs with --insecure takes it.");
        }
        String sentence = "Sent " + command.getKind() + " as command " + command.getId() + " ("
                + pipeline.controlTopic() + ", offset " + offset + ").";
        if (options.isToWait()) {
            tell(sentence);
        } else {
            print(sentence);
        }
    }

    private void await(ControlCommand command, long offset, LearnerOutcomes outcomes, long from) {
        Optional<MonitoringEvent> outcome = outcomes.await(command.getId(), from, options.timeout());
        String end = outcome.map(found -> found.getLabels().get(LearnerOutcomes.OUTCOME))
                .orElse("");
        boolean done = end.equals(DONE);
        if (done) {
            print(Printable.of(outcome.get().getCause()));
        }
        if (options.isJson()) {
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
                    .orElseGet(() -> "no outcome within " + options.timeout().toSeconds()
                            + " s: the learning job has not taken it, or its checkpoint is not complete; one that starts"
                            + " takes it until " + command.getNotAfter()
                            + ". If it is not signed as it must be, see: millrace model history " + options.file()));
        }
    }

    private static Map<String, Object> json(ControlCommand command, long offset) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("command", command.getId());
        object.put("kind", command.getKind().name());
        object.put("slot", command.getSlot());
        object.put("offset", offset);
        object.put("notAfter", command.getNotAfter().toString());
        return object;
    }
}
