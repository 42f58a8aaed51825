package io.millrace.cli;

import io.millrace.cli.swap.ModelPush;
import io.millrace.cli.swap.ModelReference;
import io.millrace.cli.swap.Workplace;
import io.millrace.cli.terminal.Json;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.jobs.pipeline.PipelineFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace model push}. */
@Command(name = "push", description = "Copy a model into a pipeline's store. It serves nothing yet.")
final class ModelPushCommand extends VerboseCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "The pipeline file.")
    private Path file;

    @Parameters(
            index = "1",
            paramLabel = "MODEL",
            description = "A bundle (folder or .zip), or a .onnx, .pmml or MLeap .zip file.")
    private Path model;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Data folder of the pipeline's job, which holds the store where the pipeline file names none."
                    + " Default: .millrace/NAME.")
    private Path dataDir;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    private ModelPushCommand() {}

    @Override
    public Integer call() {
        logTo(null);
        ModelReference pushed = ModelPush.push(model, null, 0, Workplace.of(PipelineFile.read(file), dataDir));
        print(pushed.label().toString());
        print("uri    " + pushed.uri());
        print("sha256 " + pushed.sha256());
        print("size   " + pushed.size());
        if (json) {
            print(Json.object()
                    .put("name", pushed.label().name())
                    .put("version", pushed.label().version())
                    .put("uri", pushed.uri())
                    .put("sha256", pushed.sha256())
                    .put("size", pushed.size())
                    .toString());
        }
        return 0;
    }
}
