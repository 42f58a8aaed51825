package io.millrace.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Parameter;
import io.millrace.learning.bayes.BernoulliNaiveBayesConfig;
import io.millrace.learning.bayes.GaussianNaiveBayesConfig;
import io.millrace.learning.cluster.Decay;
import io.millrace.learning.cluster.MiniBatchKMeansConfig;
import io.millrace.learning.cluster.SequentialKMeansConfig;
import io.millrace.learning.cluster.StartCentre;
import io.millrace.learning.cluster.StreamingKMeans;
import io.millrace.learning.cluster.StreamingKMeansConfig;
import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.decomposition.MiniBatchDictionaryLearningConfig;
import io.millrace.learning.linear.LinearRegressionConfig;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.linear.SoftmaxRegressionConfig;
import io.millrace.learning.parallel.ParallelConfig;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import io.millrace.learning.tree.HoeffdingAdaptiveTreeConfig;
import io.millrace.learning.tree.HoeffdingTreeConfig;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OnlineModelTest {
    private static final LearnerConfig LOGISTIC = LogisticRegressionConfig.DEFAULTS;

    /** One field of each kind: columns 0; 1–3, other 4; 5–6, other 7; 8 to 15 shared by the hashed ones. */
    private static final List<FeatureField> FIELDS = List.of(
            FeatureField.numeric("distance"),
            FeatureField.learned("carrier", 3),
            FeatureField.fixed("day", List.of("work", "free")),
            FeatureField.hashed("tail"),
            FeatureField.numeric("hour"),
            FeatureField.hashed("route"));

    private static OnlineModelConfig mixed(LearnerConfig learner) {
        return OnlineModelConfig.of(FIELDS, learner).withHashingBits(3);
    }

    private static void fill(FeatureRow row, Random random) {
        row.clear();
        if (random.nextInt(8) > 0) {
            row.setNumber(0, 500 + 100 * random.nextGaussian());
        }
        if (random.nextInt(8) > 0) {
            row.setText(1, "C" + random.nextInt(6));
        }
        row.setText(2, random.nextBoolean() ? "work" : random.nextBoolean() ? "free" : "unknown");
        row.setText(3, "N" + random.nextInt(50));
        row.setNumber(4, random.nextInt(24));
        row.setText(5, random.nextInt(9) == 0 ? null : "R" + random.nextInt(5));
    }

    private static double label(FeatureRow row) {
        return row.number(4) > 11 || "C1".equals(row.text(1)) ? 1 : 0;
    }

    private static OnlineModel taught(OnlineModel model, long seed, int examples) {
        Random random = new Random(seed);
        FeatureRow row = model.newRow();
        for (int i = 0; i < examples; i++) {
            fill(row, random);
            assertThat(model.learn(row, label(row), 1)).isTrue();
        }
        return model;
    }

    private static double[] scores(OnlineModel model, FeatureRow row) {
        double[] scores = new double[model.outputs()];
        model.score(row, scores);
        return scores;
    }

    private static FeatureRow row(OnlineModel model, long seed) {
        FeatureRow row = model.newRow();
        fill(row, new Random(seed));
        return row;
    }

    static List<OnlineModelConfig> configs() {
        HoeffdingTreeConfig tree =
                HoeffdingTreeConfig.DEFAULTS.withGracePeriod(10).withDelta(0.2).withTau(0.5);
        return List.of(
                mixed(LOGISTIC),
                mixed(LOGISTIC).withScaling(Scaling.MIN_MAX).withOrder(ScalingOrder.EARLY),
                mixed(tree).withScaling(Scaling.NONE),
                mixed(HoeffdingAdaptiveTreeConfig.DEFAULTS.withTree(tree)),
                mixed(SoftmaxRegressionConfig.defaults(2)).withClasses(List.of("early", "late")),
                mixed(LinearRegressionConfig.DEFAULTS),
                mixed(new ParallelConfig(LOGISTIC, 2, 8)));
    }

    /** Those, and learners that need no labels, or learn of columns in another way. */
    static List<OnlineModelConfig> allConfigs() {
        List<OnlineModelConfig> all = new ArrayList<>(configs());
        all.add(mixed(GaussianNaiveBayesConfig.DEFAULTS));
        all.add(mixed(BernoulliNaiveBayesConfig.DEFAULTS));
        all.add(mixed(StreamingKMeansConfig.DEFAULTS));
        all.add(mixed(MiniBatchKMeansConfig.DEFAULTS.withBatchSize(10)));
        all.add(mixed(SequentialKMeansConfig.DEFAULTS));
        all.add(mixed(MiniBatchDictionaryLearningConfig.DEFAULTS.withBatchSize(10)));
        return all;
    }

    @ParameterizedTest
    @MethodSource("allConfigs")
    void aRestoredTwinGoesOnBitByBit(OnlineModelConfig config) {
        OnlineModel model = OnlineModel.of(config);
        OnlineModel twin = model.copy();
        Random random = new Random(1);
        FeatureRow row = model.newRow();
        double[] twinScores = new double[model.outputs()];
        double[] scores = new double[model.outputs()];
        for (int i = 0; i < 150; i++) {
            fill(row, random);
            assertThat(scores(twin, row)).isEqualTo(scores(model, row));
            model.scoreAndLearn(row, label(row), 1, scores);
            twin.scoreAndLearn(row, label(row), 1, twinScores);
            assertThat(twinScores).isEqualTo(scores);
            byte[] snapshot = model.snapshot();
            assertThat(twin.snapshot()).isEqualTo(snapshot);
            twin = OnlineModel.restore(snapshot);
            assertThat(twin.config()).isEqualTo(config);
            assertThat(twin.examples()).isEqualTo(i + 1);
            assertThat(twin.parameters()).isEqualTo(model.parameters());
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void whatIsRefusedChangesNothing(OnlineModelConfig config) {
        OnlineModel model = taught(OnlineModel.of(config), 2, 20);
        byte[] before = model.snapshot();
        FeatureRow row = row(model, 3);
        row.setText(1, "never seen");
        double[] scores = new double[model.outputs()];
        assertThat(model.learn(row, Double.NaN, 1)).isFalse();
        assertThat(model.scoreAndLearn(row, Double.NaN, 1, scores)).isFalse();
        assertThat(scores[0]).isFinite();
        assertThat(model.learn(row, 1, Double.NaN)).isFalse();
        assertThat(model.learn(row, 1, -1)).isFalse();
        for (double bad : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e151}) {
            row.setNumber(0, bad);
            assertRefused(model, row);
        }
        row.setText(0, "a text");
        assertRefused(model, row);
        row.setNumber(0, 1);
        row.setNumber(3, 1);
        assertRefused(model, row);
        assertThat(model.snapshot()).isEqualTo(before);
    }

    private static void assertRefused(OnlineModel model, FeatureRow row) {
        double[] scores = new double[model.outputs()];
        assertThat(model.isUsable(row)).isFalse();
        assertThat(model.learn(row, 1, 1)).isFalse();
        assertThat(model.learn(row, 1, 0)).isFalse();
        assertThat(model.scoreAndLearn(row, 1, 1, scores)).isFalse();
        assertThat(scores).containsOnly(Double.NaN);
        assertThat(scores(model, row)).containsOnly(Double.NaN);
    }

    @Test
    void askingChangesNothing() {
        OnlineModel model = taught(OnlineModel.of(mixed(LOGISTIC)), 4, 50);
        byte[] before = model.snapshot();
        FeatureRow row = row(model, 5);
        row.setText(1, "never seen");
        String text = row.toString();
        scores(model, row);
        model.parameters();
        model.magnitude();
        assertThat(model.snapshot()).isEqualTo(before);
        assertThat(row).hasToString(text);
    }

    @Test
    void weightZeroOnlyCounts() {
        OnlineModel model = taught(OnlineModel.of(mixed(LOGISTIC)), 6, 20);
        List<Parameter> before = model.parameters();
        FeatureRow row = row(model, 7);
        row.setNumber(0, 1e6);
        assertThat(model.learn(row, 1, 0)).isTrue();
        assertThat(model.examples()).isEqualTo(21);
        assertThat(model.parameters()).isEqualTo(before);
    }

    @Test
    void fieldsBecomeColumns() {
        OnlineModel model = OnlineModel.of(mixed(LOGISTIC));
        FeatureRow row = row(model, 8);
        for (String carrier : new String[] {"UA", "AA"}) {
            row.setText(1, carrier);
            model.learn(row, 1, 1);
        }
        RowEncoder encoder = model.encoder();
        assertThat(encoder.dimension()).isEqualTo(1 + 4 + 3 + 1 + 8);
        assertThat(List.of(0, 1, 2, 4, 5, 6, 7, 8, 9, 16).stream().map(encoder::name))
                .containsExactly(
                        "distance",
                        "carrier=UA",
                        "carrier=AA",
                        "carrier (other)",
                        "day=work",
                        "day=free",
                        "day (other)",
                        "hour",
                        "hash 0",
                        "hash 7");
        assertThat(encoder.column(4)).isEqualTo(8);
        assertThat(encoder.column(5)).isEqualTo(encoder.column(3)).isEqualTo(9);
        assertThat(encoder.otherColumn(1)).isEqualTo(4);
        assertThat(encoder.categories(1)).containsExactly("UA", "AA");
        assertThat(model.parameters().stream().map(Parameter::name))
                .contains("carrier=AA", "carrier (other)", "intercept", "mean of hour", "deviation of distance")
                .doesNotHaveDuplicates()
                .noneMatch(name -> name.indexOf('\uFFFF') >= 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoder.mean(1))
                .withMessage("must be NUMERIC: field 1 is ONE_HOT");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoder.categories(3))
                .withMessage("must be ONE_HOT: field 3 is HASHED");
    }

    /** One weight per category: what one carrier teaches does not touch another, and beyond the bound all share "other". */
    @Test
    void categoriesBeyondTheBoundShareAColumn() {
        OnlineModel model = OnlineModel.of(OnlineModelConfig.of(List.of(FeatureField.learned("c", 2)), LOGISTIC));
        FeatureRow row = model.newRow();
        for (String category : new String[] {"a", "b", "c", "d", "c"}) {
            row.setText(0, category);
            model.learn(row, category.equals("b") ? 0 : 1, 1);
        }
        assertThat(model.parameters().stream().map(Parameter::name))
                .containsExactlyInAnyOrder("c=a", "c=b", "c (other)", "intercept");
        row.setText(0, "d");
        double[] d = scores(model, row);
        row.setText(0, "never seen");
        assertThat(scores(model, row)).isEqualTo(d);
        row.setText(0, "b");
        assertThat(scores(model, row)[0]).isLessThan(d[0]);
    }

    @ParameterizedTest
    @EnumSource(Scaling.class)
    void aMissingNumberIsTheMean(Scaling scaling) {
        OnlineModel model = OnlineModel.of(
                OnlineModelConfig.of(List.of(FeatureField.numeric("x"), FeatureField.numeric("y")), LOGISTIC)
                        .withScaling(scaling));
        FeatureRow row = model.newRow();
        for (double x : new double[] {1, 2, 6}) {
            row.setNumber(0, x);
            row.setNumber(1, -x);
            model.learn(row, x > 1 ? 1 : 0, 1);
        }
        row.setMissing(1);
        assertThat(model.learn(row, 1, 1)).isTrue();
        assertThat(model.encoder().count(0)).isEqualTo(4);
        assertThat(model.encoder().count(1)).isEqualTo(3);
        assertThat(model.encoder().mean(1)).isEqualTo(-3);
        double[] missing = scores(model, row);
        row.setNumber(1, -3);
        assertThat(scores(model, row)).isEqualTo(missing);
    }

    @Test
    void missingValuesMayBeRefused() {
        OnlineModel model = OnlineModel.of(mixed(LOGISTIC).withMissing(MissingValues.REFUSE));
        FeatureRow complete = row(model, 9);
        complete.setNumber(0, 1);
        complete.setText(1, "C");
        complete.setText(5, "R");
        assertThat(model.isUsable(complete)).isTrue();
        assertThat(model.learn(complete, 1, 1)).isTrue();
        for (int field = 0; field < FIELDS.size(); field++) {
            OnlineModel twin = model.copy();
            FeatureRow row = row(model, 9);
            row.setNumber(0, 1);
            row.setText(1, "C");
            row.setText(5, "R");
            row.setMissing(field);
            assertRefused(twin, row);
        }
    }

    @Test
    void minMaxScalesToWhatWasSeen() {
        OnlineModel model = OnlineModel.of(OnlineModelConfig.of(List.of(FeatureField.numeric("x")), LOGISTIC)
                .withScaling(Scaling.MIN_MAX));
        FeatureRow row = model.newRow();
        for (double x : new double[] {2, 4}) {
            row.setNumber(0, x);
            model.learn(row, 1, 1);
        }
        assertThat(model.encoder().minimum(0)).isEqualTo(2);
        assertThat(model.encoder().maximum(0)).isEqualTo(4);
        assertThat(model.encoder().encode(row).value(0)).isEqualTo(1);
        assertThat(model.parameters()).contains(new Parameter("minimum of x", 2), new Parameter("maximum of x", 4));
    }

    @Test
    void labelsHaveNames() {
        OnlineModel model = OnlineModel.of(mixed(LOGISTIC).withClasses(List.of("on time", "late")));
        assertThat(model.label("on time")).isZero();
        assertThat(model.label("late")).isEqualTo(1);
        assertThat(model.label("1")).isNaN();
        assertThat(OnlineModel.of(mixed(LOGISTIC)).label("1")).isEqualTo(1);
        OnlineModel regression = OnlineModel.of(mixed(LinearRegressionConfig.DEFAULTS));
        assertThat(regression.label("-2.5")).isEqualTo(-2.5);
        assertThat(regression.label("late")).isNaN();
    }

    /** Whatever the parts saw, in the end a column means the same in all, and statistics are those of one model. */
    @Test
    void partsBecomeOne() {
        OnlineModel base = taught(OnlineModel.of(mixed(LOGISTIC)), 10, 3);
        OnlineModel first = taught(base.part(), 11, 40);
        OnlineModel second = taught(base.part(), 12, 40);
        byte[] before = first.snapshot();
        OnlineModel combined = OnlineModel.of(base.config());
        combined.combine(base, List.of(first, second));
        assertThat(first.snapshot()).isEqualTo(before);
        assertThat(combined.examples()).isEqualTo(83);
        assertThat(first.encoder().categories(1)).isEqualTo(base.encoder().categories(1));
        assertThat(combined.encoder().categories(1))
                .hasSize(3)
                .startsWith(base.encoder().categories(1).toArray(new String[0]));
        OnlineModel one = taught(taught(base.copy(), 11, 40), 12, 40);
        assertThat(combined.encoder().mean(0)).isCloseTo(one.encoder().mean(0), within(1e-9));
        assertThat(combined.encoder().deviation(4)).isCloseTo(one.encoder().deviation(4), within(1e-9));
        assertThat(OnlineModel.restore(combined.snapshot()).snapshot()).isEqualTo(combined.snapshot());

        OnlineModel untouched = OnlineModel.of(base.config());
        untouched.combine(base, List.of(base.part(), base.part()));
        assertThat(scores(untouched, row(base, 13))).isEqualTo(scores(base, row(base, 13)));
    }

    @Test
    void onlyEqualsAreCombined() {
        OnlineModel model = OnlineModel.of(mixed(LOGISTIC));
        assertThat(model.isCombinable()).isTrue();
        OnlineModel other = OnlineModel.of(mixed(LOGISTIC).withHashingBits(4));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.combine(model.copy(), List.of(other)))
                .withMessageStartingWith("must have the same configuration");
        OnlineModel tree = OnlineModel.of(mixed(HoeffdingTreeConfig.DEFAULTS));
        assertThat(tree.isCombinable()).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tree.combine(tree.copy(), List.of(tree.copy())))
                .withMessage("cannot be combined: algorithm=hoeffding-tree");
    }

    @Test
    void refusesRowsOfAnotherSize() {
        OnlineModel model = OnlineModel.of(mixed(LOGISTIC));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.learn(new FeatureRow(2), 1, 1))
                .withMessage("must have 6 fields, as the model: size=2");
        FeatureRow unusable = row(model, 1);
        unusable.setNumber(0, Double.POSITIVE_INFINITY);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.score(unusable, new double[0]))
                .withMessage("must have a place for 1 scores: length=0");
    }

    @ParameterizedTest
    @MethodSource("configs")
    void aDamagedSnapshotIsRefused(OnlineModelConfig config) {
        byte[] snapshot = taught(OnlineModel.of(config), 14, 30).snapshot();
        for (int length = 0; length < snapshot.length; length++) {
            byte[] cut = Arrays.copyOf(snapshot, length);
            assertThatExceptionOfType(SnapshotException.class).isThrownBy(() -> OnlineModel.restore(cut));
        }
        byte[] longer = Arrays.copyOf(snapshot, snapshot.length + 1);
        assertThatExceptionOfType(SnapshotException.class).isThrownBy(() -> OnlineModel.restore(longer));
    }

    /** A bit may flip anywhere: the model is refused as no snapshot, or what comes out is a model; nothing else happens. */
    @ParameterizedTest
    @MethodSource("allConfigs")
    void aFlippedBitIsNoSurprise(OnlineModelConfig config) {
        byte[] snapshot = taught(OnlineModel.of(config), 14, 30).snapshot();
        Random random = new Random(15);
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            byte[] bad = snapshot.clone();
            int bit = random.nextInt(bad.length * 8);
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                OnlineModel model = OnlineModel.restore(bad);
                scores(model, row(model, 16));
            } catch (SnapshotException e) {
                refused++; // and anything else fails the test
            }
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @EnumSource(ScalingOrder.class)
    void nothingIsAllocatedOnceWarm(ScalingOrder order) {
        OnlineModel model = taught(OnlineModel.of(mixed(LOGISTIC).withOrder(order)), 17, 500);
        FeatureRow[] rows = new FeatureRow[64];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row(model, i);
        }
        double[] scores = new double[1];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = 0;
        for (int round = 0; round < 2; round++) {
            before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20_000; i++) {
                model.scoreAndLearn(rows[i % 64], i % 2, 1, scores);
                model.score(rows[i % 64], scores);
            }
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(20_000);
    }

    @Test
    void allMistakesAtOnce() {
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new OnlineModelConfig(
                        List.of(FeatureField.numeric("x"), FeatureField.numeric("x")),
                        Scaling.NONE,
                        ScalingOrder.LATE,
                        MissingValues.MEAN,
                        5,
                        List.of("a", "a", "b"),
                        LOGISTIC))
                .withMessage("fields: must have names that differ, found [x, x];"
                        + " hashingBits: must be 0 where no field is hashed, found 5;"
                        + " classes: must be 2 for logistic-regression, found 3;"
                        + " classes: must differ from each other, found [a, a, b]");
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> mixed(LOGISTIC).withHashingBits(0))
                .withMessage("hashingBits: must be in [1, 24], found 0");
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> OnlineModelConfig.of(List.of(), LOGISTIC))
                .withMessage("fields: must not be empty, found []");
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new FeatureField(" ", FeatureField.Kind.ONE_HOT, List.of("a", "a"), 1))
                .satisfies(e -> assertThat(e.problems()).extracting("name").contains("name", "categories"));
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new FeatureField("x", FeatureField.Kind.NUMERIC, List.of("a"), 1))
                .withMessage("categories: must be empty unless ONE_HOT, found [a];"
                        + " maxCategories: must be 0 unless ONE_HOT, found 1");
    }

    @Test
    void defaults() {
        OnlineModelConfig config = OnlineModelConfig.of(FIELDS, LOGISTIC);
        assertThat(config.scaling()).isEqualTo(Scaling.STANDARD);
        assertThat(config.order()).isEqualTo(ScalingOrder.LATE);
        assertThat(config.missing()).isEqualTo(MissingValues.MEAN);
        assertThat(config.hashingBits()).isEqualTo(18);
        assertThat(config.classes()).containsExactly("0", "1");
        assertThat(OnlineModelConfig.of(FIELDS, LinearRegressionConfig.DEFAULTS).classes())
                .isEmpty();
        assertThat(OnlineModelConfig.of(FIELDS, HoeffdingTreeConfig.DEFAULTS.withClasses(3))
                        .classes())
                .containsExactly("0", "1", "2");
    }

    @Test
    void tellsTimeAndLearnsWhatWaits() {
        OnlineModel model = OnlineModel.of(OnlineModelConfig.of(
                        List.of(FeatureField.numeric("size")),
                        StreamingKMeansConfig.DEFAULTS
                                .withDecay(new Decay(Decay.Unit.EVENT_TIME, 1000))
                                .withStart(List.of(StartCentre.of(8, 5))))
                .withScaling(Scaling.NONE));
        FeatureRow row = model.newRow();
        row.setNumber(0, 5);
        model.advanceTo(0);
        model.advanceTo(3000);
        model.learn(row, Double.NaN, 1);
        model.flush();
        assertThat(((StreamingKMeans) model.learner()).weight(0)).isCloseTo(2, within(1e-12));

        OnlineModel timeless = taught(OnlineModel.of(mixed(LOGISTIC)), 1, 10);
        byte[] snapshot = timeless.snapshot();
        timeless.advanceTo(1);
        timeless.flush();
        assertThat(timeless.snapshot()).isEqualTo(snapshot);
    }

    @Test
    void everyAlgorithmIsRegisteredUnderItsName() {
        assertThat(Learners.algorithms())
                .isSorted()
                .contains("hoeffding-adaptive-tree", "hoeffding-tree", "linear-regression", "logistic-regression")
                .contains("multinomial-naive-bayes");
        for (OnlineModelConfig config : allConfigs()) {
            assertThat(Learners.algorithms()).contains(config.learner().algorithm());
            SnapshotOutput out = new SnapshotOutput();
            Learners.write(config.learner(), out);
            assertThat(Learners.read(new SnapshotInput(out.toByteArray()))).isEqualTo(config.learner());
        }
        SnapshotOutput out = new SnapshotOutput();
        out.text("random-forest");
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> Learners.read(new SnapshotInput(out.toByteArray())))
                .withMessageEndingWith("found random-forest");
    }
}
