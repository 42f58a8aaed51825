package io.millrace.learning.model;

/** Whether the score that is taken as part of a learning step knows the row already. The learned weights are the same. */
public enum ScalingOrder {
    /** Score with the scaler as it was before the row, then learn scaler and learner: what serving sees. As River does now. */
    LATE,
    /** Learn the scaler, then score and learn with the same scaled row. As River did in 2021, to compare with its figures. */
    EARLY
}
