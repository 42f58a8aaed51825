package io.millrace.cli;

import io.millrace.cli.model.ModelReport;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.model.Device;
import io.millrace.model.EngineChoice;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.Models;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace model inspect}. */
@Command(name = "inspect", description = "Show what a model needs and gives, and which engine serves it.")
final class ModelInspectCommand extends VerboseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL", description = "A bundle (folder or .zip), or a .onnx, .pmml or MLeap .zip file.")
    private Path path;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    private ModelInspectCommand() {}

    @Override
    public Integer call() {
        logTo(null);
        ModelBundle bundle = ModelBundle.open(path);
        EngineChoice choice = Models.choose(bundle, Device.CPU);
        try (Model model = choice.model()) {
            ModelReport report = new ModelReport(bundle, model, choice.reason());
            report.lines().forEach(this::print);
            if (json) {
                print(report.json().toString());
            }
        }
        return 0;
    }
}
