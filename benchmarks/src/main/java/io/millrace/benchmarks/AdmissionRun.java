package io.millrace.benchmarks;

import io.millrace.examples.fraud.FraudConfig;
import io.millrace.examples.fraud.FraudFeatures;
import io.millrace.examples.fraud.FraudSimulator;
import io.millrace.examples.fraud.Transaction;
import io.millrace.learning.Task;
import io.millrace.learning.admission.Admission;
import io.millrace.learning.admission.AdmissionConfig;
import io.millrace.learning.admission.FieldRule;
import io.millrace.learning.admission.GradientClipConfig;
import io.millrace.learning.admission.IdentityConfig;
import io.millrace.learning.admission.InfluenceCapConfig;
import io.millrace.learning.admission.LabelFlipGuardConfig;
import io.millrace.learning.admission.OutlierFilterConfig;
import io.millrace.learning.admission.PrincipalBucketsConfig;
import io.millrace.learning.admission.SchemaRulesConfig;
import io.millrace.learning.admission.Submission;
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
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.optimizer.ConstantRate;
import io.millrace.learning.optimizer.InverseScaling;
import io.millrace.learning.optimizer.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One simulated world of card payments and all that can be done to its labels. Each label comes from one of many principals, at random, at once after its payment (so
 * features that know frauds of the past are from the true ones). Attacks begin half way. Half of the first days' examples are withheld as trusted holdout.
 */
final class AdmissionRun {
    private static final int WARM_UP_DAYS = 37;
    private static final int TEST_DAYS = 14;
    private static final int HOLDOUT_DAYS = 14;
    private static final int HOLDOUT_OF = 2;
    private static final double INTERCEPT_RATE = 0.005;
    /** Amounts of the segment that is attacked. */
    private static final double SEGMENT = 100;

    private static final double HALF_WAY = 0.5;
    private static final int FIRST_MODEL = 5_000;

    /** What liars do. */
    enum Attack {
        NONE("none", 0),
        FLIP_1("1 % of principals flip every label", 0.01),
        FLIP_3("3 % flip", 0.03),
        FLIP_10("10 % flip", 0.1),
        FLIP_20("20 % flip", 0.2),
        SEGMENT("10 % flip amounts above 100 only", 0.1),
        BOILING_FROG("10 % flip more and more, from none to all", 0.1),
        LATE_TRIGGER("10 % are honest, then flip all, ten times as busy, in the last 5 %", 0.1),
        MISSED("10 % call every fraud honest", 0.1);

        private final String text;
        private final double share;

        Attack(String text, double share) {
            this.text = text;
            this.share = share;
        }

        String text() {
            return text;
        }
    }

    /**
     * What came of it.
     *
     * @param publishedAuc of the model that serves in the end; NaN without gate
     * @param refusedHonest share of honest labels
     * @param learnedLies share of false labels; NaN if there were none
     */
    record Result(double auc, double publishedAuc, double refusedHonest, double learnedLies, String frozen) {}

    private final int principals;
    private final long seed;
    private final List<FeatureRow> training = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private final List<Double> labels = new ArrayList<>();
    private final List<FeatureRow> test = new ArrayList<>();
    private final List<Double> testLabels = new ArrayList<>();
    private final List<FeatureRow> holdout = new ArrayList<>();
    private final List<Double> holdoutLabels = new ArrayList<>();

    AdmissionRun(FraudConfig config, int principals) {
        this.principals = principals;
        seed = config.seed();
        FraudFeatures features = new FraudFeatures(config);
        double[] values = new double[FraudFeatures.NAMES.size()];
        new FraudSimulator(config).forEachRemaining(payment -> {
            features.next(payment, values);
            if (payment.day() >= WARM_UP_DAYS) {
                add(payment, values, config.days());
            }
        });
    }

    private void add(Transaction payment, double[] values, int days) {
        FeatureRow row = new FeatureRow(values.length);
        for (int j = 0; j < values.length; j++) {
            row.setNumber(j, values[j]);
        }
        double label = payment.isFraud() ? 1 : 0;
        if (payment.day() >= days - TEST_DAYS) {
            test.add(row);
            testLabels.add(label);
        } else if (payment.day() < WARM_UP_DAYS + HOLDOUT_DAYS && payment.id() % HOLDOUT_OF == 0) {
            holdout.add(row);
            holdoutLabels.add(label);
        } else {
            training.add(row);
            times.add(payment.time().toEpochMilli());
            labels.add(label);
        }
    }

    int rows() {
        return training.size();
    }

    private static OnlineModel model() {
        return OnlineModel.of(OnlineModelConfig.of(
                FraudFeatures.NAMES.stream().map(FeatureField::numeric).toList(),
                LogisticRegressionConfig.DEFAULTS
                        .withOptimizer(new Sgd(new InverseScaling(1, 0.5), 0))
                        .withInterceptRate(new ConstantRate(INTERCEPT_RATE))));
    }

    /** The filter that is measured: the stages with their defaults, caps as wide as an honest principal needs them. */
    static AdmissionConfig filter() {
        List<FieldRule> ranges = FraudFeatures.NAMES.stream()
                .map(name -> FieldRule.range(name, 0, 1e5).required())
                .toList();
        return new AdmissionConfig(
                IdentityConfig.DEFAULTS,
                List.of(
                        SchemaRulesConfig.DEFAULTS.withFields(ranges),
                        OutlierFilterConfig.DEFAULTS,
                        LabelFlipGuardConfig.DEFAULTS,
                        GradientClipConfig.DEFAULTS,
                        PrincipalBucketsConfig.DEFAULTS,
                        InfluenceCapConfig.DEFAULTS.withMaxExamples(20).withWindowMillis(86_400_000)));
    }

    /** Who says what of which example, drawn anew from the seed for each attack. */
    private final class Liars {
        private final Attack attack;
        private final Random random;
        int principal;
        double label;

        Liars(Attack attack) {
            this.attack = attack;
            random = new Random(seed);
        }

        void next(int i) {
            double progress = (double) i / rows();
            int bad = (int) Math.round(attack.share * principals);
            principal = random.nextInt(principals);
            double draw = random.nextDouble();
            double busy = random.nextDouble();
            boolean late = attack == Attack.LATE_TRIGGER && progress >= 0.95;
            if (late && busy < 10 * attack.share / (1 + 9 * attack.share)) {
                principal = (int) (draw * bad);
            }
            double truth = labels.get(i);
            boolean begun = progress >= HALF_WAY || attack == Attack.BOILING_FROG;
            boolean lies = begun
                    && principal < bad
                    && switch (attack) {
                        case SEGMENT -> training.get(i).number(0) > SEGMENT;
                        case BOILING_FROG -> draw < progress;
                        case LATE_TRIGGER -> late;
                        case MISSED -> truth == 1;
                        default -> true;
                    };
            label = lies ? 1 - truth : truth;
        }
    }

    /** The learner takes whatever comes. */
    Result without(Attack attack) {
        OnlineModel model = model();
        Liars liars = new Liars(attack);
        for (int i = 0; i < rows(); i++) {
            liars.next(i);
            model.learn(training.get(i), liars.label, 1);
        }
        return new Result(auc(model::score), Double.NaN, 0, 1, "");
    }

    /** The learner takes what the filter admits; what serves is what the gate lets through. */
    Result behindFilter(Attack attack) {
        OnlineModel model = model();
        Admission admission =
                Admission.of(filter(), Task.BINARY_CLASSIFICATION, 1, FraudFeatures.NAMES.size(), FraudFeatures.NAMES);
        TrustedHoldout<FeatureRow> trusted =
                new TrustedHoldout<>(HoldoutConfig.of(ScoreLoss.LOG_LOSS, 1), holdout, array(holdoutLabels));
        DivergenceGuard guard = new DivergenceGuard(DivergenceConfig.DEFAULTS, ScoreLoss.LOG_LOSS, 1);
        PublishGate<FeatureRow> gate = new PublishGate<>(
                GateConfig.of(ScoreLoss.LOG_LOSS, 1),
                List.of(Contestant.ofModel("online", () -> model, guard)),
                trusted);
        CandidateScorer<FeatureRow> served = null;
        String servedBy = "first@1";
        Submission example = new Submission();
        Liars liars = new Liars(attack);
        double[] scores = new double[1];
        double[] answer = new double[1];
        long honest = 0;
        long lies = 0;
        long refusedHonest = 0;
        long learnedLies = 0;
        for (int i = 0; i < rows(); i++) {
            FeatureRow row = training.get(i);
            liars.next(i);
            model.score(row, scores);
            example.from("payment-" + i, "principal-" + liars.principal, "", times.get(i))
                    .says(row, model.columns(row), liars.label, 1, scores);
            boolean admitted = admission.admit(example);
            if (liars.label == labels.get(i)) {
                honest++;
                refusedHonest += admitted ? 0 : 1;
            } else {
                lies++;
                learnedLies += admitted ? 1 : 0;
            }
            if (i == FIRST_MODEL) {
                OnlineModel first = model.copy();
                served = (tested, out) -> {
                    first.score(tested, out);
                    return true;
                };
                trusted.reference(served);
            }
            if (admitted && served != null) {
                served.score(row, answer);
                Optional<Verdict<FeatureRow>> verdict =
                        gate.observe(row, liars.label, 1, times.get(i), servedBy, answer);
                if (verdict.isPresent() && verdict.get().isAccepted()) {
                    served = verdict.get().candidate().scorer();
                    servedBy = verdict.get().model();
                }
            }
            if (admitted) {
                model.learn(row, liars.label, example.weight());
                gate.learned();
                if (gate.isFrozen()) {
                    admission.freeze("three candidates in a row were harmful");
                }
            }
        }
        return new Result(
                auc(model::score),
                served == null ? Double.NaN : auc(served::score),
                (double) refusedHonest / honest,
                lies == 0 ? Double.NaN : (double) learnedLies / lies,
                admission.frozenBecause());
    }

    private interface Scores {
        void of(FeatureRow row, double[] scores);
    }

    private double auc(Scores scorer) {
        double[] scores = new double[test.size()];
        double[] score = new double[1];
        for (int i = 0; i < scores.length; i++) {
            scorer.of(test.get(i), score);
            scores[i] = score[0];
        }
        return Ranking.auc(array(testLabels), scores);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
