package io.millrace.learning.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.Task;
import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.evaluation.Confusion.Ratio;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class MeasureTest {
    private static final Auc AUC = new Auc(true);

    private static byte[] state(Measure measure) {
        SnapshotOutput out = new SnapshotOutput();
        measure.writeTo(out);
        return out.toByteArray();
    }

    private static void goesOnAfterEachExample(Measure measure, BiFunction<Metric, SnapshotInput, Measure> reader) {
        Random random = new Random(5);
        Measure twin = reader.apply(measure.metric(), new SnapshotInput(state(measure)));
        for (int i = 0; i < 500; i++) {
            double[] scores = {random.nextDouble()};
            double label = random.nextInt(2);
            measure.update(label, scores, 1 + i % 3);
            twin.update(label, scores, 1 + i % 3);
            byte[] state = state(measure);
            assertThat(state(twin)).as("example %d", i).isEqualTo(state);
            assertThat(Double.compare(twin.value(), measure.value())).isZero();
            assertThat(twin.n()).isEqualTo(measure.n());
            SnapshotInput in = new SnapshotInput(state);
            twin = reader.apply(measure.metric(), in);
            in.end();
        }
    }

    @Test
    void restoredTwinsGoOnBitByBit() {
        goesOnAfterEachExample(new Cumulative(AUC), Cumulative::readFrom);
        // 0.6^500 is far beyond the growth after which sums are brought back
        goesOnAfterEachExample(new Fading(new MeanLoss(ScoreLoss.LOG_LOSS), 0.6), Fading::readFrom);
        goesOnAfterEachExample(new Windowed(AUC, 64), Windowed::readFrom);
    }

    @Test
    void cutSnapshotsAreRefused() {
        Windowed windowed = new Windowed(AUC, 3);
        Cumulative cumulative = new Cumulative(AUC);
        for (int i = 0; i < 5; i++) {
            windowed.update(1, new double[] {0.1 * i}, 1);
            cumulative.update(1, new double[] {0.1 * i}, 1);
        }
        byte[] window = state(windowed);
        byte[] sums = state(cumulative);
        for (int length = 0; length < window.length; length++) {
            byte[] cut = Arrays.copyOf(window, length);
            assertThatExceptionOfType(SnapshotException.class)
                    .isThrownBy(() -> Windowed.readFrom(AUC, new SnapshotInput(cut)));
        }
        for (int length = 0; length < sums.length; length++) {
            byte[] cut = Arrays.copyOf(sums, length);
            assertThatExceptionOfType(SnapshotException.class)
                    .isThrownBy(() -> Cumulative.readFrom(AUC, new SnapshotInput(cut)));
        }
        assertThatExceptionOfType(SnapshotException.class)
                .as("sums of a metric that has more of them")
                .isThrownBy(() -> Cumulative.readFrom(new MeanLoss(ScoreLoss.BRIER), new SnapshotInput(sums)));
    }

    @Test
    void whatCannotBeCountedLeavesEverythingAsItIs() {
        double nan = Double.NaN;
        for (Measure measure : new Measure[] {new Cumulative(AUC), new Fading(AUC, 0.9), new Windowed(AUC, 5)}) {
            measure.update(1, new double[] {0.7}, 1);
            byte[] state = state(measure);
            for (double bad : new double[] {nan, Double.POSITIVE_INFINITY, -1}) {
                assertThat(measure.update(bad, new double[] {0.5}, 1)).isFalse();
                assertThat(measure.update(1, new double[] {0.5}, bad)).isFalse();
            }
            assertThat(measure.update(1, new double[] {nan}, 1)).isFalse();
            assertThat(measure.update(0.5, new double[] {0.5}, 1)).isFalse();
            assertThat(measure.update(1, new double[] {0.5}, 0)).isFalse();
            assertThat(state(measure)).isEqualTo(state);
        }
        MulticlassAccuracy three = new MulticlassAccuracy(3);
        assertThat(three.accepts(3, new double[3], 1)).isFalse();
        assertThat(three.accepts(1.5, new double[3], 1)).isFalse();
        assertThat(three.accepts(2, new double[] {0, nan, 0}, 1)).isFalse();
        assertThat(three.accepts(2, new double[3], 1)).isTrue();
        assertThat(new Silhouette(2).accepts(nan, new double[2], 1)).isTrue();
    }

    @Test
    void valuesThatDoNotExistAreNaN() {
        assertThat(new Cumulative(new MeanLoss(ScoreLoss.BRIER)).value()).isNaN();
        assertThat(new Windowed(AUC, 5).value()).isNaN();
        Cumulative onlyOnes = new Cumulative(AUC);
        Cumulative precision = new Cumulative(new Confusion(Ratio.PRECISION, 0.5));
        Cumulative recall = new Cumulative(new Confusion(Ratio.RECALL, 0.5));
        onlyOnes.update(1, new double[] {0.3}, 1);
        precision.update(1, new double[] {0.5}, 1);
        recall.update(0, new double[] {0.6}, 1);
        assertThat(onlyOnes.value()).isNaN();
        assertThat(precision.value()).as("0.5 is an answer of 0").isNaN();
        assertThat(recall.value()).isNaN();
        Cumulative r2 = new Cumulative(new RSquared());
        r2.update(7, new double[] {7}, 1);
        r2.update(7, new double[] {7}, 1);
        assertThat(r2.value()).isNaN();
    }

    @Test
    void logLossIsClipped() {
        // -ln(1e-15)
        assertThat(ScoreLoss.LOG_LOSS.of(1, new double[] {0}, 1)).isCloseTo(34.538776394910684, within(1e-12));
        assertThat(ScoreLoss.LOG_LOSS.of(0, new double[] {1}, 1)).isCloseTo(34.538776394910684, within(0.01));
        assertThat(ScoreLoss.LOG_LOSS.of(0, new double[] {-5}, 1)).isCloseTo(0, within(1e-14));
        assertThat(ScoreLoss.MULTICLASS_LOG_LOSS.of(1, new double[] {1, 0}, 2))
                .isCloseTo(34.538776394910684, within(1e-12));
    }

    @Test
    void silhouetteByHand() {
        Cumulative silhouette = new Cumulative(new Silhouette(3));
        silhouette.update(Double.NaN, new double[] {4, 1, 2}, 1); // 1 - 1/2
        assertThat(silhouette.value()).isEqualTo(0.5);
        silhouette.update(Double.NaN, new double[] {0, 0, 5}, 1); // on two centres: 0
        assertThat(silhouette.value()).isEqualTo(0.25);
        silhouette.update(Double.NaN, new double[] {3, 3, 0}, 2); // on one: 1
        assertThat(silhouette.value()).isEqualTo(0.625);
        Cumulative distance = new Cumulative(new MeanLoss(ScoreLoss.SQUARED_DISTANCE, 3));
        distance.update(Double.NaN, new double[] {4, 3, 5}, 1);
        assertThat(distance.value()).isEqualTo(9);
    }

    @Test
    void sparsityByHand() {
        Cumulative zeros = new Cumulative(new ZeroShare(4));
        zeros.update(Double.NaN, new double[] {0, 1, 0, -0.0}, 1);
        assertThat(zeros.value()).isEqualTo(0.75);
    }

    @Test
    void binsAreMonotoneAndSymmetric() {
        int before = 0;
        for (double p = 0; p <= 1; p += 1.0 / 100_003) {
            int bin = Auc.bin(p);
            assertThat(bin).isGreaterThanOrEqualTo(before);
            before = bin;
        }
        assertThat(Auc.bin(0)).isZero();
        assertThat(Auc.bin(1)).isEqualTo(AUC.sums() / 2 - 1);
        assertThat(Auc.bin(0.5)).isEqualTo(1024);
        assertThat(Auc.bin(0.25)).isEqualTo(AUC.sums() / 2 - 1 - Auc.bin(0.75));
        // outside [0, 1] nothing breaks
        assertThat(Auc.bin(-3)).isZero();
        assertThat(Auc.bin(7)).isEqualTo(AUC.sums() / 2 - 1);
    }

    @Test
    void binnedAucIsCloseWhereAllProbabilitiesAreSmall() {
        Random random = new Random(11);
        int n = 20_000;
        double[] labels = new double[n];
        double[] scores = new double[n];
        Cumulative binned = new Cumulative(AUC);
        Cumulative raw = new Cumulative(new Auc(false));
        for (int i = 0; i < n; i++) {
            labels[i] = i % 100 == 0 ? 1 : 0;
            double logit = -5 + random.nextGaussian() + labels[i];
            scores[i] = 1 / (1 + Math.exp(-logit));
            binned.update(labels[i], new double[] {scores[i]}, 1);
            raw.update(labels[i], new double[] {logit}, 1);
        }
        double exact = Ranking.auc(labels, scores);
        double bound = AUC.errorBound(binned.sums());
        assertThat(bound).isLessThan(0.003);
        assertThat(binned.value()).isCloseTo(exact, within(bound)).isCloseTo(exact, within(2e-4));
        assertThat(raw.value()).isEqualTo(binned.value());
    }

    @Test
    void whatHasLeftTheWindowLeavesNoTrace() {
        Windowed rmse = new Windowed(new RootMeanSquaredError(), 3);
        rmse.update(1e200, new double[] {0}, 1);
        for (int i = 0; i < 3; i++) {
            rmse.update(1, new double[] {3}, 1);
        }
        assertThat(rmse.value()).isEqualTo(2);
        assertThat(rmse.n()).isEqualTo(3);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new Fading(AUC, 0.3))
                .withMessage("alpha: must be in [0.5, 1.0], found 0.3");
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new Windowed(AUC, 0))
                .withMessage("window: must be >= 1, found 0");
        Cumulative brier = new Cumulative(new MeanLoss(ScoreLoss.BRIER));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> brier.merge(new Cumulative(new MeanLoss(ScoreLoss.LOG_LOSS))))
                .withMessageContaining("LOG_LOSS");
        Fading fading = new Fading(AUC, 0.9);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fading.merge(new Fading(AUC, 0.8)))
                .withMessage("must fade by 0.9: other=0.8");
        assertThat(new MeanLoss(ScoreLoss.SQUARED_ERROR).task()).isEqualTo(Task.REGRESSION);
    }
}
