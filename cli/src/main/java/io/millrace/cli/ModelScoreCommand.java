package io.millrace.cli;

import io.millrace.cli.model.FileScorer;
import io.millrace.cli.model.ScoreRun;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.Json;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.model.Model;
import io.millrace.model.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace model score}. */
@Command(
        name = "score",
        description =
                "Score files with a model, with the engine that the stream uses. A run that was stopped goes on where"
                        + " it was when it is started again.")
final class ModelScoreCommand extends VerboseCommand implements Callable<Integer> {
    private static final long PROGRESS_NANOS = 500_000_000;

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "A bundle (folder or .zip), or a .onnx, .pmml or MLeap .zip file.")
    private Path path;

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "The same as --in.")
    private Path file;

    @Option(
            names = "--in",
            paramLabel = "FILE|DIR",
            description = "CSV, JSON lines, Avro (these also .gz or .zst) or Parquet, with a field for each input;"
                    + " or a folder of such files, which are read in the order of their names.")
    private Path in;

    @Option(names = "--id", paramLabel = "FIELD", description = "Field to identify records by. Default: their line.")
    private String id;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write there: .csv, .jsonl, .avro or .parquet. Default: CSV to standard output.")
    private Path out;

    @Option(names = "--limit", paramLabel = "N", description = "Score the first N records only.")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = "--part-rows",
            paramLabel = "N",
            description = "Rows after which a run that is stopped can go on. Default: ${DEFAULT-VALUE}.")
    private long partRows = ScoreRun.DEFAULT_PART_ROWS;

    @Option(names = "--restart", description = "Drop what a run that was stopped has finished.")
    private boolean restart;

    @Option(names = "--json", description = "Print one JSON object as the last line; needs --out.")
    private boolean json;

    private long started;
    private long lastProgress;
    private long resumed = -1;

    private ModelScoreCommand() {}

    @Override
    public Integer call() throws IOException {
        logTo(null);
        if ((in == null) == (file == null)) {
            throw new InvalidInputException("--in: must be given once, found " + (in == null ? "nothing" : "it twice"));
        }
        if (partRows < 1) {
            throw new InvalidInputException("--part-rows: must be >= 1, found " + partRows);
        }
        Path input = in == null ? file : in;
        if (out == null) {
            toStandardOutput(input);
        } else {
            toFile(input);
        }
        return 0;
    }

    private void toStandardOutput(Path input) {
        if (json || restart || Files.isDirectory(input)) {
            throw new InvalidInputException("--out: is required for a folder, --json and --restart, found nothing");
        }
        try (Model model = Models.load(path)) {
            FileScorer.Result result = FileScorer.score(model, input, id, limit, out());
            tell("Scored " + result.scored() + " of " + result.records() + " records with " + model.id() + " ("
                    + model.engine() + ").");
        }
    }

    private void toFile(Path input) throws IOException {
        try (Model model = Models.load(path)) {
            started = System.nanoTime();
            ScoreRun.Result result = ScoreRun.score(
                    model, new ScoreRun.Plan(input, out, id, limit, partRows, restart), this::progressAt);
            double seconds = (System.nanoTime() - started) / 1e9;
            if (lastProgress != 0) {
                progress("");
            }
            tell("Scored " + result.scored() + " of " + result.records() + " records with " + model.id() + " ("
                    + model.engine() + ")"
                    + (result.resumed() == 0 ? "." : "; " + result.resumed() + " of them in an earlier run."));
            if (json) {
                print(Json.object()
                        .put("out", out.toString())
                        .put("model", model.id().toString())
                        .put("engine", model.engine())
                        .put("records", result.records())
                        .put("scored", result.scored())
                        .put("resumed", result.resumed())
                        .put("seconds", seconds)
                        .toString());
            }
        }
    }

    private void progressAt(long records, double share) {
        if (resumed < 0) {
            resumed = records;
        }
        long now = System.nanoTime();
        if (isTerminal() && now - lastProgress > PROGRESS_NANOS) {
            lastProgress = now;
            double perSecond = (records - resumed) / Math.max(1e-3, (now - started) / 1e9);
            progress(String.format(Locale.ROOT, "%,d rows, %,.0f rows/s, %.0f %%", records, perSecond, share * 100));
        }
    }
}
