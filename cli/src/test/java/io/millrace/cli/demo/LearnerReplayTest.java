package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.publish.EventEncoder;
import io.millrace.jobs.pipeline.LearnerFit;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.model.Model;
import io.millrace.model.Models;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearnerReplayTest {
    private static final Path FLIGHTS = Path.of("..", "examples", "flights");
    private static final int FIRST = 20_000;

    private final Pipeline pipeline = PipelineFile.read(FLIGHTS.resolve("learning.yaml"));

    private LearnerReplay.Outcome replay() throws Exception {
        EventEncoder encoder = EventEncoder.of(pipeline);
        long from = Instant.parse("2013-04-01T04:00:00Z").toEpochMilli();
        Path flights = FLIGHTS.resolve("flights.csv.zst");
        Path labels = FLIGHTS.resolve("labels.csv.zst");
        List<String> problems = new ArrayList<>();
        try (Model model = Models.load(pipeline.slot().modelPath())) {
            LearnerFit learner = LearnerFit.of(
                            pipeline.learning(), pipeline.features(), model.id(), model.contract(), problems)
                    .get(0);
            assertThat(problems).isEmpty();
            return LearnerReplay.run(
                    learner,
                    model.id().toString(),
                    StaticModel.probabilities(model, flights, encoder, from, FIRST, DemoAnswers.PROBABILITY),
                    flights,
                    labels,
                    encoder,
                    from,
                    FlightLabels.read(labels, from).late());
        }
    }

    @Test
    void theFirstFlightsOfApril() throws Exception {
        LearnerReplay.Outcome outcome = replay();
        // by train.py, from the same ONNX file
        JsonNode expected = new ObjectMapper()
                .readTree(FLIGHTS.resolve("metrics.json").toFile())
                .path("delay-logistic-onnx")
                .path("first")
                .path(Integer.toString(FIRST));
        BinaryQuality unchanged = outcome.unchanged().total();
        assertThat(unchanged.size()).isEqualTo(expected.path("n").asInt());
        assertThat(unchanged.logLoss()).isCloseTo(expected.path("logLoss").asDouble(), within(1e-6));
        assertThat(unchanged.auc()).isCloseTo(expected.path("auc").asDouble(), within(1e-6));

        assertThat(outcome.atDeparture().total().size()).isEqualTo(FIRST);
        assertThat(outcome.inRealTime().total().size()).isEqualTo(FIRST);
        assertThat(outcome.inRealTime().total().logLoss() == unchanged.logLoss())
                .as("what serves changes with the first deployment")
                .isEqualTo(outcome.deployments() == 0);
        assertThat(replay().atDeparture().total().logLoss())
                .as("every run is the same")
                .isEqualTo(outcome.atDeparture().total().logLoss());
    }

    @Test
    void learningIsTheOnlyDifferenceOfTheTwoPipelineFiles() {
        Pipeline scoring = PipelineFile.read(FLIGHTS.resolve("pipeline.yaml"));
        assertThat(pipeline.events()).isEqualTo(scoring.events());
        assertThat(pipeline.features()).isEqualTo(scoring.features());
        assertThat(pipeline.slot()).isEqualTo(scoring.slot());
        assertThat(pipeline.delivery()).isEqualTo(scoring.delivery());
        assertThat(pipeline.checkpoints()).isEqualTo(scoring.checkpoints());
        assertThat(scoring.learning().isNone()).isTrue();
        assertThat(pipeline.learning().learners()).hasSize(1);
    }
}
