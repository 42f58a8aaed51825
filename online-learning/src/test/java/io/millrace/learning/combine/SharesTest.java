package io.millrace.learning.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.linear.GradientLearner;
import io.millrace.learning.linear.LogisticRegressionConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharesTest {
    private static final LogisticRegressionConfig CONFIG = LogisticRegressionConfig.DEFAULTS;

    private static GradientLearner taught(int examples) {
        GradientLearner learner = CONFIG.newLearner(1);
        for (int i = 0; i < examples; i++) {
            learner.learn(FeatureVector.of(1), 1);
        }
        return learner;
    }

    @Test
    void sharesAreOfTheExamplesSinceTheBase() {
        Shares<GradientLearner> shares = Shares.since(taught(10), List.of(taught(11), taught(10), taught(13)));
        assertThat(shares.examples()).isEqualTo(14);
        assertThat(shares.mean(part -> part.examples())).isEqualTo(11 * 0.25 + 13 * 0.75);
        double[] mean = new double[2];
        shares.of(part -> new double[] {part.examples(), 1}).mean(array -> array, mean);
        assertThat(mean).containsExactly(12.5, 1);
        assertThat(shares.sum(part -> part.examples())).isEqualTo(14);
        assertThat(shares.base().examples()).isEqualTo(10);
        assertThat(shares.parts()).hasSize(2);
        assertThat(shares.single()).isEmpty();
    }

    @Test
    void ifNobodyHasLearnedItIsTheBase() {
        GradientLearner base = taught(3);
        Shares<GradientLearner> shares = Shares.since(base, List.of(taught(3)));
        assertThat(shares.single()).containsSame(base);
        assertThat(shares.examples()).isEqualTo(3);
        assertThat(Shares.since(base, List.of()).single()).containsSame(base);
    }

    @Test
    void partsMustFit() {
        GradientLearner base = taught(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shares.since(base, List.of(taught(2))))
                .withMessage("must go on from 3 examples, found a part with 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shares.since(base, List.of(CONFIG.newLearner(2))))
                .withMessage("must have 1 features, found 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Shares.since(base, List.of(CONFIG.withClipGradient(1).newLearner(1))))
                .withMessageContaining("clipGradient=1.0");
    }
}
