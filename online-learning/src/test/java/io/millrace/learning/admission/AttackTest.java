package io.millrace.learning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.Learner;
import io.millrace.learning.Task;
import io.millrace.learning.cluster.StartCentre;
import io.millrace.learning.cluster.StreamingKMeans;
import io.millrace.learning.cluster.StreamingKMeansConfig;
import io.millrace.learning.evaluation.Ranking;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.gate.CandidateScorer;
import io.millrace.learning.gate.Contestant;
import io.millrace.learning.gate.DivergenceConfig;
import io.millrace.learning.gate.DivergenceGuard;
import io.millrace.learning.gate.GateConfig;
import io.millrace.learning.gate.HoldoutConfig;
import io.millrace.learning.gate.PublishGate;
import io.millrace.learning.gate.TrustedHoldout;
import io.millrace.learning.gate.Verdict;
import io.millrace.learning.linear.LinearModel;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.optimizer.ConstantRate;
import io.millrace.learning.optimizer.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the whole filter promises, against attackers on small streams; the seed is in each message. {@code benchmarks/run admission} has the table on card
 * payments.
 */
class AttackTest {
    private static final int DIMENSION = 8;
    private static final double RATE = 0.02;
    private static final double CLIP = 2;
    private static final long HOUR = 3_600_000;

    private static final AdmissionConfig FILTER = new AdmissionConfig(
            IdentityConfig.DEFAULTS,
            List.of(
                    SchemaRulesConfig.DEFAULTS.withFields(IntStream.range(0, DIMENSION)
                            .mapToObj(j -> FieldRule.range("x" + j, -50, 50).required())
                            .toList()),
                    OutlierFilterConfig.DEFAULTS,
                    LabelFlipGuardConfig.DEFAULTS,
                    GradientClipConfig.DEFAULTS.withMaxNorm(CLIP),
                    InfluenceCapConfig.DEFAULTS.withMaxExamples(100)));

    private static List<String> fields() {
        return IntStream.range(0, DIMENSION).mapToObj(j -> "x" + j).toList();
    }

    private static Admission filter(AdmissionConfig config) {
        return Admission.of(config, Task.BINARY_CLASSIFICATION, 1, DIMENSION, fields());
    }

    private static LinearModel learner() {
        return LogisticRegressionConfig.DEFAULTS
                .withOptimizer(Sgd.withRate(RATE))
                .withInterceptRate(new ConstantRate(RATE))
                .newLearner(DIMENSION);
    }

    /** Rows of standard normal features with labels from a logistic model, which may change. */
    private static final class World {
        private final Random random;
        private final double[] truth = new double[DIMENSION];
        final FeatureRow row = new FeatureRow(DIMENSION);
        final FeatureVector x = FeatureVector.dense(DIMENSION);
        double label;

        World(long seed) {
            random = new Random(seed);
            for (int j = 0; j < DIMENSION; j++) {
                truth[j] = 1.5 * random.nextGaussian();
            }
        }

        void turnAround() {
            for (int j = 0; j < DIMENSION; j++) {
                truth[j] = -truth[j];
            }
        }

        void next() {
            for (int j = 0; j < DIMENSION; j++) {
                double value = random.nextGaussian();
                row.setNumber(j, value);
                x.set(j, value);
            }
            label = random.nextDouble() < 1 / (1 + Math.exp(-x.dot(truth))) ? 1 : 0;
        }

        double auc(Learner learner) {
            double[] labels = new double[3_000];
            double[] scores = new double[labels.length];
            for (int i = 0; i < labels.length; i++) {
                next();
                labels[i] = label;
                scores[i] = learner.score(x);
            }
            return Ranking.auc(labels, scores);
        }
    }

    private final double[] scores = new double[1];
    private final Submission example = new Submission();
    private int id;

    /** Through the filter, or past it where that is null. */
    private boolean teach(
            Learner learner, Admission admission, World world, String principal, double label, long time) {
        if (admission == null) {
            return learner.learn(world.x, label, 1);
        }
        learner.score(world.x, scores);
        example.from("e" + id++, principal, "", time).says(world.row, world.x, label, 1, scores);
        return admission.admit(example) && learner.learn(world.x, label, example.weight());
    }

    private static double distance(LinearModel a, LinearModel b) {
        double sum = Math.pow(a.intercept(0) - b.intercept(0), 2);
        for (int j = 0; j < DIMENSION; j++) {
            sum += Math.pow(a.coefficients(0)[j] - b.coefficients(0)[j], 2);
        }
        return Math.sqrt(sum);
    }

    /** T9: 10,000 flips of one principal move the parameters by η·C·k at most, whatever else is asked of them. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void oneLiarMovesNoMoreThanItsCap(long seed) {
        int k = 100;
        double bound = RATE * CLIP * k;
        // Nothing but clip and cap: the bound does not need that anybody is found out.
        AdmissionConfig bare = new AdmissionConfig(
                IdentityConfig.DEFAULTS,
                List.of(GradientClipConfig.DEFAULTS.withMaxNorm(CLIP), InfluenceCapConfig.DEFAULTS.withMaxExamples(k)));
        World world = new World(seed);
        LinearModel learner = learner();
        LinearModel before = learner();
        LinearModel open = learner();
        Admission admission = filter(bare);
        for (int i = 0; i < 5_000; i++) {
            world.next();
            for (LinearModel each : List.of(learner, before, open)) {
                each.learn(world.x, world.label, 1);
            }
        }
        int learned = 0;
        double farthest = 0;
        for (int i = 0; i < 10_000; i++) {
            world.next();
            teach(open, null, world, "liar", 1 - world.label, i);
            learned += teach(learner, admission, world, "liar", 1 - world.label, i) ? 1 : 0;
            farthest = Math.max(farthest, distance(learner, before));
        }
        assertThat(learned).as("seed %d", seed).isEqualTo(k);
        assertThat(farthest)
                .as("seed %d, greatest distance on the way", seed)
                .isPositive()
                .isLessThanOrEqualTo(bound);
        assertThat(admission.refused(Reason.EXAMPLE_CAP)).isEqualTo(9_900);
        assertThat(distance(open, before)).as("seed %d, without filter", seed).isGreaterThan(distance(learner, before));
    }

    /** T10: Sybils flip every label. Where that costs too much, the learner without filter is told beside. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void sybilsCostLittle(long seed) {
        double[] shares = {0.01, 0.03, 0.1};
        double[] allowed = {0.005, 0.01, 0.03};
        double clean = aucAfterFlips(seed, 0, false, null);
        for (int i = 0; i < shares.length; i++) {
            double share = shares[i];
            double filtered = aucAfterFlips(seed, share, true, null);
            assertThat(clean - filtered)
                    .as(() -> String.format(
                            Locale.ROOT,
                            "seed %d, %s Sybils: clean %.4f, no filter %.4f, filter %.4f",
                            seed,
                            share,
                            clean,
                            aucAfterFlips(seed, share, false, null),
                            filtered))
                    .isLessThanOrEqualTo(allowed[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aFifthOfSybilsFreezesLearning(long seed) {
        boolean[] frozen = new boolean[1];
        aucAfterFlips(seed, 0.2, true, frozen);
        assertThat(frozen[0]).as("seed %d", seed).isTrue();
    }

    /** Clean data: hardly anything is refused, and nothing is lost. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void honestTeachersAreHardlyRefused(long seed) {
        World world = new World(seed);
        LinearModel filtered = learner();
        LinearModel open = learner();
        Admission admission = filter(FILTER);
        int n = 40_000;
        for (int i = 0; i < n; i++) {
            world.next();
            teach(open, null, world, "", world.label, 0);
            teach(filtered, admission, world, "p" + world.random.nextInt(200), world.label, i * HOUR / 1_000);
        }
        double share = 1 - (double) admission.admitted() / n;
        StringBuilder reasons = new StringBuilder();
        for (Reason reason : Reason.values()) {
            reasons.append(reason.text())
                    .append(' ')
                    .append(admission.refused(reason))
                    .append(", ");
        }
        assertThat(share)
                .as("seed %d, share of %d honest examples refused: %s", seed, n, reasons)
                .isLessThanOrEqualTo(0.01);
        long test = seed + 1_000;
        assertThat(aucOf(filtered, seed, test)).as("seed %d", seed).isGreaterThan(aucOf(open, seed, test) - 0.002);
    }

    private static double aucOf(Learner learner, long seed, long test) {
        World world = new World(seed);
        world.random.setSeed(test);
        return world.auc(learner);
    }

    private double aucAfterFlips(long seed, double sybils, boolean filter, boolean[] frozen) {
        World world = new World(seed);
        LinearModel learner = learner();
        Admission admission = filter ? filter(FILTER) : null;
        int principals = 200;
        for (int i = 0; i < 40_000; i++) {
            world.next();
            int principal = world.random.nextInt(principals);
            double label = principal < sybils * principals ? 1 - world.label : world.label;
            teach(learner, admission, world, "p" + principal, label, i * HOUR / 1_000);
        }
        if (frozen != null) {
            frozen[0] = admission.isFrozen();
        }
        return aucOf(learner, seed, seed + 1_000);
    }

    /** What the liars, one principal in ten, do. */
    private enum Attack {
        /** Flip the labels of one part of the world only. */
        SEGMENT,
        /** Flip ever more of their labels, from none at the beginning to all in the end. */
        BOILING_FROG,
        /** Are honest until nine tenths of the time are over, then flip all and send half of all labels. */
        LATE_TRIGGER
    }

    /** T11: filter, gate and holdout together; the AUC of what serves is asked of the holdout at each change, by nobody the gate knows of. */
    @ParameterizedTest
    @CsvSource({
        "SEGMENT, 1", "SEGMENT, 2", "SEGMENT, 3",
        "BOILING_FROG, 1", "BOILING_FROG, 2", "BOILING_FROG, 3",
        "LATE_TRIGGER, 1", "LATE_TRIGGER, 2", "LATE_TRIGGER, 3"
    })
    void whatServesNeverLosesOnTrustedExamples(Attack attack, long seed) {
        World world = new World(seed);
        List<FeatureVector> trusted = new ArrayList<>();
        double[] truths = new double[2_000];
        for (int i = 0; i < truths.length; i++) {
            world.next();
            trusted.add(world.x.copy());
            truths[i] = world.label;
        }
        LinearModel learner = learner();
        LinearModel open = learner();
        Admission admission = filter(FILTER);
        PublishGate<FeatureVector> gate = new PublishGate<>(
                GateConfig.of(ScoreLoss.LOG_LOSS, 1).withEvery(1_000),
                List.of(Contestant.ofLearner(
                        "online",
                        () -> learner,
                        learner.config()::readLearner,
                        new DivergenceGuard(DivergenceConfig.DEFAULTS, ScoreLoss.LOG_LOSS, 1))),
                new TrustedHoldout<>(HoldoutConfig.of(ScoreLoss.LOG_LOSS, 1), trusted, truths));
        // A coin serves at first.
        CandidateScorer<FeatureVector> served = (x, out) -> {
            out[0] = 0.5;
            return true;
        };
        String servedBy = "coin@1";
        double best = 0;
        double lost = 0;
        int published = 0;
        double[] answer = new double[1];
        int n = 40_000;
        for (int i = 0; i < n; i++) {
            world.next();
            boolean late = attack == Attack.LATE_TRIGGER && i >= 0.9 * n;
            int principal = late && world.random.nextBoolean() ? world.random.nextInt(20) : world.random.nextInt(200);
            double draw = world.random.nextDouble();
            boolean lies = principal < 20
                    && switch (attack) {
                        case SEGMENT -> world.x.value(0) > 0.5;
                        case BOILING_FROG -> draw < (double) i / n;
                        case LATE_TRIGGER -> late;
                    };
            double label = lies ? 1 - world.label : world.label;
            open.learn(world.x, label, 1);
            served.score(world.x, answer);
            learner.score(world.x, scores);
            long time = i * HOUR / 1_000;
            example.from("e" + i, "p" + principal, "", time).says(world.row, world.x, label, 1, scores);
            if (!admission.admit(example)) {
                continue;
            }
            Optional<Verdict<FeatureVector>> verdict = gate.observe(world.x, label, 1, time, servedBy, answer);
            if (verdict.isPresent() && verdict.get().isAccepted()) {
                served = verdict.get().candidate().scorer();
                servedBy = verdict.get().model();
                double auc = auc(served, trusted, truths);
                best = Math.max(best, auc);
                lost = Math.max(lost, best - auc);
                published++;
            }
            learner.learn(world.x, label, example.weight());
            gate.learned();
        }
        double withoutFilter = best - auc(scorer(open), trusted, truths);
        assertThat(published).as("%s, seed %d", attack, seed).isPositive();
        assertThat(best).as("%s, seed %d: something was learned", attack, seed).isGreaterThan(0.8);
        assertThat(lost)
                .as("%s, seed %d; a learner without filter and gate ends %.4f below", attack, seed, withoutFilter)
                .isLessThanOrEqualTo(0.01);
        if (attack == Attack.LATE_TRIGGER) {
            assertThat(withoutFilter).as("seed %d: the attack hurts", seed).isGreaterThan(0.01);
        }
    }

    private static CandidateScorer<FeatureVector> scorer(Learner learner) {
        return (x, out) -> {
            learner.score(x, out);
            return true;
        };
    }

    private static double auc(CandidateScorer<FeatureVector> scorer, List<FeatureVector> rows, double[] labels) {
        double[] answers = new double[labels.length];
        double[] answer = new double[1];
        for (int i = 0; i < labels.length; i++) {
            scorer.score(rows.get(i), answer);
            answers[i] = answer[0];
        }
        return Ranking.auc(labels, answers);
    }

    /** The world turns around: what was right is wrong from one example to the next. That is to be learned, at most half as slowly again. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anAbruptDriftIsLearned(long seed) {
        int open = recovery(seed, false);
        int filtered = recovery(seed, true);
        assertThat(filtered)
                .as("seed %d, examples until the log loss is back, without filter %d", seed, open)
                .isLessThanOrEqualTo((int) Math.ceil(1.5 * open));
    }

    /** Examples from the turn until the fading error rate is within 0.03 of what it was. */
    private int recovery(long seed, boolean filter) {
        World world = new World(seed);
        LinearModel learner = learner();
        Admission admission = filter ? filter(FILTER) : null;
        double error = 0.5;
        double before = 0;
        for (int i = 0; i < 60_000; i++) {
            if (i == 20_000) {
                before = error;
                world.turnAround();
            }
            world.next();
            boolean wrong = (learner.score(world.x) > 0.5 ? 1 : 0) != world.label;
            error += 0.005 * ((wrong ? 1 : 0) - error);
            teach(learner, admission, world, "p" + world.random.nextInt(200), world.label, i * HOUR / 1_000);
            if (i > 20_200 && error < before + 0.03) {
                return i - 20_000;
            }
        }
        return Integer.MAX_VALUE / 2;
    }

    /**
     * T12: one in twenty points is an attacker's, who pulls the first of five centres away. 5 principals may teach 100 points in each of ten windows, each pulls no
     * harder than C, and behind the centre are at least the weight that it began with and the honest points of the windows before:
     * Σ over windows of 5·100·C / (W₀ + window·1,500).
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void poisonedPointsMoveNoCentreBeyondTheBound(long seed) {
        double clip = 3;
        double startWeight = 1_000;
        int windows = 10;
        double bound = 0;
        for (int w = 0; w < windows; w++) {
            bound += 5 * 100 * clip / (startWeight + w * 1_500);
        }
        List<StartCentre> start = IntStream.range(0, 5)
                .mapToObj(c -> StartCentre.of(startWeight, 20 * c, 0))
                .toList();
        StreamingKMeansConfig config = StreamingKMeansConfig.DEFAULTS.withStart(start);
        StreamingKMeans clean = config.newLearner(2);
        StreamingKMeans open = config.newLearner(2);
        StreamingKMeans filtered = config.newLearner(2);
        AdmissionConfig stages = new AdmissionConfig(
                IdentityConfig.DEFAULTS,
                List.of(
                        GradientClipConfig.DEFAULTS.withMaxNorm(clip),
                        InfluenceCapConfig.DEFAULTS.withMaxExamples(100).withWindowMillis(HOUR)));
        Admission admission = Admission.of(stages, Task.CLUSTERING, 5, 2, List.of("a", "b"));
        Random random = new Random(seed);
        double[] distances = new double[5];
        FeatureRow row = new FeatureRow(2);
        for (int i = 0; i < 100_000; i++) {
            boolean attack = i % 20 == 0;
            int c = i % 5;
            FeatureVector x = attack
                    ? FeatureVector.of(-9, 40)
                    : FeatureVector.of(20 * c + random.nextGaussian(), random.nextGaussian());
            String principal = attack ? "liar-" + i / 20 % 5 : "p" + random.nextInt(1_000);
            filtered.score(x, distances);
            example.from("", principal, "", i / 10_000 * HOUR).says(row, x, 0, 1, distances);
            if (admission.admit(example)) {
                filtered.learn(x, 0, example.weight());
            }
            open.learn(x, 0, 1);
            if (!attack) {
                clean.learn(x, 0, 1);
            }
        }
        filtered.flush();
        clean.flush();
        open.flush();
        for (int c = 0; c < 5; c++) {
            assertThat(moved(filtered, clean, c))
                    .as("seed %d, centre %d, bound %.3f", seed, c, bound)
                    .isLessThanOrEqualTo(bound);
        }
        assertThat(moved(open, clean, 0)).as("seed %d, without filter", seed).isGreaterThan(bound);
    }

    private static double moved(StreamingKMeans attacked, StreamingKMeans clean, int centre) {
        double[] a = attacked.centre(centre);
        double[] b = clean.centre(centre);
        return Math.hypot(a[0] - b[0], a[1] - b[1]);
    }
}
