package io.millrace.cli;

import io.millrace.cli.publish.LabelEncoder;
import io.millrace.cli.publish.Publisher;
import io.millrace.jobs.pipeline.Pipeline;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace labels …}. */
@Command(
        name = "labels",
        description = "Send labels, the true answers, to a pipeline.",
        mixinStandardHelpOptions = true,
        subcommands = LabelsCommand.Publish.class)
final class LabelsCommand {
    private LabelsCommand() {}

    /** {@code millrace labels publish}. */
    @Command(
            name = "publish",
            description = "Send the records of a file to the labels topic of a pipeline, in the order of the file.")
    static final class Publish extends PublishCommand {
        @Option(
                names = "--id",
                paramLabel = "FIELD",
                description = "Field with the id of the event that a label answers. Default: as in events.")
        private String id;

        @Option(
                names = "--value",
                paramLabel = "FIELD",
                defaultValue = "value",
                description = "Field with the truth: a number, or the name of a class. Default: ${DEFAULT-VALUE}.")
        private String value;

        @Option(
                names = "--known-at",
                paramLabel = "FIELD",
                defaultValue = "known_at",
                description = "Field with the time at which it became known: milliseconds since 1970, or e.g."
                        + " 2013-04-01T04:00:00Z. Default: ${DEFAULT-VALUE}.")
        private String knownAt;

        @Option(names = "--principal", paramLabel = "FIELD", description = "Field with the name of who says so.")
        private String principal;

        private Publish() {}

        @Override
        String what() {
            return "labels";
        }

        @Override
        String topic(Pipeline pipeline) {
            return pipeline.labelsTopic();
        }

        @Override
        Publisher publisher(Pipeline pipeline) {
            return Publisher.ofLabels(
                    pipeline,
                    new LabelEncoder(new LabelEncoder.Fields(
                            id == null ? pipeline.events().idField() : id,
                            value,
                            knownAt,
                            principal == null ? "" : principal)));
        }
    }
}
