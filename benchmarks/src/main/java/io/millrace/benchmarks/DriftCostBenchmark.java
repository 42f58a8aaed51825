package io.millrace.benchmarks;

import io.millrace.drift.distribution.PopulationStabilityIndex;
import io.millrace.drift.distribution.Shares;
import io.millrace.drift.profile.CategoricalLayout;
import io.millrace.drift.profile.CategoricalWindow;
import io.millrace.drift.profile.NumericLayout;
import io.millrace.drift.profile.NumericWindow;
import io.millrace.drift.profile.Reference;
import io.millrace.drift.profile.Retention;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a value costs that is counted in the fixed bins of a reference, so that PSI and its like can be taken of the window at its end; and what that costs. Numbers are
 * normal, in 30 quantile bins, 16,384 different ones; texts are drawn from 20 categories.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class DriftCostBenchmark {
    private static final int VALUES = 1 << 14;
    private static final int CATEGORIES = 20;

    private final double[] numbers = new double[VALUES];
    private final String[] texts = new String[VALUES];
    private NumericLayout layout;
    private NumericWindow window;
    private CategoricalWindow categories;
    private double[] edges;
    private long[] counts;
    private double[] past;
    private double[] now;

    /** Draws values, and makes a reference of others. */
    @Setup
    public void setUp() {
        Random random = new Random(1);
        NumericWindow first = NumericLayout.unbinned("x", Retention.ALL).newWindow();
        for (int i = 0; i < VALUES; i++) {
            first.add(random.nextGaussian());
            numbers[i] = random.nextGaussian();
            // made anew: a text that is read from bytes is none that was seen before
            texts[i] = "category " + random.nextInt(CATEGORIES);
        }
        layout = (NumericLayout) Reference.learn(first, Retention.NONE).layout();
        window = layout.newWindow();
        categories = CategoricalLayout.of(
                        "t",
                        IntStream.range(0, CATEGORIES)
                                .mapToObj(i -> "category " + i)
                                .toList(),
                        true)
                .newWindow();
        edges = layout.edges();
        counts = new long[layout.bins()];
        past = Shares.of(((NumericWindow) Reference.learn(first, Retention.NONE).window()).counts());
        addNumbers();
        now = Shares.of(window.counts());
    }

    /** Into the window of a number: bins, moments, extremes, range. */
    @Benchmark
    @OperationsPerInvocation(VALUES)
    public NumericWindow addNumbers() {
        for (double value : numbers) {
            window.add(value);
        }
        return window;
    }

    /** The bins alone, by the search that the window has. */
    @Benchmark
    @OperationsPerInvocation(VALUES)
    public long[] countBins() {
        for (double value : numbers) {
            counts[layout.bin(value)]++;
        }
        return counts;
    }

    /** The bins alone, by the search that comes with Java. */
    @Benchmark
    @OperationsPerInvocation(VALUES)
    public long[] countBinsByLibrary() {
        for (double value : numbers) {
            int place = Arrays.binarySearch(edges, value);
            counts[place < 0 ? -place - 1 : place]++;
        }
        return counts;
    }

    /** Into the window of a text, hash codes known. */
    @Benchmark
    @OperationsPerInvocation(VALUES)
    public CategoricalWindow addTexts() {
        for (String text : texts) {
            categories.add(text);
        }
        return categories;
    }

    /** PSI of a window of 30 bins, once a window. */
    @Benchmark
    public double psi() {
        return PopulationStabilityIndex.of(past, now);
    }

    /** Runs it; takes JMH's options. */
    public static void main(String[] arguments) throws Exception {
        Jmh.run(DriftCostBenchmark.class, arguments);
    }
}
