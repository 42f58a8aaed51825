package io.millrace.gateway.flow;

/**
 * How the pipeline flowed in about a second.
 *
 * @param time when it ended, epoch milliseconds
 * @param arriving events a second that were written, by the topic's ends: where they come in transactions, the end of each is counted, too
 * @param answered answers a second that became readable; in steps where they do at checkpoints only
 * @param waiting events without an answer yet, by the topic's ends as well; exact once no answer has come for a while
 * @param p50Millis median, over the last 10 s, from an event's Kafka timestamp to when its answer was read here; NaN where there was none
 * @param p99Millis 99th percentile of the same
 * @param gap events that were passed over
 * @param unchecked offsets that were passed over and at which nobody has looked yet whether there are events
 */
public record FlowPoint(
        long time,
        double arriving,
        double answered,
        long waiting,
        double p50Millis,
        double p99Millis,
        long gap,
        long unchecked) {}
