package io.millrace.benchmarks;

import java.time.Duration;

/**
 * One peer's task: answer every event of a pre-filled topic.
 *
 * @param name of the run, different from all others; answers go to {@code <name>.predictions}
 * @param bootstrap the broker
 * @param topic the events
 * @param partitions of the events and of the answers, and threads of the peer
 * @param events on the topic
 * @param model name of the model
 * @param batchRows most rows of a call to the model, for peers that make batches
 * @param commitInterval between two commits, for peers that commit
 * @param longest after which the run has failed
 */
record Drain(
        String name,
        String bootstrap,
        String topic,
        int partitions,
        long events,
        String model,
        int batchRows,
        Duration commitInterval,
        Duration longest) {
    /** Topic of the answers. */
    String answers() {
        return name + ".predictions";
    }

    /** Consumer group of the run. */
    String group() {
        return name + ".scoring";
    }
}
