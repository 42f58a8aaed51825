package io.millrace.cli;

import io.millrace.cli.terminal.FailedException;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.schemas.signing.KeyFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace keys …}. */
@Command(
        name = "keys",
        description = "Keys that sign commands to running pipelines.",
        mixinStandardHelpOptions = true,
        subcommands = KeysCommand.Generate.class)
final class KeysCommand {
    private KeysCommand() {}

    /** {@code millrace keys generate}. */
    @Command(
            name = "generate",
            description = "Make a pair of keys: ID.key signs and stays with you, ID.pub goes into the pipeline file.")
    static final class Generate extends VerboseCommand implements Callable<Integer> {
        @Parameters(
                paramLabel = "ID",
                description = "Name of the key, e.g. ops-2026: lower-case letters, digits and dashes.")
        private String id;

        @Option(
                names = "--dir",
                paramLabel = "DIR",
                defaultValue = ".millrace/keys",
                description = "Where the files go. Default: ${DEFAULT-VALUE}.")
        private Path dir;

        private Generate() {}

        @Override
        public Integer call() {
            logTo(null);
            if (!KeyFiles.isId(id)) {
                throw new InvalidInputException("ID: " + KeyFiles.ID_RULE + ", found \"" + id + "\"");
            }
            KeyPair pair = KeyFiles.generate();
            try {
                KeyFiles.write(dir, id, pair);
            } catch (FileAlreadyExistsException e) {
                throw new InvalidInputException("key files are not overwritten, found " + e.getFile());
            } catch (IOException e) {
                throw new FailedException("key files cannot be written: " + e, e);
            }
            print("Wrote " + KeyFiles.privateFile(dir, id) + " (keep it secret) and " + KeyFiles.publicFile(dir, id)
                    + ". For the pipeline file:");
            print("control:");
            print("  keys: {" + id + ": \"" + KeyFiles.text(pair.getPublic()) + "\"}");
            return 0;
        }
    }
}
