package io.millrace.cli.swap;

import io.millrace.cli.terminal.Json;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.jobs.control.ControlTopic;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/**
 * A command that asks something of a running pipeline: checks, signs, sends, and waits for what comes of it.
 *
 * @param <O> where outcomes are told
 */
abstract class SignedRequest<O extends AutoCloseable> extends VerboseCommand implements Callable<Integer> {
    @Mixin
    private SwapOptions options;

    private final CommandKind kind;

    SignedRequest(CommandKind kind) {
        this.kind = kind;
    }

    /** What else it says, in the order in which a person should be told of mistakes. */
    protected abstract List<CommandPart> parts();

    /** Looks at whether the pipeline can be asked for it at all. */
    abstract void check(Pipeline pipeline);

    abstract O openOutcomes(Pipeline pipeline);

    /** The place behind all outcomes so far. */
    abstract long end(O outcomes);

    /** Tells what comes of what was sent to {@code offset}; outcomes are looked for from {@code from} on. */
    abstract void await(ControlCommand command, long offset, O outcomes, long from);

    final SwapOptions options() {
        return options;
    }

    @Override
    public final Integer call() throws Exception {
        logTo(null);
        Problems problems = new Problems();
        parts().forEach(part -> part.check(problems));
        options.check(problems);
        problems.throwIfAny();
        Workplace workplace = options.workplace();
        Pipeline pipeline = workplace.pipeline();
        check(pipeline);
        Signing signing = options.signing(workplace.folder());
        try (O outcomes = openOutcomes(pipeline);
                ControlTopic control = ControlTopic.open(pipeline)) {
            ControlCommand command = command(workplace);
            byte[] record = signing.record(command, pipeline);
            long from = end(outcomes);
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
        String model = command.getModel().isEmpty() ? "" : " " + command.getModel() + "@" + command.getVersion();
        String sentence = "Sent " + command.getKind() + model + " as command " + command.getId() + " ("
                + pipeline.controlTopic() + ", offset " + offset + ").";
        if (options.isToWait()) {
            tell(sentence);
        } else {
            print(sentence);
            hint().ifPresent(this::print);
        }
    }

    /** How to learn what comes of it, for whoever does not wait. */
    abstract Optional<String> hint();

    /** What was sent, in the order in which programs see it. */
    static Map<String, Object> json(ControlCommand command, long offset) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("command", command.getId());
        object.put("kind", command.getKind().name());
        object.put("slot", command.getSlot());
        object.put("offset", offset);
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
