package io.millrace.cli;

import io.millrace.cli.model.ModelPackager;
import io.millrace.cli.model.PackagePlan;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.Json;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.model.GoldenRows;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace model package}. */
@Command(
        name = "package",
        description =
                "Make a bundle out of a model file and a sample: categories, golden rows and the reference profile"
                        + " for drift come from the sample, scored with the reference engine.")
final class ModelPackageCommand extends VerboseCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "MODEL",
            description = "A .onnx, .pmml or MLeap .zip file, or a bundle, whose declarations are kept.")
    private Path model;

    @Option(
            names = "--sample",
            required = true,
            paramLabel = "FILE",
            description = "CSV, JSON lines, Avro or Parquet with a field for each input.")
    private Path sample;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR|ZIP",
            description = "The bundle: a folder that does not exist yet, or a .zip.")
    private Path out;

    @Option(names = "--name", paramLabel = "NAME", description = "Its name. Default: the model's.")
    private String name;

    @Option(names = "--version-number", paramLabel = "N", description = "Its version. Default: the model's.")
    private long version;

    @Option(names = "--task", paramLabel = "TASK", description = "classification, regression or clustering.")
    private ModelTask task;

    @Option(
            names = "--inputs",
            split = ",",
            paramLabel = "NAME",
            description = "Names for the columns of a model whose only input is a vector, in its order.")
    private List<String> inputs = List.of();

    @Option(names = "--golden", paramLabel = "N", description = "Golden rows. Default: ${DEFAULT-VALUE}.")
    private int golden = 20;

    @Option(names = "--rows", paramLabel = "N", description = "Rows of the sample to read. Default: ${DEFAULT-VALUE}.")
    private long rows = 200_000;

    @Option(
            names = "--strict-ranges",
            description = "Numbers outside the sample's range are invalid, where the model declares no range.")
    private boolean strictRanges;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    private ModelPackageCommand() {}

    @Override
    public Integer call() throws IOException {
        logTo(null);
        if (golden < 0 || golden > GoldenRows.MOST_ROWS) {
            throw new InvalidInputException(
                    "--golden: must be from 0 to " + GoldenRows.MOST_ROWS + ", found " + golden);
        }
        if (rows < 1 || version < 0) {
            throw new InvalidInputException(
                    "--rows and --version-number: must be >= 1, found " + rows + " and " + version);
        }
        ModelPackager.Result result = ModelPackager.run(
                new PackagePlan(model, sample, out, name, version, task, inputs, golden, rows, strictRanges));
        ModelBundle bundle = result.bundle();
        print("Wrote " + out + ": " + bundle.id() + ", format " + bundle.format() + ", "
                + bundle.inputs().size() + " inputs, " + bundle.golden().size() + " golden rows.");
        print("Reference profile of " + result.sampleRows() + " rows, of which " + result.scoredRows()
                + " have scores.");
        result.notes().forEach(note -> print("Note: " + note + "."));
        if (json) {
            print(Json.object()
                    .put("bundle", out.toString())
                    .put("name", bundle.id().name())
                    .put("version", bundle.id().version())
                    .put("sha256", bundle.id().sha256())
                    .put("inputs", bundle.inputs().size())
                    .put("goldenRows", bundle.golden().size())
                    .put("sampleRows", result.sampleRows())
                    .put("scoredRows", result.scoredRows())
                    .toString());
        }
        return 0;
    }
}
