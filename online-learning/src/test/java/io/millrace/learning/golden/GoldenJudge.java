package io.millrace.learning.golden;

import io.millrace.learning.Task;
import io.millrace.learning.evaluation.EvaluationConfig;
import io.millrace.learning.evaluation.PrequentialEvaluation;
import io.millrace.learning.evaluation.Reading;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.gate.Comparison;
import io.millrace.learning.gate.Contestant;
import io.millrace.learning.gate.DivergenceConfig;
import io.millrace.learning.gate.DivergenceGuard;
import io.millrace.learning.gate.GateConfig;
import io.millrace.learning.gate.HoldoutConfig;
import io.millrace.learning.gate.PublishGate;
import io.millrace.learning.gate.TrustedHoldout;
import io.millrace.learning.gate.Verdict;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What watches learners: evaluation, guard and gate. */
final class GoldenJudge {
    private GoldenJudge() {}

    static List<Golden<?>> all() {
        List<Golden<?>> all = new ArrayList<>();
        all.add(new Evaluation("evaluation-binary", EvaluationConfig.of(Task.BINARY_CLASSIFICATION, 1)));
        all.add(new Evaluation("evaluation-classes", EvaluationConfig.of(Task.MULTICLASS_CLASSIFICATION, 3)));
        all.add(new Evaluation("evaluation-regression", EvaluationConfig.of(Task.REGRESSION, 1)));
        all.add(new Evaluation("evaluation-clusters", EvaluationConfig.of(Task.CLUSTERING, 2)));
        all.add(new Guard());
        all.add(new Gate());
        return all;
    }

    /** How good one is that answers by the first number alone. */
    record Evaluation(String name, EvaluationConfig config) implements Golden<PrequentialEvaluation> {
        Evaluation {
            config = config.withWindow(40);
        }

        @Override
        public PrequentialEvaluation untaught() {
            return new PrequentialEvaluation(config);
        }

        @Override
        public byte[] write(PrequentialEvaluation of) {
            SnapshotOutput out = new SnapshotOutput();
            of.writeTo(out);
            return out.toByteArray();
        }

        @Override
        public PrequentialEvaluation read(byte[] state) {
            SnapshotInput in = new SnapshotInput(state);
            PrequentialEvaluation read = PrequentialEvaluation.readFrom(config, in);
            in.end();
            return read;
        }

        @Override
        public List<Double> take(PrequentialEvaluation of, GoldenStream.Example example) {
            double share = example.first() / (1 + example.first());
            double[] scores = config.outputs() == 3
                    ? new double[] {share / 2, share / 2, 1 - share}
                    : new double[] {share, 1 - share};
            of.update(label(example), scores, 1);
            List<Double> values = new ArrayList<>();
            for (Reading reading : of.readings()) {
                values.add(reading.value());
            }
            Reading first = of.readings().get(0);
            values.addAll(List.of(first.n(), first.noSkill(), first.noChange()));
            return values;
        }

        private double label(GoldenStream.Example example) {
            return switch (config.task()) {
                case BINARY_CLASSIFICATION -> example.label(2);
                case MULTICLASS_CLASSIFICATION -> example.label(3);
                default -> example.truth();
            };
        }
    }

    /** A learner and what watches it. */
    private static final class Watched {
        private final OnlineModel model;
        private DivergenceGuard guard = new DivergenceGuard(Guard.CONFIG, ScoreLoss.LOG_LOSS, 1);

        Watched(OnlineModel model) {
            this.model = model;
        }

        static Watched untaught() {
            return new Watched(
                    OnlineModel.of(GoldenModel.config(GoldenModel.FIELDS, LogisticRegressionConfig.DEFAULTS)));
        }

        static Watched read(SnapshotInput in) {
            Watched watched = new Watched(OnlineModel.restore(in.bytes()));
            watched.guard = DivergenceGuard.readFrom(Guard.CONFIG, ScoreLoss.LOG_LOSS, 1, in);
            return watched;
        }

        void writeTo(SnapshotOutput out) {
            out.bytes(model.snapshot());
            guard.writeTo(out);
        }

        /** Answers and learns; whether the guard has frozen it. */
        boolean learn(FeatureRow row, double label, double[] scores) {
            model.scoreAndLearn(row, label, 1, scores);
            return guard.update(model.learner(), label, scores, 1);
        }
    }

    /** A guard that is strict enough to freeze a learner that is lied to. */
    private static final class Guard implements Golden<Watched> {
        static final DivergenceConfig CONFIG = new DivergenceConfig(1e9, 1, 255, 10);

        @Override
        public String name() {
            return "guard";
        }

        @Override
        public Watched untaught() {
            return Watched.untaught();
        }

        @Override
        public byte[] write(Watched of) {
            SnapshotOutput out = new SnapshotOutput();
            of.writeTo(out);
            return out.toByteArray();
        }

        @Override
        public Watched read(byte[] state) {
            SnapshotInput in = new SnapshotInput(state);
            Watched read = Watched.read(in);
            in.end();
            return read;
        }

        @Override
        public List<Double> take(Watched of, GoldenStream.Example example) {
            double[] scores = new double[1];
            double lie = example.time() > BEFORE * 60_000L ? 1 - example.label(2) : example.label(2);
            boolean freezes = of.learn(example.fill(of.model.newRow()), lie, scores);
            return List.of(
                    scores[0], freezes ? 1.0 : 0.0, (double) of.guard.reason().length());
        }
    }

    /** A gate with what it judges. */
    private static final class Gated {
        private final Watched learner;
        private PublishGate<FeatureRow> gate;

        Gated(Watched learner) {
            this.learner = learner;
        }

        List<Contestant<FeatureRow>> contestants() {
            return List.of(Contestant.ofModel("learner", () -> learner.model, learner.guard));
        }
    }

    /** A gate that accepts candidates against what always answers a half; kept while one is on trial and another awaited. */
    private static final class Gate implements Golden<Gated> {
        private static final GateConfig CONFIG =
                GateConfig.of(ScoreLoss.LOG_LOSS, 1).withEvery(30).withMinExamples(20);

        @Override
        public String name() {
            return "gate";
        }

        private static TrustedHoldout<FeatureRow> holdout(Gated gated) {
            GoldenStream stream = new GoldenStream();
            List<FeatureRow> rows = new ArrayList<>();
            double[] labels = new double[20];
            for (int i = 0; i < labels.length; i++) {
                GoldenStream.Example example = stream.next();
                rows.add(example.fill(gated.learner.model.newRow()));
                labels[i] = example.label(2);
            }
            return new TrustedHoldout<>(HoldoutConfig.of(ScoreLoss.LOG_LOSS, 1).withMaxAucLoss(0.5), rows, labels);
        }

        @Override
        public Gated untaught() {
            Gated gated = new Gated(Watched.untaught());
            gated.gate = new PublishGate<>(CONFIG, gated.contestants(), holdout(gated));
            return gated;
        }

        @Override
        public byte[] write(Gated of) {
            SnapshotOutput out = new SnapshotOutput();
            of.learner.writeTo(out);
            of.gate.writeTo(out);
            return out.toByteArray();
        }

        @Override
        public Gated read(byte[] state) {
            SnapshotInput in = new SnapshotInput(state);
            Gated gated = new Gated(Watched.read(in));
            gated.gate = PublishGate.readFrom(CONFIG, gated.contestants(), holdout(gated), in);
            in.end();
            return gated;
        }

        @Override
        public List<Double> take(Gated of, GoldenStream.Example example) {
            FeatureRow row = example.fill(of.learner.model.newRow());
            Optional<Verdict<FeatureRow>> verdict =
                    of.gate.observe(row, example.label(2), 1, example.time(), "half@1", new double[] {0.5});
            of.learner.learn(row, example.label(2), new double[1]);
            List<Double> answers = new ArrayList<>();
            answers.add(of.gate.learned() ? 1.0 : 0.0);
            verdict.ifPresent(found -> {
                answers.add(found.isAccepted() ? 1.0 : 0.0);
                answers.add((double) found.version());
                for (Comparison comparison : found.comparisons()) {
                    answers.addAll(List.of(
                            comparison.candidateLoss(),
                            comparison.referenceLoss(),
                            comparison.candidateAuc(),
                            comparison.standardError()));
                }
            });
            return answers;
        }
    }
}
