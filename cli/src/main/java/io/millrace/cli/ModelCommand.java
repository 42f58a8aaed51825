package io.millrace.cli;

import picocli.CommandLine.Command;

/** {@code millrace model …}. */
@Command(
        name = "model",
        description = {
            "Look at a model, make a bundle of it, check it, or score files with it.",
            "Change the model of a running pipeline, and see what serves."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            ModelInspectCommand.class,
            ModelPackageCommand.class,
            ModelValidateCommand.class,
            ModelScoreCommand.class,
            ModelPushCommand.class,
            ModelDeployCommand.class,
            ModelShadowCommand.class,
            ModelCanaryCommand.class,
            ModelPromoteCommand.class,
            ModelRollbackCommand.class,
            ModelRetireCommand.class,
            ModelAbortCommand.class,
            ModelStatusCommand.class,
            ModelHistoryCommand.class,
            ModelParametersCommand.class
        })
final class ModelCommand {
    private ModelCommand() {}
}
