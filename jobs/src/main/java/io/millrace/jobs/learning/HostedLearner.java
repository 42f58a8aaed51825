package io.millrace.jobs.learning;

import io.millrace.learning.evaluation.EvaluationConfig;
import io.millrace.learning.evaluation.PrequentialEvaluation;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.gate.CandidateScorer;
import io.millrace.learning.gate.Contestant;
import io.millrace.learning.gate.DivergenceGuard;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A learner with what watches it: how good it is, and whether it has gone astray. One thread. */
final class HostedLearner implements Contestant<LoggedPrediction>, AutoCloseable {
    private static final String PART = "hosted-learner";
    private static final int VERSION = 1;
    private static final Logger LOGGER = LoggerFactory.getLogger(HostedLearner.class);

    private final LearnerSettings settings;
    private final FeatureReader reader;
    private final OnlineModel model;
    private final PrequentialEvaluation evaluation;
    private final DivergenceGuard guard;
    private final RecentRows recent;
    private final double[] scores;
    private boolean usable;

    private HostedLearner(
            LearnerSettings settings,
            ServedModels served,
            OnlineModel model,
            PrequentialEvaluation evaluation,
            DivergenceGuard guard,
            RecentRows recent) {
        this.settings = settings;
        this.model = model;
        this.evaluation = evaluation;
        this.guard = guard;
        this.recent = recent;
        reader = new FeatureReader(model.config().fields(), served);
        scores = new double[model.outputs()];
    }

    /** One that has learned nothing. */
    static HostedLearner untaught(LearnerSettings settings, ScoreLoss loss, ServedModels served) {
        OnlineModel model = OnlineModel.of(settings.config());
        return new HostedLearner(
                settings,
                served,
                model,
                new PrequentialEvaluation(evaluationConfig(model.config(), model.outputs())),
                loss.task().isSupervised()
                        ? new DivergenceGuard(settings.divergence(), loss, model.outputs())
                        : DivergenceGuard.ofParameters(settings.divergence()),
                new RecentRows(model.config().fields().size()));
    }

    /** Reads what {@link #writeTo} wrote. One of other options begins anew. */
    static HostedLearner readFrom(LearnerSettings settings, ScoreLoss loss, ServedModels served, SnapshotInput in) {
        in.version(PART, VERSION);
        OnlineModel model = OnlineModel.restore(in.bytes());
        SnapshotInput watch = new SnapshotInput(in.bytes());
        if (!model.config().equals(settings.config())) {
            return untaught(settings, loss, served);
        }
        PrequentialEvaluation evaluation =
                PrequentialEvaluation.readFrom(evaluationConfig(model.config(), model.outputs()), watch);
        DivergenceGuard guard = loss.task().isSupervised()
                ? DivergenceGuard.readFrom(settings.divergence(), loss, model.outputs(), watch)
                : DivergenceGuard.readFrom(settings.divergence(), watch);
        RecentRows recent = RecentRows.readFrom(model.config().fields().size(), watch);
        watch.end();
        return new HostedLearner(settings, served, model, evaluation, guard, recent);
    }

    /**
     * This one, set going again if it was frozen: with what it has learned if that is usable, else from the beginning.
     */
    HostedLearner thawed(ScoreLoss loss, ServedModels served) {
        if (!guard.isFrozen()) {
            return this;
        }
        LOGGER.info("Learner {} was frozen and goes on, as its thaw was raised to {}", name(), settings.thaw());
        // No number is not at most anything.
        if (!(model.learner().magnitude() <= settings.divergence().maxMagnitude())) {
            return untaught(settings, loss, served);
        }
        guard.thaw();
        return this;
    }

    private static EvaluationConfig evaluationConfig(OnlineModelConfig config, int outputs) {
        return EvaluationConfig.of(config.learner().task(), outputs);
    }

    LearnerSettings settings() {
        return settings;
    }

    OnlineModel model() {
        return model;
    }

    PrequentialEvaluation evaluation() {
        return evaluation;
    }

    DivergenceGuard guard() {
        return guard;
    }

    /** Takes the features of a prediction whose head was read, for what is asked about this example from now on. */
    FeatureReader.Result see(LoggedPrediction prediction) {
        FeatureReader.Result result = reader.read(prediction);
        usable = result == FeatureReader.Result.READ && model.isUsable(reader.row());
        return result;
    }

    /** Whether the features that were seen last can be scored and learned from. */
    boolean isUsable() {
        return usable;
    }

    /** The newest features that could be scored, oldest first. */
    List<FeatureRow> recentRows() {
        return recent.rows();
    }

    /** What came of an example. */
    enum Lesson {
        /** Learned. */
        LEARNED,
        /** Not learned, as the learner refuses it or is frozen. */
        REFUSED,
        /** Learned, and now the learner is frozen: it has gone astray. */
        FROZEN
    }

    /** Scores the features that were seen last, then learns them. */
    Lesson learn(double label, long time) {
        if (guard.isFrozen() || !usable) {
            return Lesson.REFUSED;
        }
        recent.add(reader.row());
        model.advanceTo(time);
        boolean learned = model.scoreAndLearn(reader.row(), label, 1, scores);
        evaluation.update(label, scores, 1);
        if (!learned) {
            return Lesson.REFUSED;
        }
        return guard.update(model.learner(), label, scores, 1) ? Lesson.FROZEN : Lesson.LEARNED;
    }

    // --- what the gate asks ---

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public long examples() {
        return model.examples();
    }

    @Override
    public boolean isFrozen() {
        return guard.isFrozen();
    }

    @Override
    public byte[] snapshot() {
        return model.snapshot();
    }

    /** Scores the features that this learner has seen last: candidates have the fields of their learner. */
    @Override
    public CandidateScorer<LoggedPrediction> restore(byte[] snapshot) {
        OnlineModel candidate = OnlineModel.restore(snapshot);
        if (!candidate.config().equals(model.config())) {
            return null;
        }
        return (prediction, to) -> {
            candidate.score(reader.row(), to);
            return usable;
        };
    }

    void writeTo(SnapshotOutput out) {
        out.version(PART, VERSION);
        out.bytes(model.snapshot());
        SnapshotOutput watch = new SnapshotOutput();
        evaluation.writeTo(watch);
        guard.writeTo(watch);
        recent.writeTo(watch);
        out.bytes(watch.toByteArray());
    }

    /** Ends the threads of a learner that has several. */
    @Override
    public void close() throws Exception {
        if (model.learner() instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
