package io.millrace.learning.gate;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.Learner;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A learner that would like to serve.
 *
 * @param <R> rows of features
 */
public interface Contestant<R> {
    /** Its name, which is also that of the models that it publishes; unique in a gate. */
    String name();

    /** Examples that it has learned so far. */
    long examples();

    /** Whether it must not publish, e.g. because a {@link DivergenceGuard} has frozen it. */
    boolean isFrozen();

    /** What it knows now, immutable; the caller does not change the bytes. */
    byte[] snapshot();

    /**
     * A scorer from bytes that {@link #snapshot} gave; null if they are of a learner of this name with other options, which has no part in this
     * any more.
     */
    CandidateScorer<R> restore(byte[] snapshot);

    /**
     * A model with its guard.
     *
     * @param model the model as it is now; asked each time, as it may be replaced by one rebuilt
     */
    static Contestant<FeatureRow> ofModel(String name, Supplier<OnlineModel> model, DivergenceGuard guard) {
        return new Guarded<>(
                name, () -> model.get().examples(), guard, () -> model.get().snapshot(), snapshot -> {
                    OnlineModel restored = OnlineModel.restore(snapshot);
                    return (row, scores) -> {
                        restored.score(row, scores);
                        return restored.isUsable(row);
                    };
                });
    }

    /**
     * A learner without anything in front of it, with its guard.
     *
     * @param learner the learner as it is now, as for {@link #ofModel}
     * @param reader reads what {@link Learner#writeTo} wrote, e.g. {@code config::readLearner}
     */
    static Contestant<FeatureVector> ofLearner(
            String name,
            Supplier<? extends Learner> learner,
            Function<SnapshotInput, Learner> reader,
            DivergenceGuard guard) {
        return new Guarded<>(name, () -> learner.get().examples(), guard, () -> snapshot(learner.get()), snapshot -> {
            SnapshotInput in = new SnapshotInput(snapshot);
            Learner restored = reader.apply(in);
            in.end();
            return (row, scores) -> {
                restored.score(row, scores);
                return row.isFinite();
            };
        });
    }

    private static byte[] snapshot(Learner learner) {
        SnapshotOutput out = new SnapshotOutput();
        learner.writeTo(out);
        return out.toByteArray();
    }
}
