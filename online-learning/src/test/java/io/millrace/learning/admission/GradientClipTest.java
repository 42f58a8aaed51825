package io.millrace.learning.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.Task;
import io.millrace.learning.model.FeatureRow;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientClipTest extends AdmissionStageContract {
    @Override
    AdmissionStageConfig config() {
        return GradientClipConfig.DEFAULTS.withMaxNorm(2).withStep(50, 40);
    }

    private static double weight(Admission admission, double x, double weight) {
        Submission example = new Submission()
                .from("", "anna", "", 0)
                .says(new FeatureRow(1), FeatureVector.of(x), 1, weight, new double[] {0.5});
        assertThat(admission.admit(example)).isTrue();
        return example.weight();
    }

    @Test
    void weighsWhatPullsTooHard() {
        Admission admission = Admission.of(
                new AdmissionConfig(
                        IdentityConfig.DEFAULTS, List.of(new GradientClipConfig(1, 4, Double.POSITIVE_INFINITY))),
                Task.BINARY_CLASSIFICATION,
                1,
                1,
                List.of("x"));
        // ½·√(x² + 1): 0.5 for x = 0, 2.5 for x = √24
        assertThat(weight(admission, 0, 1)).isEqualTo(1);
        assertThat(weight(admission, 0, 2)).isEqualTo(2);
        assertThat(weight(admission, 0, 3)).isEqualTo(2);
        assertThat(weight(admission, Math.sqrt(24), 1)).isCloseTo(0.4, within(1e-15));
    }

    @Test
    void aStepIsBounded() {
        Admission admission = Admission.of(
                new AdmissionConfig(IdentityConfig.DEFAULTS, List.of(new GradientClipConfig(1, 4, 1.25))),
                Task.BINARY_CLASSIFICATION,
                1,
                1,
                List.of("x"));
        double[] expected = {1, 1, 0.5, 0, 1};
        for (double weight : expected) {
            assertThat(weight(admission, 0, 1)).isEqualTo(weight);
        }
    }

    @Test
    void allMistakesAtOnce() {
        assertThatThrownBy(() -> new GradientClipConfig(0, 0, 0))
                .hasMessageContaining("maxNorm")
                .hasMessageContaining("stepExamples")
                .hasMessageContaining("maxStepNorm");
    }
}
