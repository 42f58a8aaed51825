package io.millrace.learning.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.Task;
import io.millrace.learning.model.FeatureRow;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrincipalBucketsTest extends AdmissionStageContract {
    @Override
    AdmissionStageConfig config() {
        return PrincipalBucketsConfig.DEFAULTS
                .withTolerance(1.2)
                .withRefresh(50)
                .withBuckets(8);
    }

    @Test
    void whoPullsAloneIsMadeLighterAndOthersAreNot() {
        Admission admission = Admission.of(
                new AdmissionConfig(IdentityConfig.DEFAULTS, List.of(PrincipalBucketsConfig.DEFAULTS)),
                Task.BINARY_CLASSIFICATION,
                1,
                3,
                List.of("x"));
        Random random = new Random(1);
        Submission example = new Submission();
        double ofLiar = 0;
        double ofOthers = 0;
        int others = 0;
        for (int i = 0; i < 20_000; i++) {
            boolean lies = i % 10 == 0;
            FeatureVector x = FeatureVector.of(random.nextGaussian(), random.nextGaussian(), random.nextGaussian());
            double label = lies ? 1 : random.nextInt(2);
            example.from("", lies ? "liar" : "honest-" + random.nextInt(200), "", 0)
                    .says(new FeatureRow(1), x, label, 1, new double[] {0.5});
            assertThat(admission.admit(example)).isTrue();
            if (i >= 10_000) {
                if (lies) {
                    ofLiar += example.weight() / 1_000;
                } else {
                    ofOthers += example.weight();
                    others++;
                }
            }
        }
        assertThat(ofLiar).isLessThan(0.7);
        assertThat(ofOthers / others).as("some share the liar's bucket").isGreaterThan(0.95);
    }

    @Test
    void allMistakesAtOnce() {
        assertThatThrownBy(() -> new PrincipalBucketsConfig(2, 1, 0.5, 0))
                .hasMessageContaining("buckets")
                .hasMessageContaining("rate")
                .hasMessageContaining("tolerance")
                .hasMessageContaining("refresh");
        AdmissionConfig config = new AdmissionConfig(
                IdentityConfig.DEFAULTS, List.of(PrincipalBucketsConfig.DEFAULTS, LabelFlipGuardConfig.DEFAULTS));
        assertThatThrownBy(() -> Admission.of(config, Task.CLUSTERING, 2, 100_000, List.of("x")))
                .hasMessageContaining(
                        "principal-buckets: needs a binary classification or a regression, found CLUSTERING")
                .hasMessageContaining("principal-buckets: needs at most 10000 columns, found 100000")
                .hasMessageContaining("label-flip-guard: needs a learner with labels, found CLUSTERING");
    }
}
