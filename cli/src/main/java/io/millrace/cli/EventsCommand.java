package io.millrace.cli;

import io.millrace.cli.publish.EventEncoder;
import io.millrace.cli.publish.Publisher;
import io.millrace.jobs.pipeline.Pipeline;
import picocli.CommandLine.Command;

/** {@code millrace events …}. */
@Command(
        name = "events",
        description = "Send events to a pipeline.",
        mixinStandardHelpOptions = true,
        subcommands = EventsCommand.Publish.class)
final class EventsCommand {
    private EventsCommand() {}

    /** {@code millrace events publish}. */
    @Command(name = "publish", description = "Send the records of a file to the events topic of a pipeline.")
    static final class Publish extends PublishCommand {
        private Publish() {}

        @Override
        String what() {
            return "events";
        }

        @Override
        String topic(Pipeline pipeline) {
            return pipeline.events().topic();
        }

        @Override
        Publisher publisher(Pipeline pipeline) {
            return Publisher.ofEvents(pipeline, EventEncoder.of(pipeline));
        }
    }
}
