package io.millrace.cli;

import io.millrace.cli.learning.ParametersReport;
import io.millrace.cli.terminal.FailedException;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.jobs.control.ModelsTopic;
import io.millrace.jobs.control.StatusTopic;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.schemas.ModelSnapshot;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.status.StatusFold;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace model parameters}. */
@Command(name = "parameters", description = "Show what a learner has learned: names, values, number of examples.")
final class ModelParametersCommand extends VerboseCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "The pipeline file.")
    private Path file;

    @Parameters(
            index = "1",
            paramLabel = "SLOT|LEARNER",
            description = "A learner: its newest snapshot, offered for serving or not. A slot: what serves there.")
    private String name;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    private ModelParametersCommand() {}

    @Override
    public Integer call() {
        logTo(null);
        Pipeline pipeline = PipelineFile.read(file);
        List<ModelSnapshot> snapshots = ModelsTopic.readAll(pipeline);
        ParametersReport report =
                name.equals(pipeline.slot().name()) ? serving(pipeline, snapshots) : learner(snapshots);
        report.lines().forEach(this::print);
        if (json) {
            print(report.json());
        }
        return 0;
    }

    private ParametersReport learner(List<ModelSnapshot> snapshots) {
        return ParametersReport.ofLearner(snapshots, name).orElseThrow(() -> {
            String known = snapshots.stream()
                    .map(ModelSnapshot::getLearner)
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(", "));
            return new InvalidInputException("must be the slot, or a learner that has learned: found " + name
                    + ", learners so far: " + (known.isEmpty() ? "none" : known));
        });
    }

    private static ParametersReport serving(Pipeline pipeline, List<ModelSnapshot> snapshots) {
        StatusFold fold = new StatusFold();
        try (StatusTopic statuses = StatusTopic.open(pipeline)) {
            statuses.forEach(fold::add);
        }
        Optional<ModelStatus> champion = fold.slot(pipeline.slot().name()).champion();
        return champion.flatMap(status -> ParametersReport.ofModel(snapshots, status.getModel(), status.getVersion()))
                .orElseThrow(() -> new FailedException("slot " + pipeline.slot().name() + " serves "
                        + champion.map(status -> status.getModel() + "@" + status.getVersion())
                                .orElse("the model of the pipeline file")
                        + ", which is no snapshot of a learner that the models topic still holds"));
    }
}
