package io.millrace.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;

/**
 * Our engines beside JPMML and ONNX Runtime: a batch of rows into the model's form and through the model. An operation is a
 * batch.
 *
 * <p>Each combination of work, side and batch size runs in a JVM of its own. Rounds are repeated, and within a round the two
 * sides of a comparison run one after the other; ratios are taken within a round.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 4, time = 1)
public class ModelBenchmark {
    /** Whose turn it is. */
    public enum Side {
        /** An engine of ours. */
        MILLRACE,
        /** What one would use instead. */
        PEER
    }

    /** What is done, a {@link ModelWork}. */
    @Param
    public ModelWork work;

    /** Rows of a batch. */
    @Param({"1", "8", "64", "512"})
    public int batchRows;

    /** Whose turn it is. */
    @Param
    public Side side;

    private Workspace workspace;
    private ScoringLoop loop;

    /** Loads the model. */
    @Setup
    public void setUp() throws Exception {
        workspace = Workspace.create();
        loop = side == Side.MILLRACE ? work.millrace(workspace, batchRows) : work.peer(workspace, batchRows);
    }

    /** Scores a batch. */
    @Benchmark
    public double batch() throws Exception {
        loop.scoreNextBatch();
        return loop.score(batchRows - 1);
    }

    /** Frees the model. */
    @TearDown
    public void tearDown() throws Exception {
        loop.close();
        workspace.close();
    }

    /** Measures and reports; {@code benchmarks/README.md} has the options. */
    public static void main(String[] arguments) throws Exception {
        Options options = Options.parse(
                arguments,
                Map.of(
                        "rounds", "3",
                        "works", String.join(",", workNames()),
                        "batch-rows", "1,8,64,512",
                        "seconds", "4",
                        "warm-up-seconds", "5",
                        "out", "target/results"));
        List<ModelFigures.Run> runs = new ArrayList<>();
        for (int round = 1; round <= options.count("rounds"); round++) {
            for (String work : options.texts("works")) {
                for (String batchRows : options.texts("batch-rows")) {
                    runs.addAll(runs(round, Jmh.run(ModelBenchmark.class, jmhArguments(options, work, batchRows))));
                }
            }
        }
        ModelFigures figures = ModelFigures.of(runs);
        Report.write(Path.of(options.text("out")), "models", figures, figures.markdown());
    }

    private static List<String> workNames() {
        return Arrays.stream(ModelWork.values())
                .map(work -> work.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    private static String[] jmhArguments(Options options, String work, String batchRows) {
        return new String[] {
            "-p",
            "work=" + work.toUpperCase(Locale.ROOT).replace('-', '_'),
            "-p",
            "batchRows=" + batchRows,
            "-wi",
            options.text("warm-up-seconds"),
            "-i",
            options.text("seconds"),
            "-foe",
            "true"
        };
    }

    /** The figures of both sides. */
    static Collection<ModelFigures.Run> runs(int round, Collection<RunResult> results) {
        return results.stream().map(result -> run(round, result)).toList();
    }

    private static ModelFigures.Run run(int round, RunResult result) {
        int rows = Integer.parseInt(result.getParams().getParam("batchRows"));
        return new ModelFigures.Run(
                ModelWork.valueOf(result.getParams().getParam("work")),
                Side.valueOf(result.getParams().getParam("side")),
                rows,
                round,
                result.getPrimaryResult().getScore() / rows,
                result.getSecondaryResults().get("gc.alloc.rate.norm").getScore() / rows);
    }
}
