package io.millrace.jobs.monitoring;

/**
 * What one subtask saw of a feature or output in a pane, since its newest checkpoint. A Flink POJO: it travels to the subtask where the
 * parts of all become one.
 */
public final class PanePart {
    /** The model that answered, {@code name@version}. */
    public String model = "";

    /** What was seen, e.g. {@code feature.distance}. */
    public String subject = "";

    /** Beginning of the pane, event time in milliseconds. */
    public long pane;

    /** The values, as {@link io.millrace.drift.profile.FeatureWindow#writeTo} writes them. */
    public byte[] values = {};

    /** For Flink. */
    public PanePart() {}

    /** Of whose values: all parts of them go to the same subtask. */
    String key() {
        return model + " " + subject;
    }
}
