package io.millrace.cli.swap;

import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.jobs.pipeline.LearnerPlan;
import io.millrace.schemas.ControlCommand;
import java.util.List;
import picocli.CommandLine.Option;

/** Which learner is meant. */
public final class LearnerOption implements CommandPart {
    @Option(
            names = "--learner",
            paramLabel = "NAME",
            defaultValue = "",
            description = "One learner of the pipeline. Default: all of them.")
    private String name;

    @Override
    public void check(Problems problems) {
        // which there are is known with the pipeline file
    }

    @Override
    public void fill(ControlCommand.Builder command, Workplace workplace) {
        List<String> learners = workplace.pipeline().learning().learners().stream()
                .map(LearnerPlan::name)
                .toList();
        if (!name.isEmpty() && !learners.contains(name)) {
            throw new InvalidInputException("--learner: must be one of " + learners + ", found \"" + name + "\"");
        }
        command.setLearner(name);
    }
}
