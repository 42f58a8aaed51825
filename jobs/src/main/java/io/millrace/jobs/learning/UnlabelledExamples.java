package io.millrace.jobs.learning;

import java.time.Clock;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.util.Collector;

/**
 * Examples of learners that need no labels: each scored prediction is one, at its event's time. Those whose time is so far ahead of the clock
 * that it cannot be true are counted and left out: they would wait until then.
 */
final class UnlabelledExamples extends RichFlatMapFunction<PredictionRecord, Example> {
    private static final long serialVersionUID = 1L;

    private final long maxAheadMillis;
    private final Clock clock;
    private transient Counter ahead;

    UnlabelledExamples(Duration maxAhead, Clock clock) {
        maxAheadMillis = maxAhead.toMillis();
        this.clock = clock;
    }

    @Override
    public void open(OpenContext context) {
        ahead = getRuntimeContext()
                .getMetricGroup()
                .addGroup("millrace")
                .counter(JoinMetrics.PREDICTIONS_AHEAD, new SimpleCounter());
    }

    @Override
    public void flatMap(PredictionRecord prediction, Collector<Example> out) {
        if (prediction.eventTime > clock.millis() + maxAheadMillis) {
            ahead.inc();
        } else if (prediction.kind == PredictionRecord.Kind.SCORED) {
            out.collect(Example.unlabelled(prediction.eventId, prediction.eventTime, prediction));
        }
    }
}
