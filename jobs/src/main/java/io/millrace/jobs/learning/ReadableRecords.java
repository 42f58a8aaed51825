package io.millrace.jobs.learning;

import java.io.Serializable;
import java.util.function.Predicate;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;

/**
 * Lets what could be read pass, and counts the rest: there is nothing to join it by. Behind the source, so that the time of records is
 * known before.
 *
 * @param <T> the records
 */
public final class ReadableRecords<T> extends RichFilterFunction<T> {
    private static final long serialVersionUID = 1L;

    /** Whether a record could be read. */
    @FunctionalInterface
    public interface Test<T> extends Predicate<T>, Serializable {}

    private final String counterName;
    private final Test<T> isReadable;
    private transient Counter unreadable;

    /**
     * A filter.
     *
     * @param counterName of the counter of what could not be read
     */
    public ReadableRecords(String counterName, Test<T> isReadable) {
        this.counterName = counterName;
        this.isReadable = isReadable;
    }

    @Override
    public void open(OpenContext context) {
        unreadable =
                getRuntimeContext().getMetricGroup().addGroup("millrace").counter(counterName, new SimpleCounter());
    }

    @Override
    public boolean filter(T record) {
        boolean readable = isReadable.test(record);
        if (!readable) {
            unreadable.inc();
        }
        return readable;
    }
}
