package io.millrace.learning.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.Task;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutlierFilterTest extends AdmissionStageContract {
    private final Submission example = new Submission();

    @Override
    AdmissionStageConfig config() {
        return OutlierFilterConfig.DEFAULTS
                .withDetector(HalfSpaceTreesConfig.DEFAULTS.withWindow(100))
                .withQuantile(0.95)
                .withWarmUp(100);
    }

    private static Admission filter(OutlierFilterConfig config) {
        return Admission.of(
                new AdmissionConfig(IdentityConfig.DEFAULTS, List.of(config)),
                Task.BINARY_CLASSIFICATION,
                1,
                1,
                List.of("x"));
    }

    private Reason send(Admission admission, double x) {
        example.from("", "anna", "", 0).says(new FeatureRow(1), FeatureVector.of(x), 1, 1, new double[] {0.5});
        admission.admit(example);
        return example.reason();
    }

    /** Whoever sends the same wild row again and again must not make the detector used to it. */
    @Test
    void theDetectorDoesNotLearnWhatItRefuses() {
        OutlierFilterConfig config = OutlierFilterConfig.DEFAULTS
                .withDetector(RobustZScoreConfig.DEFAULTS)
                .withThreshold(10)
                .withWarmUp(0);
        Random random = new Random(1);
        Admission admission = filter(config);
        Admission open = filter(config.unprotected());
        for (int i = 0; i < 1_000; i++) {
            double x = random.nextGaussian();
            send(admission, x);
            send(open, x);
        }
        for (int i = 0; i < 2_000; i++) {
            assertThat(send(admission, 30)).isEqualTo(Reason.OUTLIER);
            send(open, 30);
        }
        assertThat(example.stage()).as("without protection it is got used to").isEqualTo(-1);
        assertThat(send(open, 30)).isEqualTo(Reason.ADMITTED);
    }

    @Test
    void theQuantileRefusesItsShare() {
        Admission admission = filter(OutlierFilterConfig.DEFAULTS
                .withDetector(RobustZScoreConfig.DEFAULTS)
                .withQuantile(0.99));
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            send(admission, random.nextGaussian());
        }
        assertThat(admission.refused(Reason.OUTLIER)).isBetween(100L, 400L);
    }

    @Test
    void nothingIsRefusedBeforeThereIsSomethingToCompareWith() {
        Admission admission = filter(OutlierFilterConfig.DEFAULTS.withWarmUp(0));
        for (int i = 0; i < 200; i++) {
            assertThat(send(admission, i)).isEqualTo(Reason.ADMITTED);
        }
    }

    /** R. Jain, I. Chlamtac 1985, the example of their paper: 20 values, median 4.44. */
    @Test
    void theQuantileOfThePaper() {
        double[] values = {
            0.02, 0.15, 0.74, 3.39, 0.83, 22.37, 10.15, 15.43, 38.62, 15.92, 34.60, 10.28, 1.47, 0.40, 0.05, 11.39,
            0.27, 0.42, 0.09, 11.37
        };
        P2Quantile median = new P2Quantile(0.5);
        for (double value : values) {
            median.update(value);
        }
        assertThat(median.value()).isCloseTo(4.44, within(0.005));
    }

    @Test
    void allMistakesAtOnce() {
        assertThatThrownBy(() -> new OutlierFilterConfig(null, OutlierFilterConfig.Rule.QUANTILE, 1, -1, true))
                .hasMessageContaining("detector")
                .hasMessageContaining("bound: must be < 1, as it is a quantile, found 1.0")
                .hasMessageContaining("warmUp");
        assertThatThrownBy(() -> new RobustZScoreConfig(0, 0))
                .hasMessageContaining("rate")
                .hasMessageContaining("limit");
    }

    @Test
    void theOtherDetectorIsReadBackToo() {
        OutlierFilterConfig config = OutlierFilterConfig.DEFAULTS.withDetector(new RobustZScoreConfig(0.1, 5));
        SnapshotOutput out = new SnapshotOutput();
        AdmissionStages.write(config, out);
        assertThat(AdmissionStages.read(new SnapshotInput(out.toByteArray()))).isEqualTo(config);
        Admission admission = filter(config);
        send(admission, 1);
        send(admission, 2);
        assertThat(Admission.restore(admission.snapshot()).snapshot()).isEqualTo(admission.snapshot());
    }
}
