package io.millrace.learning.admission;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;

/**
 * Bounds what one principal can do to a learner: at most k examples, and at most W of weight × gradient norm, in each window of event time; and an event is
 * learned once, whoever says so first. Under gradient descent with learning rates up to η and {@link GradientClip} at C, a principal's examples move
 * the parameters in a window by at most η·min(C·k, W).
 *
 * <p><b>Windows</b> follow one another as event time goes on, late examples count in the one that is open. An example moves on by one window at most, so
 * that a wild time stamp does not close many at once.
 *
 * <p><b>Forgotten principals.</b> When one is merged into its class, those that come after it in the same window begin with the most that any merged one had
 * used. So sending under many names, until the first is forgotten, gains nothing; but while that lasts, honest newcomers of the class may teach less. All that have no
 * name share what one principal may do.
 *
 * <p>What is refused, here or by a later stage, uses nothing up, and its id is not remembered. Score: the examples, or the sum, that the principal would have
 * had; of a duplicate 1. Time and memory for each principal are constant.
 */
public final class InfluenceCap extends AdmissionStage implements PrincipalState {
    private static final int VERSION = 1;

    private final InfluenceCapConfig config;
    private final Principals principals;
    private final RecentIds ids;
    private long window = Long.MIN_VALUE;
    /** Where the window that is open ends, in event time. */
    private long windowEnd;
    /** Of the example judged last, which is settled next: hash of its id, its window. */
    private long judged;

    private long judgedWindow;

    private int[] examples;
    private double[] norms;
    private long[] windows;
    /** By class: the most that a principal merged in this window had used. */
    private final int[] mergedExamples;

    private final double[] mergedNorms;

    InfluenceCap(InfluenceCapConfig config, StageContext context) {
        this.config = config;
        principals = context.principals();
        ids = new RecentIds(config.rememberedIds());
        int classes = principals.config().classes().size();
        int slots = Math.max(64, principals.slots());
        examples = new int[slots];
        norms = new double[slots];
        windows = new long[slots];
        mergedExamples = new int[classes];
        mergedNorms = new double[classes];
        principals.add(this);
    }

    InfluenceCap(InfluenceCapConfig config, StageContext context, SnapshotInput in) {
        this(config, context);
        in.version(InfluenceCapConfig.STAGE, VERSION);
        open(in.count());
        for (int slot = 0; slot < principals.slots(); slot++) {
            examples[slot] = in.integer();
            norms[slot] = in.number();
            windows[slot] = in.count();
        }
        for (int i = 0; i < mergedExamples.length; i++) {
            mergedExamples[i] = in.integer();
            mergedNorms[i] = in.number();
        }
        ids.readFrom(in);
    }

    @Override
    public InfluenceCapConfig config() {
        return config;
    }

    /** The window that an example is in, given the one that is open. */
    private long windowOf(long time) {
        if (window == Long.MIN_VALUE) {
            return Math.floorDiv(time, config.windowMillis());
        }
        return time < windowEnd || windowEnd == Long.MAX_VALUE ? window : window + 1;
    }

    private void open(long next) {
        window = next;
        long length = config.windowMillis();
        // The last window of all time has no end.
        windowEnd = next < Long.MAX_VALUE / length ? (next + 1) * length : Long.MAX_VALUE;
    }

    /** Examples that a slot has used in a window. */
    private int examplesIn(int slot, long in) {
        return windows[slot] == in ? examples[slot] : 0;
    }

    private double normIn(int slot, long in) {
        return windows[slot] == in ? norms[slot] : 0;
    }

    @Override
    public Reason judge(Submission example) {
        judged = ids.hash(example.id());
        judgedWindow = windowOf(example.time());
        if (ids.contains(judged)) {
            example.setScore(1);
            return Reason.DUPLICATE;
        }
        int slot = example.slot();
        long in = judgedWindow;
        double allowance = principals.trustClass(slot).allowance();
        int count = examplesIn(slot, in) + 1;
        if (count > allowance * config.maxExamples()) {
            example.setScore(count);
            return Reason.EXAMPLE_CAP;
        }
        double norm = normIn(slot, in) + example.weight() * example.gradientNorm();
        if (norm > allowance * config.maxNorm()) {
            example.setScore(norm);
            return Reason.INFLUENCE_CAP;
        }
        return Reason.ADMITTED;
    }

    @Override
    public boolean settle(Submission example) {
        long in = judgedWindow;
        if (in != window) {
            open(in);
            Arrays.fill(mergedExamples, 0);
            Arrays.fill(mergedNorms, 0);
        }
        if (!example.isAdmitted()) {
            return false;
        }
        ids.add(judged);
        int slot = example.slot();
        examples[slot] = examplesIn(slot, in) + 1;
        norms[slot] = normIn(slot, in) + example.weight() * example.gradientNorm();
        windows[slot] = in;
        return false;
    }

    @Override
    public void begin(int principal, int classSlot) {
        if (principal >= examples.length) {
            int length = Math.max(principal + 1, 2 * examples.length);
            examples = Arrays.copyOf(examples, length);
            norms = Arrays.copyOf(norms, length);
            windows = Arrays.copyOf(windows, length);
        }
        examples[principal] = mergedExamples[classSlot];
        norms[principal] = mergedNorms[classSlot];
        windows[principal] = window;
    }

    @Override
    public void merge(int principal, int classSlot) {
        mergedExamples[classSlot] = Math.max(mergedExamples[classSlot], examplesIn(principal, window));
        mergedNorms[classSlot] = Math.max(mergedNorms[classSlot], normIn(principal, window));
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(InfluenceCapConfig.STAGE, VERSION);
        out.count(window);
        for (int slot = 0; slot < principals.slots(); slot++) {
            out.integer(examples[slot]);
            out.number(norms[slot]);
            out.count(windows[slot]);
        }
        for (int i = 0; i < mergedExamples.length; i++) {
            out.integer(mergedExamples[i]);
            out.number(mergedNorms[i]);
        }
        ids.writeTo(out);
    }
}
