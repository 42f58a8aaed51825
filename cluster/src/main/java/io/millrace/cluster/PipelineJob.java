package io.millrace.cluster;

import io.millrace.config.ConfigException;
import io.millrace.jobs.kafka.TopicPartitions;
import io.millrace.jobs.learning.LearningJob;
import io.millrace.jobs.monitoring.MonitoringJob;
import io.millrace.jobs.pipeline.CheckedModel;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.scoring.ScoringJob;
import java.util.List;
import java.util.Locale;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The jobs of a pipeline. */
public enum PipelineJob {
    /** Answers events. */
    SCORING {
        @Override
        Configuration configure(Pipeline pipeline) {
            return ScoringJob.configure(pipeline);
        }

        @Override
        void build(
                StreamExecutionEnvironment environment,
                Pipeline pipeline,
                CheckedModel model,
                TopicPartitions partitions,
                int parallelism) {
            ScoringJob.build(environment, pipeline, model.id(), parallelism);
        }
    },

    /** Learns from labels. */
    LEARNING {
        @Override
        void check(Pipeline pipeline) {
            if (pipeline.learning().isNone()) {
                throw new ConfigException(
                        pipeline.file().toString(),
                        List.of("learners: is required by the learning job, found nothing"));
            }
        }

        @Override
        Configuration configure(Pipeline pipeline) {
            return onDisk(LearningJob.configure(pipeline));
        }

        @Override
        void build(
                StreamExecutionEnvironment environment,
                Pipeline pipeline,
                CheckedModel model,
                TopicPartitions partitions,
                int parallelism) {
            LearningJob.build(environment, pipeline, model, partitions, parallelism);
        }
    },

    /** Watches for drift. */
    MONITORING {
        @Override
        void check(Pipeline pipeline) {
            if (pipeline.drift().isEmpty()) {
                throw new ConfigException(
                        pipeline.file().toString(), List.of("drift: is required by the monitoring job, found nothing"));
            }
        }

        @Override
        Configuration configure(Pipeline pipeline) {
            return onDisk(MonitoringJob.configure(pipeline));
        }

        @Override
        void build(
                StreamExecutionEnvironment environment,
                Pipeline pipeline,
                CheckedModel model,
                TopicPartitions partitions,
                int parallelism) {
            MonitoringJob.build(environment, pipeline, partitions, parallelism);
        }
    };

    /**
     * Makes sure that the pipeline has such a job.
     *
     * @throws ConfigException if it has not
     */
    void check(Pipeline pipeline) {
        // every pipeline scores
    }

    /** Settings of Flink that the job's promises depend on. */
    abstract Configuration configure(Pipeline pipeline);

    /**
     * Wires the job.
     *
     * @param model what {@link ScoringJob#check} returned
     * @param partitions of the topics that it depends on
     */
    abstract void build(
            StreamExecutionEnvironment environment,
            Pipeline pipeline,
            CheckedModel model,
            TopicPartitions partitions,
            int parallelism);

    /** As the command line and folders call it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Configuration onDisk(Configuration configuration) {
        LearningJob.keepOnDisk(configuration);
        return configuration;
    }
}
