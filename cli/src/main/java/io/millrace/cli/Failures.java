package io.millrace.cli;

import io.millrace.cli.publish.RecordFileException;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.config.ConfigException;
import io.millrace.model.ModelException;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Turns what a command threw into sentences and an exit code; the stack only with {@code --verbose}. */
final class Failures implements CommandLine.IExecutionExceptionHandler {
    private static final int FAILED = 1;
    private static final int INVALID_INPUT = 2;

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (command.getCommand() instanceof VerboseCommand verbose && verbose.isVerbose()) {
            failure.printStackTrace(command.getErr());
        }
        command.getErr().println(command.getColorScheme().errorText(sentence(failure)));
        command.getErr().flush();
        return failure instanceof ConfigException
                        || failure instanceof ModelException
                        || failure instanceof RecordFileException
                        || failure instanceof InvalidInputException
                ? INVALID_INPUT
                : FAILED;
    }

    private static String sentence(Exception failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return "millrace failed: " + failure.getClass().getSimpleName() + " (more with --verbose)";
        }
        return message;
    }
}
