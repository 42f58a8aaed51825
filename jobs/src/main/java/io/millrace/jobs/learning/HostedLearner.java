package io.millrace.jobs.learning;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.evaluation.EvaluationConfig;
import io.millrace.learning.evaluation.PrequentialEvaluation;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.gate.CandidateScorer;
import io.millrace.learning.gate.Contestant;
import io.millrace.learning.gate.DivergenceGuard;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.model.ScalingOrder;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A learner with what watches it: how good it is, and whether it has gone astray. One thread. */
final class HostedLearner implements Contestant<Question>, AutoCloseable {
    private static final String PART = "hosted-learner";
    private static final int VERSION = 2;
    private static final Logger LOGGER = LoggerFactory.getLogger(HostedLearner.class);

    private final LearnerSettings settings;
    private final FeatureReader reader;
    private final OnlineModel model;
    private final PrequentialEvaluation evaluation;
    private final DivergenceGuard guard;
    private final RecentRows recent;
    private final double[] scores;
    /** Null where anybody may teach. */
    private final Filter filter;

    /** Who has asked that it learns nothing, in words; empty: nobody. */
    private String heldBy = "";

    private boolean usable;

    private HostedLearner(
            LearnerSettings settings,
            ServedModels served,
            OnlineModel model,
            PrequentialEvaluation evaluation,
            DivergenceGuard guard,
            RecentRows recent,
            Filter filter) {
        this.settings = settings;
        this.filter = filter;
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
                new RecentRows(model.config().fields().size()),
                settings.admission() == null ? null : Filter.untaught(settings.admission(), model));
    }

    /** Reads what {@link #writeTo} wrote. One of other options begins anew. */
    static HostedLearner readFrom(LearnerSettings settings, ScoreLoss loss, ServedModels served, SnapshotInput in) {
        int version = in.version(PART, VERSION);
        OnlineModel model = OnlineModel.restore(in.bytes());
        SnapshotInput watch = new SnapshotInput(in.bytes());
        byte[] filterState = version == 1 ? new byte[0] : in.bytes();
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
        return new HostedLearner(
                settings, served, model, evaluation, guard, recent, filter(settings, model, filterState));
    }

    /** Whether what {@link #writeTo} wrote is of a learner, and a filter, with these very options. */
    static boolean isOf(LearnerSettings settings, byte[] state) {
        SnapshotInput in = new SnapshotInput(state);
        in.version(PART, VERSION);
        OnlineModel model = OnlineModel.restore(in.bytes());
        in.bytes(); // what watches it
        byte[] filterState = in.bytes();
        return model.config().equals(settings.config()) && Filter.isOf(settings.admission(), filterState);
    }

    private static Filter filter(LearnerSettings settings, OnlineModel model, byte[] state) {
        if (settings.admission() == null) {
            return null;
        }
        return state.length == 0
                ? Filter.untaught(settings.admission(), model)
                : Filter.readFrom(settings.admission(), model, new SnapshotInput(state));
    }

    /**
     * This one, set going again if it was frozen: with what it has learned if that is usable, else from the beginning.
     */
    HostedLearner thawed(ScoreLoss loss, ServedModels served) {
        if (filter != null) {
            filter.admission().thaw();
        }
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

    /**
     * Learns nothing until {@link #goOn}.
     *
     * @param by who has asked for it, in words, not empty
     */
    void hold(String by) {
        heldBy = by;
    }

    /** Who has asked that it learns nothing; empty: nobody. */
    String heldBy() {
        return heldBy;
    }

    /** Goes on if it was held, or has gone astray; false if what it has learned is not usable. */
    boolean goOn() {
        heldBy = "";
        if (filter != null) {
            filter.admission().thaw();
        }
        if (guard.isFrozen()) {
            // No number is not at most anything.
            if (!(model.learner().magnitude() <= settings.divergence().maxMagnitude())) {
                return false;
            }
            guard.thaw();
        }
        return true;
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

    /** Whether its filter refuses everything. */
    boolean isClosed() {
        return filter != null && filter.admission().isFrozen();
    }

    /** What stands before it; empty where anybody may teach. */
    Optional<Filter> filter() {
        return Optional.ofNullable(filter);
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

    /** The features that were seen last; null if they cannot be scored. */
    FeatureRow seenLast() {
        return usable ? reader.row() : null;
    }

    /** The newest features that could be scored, oldest first. */
    List<FeatureRow> recentRows() {
        return recent.rows();
    }

    /** Whether an example may be learned. */
    enum Ruling {
        /** It may. */
        ADMITTED,
        /** Admission refuses it. */
        QUARANTINED,
        /** The learner could not learn it anyway: it is frozen, or what was seen last is nothing for it. */
        UNABLE
    }

    /** Scores the features that were seen last, and asks whether they may be learned; where there is a filter, before that they are evaluated. */
    Ruling judge(Example example, double label) {
        if (isFrozen() || !usable) {
            return Ruling.UNABLE;
        }
        if (filter == null) {
            return Ruling.ADMITTED;
        }
        FeatureVector x = score(example.time);
        evaluation.update(label, scores, 1);
        return filter.admits(example, reader.row(), x, label, scores) ? Ruling.ADMITTED : Ruling.QUARANTINED;
    }

    /** Writes the scores; returns the row as the learner sees it. */
    private FeatureVector score(long time) {
        model.advanceTo(time);
        FeatureVector x = model.columns(reader.row());
        model.learner().score(x, scores);
        return x;
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

    /** Learns the features that were seen last, which {@link #judge} has admitted just now; where there is no filter, they are evaluated before. */
    Lesson learn(double label, long time) {
        recent.add(reader.row());
        if (filter != null) {
            return learnAdmitted(label);
        }
        model.advanceTo(time);
        boolean learned = model.scoreAndLearn(reader.row(), label, 1, scores);
        evaluation.update(label, scores, 1);
        return lesson(learned, label, 1);
    }

    /** With scalers that learn first, what was asked before admission was asked without them. */
    private Lesson learnAdmitted(double label) {
        double weight = filter.weight();
        boolean learned = model.config().order() == ScalingOrder.LATE
                ? model.learn(reader.row(), label, weight)
                : model.scoreAndLearn(reader.row(), label, weight, scores);
        if (learned) {
            filter.learned();
        }
        return lesson(learned, label, weight);
    }

    private Lesson lesson(boolean learned, double label, double weight) {
        if (!learned) {
            return Lesson.REFUSED;
        }
        return guard.update(model.learner(), label, scores, weight) ? Lesson.FROZEN : Lesson.LEARNED;
    }

    /** Learns the features that were seen last although they were refused before, since somebody has looked at them. */
    Lesson release(Example example, double label) {
        if (isFrozen() || !usable || filter == null) {
            return Lesson.REFUSED;
        }
        FeatureVector x = score(example.time);
        if (!filter.release(example, reader.row(), x, label, scores)) {
            return Lesson.REFUSED;
        }
        recent.add(reader.row());
        return learnAdmitted(label);
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
        return guard.isFrozen() || !heldBy.isEmpty();
    }

    @Override
    public byte[] snapshot() {
        return model.snapshot();
    }

    /** Candidates have the fields of their learner. */
    @Override
    public CandidateScorer<Question> restore(byte[] snapshot) {
        OnlineModel candidate = OnlineModel.restore(snapshot);
        if (!candidate.config().equals(model.config())) {
            return null;
        }
        return (question, to) -> {
            FeatureRow row = question.of(this);
            if (row == null || !candidate.isUsable(row)) {
                return false;
            }
            candidate.score(row, to);
            return true;
        };
    }

    void writeTo(SnapshotOutput out) {
        out.version(PART, VERSION);
        out.bytes(model.snapshot());
        out.nested(watch -> {
            evaluation.writeTo(watch);
            guard.writeTo(watch);
            recent.writeTo(watch);
        });
        out.nested(filtered -> filter().ifPresent(present -> present.writeTo(filtered)));
    }

    /** Ends the threads of a learner that has several. */
    @Override
    public void close() throws Exception {
        if (model.learner() instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
