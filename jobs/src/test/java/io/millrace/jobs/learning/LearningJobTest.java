package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import io.millrace.jobs.kafka.TopicPartitions;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.jobs.scoring.ScoringJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The graph of the job: uids, by which state is found, and how many subtasks there are. */
final class LearningJobTest {
    private static final TopicPartitions PARTITIONS = new TopicPartitions(6, 3, 2);

    @TempDir
    private Path folder;

    @BeforeEach
    void writeModels() throws IOException {
        StaticModels.writeIgnorant(folder.resolve("ignorant"));
        StaticModels.writeClusters(folder.resolve("clusters"));
    }

    private Pipeline pipeline(String model, String learning, String control) throws IOException {
        return PipelineFile.read(
                Files.writeString(folder.resolve("pipeline.yaml"), """
                pipeline: p
                kafka: {bootstrap: "localhost:9092"}
                events: {topic: clicks, format: json, id: id}
                features: [{name: x0}, {name: x1}, {name: carrier, type: categorical}]
                slots: {main: {model: %s}}
                control: {%s}
                """.formatted(model, control) + learning));
    }

    private static Map<String, Integer> parallelismByUid(Pipeline pipeline) {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(LearningJob.configure(pipeline));
        LearningJob.build(environment, pipeline, ScoringJob.check(pipeline), PARTITIONS, 4);
        StreamGraph graph = environment.getStreamGraph();
        Map<String, Integer> parallelism = new TreeMap<>();
        for (StreamNode node : graph.getStreamNodes()) {
            String uid = node.getTransformationUID();
            if (uid != null) {
                parallelism.put(uid, node.getParallelism());
            }
        }
        assertThat(graph.getJobName()).isEqualTo("p.learning");
        return parallelism;
    }

    @Test
    void labelsAreJoinedAndAllLearnersAreInOneSubtask() throws IOException {
        assertThat(parallelismByUid(pipeline("ignorant", """
                labels: {horizon: 1d}
                learners:
                  - {name: a, algorithm: logistic-regression}
                  - {name: b, algorithm: ftrl-logistic-regression}
                """, "store: store")))
                .containsEntry("predictions", 3)
                .containsEntry("readable-predictions", 3)
                .containsEntry("labels", 2)
                .containsEntry("readable-labels", 2)
                .containsEntry("join", 4)
                .containsEntry("label-report", 1)
                .containsEntry("learners-main", 1);
    }

    @Test
    void withoutLabelsPredictionsAreEnough() throws IOException {
        assertThat(parallelismByUid(pipeline("clusters", """
                learners: [{name: groups, algorithm: streaming-k-means, features: [{name: x0}, {name: x1}]}]
                """, "store: store")))
                .containsEntry("predictions", 3)
                .containsEntry("unlabelled", 3)
                .containsEntry("learners-main", 1)
                .doesNotContainKeys("labels", "join", "label-report");
    }

    @Test
    void withoutAStoreThereIsNoPlaceForModels() throws IOException {
        Pipeline pipeline = pipeline("ignorant", """
                labels: {horizon: 1d}
                learners: [{name: a, algorithm: logistic-regression}]
                """, "");
        assertThatThrownBy(() -> LearningJob.settings(pipeline, ScoringJob.check(pipeline)))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        mistakes -> assertThat(mistakes.problems())
                                .isEqualTo(List.of("control.store: is required by learners, whose models the scoring"
                                        + " job takes from there, found nothing")));
    }
}
