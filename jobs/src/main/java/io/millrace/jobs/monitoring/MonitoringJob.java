package io.millrace.jobs.monitoring;

import io.millrace.jobs.kafka.TopicPartitions;
import io.millrace.jobs.learning.Example;
import io.millrace.jobs.learning.LabelRecord;
import io.millrace.jobs.learning.LearningJob;
import io.millrace.jobs.learning.PredictionRecord;
import io.millrace.jobs.learning.TopicRecord;
import io.millrace.jobs.pipeline.DetectorPlan;
import io.millrace.jobs.pipeline.Drift;
import io.millrace.jobs.pipeline.DriftPerformance;
import io.millrace.jobs.pipeline.Labels;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.scoring.ScoringJob;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Wires the monitoring job of a pipeline that watches for drift. {@link #configure} an environment and {@link #build} into it; mistakes are
 * {@link ScoringJob#check}'s to find.
 */
public final class MonitoringJob {
    /** What follows the pipeline's name in that of the consumer group. */
    private static final String GROUP = ".monitoring";

    private MonitoringJob() {}

    /** Settings of Flink that the job's promises depend on. */
    public static Configuration configure(Pipeline pipeline) {
        Configuration configuration = ScoringJob.configure(pipeline);
        configuration.set(PipelineOptions.NAME, pipeline.name() + ".monitoring");
        return configuration;
    }

    /** Whether the job brings predictions and labels together, so that its state may be more than there is memory for. */
    public static boolean joinsLabels(Pipeline pipeline) {
        Drift drift = pipeline.drift().orElseThrow();
        return drift.watchesErrors()
                || (drift.performance().isPresent()
                        && pipeline.learning().labels().isPresent());
    }

    /**
     * The whole job between Kafka and Kafka.
     *
     * @param partitions of the topics; those of events tell how many watermarks there are
     * @param parallelism subtasks of both stages and of the detectors, and of the sources where there are as many partitions
     */
    public static void build(
            StreamExecutionEnvironment environment, Pipeline pipeline, TopicPartitions partitions, int parallelism) {
        build(
                environment,
                pipeline,
                partitions,
                parallelism,
                LearningJob.predictions(pipeline, GROUP).build(),
                LearningJob.labels(pipeline, GROUP).build(),
                LearningJob.sink(pipeline, pipeline.monitoringTransactionalIdPrefix()));
    }

    /**
     * The job between any sources and any sink, so that tests and benchmarks run the same wiring as production. Which models serve is read from
     * the status topic as soon as somebody has to know.
     */
    public static void build(
            StreamExecutionEnvironment environment,
            Pipeline pipeline,
            TopicPartitions partitions,
            int parallelism,
            Source<PredictionRecord, ?, ?> predictionSource,
            Source<LabelRecord, ?, ?> labelSource,
            Sink<TopicRecord> sink) {
        environment.setParallelism(parallelism);
        WatchedModels.Factory models = WatchedModels::ofStatusTopic;
        Drift drift = pipeline.drift().orElseThrow();
        MonitoringSettings settings = MonitoringSettings.of(pipeline);
        DataStream<PredictionRecord> predictions = LearningJob.readable(
                environment,
                partitions,
                parallelism,
                new LearningJob.Timing(drift.outOfOrder(), drift.idle(), drift.maxAhead()),
                predictionSource);
        SingleOutputStreamOperator<PanePart> parts = predictions
                .transform("profile", TypeInformation.of(PanePart.class), new ProfileOperator(settings, models))
                .uid("profile")
                .setParallelism(Math.min(parallelism, partitions.predictions()));
        DataStream<Measurement> measurements = parts.keyBy(PanePart::key, Types.STRING)
                .transform("windows", TypeInformation.of(Measurement.class), new WindowOperator(settings, models))
                .uid("windows")
                .union(parts.getSideOutput(ProfileOperator.NOTICES));
        List<DetectorPlan> errors = drift.detectors().stream()
                .filter(plan -> plan.watch().isError())
                .toList();
        DriftPerformance performance = settings.performance();
        Optional<SingleOutputStreamOperator<ValueChunk>> labelled = Optional.empty();
        if (joinsLabels(pipeline)) {
            labelled = Optional.of(
                    errors(environment, pipeline, partitions, parallelism, predictions, labelSource, errors));
        }
        if (!drift.detectors().isEmpty()) {
            DataStream<ValueChunk> values = parts.getSideOutput(ProfileOperator.VALUES);
            if (!errors.isEmpty()) {
                values = values.union(labelled.orElseThrow());
            }
            measurements = measurements.union(values.keyBy(ValueChunk::key, Types.STRING)
                    .transform(
                            "detectors", TypeInformation.of(Measurement.class), new DetectorOperator(drift.detectors()))
                    .uid("detectors"));
        }
        if (performance != null) {
            DataStream<PanePart> panes = parts.getSideOutput(ProfileOperator.PERFORMANCE);
            if (labelled.isPresent()) {
                panes = panes.union(labelled.get().getSideOutput(ErrorOperator.LABELLED));
            }
            measurements = measurements.union(panes.keyBy(PanePart::key, Types.STRING)
                    .transform(
                            "performance",
                            TypeInformation.of(Measurement.class),
                            new PerformanceOperator(
                                    drift.window(), performance, drift.tests().minimumCount()))
                    .uid("performance"));
        }
        measurements
                .global()
                .transform("alarms", TypeInformation.of(TopicRecord.class), new AlarmOperator(settings))
                .uid("alarms-" + settings.slot())
                .setParallelism(1)
                .setMaxParallelism(1)
                .sinkTo(sink)
                .name("findings")
                .uid("findings")
                .setParallelism(1);
    }

    private static SingleOutputStreamOperator<ValueChunk> errors(
            StreamExecutionEnvironment environment,
            Pipeline pipeline,
            TopicPartitions partitions,
            int parallelism,
            DataStream<PredictionRecord> predictions,
            Source<LabelRecord, ?, ?> labelSource,
            List<DetectorPlan> plans) {
        Labels labels = pipeline.learning().labels().orElseThrow();
        SingleOutputStreamOperator<Example> examples =
                LearningJob.join(environment, labels, partitions, parallelism, predictions, labelSource);
        Drift drift = pipeline.drift().orElseThrow();
        return examples.transform(
                        "errors",
                        TypeInformation.of(ValueChunk.class),
                        new ErrorOperator(
                                plans, drift.window(), drift.performance().orElse(null)))
                .uid("errors");
    }
}
