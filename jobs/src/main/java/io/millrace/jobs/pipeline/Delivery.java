package io.millrace.jobs.pipeline;

/** What a reader of the answers may rely on. */
public enum Delivery {
    /** Each answer once, visible to read_committed readers after the next checkpoint. */
    EXACTLY_ONCE,
    /** Answers visible at once; after a failure some stand twice, told apart by partition and offset. */
    AT_LEAST_ONCE
}
