package io.millrace.benchmarks;

import io.millrace.model.Model;
import io.millrace.model.Models;
import io.millrace.model.RowBatch;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
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

/**
 * One event from its bytes to its score, as the operator does it: decode into a micro-batch, score the batch when it is full.
 * An operation is one event, so a batch's score is spread over its events.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class DecodeScoreBenchmark {
    /** The model. */
    @Param({"logistic", "mlp"})
    public String model;

    /** Rows of a full batch. */
    @Param({"1", "8", "64", "512"})
    public int batchRows;

    private Workspace workspace;
    private Model loaded;
    private Scorer scorer;
    private RowBatch rows;
    private ScoreBatch scores;
    private DecodedReadings readings;

    /** Loads the model. */
    @Setup
    public void setUp() {
        workspace = Workspace.create();
        loaded = Models.load(workspace.bundle(model));
        scorer = loaded.newScorer(batchRows);
        rows = scorer.newRows();
        scores = scorer.newScores();
        readings = new DecodedReadings(loaded.contract());
    }

    /** Decode, and score where the batch is full. */
    @Benchmark
    public ScoreBatch decodeAndScore() {
        readings.decodeNext(rows);
        if (rows.size() == batchRows) {
            scorer.score(rows, scores);
            rows.clear();
        }
        return scores;
    }

    /** Frees the model. */
    @TearDown
    public void tearDown() {
        scorer.close();
        loaded.close();
        workspace.close();
    }

    /** Runs it; takes JMH's options. */
    public static void main(String[] arguments) throws Exception {
        Jmh.run(DecodeScoreBenchmark.class, arguments);
    }
}
