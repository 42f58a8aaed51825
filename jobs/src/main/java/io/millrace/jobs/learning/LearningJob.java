package io.millrace.jobs.learning;

import io.millrace.config.ConfigException;
import io.millrace.jobs.kafka.TopicPartitions;
import io.millrace.jobs.pipeline.CheckedModel;
import io.millrace.jobs.pipeline.Labels;
import io.millrace.jobs.pipeline.LearnerFit;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.scoring.ScoringJob;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * Wires the learning job of a pipeline that has learners. {@link #configure} an environment and {@link #build} into it; mistakes are
 * {@link ScoringJob#check}'s to find.
 */
public final class LearningJob {
    /** What follows the pipeline's name in that of the consumer group. */
    private static final String GROUP = ".learning";

    private LearningJob() {}

    /** Settings of Flink that the job's promises depend on. */
    public static Configuration configure(Pipeline pipeline) {
        Configuration configuration = ScoringJob.configure(pipeline);
        configuration.set(PipelineOptions.NAME, pipeline.name() + ".learning");
        // Examples are learned watermark by watermark: in small portions, so that the join need not wait while one is
        // learned.
        configuration.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(50));
        // The join asks of each new event whether it is known. By its name, as whoever runs the job chooses the
        // backend.
        configuration.setString("state.backend.rocksdb.use-bloom-filter", "true");
        return configuration;
    }

    /** Has the state of a job lie on disk: what waits for labels may be more than there is memory for. */
    public static void keepOnDisk(Configuration configuration) {
        configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    }

    /**
     * The whole job between Kafka and Kafka.
     *
     * @param model what {@link ScoringJob#check} returned
     * @param partitions of the topics; those of events tell how many watermarks there are
     * @param parallelism subtasks of the join, and of the sources where there are as many partitions
     */
    public static void build(
            StreamExecutionEnvironment environment,
            Pipeline pipeline,
            CheckedModel model,
            TopicPartitions partitions,
            int parallelism) {
        build(
                environment,
                pipeline,
                model,
                partitions,
                parallelism,
                predictions(pipeline, GROUP).build(),
                source(
                                pipeline,
                                GROUP,
                                pipeline.labelsTopic(),
                                LabelSchema.of(pipeline.learning().admission()))
                        .build(),
                commands(environment, pipeline),
                sink(pipeline));
    }

    /**
     * The job between any sources and any sink, without commands, so that tests and benchmarks run the same wiring as production. What serves is read from the
     * status topic as soon as somebody has to know.
     */
    public static void build(
            StreamExecutionEnvironment environment,
            Pipeline pipeline,
            CheckedModel model,
            TopicPartitions partitions,
            int parallelism,
            Source<PredictionRecord, ?, ?> predictionSource,
            Source<LabelRecord, ?, ?> labelSource,
            Sink<TopicRecord> sink) {
        byte[][] noCommand = {{}};
        DataStream<byte[]> none = environment
                .fromData(PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO, noCommand)
                .uid("commands")
                .setParallelism(1)
                .filter(command -> command.length > 0)
                .uid("verified-commands")
                .setParallelism(1);
        build(environment, pipeline, model, partitions, parallelism, predictionSource, labelSource, none, sink);
    }

    private static void build(
            StreamExecutionEnvironment environment,
            Pipeline pipeline,
            CheckedModel model,
            TopicPartitions partitions,
            int parallelism,
            Source<PredictionRecord, ?, ?> predictionSource,
            Source<LabelRecord, ?, ?> labelSource,
            DataStream<byte[]> commands,
            Sink<TopicRecord> sink) {
        environment.setParallelism(parallelism);
        Labels labels = pipeline.learning().labels().orElseThrow();
        SlotSettings settings = settings(pipeline, model);
        DataStream<PredictionRecord> predictions = readable(
                environment,
                partitions,
                parallelism,
                new Timing(labels.outOfOrder(), labels.idle(), labels.maxAhead()),
                predictionSource);
        DataStream<TopicRecord> output;
        if (pipeline.learning().isSupervised()) {
            SingleOutputStreamOperator<Example> examples =
                    join(environment, labels, partitions, parallelism, predictions, labelSource);
            output = learners(examples, commands, settings)
                    .union(examples.getSideOutput(LabelJoin.OUTCOMES)
                            .process(new LabelReport(
                                    pipeline.monitoringTopic(), pipeline.slot().name()))
                            .uid("label-report")
                            .name("label report")
                            .setParallelism(1));
        } else {
            SingleOutputStreamOperator<Example> examples = predictions
                    .flatMap(new UnlabelledExamples(labels.maxAhead(), Clock.systemUTC()))
                    .returns(RecordType.EXAMPLE)
                    .uid("unlabelled")
                    .setParallelism(Math.min(parallelism, partitions.predictions()));
            output = learners(examples, commands, settings);
        }
        output.sinkTo(sink).name("offers").uid("offers").setParallelism(1);
    }

    /**
     * When time comes to an event.
     *
     * @param outOfOrder how far a record may be behind the newest of its events partition
     * @param idle after how long a silent partition holds time up no longer
     * @param maxAhead how far ahead of the clock a time may be and still move it
     */
    public record Timing(Duration outOfOrder, Duration idle, Duration maxAhead) {}

    /** The predictions that can be read, with watermarks by which time comes to what all partitions have passed. */
    public static DataStream<PredictionRecord> readable(
            StreamExecutionEnvironment environment,
            TopicPartitions partitions,
            int parallelism,
            Timing timing,
            Source<PredictionRecord, ?, ?> predictionSource) {
        return environment
                .fromSource(
                        predictionSource,
                        GroupedWatermarks.<PredictionRecord>strategy(
                                        prediction -> prediction.partition,
                                        partitions.events(),
                                        timing.outOfOrder(),
                                        timing.idle(),
                                        timing.maxAhead())
                                .withTimestampAssigner((prediction, kafka) -> prediction.eventTime),
                        "predictions",
                        RecordType.PREDICTION)
                .uid("predictions")
                .setParallelism(Math.min(parallelism, partitions.predictions()))
                .filter(new ReadableRecords<>(
                        "unreadable_predictions", prediction -> prediction.kind != PredictionRecord.Kind.UNREADABLE))
                .uid("readable-predictions")
                .setParallelism(Math.min(parallelism, partitions.predictions()));
    }

    /** Predictions with their labels. */
    public static SingleOutputStreamOperator<Example> join(
            StreamExecutionEnvironment environment,
            Labels labels,
            TopicPartitions partitions,
            int parallelism,
            DataStream<PredictionRecord> predictions,
            Source<LabelRecord, ?, ?> labelSource) {
        WatermarkStrategy<LabelRecord> watermarks = GroupedWatermarks.<LabelRecord>strategy(
                        label -> 0, 1, labels.outOfOrder(), labels.idle(), labels.maxAhead())
                .withTimestampAssigner((label, kafka) -> label.knownAt);
        DataStream<LabelRecord> readable = environment
                .fromSource(labelSource, watermarks, "labels", RecordType.LABEL)
                .uid("labels")
                .setParallelism(Math.min(parallelism, partitions.labels()))
                .filter(new ReadableRecords<>("unreadable_labels", label -> label.readable))
                .uid("readable-labels")
                .setParallelism(Math.min(parallelism, partitions.labels()));
        return predictions
                .keyBy(prediction -> prediction.eventId, Types.STRING)
                .connect(readable.keyBy(label -> label.eventId, Types.STRING))
                .transform("join", RecordType.EXAMPLE, new LabelJoin(JoinSettings.of(labels)))
                .uid("join");
    }

    /** All learners of the slot in one subtask: they race, and what is learned has one order. */
    private static DataStream<TopicRecord> learners(
            DataStream<Example> examples, DataStream<byte[]> commands, SlotSettings settings) {
        return examples.global()
                .connect(commands.global())
                .transform(
                        "learners",
                        TypeInformation.of(TopicRecord.class),
                        new LearnersOperator(settings, ServedModelsFactory.OF_STATUS_TOPIC))
                .uid("learners-" + settings.slot())
                .setParallelism(1)
                .setMaxParallelism(1);
    }

    /** What the control topic holds for the learners; it is read from the beginning where the job has no state, and what is over by then is refused. */
    private static DataStream<byte[]> commands(StreamExecutionEnvironment environment, Pipeline pipeline) {
        return environment
                .fromSource(
                        source(pipeline, GROUP, pipeline.controlTopic(), new CommandSchema())
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "commands")
                .uid("commands")
                .setParallelism(1)
                .flatMap(new VerifiedCommands(
                        pipeline.control(), pipeline.name(), pipeline.slot().name()))
                .returns(PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO)
                .uid("verified-commands")
                .setParallelism(1);
    }

    /** The learners beside the slot's model. */
    static SlotSettings settings(Pipeline pipeline, CheckedModel model) {
        List<String> problems = new ArrayList<>();
        if (pipeline.control().store().isEmpty()) {
            problems.add("control.store: is required by learners, whose models the scoring job takes from there, found"
                    + " nothing");
        }
        List<LearnerFit> fits =
                LearnerFit.of(pipeline.learning(), pipeline.features(), model.id(), model.contract(), problems);
        if (!problems.isEmpty()) {
            throw new ConfigException(pipeline.file().toString(), problems);
        }
        return SlotSettings.of(pipeline, fits, model);
    }

    /**
     * The topic of predictions.
     *
     * @param group what follows the pipeline's name in that of the consumer group
     */
    public static KafkaSourceBuilder<PredictionRecord> predictions(Pipeline pipeline, String group) {
        return source(pipeline, group, pipeline.predictionsTopic(), new PredictionSchema());
    }

    /** The topic of labels, as {@link #predictions}; whose they are is not looked at. */
    public static KafkaSourceBuilder<LabelRecord> labels(Pipeline pipeline, String group) {
        return source(pipeline, group, pipeline.labelsTopic(), new LabelSchema());
    }

    @SuppressWarnings("deprecation") // the connector asks for Kafka's deprecated enum and offers nothing else
    private static <T> KafkaSourceBuilder<T> source(
            Pipeline pipeline, String group, String topic, KafkaRecordDeserializationSchema<T> schema) {
        Properties properties = new Properties();
        properties.putAll(pipeline.clientProperties());
        properties.setProperty("isolation.level", "read_committed");
        properties.putIfAbsent("max.poll.records", "2000");
        return KafkaSource.<T>builder()
                .setBootstrapServers(pipeline.bootstrap())
                .setGroupId(pipeline.name() + group)
                .setTopics(topic)
                .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
                .setDeserializer(schema)
                .setProperties(properties);
    }

    /** Models and their deployments leave in one transaction: they are visible together or not at all. */
    private static KafkaSink<TopicRecord> sink(Pipeline pipeline) {
        return sink(pipeline, pipeline.learningTransactionalIdPrefix());
    }

    /**
     * A sink whose records of all topics leave in one transaction.
     *
     * @param transactionalIdPrefix of a job's own
     */
    public static KafkaSink<TopicRecord> sink(Pipeline pipeline, String transactionalIdPrefix) {
        Properties properties = new Properties();
        properties.putAll(pipeline.clientProperties());
        properties.setProperty(
                "transaction.timeout.ms",
                Long.toString(pipeline.transactionTimeout().toMillis()));
        return KafkaSink.<TopicRecord>builder()
                .setBootstrapServers(pipeline.bootstrap())
                .setKafkaProducerConfig(properties)
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(transactionalIdPrefix)
                .setTransactionNamingStrategy(TransactionNamingStrategy.INCREMENTING)
                .setRecordSerializer(new TopicRecordSchema())
                .build();
    }
}
