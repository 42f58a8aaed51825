package io.millrace.cli;

import io.millrace.cli.publish.LabelEncoder;
import io.millrace.cli.publish.Publisher;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.Label;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.signing.KeyFileException;
import io.millrace.schemas.signing.KeyFiles;
import io.millrace.schemas.signing.LabelSigner;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.function.Function;
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

        @Option(
                names = "--key",
                paramLabel = "FILE",
                description =
                        "Sign with this private key: its owner vouches for the principals. See admission.principal.")
        private Path key;

        @Option(names = "--key-id", paramLabel = "ID", description = "Id of --key. Default: its file's name.")
        private String keyId;

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
                    new LabelEncoder(
                            new LabelEncoder.Fields(
                                    id == null ? pipeline.events().idField() : id,
                                    value,
                                    knownAt,
                                    principal == null ? "" : principal),
                            form()));
        }

        private Function<Label, byte[]> form() {
            if (key == null) {
                if (keyId != null) {
                    throw new InvalidInputException("--key-id: needs --key, found " + keyId);
                }
                return MessageCodec.LABEL::encode;
            }
            String signer = keyId == null ? KeyFiles.idOf(key) : keyId;
            if (!KeyFiles.isId(signer)) {
                throw new InvalidInputException("--key-id: " + KeyFiles.ID_RULE + ", found \"" + signer + "\"");
            }
            try {
                PrivateKey secret = KeyFiles.readPrivate(key);
                return label -> LabelSigner.sign(label, signer, secret);
            } catch (KeyFileException e) {
                throw new InvalidInputException("--key: " + e.getMessage());
            }
        }
    }
}
