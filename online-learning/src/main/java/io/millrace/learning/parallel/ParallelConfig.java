package io.millrace.learning.parallel;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.function.Function;

/**
 * A learner that several threads teach; see {@link ParallelLearner}.
 *
 * @param learner what they teach; its learners must be {@link io.millrace.learning.Combinable}
 * @param workers how many threads learn, the calling one among them, 1 to 256
 * @param syncPeriod examples, of all workers together, from one combination to the next, 1 to 1,000,000; the longer, the less it costs and
 *     the later scores know
 */
public record ParallelConfig(LearnerConfig learner, int workers, int syncPeriod) implements LearnerConfig {
    static final String ALGORITHM = "parallel";
    private static final int VERSION = 1;

    /** Checks the values. */
    public ParallelConfig {
        new Checks()
                .require(!(learner instanceof ParallelConfig), "learner", "must not be parallel itself", learner)
                .within("workers", workers, 1, 256)
                .within("syncPeriod", syncPeriod, 1, 1_000_000)
                .done();
    }

    @Override
    public String algorithm() {
        return ALGORITHM;
    }

    @Override
    public Task task() {
        return learner.task();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if such learners cannot be combined
     */
    @Override
    public ParallelLearner newLearner(int dimension) {
        return new ParallelLearner(this, dimension);
    }

    @Override
    public ParallelLearner readLearner(SnapshotInput in) {
        return ParallelLearner.read(this, in);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(ALGORITHM, VERSION);
        out.integer(workers);
        out.integer(syncPeriod);
        out.text(learner.algorithm());
        learner.writeTo(out);
    }

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @param learnerReader reads the name of the learner's algorithm, then its configuration
     */
    public static ParallelConfig read(
            SnapshotInput in, Function<SnapshotInput, ? extends LearnerConfig> learnerReader) {
        in.version(ALGORITHM, VERSION);
        int workers = in.integer();
        int syncPeriod = in.integer();
        return new ParallelConfig(learnerReader.apply(in), workers, syncPeriod);
    }
}
