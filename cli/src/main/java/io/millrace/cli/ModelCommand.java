package io.millrace.cli;

import picocli.CommandLine.Command;

/** {@code millrace model …}. */
@Command(
        name = "model",
        description = "Look at a model, make a bundle of it, check it, or score files with it.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ModelInspectCommand.class,
            ModelPackageCommand.class,
            ModelValidateCommand.class,
            ModelScoreCommand.class
        })
final class ModelCommand {
    private ModelCommand() {}
}
