package io.millrace.learning.parallel;

import io.millrace.learning.Combinable;
import io.millrace.learning.FeatureNames;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.Learner;
import io.millrace.learning.LearnerArguments;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Parameter;
import io.millrace.learning.TimedLearner;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;

/**
 * A learner taught by several threads. Examples are copied into blocks, or lent ({@link #learnLent}), and dealt, block by block, to {@code workers} parts, which learn
 * side by side; after {@code syncPeriod} examples the parts are combined, and each goes on from a copy of that: local SGD with
 * periodic averaging (McDonald, Hall and Mann 2010), or a sum where the learner's state is one. A block is {@value #BLOCK_ROWS}
 * examples or {@value #BLOCK_ENTRIES} copied entries, or fewer where the period has not so many for each part. In the beginning periods are shorter: an eighth of the examples so
 * far, but at least a block for each part.
 *
 * <p>The calling thread is one of the workers: it learns, too, whenever it would have to wait. So {@code workers} threads are busy, no
 * more.
 *
 * <p>What {@link #score} knows is a combination. It is taken over not at once, which would make the caller wait, but after as many further
 * examples as are on their way at most: {@code workers} · {@value Lanes#BLOCKS_A_LANE} blocks, or a sync period if that is less.
 * {@link #synchronise} brings it up to date.
 *
 * <p>The outcome depends on the examples and their order only, never on threads or time. A snapshot waits for what is on its way and holds the
 * last combined state and the parts, so that a restored twin goes on bit by bit.
 *
 * <p>{@link #learn} refuses what is not finite or outside the task at once. What only the learner inside refuses (e.g. negative counts of a
 * naive Bayes) is accepted first and left out when its block is learned; {@link #examples} is less by it once that is combined.
 *
 * <p>Cost: a copy of each row that is not lent; {@code workers + 2} copies of the state; a combination and {@code workers} copies in each sync period. The other
 * threads are daemons, begin when there is work for them and end when idle for a second, or with {@link #close}. One calling thread at a time.
 */
public final class ParallelLearner implements TimedLearner, AutoCloseable {
    /** A compromise: less handing over with longer blocks, less waiting for one another with shorter ones. */
    static final int BLOCK_ROWS = 64;

    /** A period is at most this part of all examples so far: who knows little changes much, and parts must not drift far apart. */
    private static final int YOUTH = 8;

    /** So many copied entries fill a block, too: all blocks together should fit a processor's cache. */
    static final int BLOCK_ENTRIES = 8_192;

    private static final int VERSION = 2;

    private final ParallelConfig config;
    private final int dimension;
    private final int blockRows;
    /** Examples after a combination until it is what scores know. */
    private final int delay;

    private final Lanes lanes;
    /** What scores know. */
    private Combinable<Learner> combined;
    /** Whether a newer combination has been asked for. */
    private boolean behind;
    /** Examples that {@code combined} does not know. */
    private long since;
    /** Length of this sync period. */
    private int period;
    /** Examples of it so far. */
    private int position;
    /** Null where the next example begins one. */
    private Block open;
    /** Whose turn it is. */
    private int lane;
    /** Rows and copied entries of this turn. */
    private int rows;

    private int entries;

    private long now = Long.MIN_VALUE;

    ParallelLearner(ParallelConfig config, int dimension) {
        this(config, combinable(config, config.learner().newLearner(dimension)));
    }

    private ParallelLearner(ParallelConfig config, Combinable<Learner> combined) {
        this.config = config;
        this.combined = combined;
        dimension = combined.dimension();
        blockRows = Math.min(BLOCK_ROWS, (config.syncPeriod() + config.workers() - 1) / config.workers());
        delay = Math.min(config.syncPeriod(), config.workers() * Lanes.BLOCKS_A_LANE * blockRows);
        lanes = new Lanes(combined, config.workers(), blockRows);
        period = nextPeriod();
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
        int version = in.version(ParallelConfig.ALGORITHM + " learner", VERSION);
        if (version < VERSION) {
            throw new SnapshotException("the snapshot of a parallel learner has version " + version
                    + ", which no release has written; this one reads " + VERSION);
        }
        Combinable<Learner> base = combinable(config, config.learner().readLearner(in));
        ParallelLearner learner = new ParallelLearner(config, base);
        learner.behind = in.flag();
        if (learner.behind) {
            learner.combined = combinable(config, config.learner().readLearner(in));
        }
        learner.since = in.count();
        learner.period = in.integer();
        learner.position = in.integer();
        learner.lane = in.integer();
        learner.rows = in.integer();
        learner.entries = in.integer();
        learner.now = in.count();
        for (int i = 0; i < config.workers(); i++) {
            if (in.flag()) {
                learner.lanes
                        .lane(i)
                        .goOnWith(combinable(config, config.learner().readLearner(in)));
            }
        }
        if (learner.period > config.syncPeriod()
                || learner.position < 0
                || learner.position >= learner.period
                || learner.since < learner.position
                || learner.lane < 0
                || learner.lane >= config.workers()
                || learner.rows < 0
                || learner.rows >= learner.blockRows) {
            throw new SnapshotException(
                    "must be within a sync period of at most " + config.syncPeriod() + ", found " + learner.position
                            + " examples of " + learner.period + ", " + learner.since + " not known to scores");
        }
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

    /** {@inheritDoc} Includes those on their way. */
    @Override
    public long examples() {
        return combined.examples() + since;
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
        if (!accepts(label, weight) || !x.isFinite()) {
            return false;
        }
        openBlock().add(x, label, weight, now);
        entries += x.size();
        pass();
        return true;
    }

    /**
     * Learns an example as {@link #learn}, but without a copy, for rows that lie in memory anyway. Only the thread that learns a row looks at it: the calling thread
     * would wait for memory, a fifth of its time with rows of 76 entries, and the other one for what it wrote. So a row that is not finite is accepted, and left out when
     * its block is learned; one of another dimension is a worker's failure then; and a block is full by its rows alone.
     *
     * @param x lent: nobody changes it before {@link #synchronise} or {@link #writeTo} has returned
     * @return false if label or weight is outside the range of the task; then nothing has changed
     */
    public boolean learnLent(FeatureVector x, double label, double weight) {
        if (!accepts(label, weight)) {
            return false;
        }
        openBlock().lend(x, label, weight, now);
        pass();
        return true;
    }

    private Block openBlock() {
        if (open == null) {
            open = lanes.empty();
        }
        return open;
    }

    /** One more row is in the open block. */
    private void pass() {
        position++;
        since++;
        rows++;
        if (rows == blockRows || entries >= BLOCK_ENTRIES) {
            handOver();
            turn((lane + 1) % config.workers());
        }
        if (position == delay) {
            catchUp();
        }
        if (position == period) {
            combine();
        }
    }

    private boolean accepts(double label, double weight) {
        return LearnerArguments.isWeight(weight)
                && switch (config.task()) {
                    case BINARY_CLASSIFICATION -> LearnerArguments.isClass(label, 2);
                    case MULTICLASS_CLASSIFICATION -> LearnerArguments.isClass(label, outputs());
                    case REGRESSION -> Double.isFinite(label);
                    case CLUSTERING, DECOMPOSITION -> true;
                };
    }

    /** If a block is given away early, the rest of its rows go to the same part. */
    private void handOver() {
        if (open != null) {
            lanes.handOver(open, lane);
            open = null;
        }
    }

    private void turn(int next) {
        lane = next;
        rows = 0;
        entries = 0;
    }

    /** From now on scores know the newest combination. */
    private void catchUp() {
        if (behind) {
            combined = lanes.combined();
            behind = false;
            since = position;
        }
    }

    private int nextPeriod() {
        long young = Math.max(examples() / YOUTH, (long) config.workers() * BLOCK_ROWS);
        return (int) Math.min(config.syncPeriod(), young);
    }

    /** Ends the sync period. */
    private void combine() {
        catchUp();
        handOver();
        lanes.sync();
        behind = true;
        position = 0;
        period = nextPeriod();
        turn(0);
    }

    /**
     * Learns everything that is on its way, and combines it, however little it is: at the end of the input, or before what was learned is
     * shown. Waits for the workers. Ends the sync period, so later outcomes depend on when it was called.
     */
    public void synchronise() {
        if (position > 0) {
            combine();
        }
        catchUp();
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
        handOver();
        lanes.finish();
        Combinable<Learner> base = lanes.combined();
        base.writeTo(out);
        out.flag(behind);
        if (behind) {
            combined.writeTo(out);
        }
        out.count(since);
        out.integer(period);
        out.integer(position);
        out.integer(lane);
        out.integer(rows);
        out.integer(entries);
        out.count(now);
        for (int i = 0; i < config.workers(); i++) {
            Lane lane = lanes.lane(i);
            out.flag(lane.hasBegun());
            if (lane.hasBegun()) {
                lane.part().writeTo(out);
            }
        }
    }

    /** Ends the other threads after what they are learning, within ten seconds. From then on the calling thread learns alone. */
    @Override
    public void close() {
        lanes.close();
    }
}
