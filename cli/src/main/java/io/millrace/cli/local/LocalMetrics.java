package io.millrace.cli.local;

import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Millrace's own metrics of the jobs in this process, summed over subtasks. Flink makes reporters by class name, so the
 * metrics meet here in a static map; there is one local pipeline a process.
 */
public final class LocalMetrics implements MetricReporter {
    private static final Map<String, Metric> METRICS = new ConcurrentHashMap<>();
    private static final String GROUP = ".millrace.";

    private LocalMetrics() {}

    /** Makes the reporter; found by {@link java.util.ServiceLoader}. */
    public static final class Factory implements MetricReporterFactory {
        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new LocalMetrics();
        }
    }

    /** Begins anew, with the job of this configuration. */
    static void install(Configuration configuration) {
        METRICS.clear();
        report(configuration);
    }

    /** Adds the metrics of the job of this configuration to those that are there. */
    static void report(Configuration configuration) {
        configuration.setString("metrics.reporter.local.factory.class", Factory.class.getName());
    }

    /** Sum over subtasks of the counter or gauge {@code name}; 0 where there is none yet. */
    public static long sum(String name) {
        long sum = 0;
        for (Map.Entry<String, Metric> metric : METRICS.entrySet()) {
            if (metric.getKey().endsWith(GROUP + name)) {
                if (metric.getValue() instanceof Counter counter) {
                    sum += counter.getCount();
                } else if (metric.getValue() instanceof Gauge<?> gauge && gauge.getValue() instanceof Number number) {
                    sum += number.longValue();
                }
            }
        }
        return sum;
    }

    /** Events and answers on one line. */
    public static String line() {
        return String.format(
                Locale.ROOT,
                "events %,d  predictions %,d  fallbacks %,d  dead letters %,d  gap %d",
                sum("events"),
                sum("predictions"),
                sum("fallbacks"),
                sum("dead_letters"),
                sum("accounting_gap"));
    }

    @Override
    public void open(MetricConfig config) {
        // nothing to prepare
    }

    @Override
    public void close() {
        // the map outlives the job, so that its last figures can be read
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        String identifier = group.getMetricIdentifier(name);
        if (identifier.contains(GROUP)) {
            METRICS.put(identifier, metric);
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        // kept: the last figures of a finished job are still of interest
    }
}
