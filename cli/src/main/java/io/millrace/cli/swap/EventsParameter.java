package io.millrace.cli.swap;

import io.millrace.schemas.ControlCommand;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Quarantined examples, by the ids of their events. */
public final class EventsParameter implements CommandPart {
    /** A command is kept for ever, and is signed as a whole. */
    private static final int MOST = 1_000;

    @Parameters(index = "0+", arity = "1..*", paramLabel = "EVENT_ID", description = "Ids of the events.")
    private List<String> events = new ArrayList<>();

    @Option(
            names = "--learner",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Learner that refused them. Default: each that did.")
    private String learner;

    @Override
    public void check(Problems problems) {
        problems.unless(
                events.stream().noneMatch(String::isBlank), "EVENT_ID", "must not be empty", "\"\" among " + events);
        problems.unless(
                events.size() <= MOST, "EVENT_ID", "must be at most " + MOST + " in one command", events.size());
    }

    @Override
    public void fill(ControlCommand.Builder command, Workplace workplace) {
        command.setEvents(List.copyOf(events)).setLearner(learner);
    }
}
