package io.millrace.jobs.monitoring;

/** Values of one stream that a sequential detector watches, with what puts them in order. A Flink POJO: it travels to the detector. */
public final class ValueChunk {
    /** Which detector is to see them, as {@link io.millrace.jobs.pipeline.DetectorPlan#id}. */
    public String detector = "";

    /** The model that answered, {@code name@version}. */
    public String model = "";

    /** Event time of each, milliseconds; of errors, when the label was known. */
    public long[] times = {};

    /** Partition of each; the four arrays are of one length. */
    public int[] partitions = {};

    /** Offset of each in its partition. */
    public long[] offsets = {};

    /** What was seen; never NaN or infinite. */
    public double[] values = {};

    /** For Flink. */
    public ValueChunk() {}

    /** Of whose values: all of them go to the same subtask. */
    String key() {
        return detector + " " + model;
    }
}
