package io.millrace.benchmarks;

import io.millrace.jobs.learning.LabelRecord;
import io.millrace.jobs.learning.PredictionRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/**
 * What a join costs in Flink at least: predictions and labels brought together by the id of the event. No event time, no horizon, no outcomes, no
 * order, nothing learned.
 */
final class SkeletonJob {
    private SkeletonJob() {}

    /**
     * Builds it.
     *
     * @param keeps whether a prediction is kept in keyed state until its label comes; else both are dropped where they meet
     * @param prediction how predictions travel
     * @param label how labels do
     */
    static void build(
            StreamExecutionEnvironment environment,
            boolean keeps,
            int parallelism,
            TypeInformation<PredictionRecord> prediction,
            TypeInformation<LabelRecord> label,
            Source<PredictionRecord, ?, ?> predictions,
            Source<LabelRecord, ?, ?> labels) {
        environment.setParallelism(parallelism);
        environment
                .fromSource(predictions, WatermarkStrategy.noWatermarks(), "predictions", prediction)
                .uid("predictions")
                .keyBy(record -> record.eventId, Types.STRING)
                .connect(environment
                        .fromSource(labels, WatermarkStrategy.noWatermarks(), "labels", label)
                        .uid("labels")
                        .keyBy(record -> record.eventId, Types.STRING))
                .process(keeps ? new Keep() : new Drop(), PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO)
                .uid("meet")
                .sinkTo(new DiscardingSink<>())
                .uid("sink");
    }

    private static final class Drop extends KeyedCoProcessFunction<String, PredictionRecord, LabelRecord, byte[]> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processElement1(PredictionRecord prediction, Context context, Collector<byte[]> out) {
            // it has come
        }

        @Override
        public void processElement2(LabelRecord label, Context context, Collector<byte[]> out) {
            // it has come
        }
    }

    private static final class Keep extends KeyedCoProcessFunction<String, PredictionRecord, LabelRecord, byte[]> {
        private static final long serialVersionUID = 1L;

        private transient ValueState<byte[]> predictions;

        @Override
        public void open(OpenContext context) {
            predictions = getRuntimeContext()
                    .getState(new ValueStateDescriptor<>(
                            "predictions", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        }

        @Override
        public void processElement1(PredictionRecord prediction, Context context, Collector<byte[]> out)
                throws Exception {
            predictions.update(prediction.value);
        }

        @Override
        public void processElement2(LabelRecord label, Context context, Collector<byte[]> out) throws Exception {
            byte[] prediction = predictions.value();
            if (prediction != null) {
                predictions.clear();
                out.collect(prediction);
            }
        }
    }
}
