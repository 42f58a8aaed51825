package io.millrace.benchmarks;

import java.util.Collection;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs JMH benchmarks with their allocation. */
final class Jmh {
    private Jmh() {}

    /** Runs all benchmarks of a class; {@code arguments} are JMH's own options. */
    static Collection<RunResult> run(Class<?> benchmark, String[] arguments) throws Exception {
        return new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(arguments))
                        .include(Pattern.quote(benchmark.getName()) + "\\.")
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }
}
