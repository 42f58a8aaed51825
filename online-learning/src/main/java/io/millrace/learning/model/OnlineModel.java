package io.millrace.learning.model;

import io.millrace.learning.BatchLearner;
import io.millrace.learning.Combinable;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.Learner;
import io.millrace.learning.Parameter;
import io.millrace.learning.TimedLearner;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A learner together with the scalers and encoders in front of it: raw rows in, scores out.
 *
 * <p>Asking never changes anything. The same rows in the same order give the same bits, also after {@link #restore} in between. Neither
 * {@code learn} nor {@code score} allocates once warm, unless a category is new or the algorithm says otherwise. One thread at a time.
 */
public final class OnlineModel {
    private static final int VERSION = 1;

    private final OnlineModelConfig config;
    private final RowEncoder encoder;
    private final Learner learner;

    private OnlineModel(OnlineModelConfig config, RowEncoder encoder, Learner learner) {
        this.config = config;
        this.encoder = encoder;
        this.learner = learner;
    }

    /**
     * An untaught model.
     *
     * @throws IllegalArgumentException if the learner cannot have as many columns
     */
    public static OnlineModel of(OnlineModelConfig config) {
        return new OnlineModel(config, new RowEncoder(config), config.learner().newLearner(config.dimension()));
    }

    /** What it is made of. */
    public OnlineModelConfig config() {
        return config;
    }

    /** What it knows about fields and columns. */
    public RowEncoder encoder() {
        return encoder;
    }

    /** What learns; to be read only. */
    public Learner learner() {
        return learner;
    }

    /** A row for this model, all fields missing. */
    public FeatureRow newRow() {
        return new FeatureRow(config.fields().size());
    }

    /** Examples learned since the beginning; refused ones do not count. */
    public long examples() {
        return learner.examples();
    }

    /** How many numbers {@link #score} writes. */
    public int outputs() {
        return learner.outputs();
    }

    /**
     * Learns one example: scalers and encoders first, then the learner with the row as they see it now.
     *
     * @param row left as it is
     * @param label as {@link io.millrace.learning.Task} says, see {@link #label}; ignored where the task has none
     * @param weight how much the example counts for the learner, finite and &gt;= 0; for scalers and encoders each counts alike, one of
     *     weight 0 not at all
     * @return false if the row is unusable (a number infinite or beyond ±1e150, a number in a text field or the reverse, a value missing
     *     under {@link MissingValues#REFUSE}) or the learner refuses row, label or weight; then nothing has changed
     * @throws IllegalArgumentException if the row has another number of fields
     */
    public boolean learn(FeatureRow row, double label, double weight) {
        if (weight == 0) {
            FeatureVector vector = encoder.encode(row);
            return vector != null && learner.learn(vector, label, weight);
        }
        return encoder.learn(row) && undoUnless(learner.learn(encoder.encodeRead(row), label, weight));
    }

    /** What scalers and encoders have learned of a row stays only if the learner has learned it, too. */
    private boolean undoUnless(boolean learned) {
        if (!learned) {
            encoder.undo();
        }
        return learned;
    }

    /** Tells the time of the examples to come to a learner that forgets by it, see {@link TimedLearner#advanceTo}; nothing else happens. */
    public void advanceTo(long epochMillis) {
        if (learner instanceof TimedLearner timed) {
            timed.advanceTo(epochMillis);
        }
    }

    /** Learns the rows that wait for their mini-batch now, see {@link BatchLearner#flush}; of another learner, none do. */
    public void flush() {
        if (learner instanceof BatchLearner batches) {
            batches.flush();
        }
    }

    /**
     * Scores a row.
     *
     * @param row left as it is
     * @param scores the first {@link #outputs()} are written, as {@link io.millrace.learning.Task} says; NaN if the row is unusable
     * @throws IllegalArgumentException if the row has another number of fields, or {@code scores} is too short
     */
    public void score(FeatureRow row, double[] scores) {
        FeatureVector vector = encoder.encode(row);
        if (vector == null) {
            unknown(scores);
        } else {
            learner.score(vector, scores);
        }
    }

    private void unknown(double[] scores) {
        if (scores.length < outputs()) {
            throw new IllegalArgumentException(
                    "must have a place for " + outputs() + " scores: length=" + scores.length);
        }
        Arrays.fill(scores, 0, outputs(), Double.NaN);
    }

    /**
     * The columns of a row as the learner would see them now, e.g. for admission; changes nothing.
     *
     * @return to be read only, valid until the next call of any method; null if the row is unusable
     * @throws IllegalArgumentException if the row has another number of fields
     */
    public FeatureVector columns(FeatureRow row) {
        return encoder.encode(row);
    }

    /** Whether a row can be scored and learned from: its values are of the fields' kinds, and none is missing that must be there. */
    public boolean isUsable(FeatureRow row) {
        return encoder.isUsable(row);
    }

    /**
     * Test, then train: scores a row, then learns it, in the configured order.
     *
     * @return as {@link #learn}; {@code scores} are written in any case
     */
    public boolean scoreAndLearn(FeatureRow row, double label, double weight, double[] scores) {
        if (config.order() == ScalingOrder.LATE || weight == 0) {
            score(row, scores);
            return learn(row, label, weight);
        }
        if (!encoder.learn(row)) {
            unknown(scores);
            return false;
        }
        return undoUnless(learner.scoreAndLearn(encoder.encodeRead(row), label, weight, scores));
    }

    /**
     * The label of a class name, or of a number as text where the task is regression.
     *
     * @return NaN, which nothing learns from, if there is no such class or number
     */
    public double label(String text) {
        if (!config.classes().isEmpty()) {
            int index = config.classes().indexOf(text);
            return index < 0 ? Double.NaN : index;
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN; // the label says nothing that can be learned
        }
    }

    /** As {@link Learner#magnitude}. */
    public double magnitude() {
        return learner.magnitude();
    }

    /**
     * What was learned, under the names of {@link RowEncoder#name}: first by the learner, without columns that no category has
     * taken, then about numeric fields. Allocates.
     */
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(learner.parameters(encoder));
        parameters.removeIf(parameter -> RowEncoder.isUnused(parameter.name()));
        parameters.addAll(encoder.parameters());
        return parameters;
    }

    /** Whether {@link #combine} works: the learner is {@link Combinable}. */
    public boolean isCombinable() {
        return learner instanceof Combinable;
    }

    /**
     * A copy that learns side by side with others until {@link #combine}: new categories are "other" to it, and get a column there, so that a
     * column means the same everywhere.
     */
    public OnlineModel part() {
        OnlineModel part = copy();
        part.encoder.defer();
        return part;
    }

    /**
     * Becomes what the parts, all made of {@code base} by {@link #part}, learned together, see {@link Combinable#combine}.
     *
     * @throws IllegalArgumentException if configurations differ, parts have different categories in a column, or the learner is not
     *     {@link Combinable}
     */
    public void combine(OnlineModel base, List<OnlineModel> parts) {
        requireSameConfig(base);
        parts.forEach(this::requireSameConfig);
        if (!isCombinable()) {
            throw new IllegalArgumentException(
                    "cannot be combined: algorithm=" + config.learner().algorithm());
        }
        encoder.combine(base.encoder, parts.stream().map(OnlineModel::encoder).toList());
        @SuppressWarnings("unchecked") // of equal configurations, so of one type
        Combinable<Learner> combinable = (Combinable<Learner>) learner;
        combinable.combine(
                base.learner, parts.stream().map(OnlineModel::learner).toList());
    }

    private void requireSameConfig(OnlineModel other) {
        if (!other.config.equals(config)) {
            throw new IllegalArgumentException(
                    "must have the same configuration: " + config + ", other " + other.config);
        }
    }

    /** A model of its own that goes on bit by bit as this one. */
    public OnlineModel copy() {
        return restore(snapshot());
    }

    /** The whole model: configuration, state, counters. */
    public byte[] snapshot() {
        SnapshotOutput out = new SnapshotOutput();
        out.version("online-model", VERSION);
        config.writeTo(out);
        encoder.writeTo(out);
        learner.writeTo(out);
        return out.toByteArray();
    }

    /**
     * The model of which these bytes are the {@link #snapshot}.
     *
     * @throws SnapshotException if they are not one of this release or an older one
     */
    public static OnlineModel restore(byte[] snapshot) {
        SnapshotInput in = new SnapshotInput(snapshot);
        in.version("online-model", VERSION);
        try {
            OnlineModel model = readFrom(in);
            in.end();
            return model;
        } catch (IllegalArgumentException e) {
            // well-formed, but values that a configuration or a learner refuses
            throw new SnapshotException("must hold a valid model, found " + e.getMessage(), e);
        }
    }

    private static OnlineModel readFrom(SnapshotInput in) {
        OnlineModelConfig config = OnlineModelConfig.read(in);
        RowEncoder encoder = RowEncoder.readFrom(config, in);
        Learner learner = config.learner().readLearner(in);
        if (learner.dimension() != config.dimension()) {
            throw new SnapshotException(
                    "must have a learner of " + config.dimension() + " columns, found " + learner.dimension());
        }
        return new OnlineModel(config, encoder, learner);
    }
}
