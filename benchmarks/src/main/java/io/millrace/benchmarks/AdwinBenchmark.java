package io.millrace.benchmarks;

import io.millrace.drift.DriftDetector;
import io.millrace.drift.DriftLevel;
import io.millrace.drift.detector.AdwinConfig;
import java.util.Random;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * ADWIN, one value an operation, beside the linked-list form of textbooks. Both have River's defaults and so do the same checks; the values are errors, 0 or 1.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class AdwinBenchmark {
    private static final int VALUES = 1 << 17;

    /** Values from one change of the error rate to the next; 0: never, the window grows as long as the benchmark runs. */
    @Param({"0", "8192"})
    private int period;

    private final double[] values = new double[VALUES];
    private int next;
    private DriftDetector adwin;
    private LinkedAdwin linked;

    /** Draws errors: one in ten, and where they change, three in ten in every other period. */
    @Setup
    public void setUp() {
        Random random = new Random(1);
        for (int i = 0; i < VALUES; i++) {
            boolean worse = period > 0 && i / period % 2 == 1;
            values[i] = random.nextDouble() < (worse ? 0.3 : 0.1) ? 1 : 0;
        }
        adwin = AdwinConfig.DEFAULTS.newDetector();
        linked = new LinkedAdwin();
    }

    /** Ours. */
    @Benchmark
    public DriftLevel adwin() {
        return adwin.update(values[next++ & (VALUES - 1)]);
    }

    /** A linked list of rows of buckets. */
    @Benchmark
    public boolean linkedList() {
        return linked.update(values[next++ & (VALUES - 1)]);
    }

    /** Runs it; takes JMH's options. */
    public static void main(String[] arguments) throws Exception {
        Jmh.run(AdwinBenchmark.class, arguments);
    }
}
