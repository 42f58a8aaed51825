package io.millrace.jobs.monitoring;

import java.util.Comparator;

/**
 * Something that an operator has measured and nobody has judged yet. A Flink POJO; those that wait for their turn are kept in checkpoints, so
 * a field may be added but not change its type.
 */
public final class Measurement {
    /** The order in which they are judged, the same in every run. What belongs to one window of a model stands together. */
    static final Comparator<Measurement> ORDER = Comparator.<Measurement>comparingLong(measurement -> measurement.time)
            .thenComparing(measurement -> measurement.model)
            .thenComparing(measurement -> measurement.kind)
            .thenComparing(measurement -> measurement.subject)
            .thenComparing(measurement -> measurement.measure);

    /** What kind of finding it is about, one of {@link Kinds}. */
    public String kind = "";

    /** When it holds, event time in milliseconds; of a window, its last millisecond. */
    public long time;

    /** Beginning of the window, event time in milliseconds; {@code time} where there is none. */
    public long from;

    /** The model that answered, {@code name@version}. */
    public String model = "";

    /** What it is about, e.g. {@code feature.distance}. */
    public String subject = "";

    /** What was measured, e.g. {@code wasserstein} or {@code adwin}. */
    public String measure = "";

    /** The figure; NaN where there is none. */
    public double value = Double.NaN;

    /** What value is held against; NaN where nothing. */
    public double threshold = Double.NaN;

    /** How probable a figure at least so great is if nothing has changed; NaN where chance plays no part. */
    public double pValue = Double.NaN;

    /** Events behind the figure. */
    public long n;

    /** Whether the figure, on its own, is a drift. */
    public boolean drift;

    /** Why, in words. */
    public String cause = "";

    /** For Flink. */
    public Measurement() {}

    /** A measurement without a figure yet. */
    static Measurement of(String kind, long time, String model, String subject, String measure) {
        Measurement measurement = new Measurement();
        measurement.kind = kind;
        measurement.time = time;
        measurement.from = time;
        measurement.model = model;
        measurement.subject = subject;
        measurement.measure = measure;
        return measurement;
    }
}
