package io.millrace.jobs.scoring;

import io.millrace.config.ConfigException;
import io.millrace.jobs.pipeline.CheckedModel;
import io.millrace.jobs.pipeline.Delivery;
import io.millrace.jobs.pipeline.Drift;
import io.millrace.jobs.pipeline.DriftFit;
import io.millrace.jobs.pipeline.Events;
import io.millrace.jobs.pipeline.Feature;
import io.millrace.jobs.pipeline.LearnerFit;
import io.millrace.jobs.pipeline.Learning;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.jobs.pipeline.Slot;
import io.millrace.jobs.swap.ModelCoordinators;
import io.millrace.model.Model;
import io.millrace.model.ModelException;
import io.millrace.model.ModelId;
import io.millrace.model.Models;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.java.typeutils.TypeExtractor;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * Wires the scoring job. {@link #check} first, then {@link #configure} an environment and {@link #build} into it.
 */
public final class ScoringJob {
    /** Never changes: state is split by it, so another value could not restore. */
    private static final int MAX_PARALLELISM = 720;

    private ScoringJob() {}

    /**
     * Reads a pipeline file and loads its model: all mistakes of both at once.
     *
     * @throws ConfigException with all mistakes
     */
    public static Pipeline read(Path file) {
        return PipelineFile.read(file, ScoringJob::checkModel);
    }

    /**
     * Loads the pipeline's model and holds it against features and event schemas.
     *
     * @return the model, for those who wire the jobs
     * @throws ConfigException with all mistakes
     */
    public static CheckedModel check(Pipeline pipeline) {
        List<String> problems = new ArrayList<>();
        CheckedModel model = checkModel(
                pipeline.events(),
                pipeline.features(),
                pipeline.slot(),
                pipeline.learning(),
                pipeline.drift(),
                problems);
        if (!problems.isEmpty()) {
            throw new ConfigException(pipeline.file().toString(), problems);
        }
        return model;
    }

    /** The slot's model; null where it cannot be loaded, which is among the problems then. */
    private static CheckedModel checkModel(
            Events events,
            List<Feature> features,
            Slot slot,
            Learning learning,
            Optional<Drift> drift,
            List<String> problems) {
        String where = "slots." + slot.name();
        try (Model model = Models.load(slot.modelPath())) {
            ModelFit.check(events, features, slot, model.contract(), problems);
            LearnerFit.of(learning, features, model.id(), model.contract(), problems);
            drift.ifPresent(watched -> DriftFit.check(watched, model.contract(), problems));
            return new CheckedModel(model.id(), model.contract());
        } catch (ModelException e) {
            problems.add(where + ".model: must be a usable model, found "
                    + String.valueOf(e.getMessage()).replace("\n", "\n  "));
            return null;
        }
    }

    /** Settings of Flink that the job's promises depend on. */
    public static Configuration configure(Pipeline pipeline) {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        configuration.set(PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
        configuration.set(PipelineOptions.NAME, pipeline.name() + ".scoring");
        configuration.set(
                CheckpointingOptions.CHECKPOINTING_INTERVAL,
                pipeline.checkpoints().interval());
        configuration.set(
                CheckpointingOptions.CHECKPOINTING_TIMEOUT,
                pipeline.checkpoints().timeout());
        configuration.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        configuration.set(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS, 1);
        configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 3);
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofSeconds(1));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofMinutes(1));
        return configuration;
    }

    /** The whole job between Kafka and Kafka. */
    public static void build(
            StreamExecutionEnvironment environment, Pipeline pipeline, ModelId model, int parallelism) {
        build(environment, pipeline, model, parallelism, source(pipeline).build(), sink(pipeline));
    }

    /** The job between any source and any sink, so that a test runs the same wiring as production. */
    static void build(
            StreamExecutionEnvironment environment,
            Pipeline pipeline,
            ModelId model,
            int parallelism,
            Source<SourceRecord, ?, ?> source,
            Sink<Answer> sink) {
        environment.setParallelism(parallelism);
        ModelCoordinators coordinators = ModelCoordinators.of(pipeline, model);
        SingleOutputStreamOperator<Answer> answers = environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), "events")
                .uid("events")
                .transform(
                        "score",
                        TypeExtractor.createTypeInfo(Answer.class),
                        new CoordinatedScoringOperatorFactory(
                                ScoringSettings.of(pipeline, model.sha256()), coordinators::of))
                .uid("score");
        answers.sinkTo(sink).name("answers").uid("answers");
    }

    /** The events topic. */
    @SuppressWarnings("deprecation") // the connector asks for Kafka's deprecated enum and offers nothing else
    static KafkaSourceBuilder<SourceRecord> source(Pipeline pipeline) {
        Properties properties = new Properties();
        properties.putAll(pipeline.clientProperties());
        properties.setProperty("isolation.level", "read_committed");
        // Each hand-over between Kafka's thread and the task's costs; 500 records, the default, is too small a piece.
        properties.putIfAbsent("max.poll.records", "2000");
        properties.putIfAbsent("max.partition.fetch.bytes", Integer.toString(4 << 20));
        return KafkaSource.<SourceRecord>builder()
                .setBootstrapServers(pipeline.bootstrap())
                .setGroupId(pipeline.name() + ".scoring")
                .setTopics(pipeline.events().topic())
                .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
                .setDeserializer(new SourceRecordSchema())
                .setProperties(properties);
    }

    /** Predictions and dead letters leave through one sink, so they commit together. */
    static KafkaSink<Answer> sink(Pipeline pipeline) {
        Properties properties = new Properties();
        properties.putAll(pipeline.clientProperties());
        properties.putIfAbsent("linger.ms", "5");
        properties.putIfAbsent("batch.size", Integer.toString(256 << 10));
        properties.setProperty(
                "transaction.timeout.ms",
                Long.toString(pipeline.transactionTimeout().toMillis()));
        boolean exactlyOnce = pipeline.delivery() == Delivery.EXACTLY_ONCE;
        return KafkaSink.<Answer>builder()
                .setBootstrapServers(pipeline.bootstrap())
                .setKafkaProducerConfig(properties)
                .setDeliveryGuarantee(exactlyOnce ? DeliveryGuarantee.EXACTLY_ONCE : DeliveryGuarantee.AT_LEAST_ONCE)
                .setTransactionalIdPrefix(pipeline.transactionalIdPrefix())
                .setTransactionNamingStrategy(TransactionNamingStrategy.INCREMENTING)
                .setRecordSerializer(new AnswerSchema())
                .build();
    }
}
