package io.millrace.jobs.learning;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Counters of jobs that run in this JVM, as any reporter of Flink's would see them. */
public final class JobCounters implements MetricReporter {
    private static final Map<String, Counter> COUNTERS = new ConcurrentHashMap<>();

    /** Makes the reporter; found by {@link java.util.ServiceLoader}. */
    public static final class Factory implements MetricReporterFactory {
        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new JobCounters();
        }
    }

    private JobCounters() {}

    /** Has the jobs of a cluster seen. */
    static void watch(Configuration configuration) {
        configuration.setString("metrics.reporter.test.factory.class", Factory.class.getName());
    }

    /** Sum over the subtasks of a job. */
    static long sum(String job, String name) {
        return COUNTERS.entrySet().stream()
                .filter(counter -> counter.getKey().startsWith(job + "/")
                        && counter.getKey().endsWith(".millrace." + name))
                .mapToLong(counter -> counter.getValue().getCount())
                .sum();
    }

    private static String key(String name, MetricGroup group) {
        return group.getAllVariables().get("<job_name>") + "/" + group.getMetricIdentifier(name);
    }

    @Override
    public void open(MetricConfig config) {
        // nothing to prepare
    }

    @Override
    public void close() {
        // a cluster's counters go with its tasks
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        if (metric instanceof Counter counter) {
            COUNTERS.put(key(name, group), counter);
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        COUNTERS.remove(key(name, group), metric);
    }
}
