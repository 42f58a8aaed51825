package io.millrace.benchmarks;

import io.millrace.jobs.learning.LoggedPrediction;
import io.millrace.jobs.learning.PredictionRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * What watching predictions costs in Flink at least: each is read from its bytes, all features and outputs of it, and that is all. No counts, no
 * windows, nothing leaves.
 */
final class ParseOnlyJob {
    /** Accumulator of the job: predictions whose features and outputs were read. */
    static final String PARSED = "parsed";

    private ParseOnlyJob() {}

    /**
     * Builds it behind {@code predictions}, in their subtasks.
     *
     * @param columns features of a prediction
     */
    static void build(DataStream<PredictionRecord> predictions, int columns, List<String> outputs) {
        predictions
                .filter(new Parse(columns, outputs))
                .uid("parse")
                .sinkTo(new DiscardingSink<>())
                .uid("sink");
    }

    private static final class Parse extends RichFilterFunction<PredictionRecord> {
        private static final long serialVersionUID = 1L;

        private final int columns;
        private final ArrayList<String> outputs;
        private transient LoggedPrediction prediction;
        private transient Row row;
        private transient LongCounter parsed;

        Parse(int columns, List<String> outputs) {
            this.columns = columns;
            this.outputs = new ArrayList<>(outputs);
        }

        @Override
        public void open(OpenContext context) {
            prediction = new LoggedPrediction(outputs);
            row = new Row(columns);
            parsed = new LongCounter();
            getRuntimeContext().addAccumulator(PARSED, parsed);
        }

        /** Only what is not as expected goes on. */
        @Override
        public boolean filter(PredictionRecord record) {
            prediction.read(record.value);
            if (prediction.readFeatures(row) != columns
                    || Double.isNaN(prediction.outputs()[0])) {
                return true;
            }
            parsed.add(1L);
            return false;
        }
    }

    /** Where values are put, as the monitoring job puts them. */
    private static final class Row implements LoggedPrediction.Features {
        private final double[] numbers;
        private final String[] texts;

        Row(int columns) {
            numbers = new double[columns];
            texts = new String[columns];
        }

        @Override
        public void number(int column, double value) {
            numbers[column] = value;
        }

        @Override
        public void text(int column, String value) {
            texts[column] = value;
        }

        @Override
        public boolean wants(int column) {
            return true;
        }
    }
}
