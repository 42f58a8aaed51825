package io.millrace.learning.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.tree.TreeStreams.Example;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accuracy, test then train, beside River's on the same rows (recorded by record_trees.py) and beside repeating the last label. */
class TreeAccuracyTest {
    private static final Map<String, Double> EXPECTED = expected();

    private static Map<String, Double> expected() {
        try (InputStream in = TreeAccuracyTest.class.getResourceAsStream("/parity/trees-expected.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .skip(1)
                    .map(line -> line.split(","))
                    .collect(Collectors.toMap(cells -> cells[0] + ' ' + cells[1], cells -> Double.valueOf(cells[2])));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static TreeLearner tree(String learner, int dimension) {
        HoeffdingTreeConfig defaults = HoeffdingTreeConfig.DEFAULTS;
        return switch (learner) {
            case "majority" -> defaults.withPrediction(LeafPrediction.MAJORITY).newLearner(dimension);
            case "naive-bayes" ->
                defaults.withPrediction(LeafPrediction.NAIVE_BAYES).newLearner(dimension);
            case "adaptive" -> defaults.newLearner(dimension);
            default -> HoeffdingAdaptiveTreeConfig.DEFAULTS.newLearner(dimension);
        };
    }

    private static double accuracy(String stream, String learner) {
        List<Example> examples = TreeStreams.named(stream);
        TreeLearner tree = tree(learner, examples.get(0).row().dimension());
        int right = 0;
        for (Example example : examples) {
            right += (tree.score(example.row()) > 0.5 ? 1 : 0) == example.label() ? 1 : 0;
            assertThat(tree.learn(example.row(), example.label())).isTrue();
        }
        return right / (double) examples.size();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sea", "agrawal", "agrawal-drift"})
    void theStreamsAreThoseOfTheRecording(String stream) {
        List<Example> examples = TreeStreams.named(stream);
        double sum = 0;
        for (double value : examples.get(0).row().values()) {
            sum += value;
        }
        assertThat(sum).isCloseTo(EXPECTED.get(stream + " first-row-sum"), within(1e-6));
        int same = 0;
        for (int i = 1; i < examples.size(); i++) {
            same += examples.get(i).label() == examples.get(i - 1).label() ? 1 : 0;
        }
        assertThat(same / (double) examples.size()).isEqualTo(EXPECTED.get(stream + " no-change"));
    }

    @ParameterizedTest
    @CsvSource({
        "sea, majority",
        "sea, naive-bayes",
        "sea, adaptive",
        "sea, hat",
        "agrawal, majority",
        "agrawal, naive-bayes",
        "agrawal, adaptive",
        "agrawal, hat",
        "agrawal-drift, majority",
        "agrawal-drift, naive-bayes",
        "agrawal-drift, adaptive",
        "agrawal-drift, hat"
    })
    void isAsGoodAsRiver(String stream, String learner) {
        double accuracy = accuracy(stream, learner);
        assertThat(accuracy).isGreaterThan(EXPECTED.get(stream + " no-change") + 0.1);
        assertThat(accuracy).isGreaterThan(EXPECTED.get(stream + ' ' + learner) - 0.01);
    }

    @Test
    void theAdaptiveTreeFollowsADrift() {
        assertThat(accuracy("agrawal-drift", "hat")).isGreaterThan(accuracy("agrawal-drift", "adaptive") + 0.03);
    }
}
