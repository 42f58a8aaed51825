package io.millrace.learning.parallel;

import io.millrace.learning.Combinable;
import io.millrace.learning.FeatureNames;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.Learner;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Parameter;
import io.millrace.learning.TimedLearner;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;
import java.util.stream.Stream;

/**
 * A learner taught by several threads. Examples are collected; {@code syncPeriod} of them are a batch, of which worker w learns the
 * examples w, w + workers, w + 2·workers, … on a copy of the last combined state. When all are done the copies are combined,
 * and the next batch goes on from there: local SGD with periodic averaging (McDonald, Hall and Mann 2010), or an exact sum where the
 * learner's state is one.
 *
 * <p>While a batch is learned the next one is collected. So what {@link #score} knows is the state after the batch before: between one and
 * two sync periods old. {@link #synchronise} brings it up to date.
 *
 * <p>The outcome depends on the examples and their order only, never on threads or time. Snapshots hold the last combined state and the
 * examples since, so that a restored twin goes on bit by bit.
 *
 * <p>{@link #learn} refuses what is not finite or outside the task at once. What only the learner inside refuses (e.g. negative counts of a
 * naive Bayes) is accepted first and left out when its batch is learned; {@link #examples} is less by it from then on.
 *
 * <p>Cost: a copy of each row, two rows of memory for each example of a sync period, {@code workers + 2} copies of the state; a combination
 * and a copy of the state in each sync period. The threads are daemons, begin with the first full batch and end when idle for a second, or with
 * {@link #close}. One calling thread at a time.
 */
public final class ParallelLearner implements TimedLearner, AutoCloseable {
    private static final int VERSION = 1;

    private final ParallelConfig config;
    private final int dimension;
    private final Workers workers;
    private final List<Combinable<Learner>> parts;
    private Combinable<Learner> combined;
    private Combinable<Learner> next;
    private Batch collected;
    private Batch learning;
    private long now = Long.MIN_VALUE;
    /** A learner that was restored to be asked only does not need the batch, so it begins with the first example or when it is waited for. */
    private boolean started;

    ParallelLearner(ParallelConfig config, int dimension) {
        this(
                config,
                combinable(config, config.learner().newLearner(dimension)),
                new Batch(config.syncPeriod()),
                new Batch(config.syncPeriod()));
    }

    private ParallelLearner(ParallelConfig config, Combinable<Learner> combined, Batch collected, Batch learning) {
        this.config = config;
        this.combined = combined;
        this.collected = collected;
        this.learning = learning;
        dimension = combined.dimension();
        workers = new Workers(config.workers());
        next = combinable(config, config.learner().newLearner(dimension));
        parts = Stream.generate(() -> combinable(config, config.learner().newLearner(dimension)))
                .limit(config.workers())
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static Combinable<Learner> combinable(ParallelConfig config, Learner learner) {
        if (learner instanceof Combinable) {
            return (Combinable<Learner>) learner;
        }
        throw new IllegalArgumentException("must be a learner whose parts can be combined: learner="
                + config.learner().algorithm());
    }

    static ParallelLearner read(ParallelConfig config, SnapshotInput in) {
        in.version(ParallelConfig.ALGORITHM + " learner", VERSION);
        Combinable<Learner> combined = combinable(config, config.learner().readLearner(in));
        Batch learning = Batch.readFrom(config.syncPeriod(), combined.dimension(), in);
        Batch collected = Batch.readFrom(config.syncPeriod(), combined.dimension(), in);
        ParallelLearner learner = new ParallelLearner(config, combined, collected, learning);
        learner.now = in.count();
        return learner;
    }

    @Override
    public LearnerConfig config() {
        return config;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    /** {@inheritDoc} Includes those that wait. */
    @Override
    public long examples() {
        return combined.examples() + learning.size() + collected.size();
    }

    /** {@inheritDoc} Each example is learned at its own time, if the learner inside knows time. */
    @Override
    public void advanceTo(long epochMillis) {
        now = Math.max(now, epochMillis);
    }

    @Override
    public boolean learn(FeatureVector x, double label, double weight) {
        if (x.dimension() != dimension) {
            throw new IllegalArgumentException("must have " + dimension + " features, found " + x.dimension());
        }
        if (!accepts(label) || !(weight >= 0 && weight < Double.POSITIVE_INFINITY) || !x.isFinite()) {
            return false;
        }
        start();
        collected.add(x, label, weight, now);
        if (collected.isFull()) {
            handOver();
        }
        return true;
    }

    private boolean accepts(double label) {
        return switch (config.task()) {
            case BINARY_CLASSIFICATION -> label == 0 || label == 1;
            case MULTICLASS_CLASSIFICATION -> label >= 0 && label < outputs() && label == Math.rint(label);
            case REGRESSION -> Double.isFinite(label);
            case CLUSTERING, DECOMPOSITION -> true;
        };
    }

    private void handOver() {
        finish();
        Batch empty = learning;
        learning = collected;
        collected = empty;
        start();
    }

    private void start() {
        if (started || learning.size() == 0) {
            return;
        }
        started = true;
        Batch batch = learning;
        Combinable<Learner> base = combined;
        Combinable<Learner> target = next;
        workers.start(
                worker -> {
                    Combinable<Learner> part = parts.get(worker);
                    // Nothing was learned since the base, so the part becomes the base.
                    part.combine(base, List.of(base));
                    batch.teach(part, worker, config.workers());
                },
                () -> target.combine(base, parts));
    }

    /** Waits for the batch that is being learned; what came of it is what scores know from now on. */
    private void finish() {
        if (learning.size() > 0) {
            start();
            workers.await();
            started = false;
            Combinable<Learner> before = combined;
            combined = next;
            next = before;
            learning.clear();
        }
    }

    /**
     * Learns everything that waits, however little it is: at the end of the input, or before what was learned is shown. Waits for the workers. Counts as a
     * sync period, so later outcomes depend on when it was called.
     */
    public void synchronise() {
        finish();
        if (collected.size() > 0) {
            handOver();
            finish();
        }
    }

    /** The learner as last combined, for what a learner of its kind can do besides, e.g. export; only to be asked, and until the next call. */
    public Learner combined() {
        return combined;
    }

    @Override
    public int outputs() {
        return combined.outputs();
    }

    @Override
    public void score(FeatureVector x, double[] scores) {
        combined.score(x, scores);
    }

    @Override
    public double magnitude() {
        return combined.magnitude();
    }

    @Override
    public List<Parameter> parameters(FeatureNames names) {
        return combined.parameters(names);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(ParallelConfig.ALGORITHM + " learner", VERSION);
        combined.writeTo(out);
        learning.writeTo(out);
        collected.writeTo(out);
        out.count(now);
    }

    /** Ends the threads after what they are learning, within ten seconds. It can still be asked, but not taught. */
    @Override
    public void close() {
        workers.close();
    }
}
