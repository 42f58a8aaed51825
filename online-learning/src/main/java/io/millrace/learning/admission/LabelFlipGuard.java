package io.millrace.learning.admission;

import io.millrace.learning.Task;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;

/**
 * Finds principals whose labels contradict the learner far more often than those of others do, and labels that surprise it more than nearly all do.
 *
 * <p><b>Principals.</b> A label disagrees if another class had a greater score; in regression, if its error is among the greatest tenth. After each epoch every
 * principal's disagreements d of n are compared with the rate p₀ of all <em>other</em> trusted principals in the <em>same</em> epoch, each counting
 * once however much it says, so that nobody can shout the others down. Evidence += d·ln(p₁/p₀) + (n − d)·ln((1 − p₁)/(1 − p₀)) with p₁ = p₀ + flipRate·(1 − 2p₀), less
 * n·ln(1 + σ²·flipRate·(1 − 2p₀(1 − p₀))/(p₀(1 − p₀))²): the rate of one epoch has a squared error σ² itself, by which the mean likelihood ratio of an honest label is that much above 1. The
 * sequential probability ratio test, but never below 0 (Page's CUSUM), so that no good conduct can be saved up for later. From ln(1/falseAlarm) on a principal is
 * distrusted, all its examples are refused, and it is trusted again when its evidence is back at half of that. When the world changes all disagree at once, p₀ rises with them, and nobody becomes
 * distrusted; where the fading mean of the rates is above {@value #NO_OPINION} the learner knows too little to accuse anybody, and evidence stays as it is; not where the rate of the epoch alone is, as then only epochs would count
 * that look better than they were.
 *
 * <p><b>Labels.</b> −ln P(label), or the absolute error, above the (1 − trimmed)-quantile of recent ones of the same class is refused, after 2/trimmed examples of the class. What
 * distrusted principals say is not among them.
 *
 * <p><b>Alarm.</b> When the fading share of distrusted principals among those that teach exceeds the configured one, learning should freeze: the others may be liars not found yet.
 *
 * <p>Principals of a class that is not suspected are neither accused nor counted. State for each principal is constant in size; a principal that is merged into its class loses its record,
 * distrusted ones last (see {@link Principals}). Score: the evidence, or the loss.
 *
 * <p>A. Wald, "Sequential tests of statistical hypotheses", 1945; E. S. Page, "Continuous inspection schemes", 1954.
 */
public final class LabelFlipGuard extends AdmissionStage implements PrincipalState {
    private static final int VERSION = 2;
    /** Rate of disagreement above which a liar looks like everybody else. */
    static final double NO_OPINION = 0.4;

    private static final double LEAST_PROBABILITY = 1e-15;
    private static final double LEAST_RATE = 0.02;
    /** From here on who flips agrees more often than who does not. */
    private static final double EVEN = 0.5;
    /** Of an epoch in the share of distrusted principals, and in the usual rate of disagreement. */
    private static final double SHARE_RATE = 0.1;

    /** From so many labels in an epoch on a principal is weighed by itself. */
    private static final int FEW = 16;

    private static final long LABEL = 1L << 32;
    private static final long LISTED = Long.MIN_VALUE;

    private static final int EPOCHS_BEFORE_ALARM = 10;
    private static final double GREAT_ERROR = 0.9;

    private final LabelFlipGuardConfig config;
    private final StageContext context;
    private final Principals principals;
    private final double bound;
    private final FadingQuantile[] losses;
    private final FadingQuantile errors = new FadingQuantile(GREAT_ERROR);
    private final long enough;
    private final boolean needsLoss;
    /** Loss of the example judged last, which is settled next. */
    private double judged;

    /** By labels, disagreements and whether it was distrusted: what the epoch adds to the evidence; NaN where nobody asked yet. */
    private final double[] changes = new double[FEW * FEW * 2];

    /**
     * What a principal has said in this epoch: {@link #LABEL} for each label, 1 for each disagreement, {@link #LISTED} if its slot is among {@link #epochSlots}. All in one place,
     * as an example reads and writes each of them.
     */
    private long[] said;

    private double[] evidence;
    private boolean[] distrusted;
    private int[] epochSlots = new int[64];
    private int epochSlotCount;
    private int epochExamples;
    private long epochs;
    private double distrustedShare;
    /** Fading mean of the rates of epochs; NaN before the first. */
    private double usualRate = Double.NaN;

    private int distrustedCount;
    private String alarm = "";

    /**
     * How often the trusted principals of an epoch disagree.
     *
     * @param principals how many they are
     * @param sum of their rates
     * @param squares sum of the squares of their rates
     */
    private record Rates(int principals, double sum, double squares) {
        Rates without(double rate) {
            return new Rates(principals - 1, sum - rate, squares - rate * rate);
        }

        /** The mean, as if half a principal of each kind were beside those seen: a rate of 0 is never certain. */
        double mean() {
            return (sum + 0.5) / (principals + 1);
        }

        /** Of the mean. */
        double squaredError() {
            double mean = sum / principals;
            return Math.max(0, squares / principals - mean * mean) / (principals - 1);
        }
    }

    LabelFlipGuard(LabelFlipGuardConfig config, StageContext context) {
        this.config = config;
        this.context = context;
        principals = context.principals();
        bound = -StrictMath.log(config.falseAlarm());
        losses = new FadingQuantile[Math.max(1, context.classes())];
        for (int c = 0; c < losses.length; c++) {
            losses[c] = new FadingQuantile(1 - config.trimmed());
        }
        enough = (long) Math.ceil(2 / Math.max(config.trimmed(), 1e-9));
        needsLoss = config.trimmed() > 0 || context.task() == Task.REGRESSION;
        int slots = Math.max(64, principals.slots());
        said = new long[slots];
        evidence = new double[slots];
        distrusted = new boolean[slots];
        principals.add(this);
    }

    @Override
    public LabelFlipGuardConfig config() {
        return config;
    }

    /** Principals that are distrusted now. */
    public int distrusted() {
        return distrustedCount;
    }

    /** Fading share of distrusted principals among those that teach. */
    public double distrustedShare() {
        return distrustedShare;
    }

    @Override
    public Reason judge(Submission example) {
        int slot = example.slot();
        if (distrusted[slot]) {
            example.setScore(evidence[slot]);
            return Reason.DISTRUSTED;
        }
        if (needsLoss) {
            judged = loss(example);
            FadingQuantile quantile = losses[classOf(example)];
            if (config.trimmed() > 0 && quantile.count() >= enough && judged > quantile.value()) {
                example.setScore(judged);
                return Reason.HIGH_LOSS;
            }
        }
        return Reason.ADMITTED;
    }

    private int classOf(Submission example) {
        return losses.length == 1 ? 0 : (int) example.label();
    }

    private double loss(Submission example) {
        double[] scores = example.scores();
        return switch (context.task()) {
            case BINARY_CLASSIFICATION -> surprise(probabilityOf(example.label(), scores[0]));
            case MULTICLASS_CLASSIFICATION -> surprise(scores[(int) example.label()]);
            default -> Math.abs(scores[0] - example.label());
        };
    }

    /** P(label) where {@code score} is P(1): a product, as no processor can foresee a label. */
    private static double probabilityOf(double label, double score) {
        return label * score + (1 - label) * (1 - score);
    }

    /** Raw scores of a hinge loss may lie outside [0, 1]. */
    private static double surprise(double probability) {
        if (probability < LEAST_PROBABILITY) {
            return Surprise.of(LEAST_PROBABILITY);
        }
        return probability < 1 ? Surprise.of(probability) : 0;
    }

    /** 1 if it does, else 0. */
    private int disagrees(Submission example) {
        double[] scores = example.scores();
        double label = example.label();
        if (context.task() == Task.BINARY_CLASSIFICATION) {
            // The sign of how far the score is on the label's side of a half; adding 0 makes a half of -0 one of 0.
            return (int) (Double.doubleToRawLongBits((scores[0] - 0.5) * (2 * label - 1) + 0) >>> 63);
        }
        if (context.task() == Task.REGRESSION) {
            return Math.abs(scores[0] - label) > errors.value() ? 1 : 0;
        }
        double ofLabel = scores[(int) label];
        for (int k = 0; k < context.outputs(); k++) {
            if (scores[k] > ofLabel) {
                return 1;
            }
        }
        return 0;
    }

    @Override
    public boolean settle(Submission example) {
        int slot = example.slot();
        if (principals.trustClass(slot).isSuspected()) {
            list(slot);
            said[slot] += LABEL + disagrees(example);
            epochExamples++;
        }
        if (!distrusted[slot]) {
            if (config.trimmed() > 0) {
                losses[classOf(example)].update(judged);
            }
            if (context.task() == Task.REGRESSION) {
                errors.update(judged);
            }
        }
        if (epochExamples == config.epoch()) {
            endEpoch();
        }
        return !alarm.isEmpty();
    }

    private void list(int slot) {
        if (epochSlotCount == epochSlots.length) {
            epochSlots = Arrays.copyOf(epochSlots, 2 * epochSlotCount);
        }
        epochSlots[epochSlotCount] = slot;
        epochSlotCount += said[slot] < 0 ? 0 : 1;
        said[slot] |= LISTED;
    }

    private static long said(int labels, int disagreements) {
        if (disagreements < 0 || disagreements > labels) {
            throw new SnapshotException("must disagree at most once a label, found " + disagreements + " of " + labels);
        }
        return labels * LABEL + disagreements;
    }

    private static int labels(long said) {
        return (int) ((said & ~LISTED) >>> 32);
    }

    private static int disagreements(long said) {
        return (int) said;
    }

    private void endEpoch() {
        int trusted = 0;
        double disagreeing = 0;
        double squares = 0;
        int ofDistrusted = 0;
        for (int i = 0; i < epochSlotCount; i++) {
            int slot = epochSlots[i];
            int labels = labels(said[slot]);
            if (labels > 0 && distrusted[slot]) {
                ofDistrusted++;
            } else if (labels > 0) {
                trusted++;
                double rate = (double) disagreements(said[slot]) / labels;
                disagreeing += rate;
                squares += rate * rate;
            }
        }
        if (trusted >= config.leastPrincipals()) {
            Rates rates = new Rates(trusted, disagreeing, squares);
            usualRate = Double.isNaN(usualRate) ? rates.mean() : usualRate + SHARE_RATE * (rates.mean() - usualRate);
            if (usualRate <= NO_OPINION) {
                weighAll(rates);
            }
        }
        epochs++;
        if (trusted + ofDistrusted > 0) {
            distrustedShare += Math.max(SHARE_RATE, 1.0 / epochs)
                    * ((double) ofDistrusted / (trusted + ofDistrusted) - distrustedShare);
        }
        if (epochs >= EPOCHS_BEFORE_ALARM && distrustedShare > config.maxDistrusted()) {
            alarm = "%.1f %% of the teaching principals are distrusted, at most %.1f %% are allowed"
                    .formatted(100 * distrustedShare, 100 * config.maxDistrusted());
        }
        for (int i = 0; i < epochSlotCount; i++) {
            said[epochSlots[i]] = 0;
        }
        epochSlotCount = 0;
        epochExamples = 0;
    }

    private void weighAll(Rates rates) {
        Arrays.fill(changes, Double.NaN);
        for (int i = 0; i < epochSlotCount; i++) {
            weigh(epochSlots[i], rates);
        }
    }

    /** Compares a principal with all others that are trusted. */
    private void weigh(int slot, Rates rates) {
        int n = labels(said[slot]);
        int d = disagreements(said[slot]);
        if (n == 0) {
            return;
        }
        double change = n < FEW ? changeOfFew(n, d, distrusted[slot], rates) : change(n, d, distrusted[slot], rates);
        evidence[slot] = Math.max(evidence[slot] + change, 0);
        if (evidence[slot] > 2 * bound) {
            evidence[slot] = 2 * bound;
        }
        if (!distrusted[slot] && evidence[slot] >= bound) {
            setDistrusted(slot, true);
        } else if (distrusted[slot] && evidence[slot] <= bound / 2) {
            setDistrusted(slot, false);
        }
    }

    /** Most say little in an epoch, and those who said the same are weighed alike. */
    private double changeOfFew(int n, int d, boolean isDistrusted, Rates rates) {
        int place = (n * FEW + d) * 2 + (isDistrusted ? 1 : 0);
        if (Double.isNaN(changes[place])) {
            changes[place] = change(n, d, isDistrusted, rates);
        }
        return changes[place];
    }

    /** What an epoch adds to the evidence against a principal. */
    private double change(int n, int d, boolean isDistrusted, Rates rates) {
        Rates others = isDistrusted ? rates : rates.without((double) d / n);
        double p0 = Math.max(LEAST_RATE, others.mean());
        if (p0 >= EVEN) {
            return 0;
        }
        double p1 = p0 + config.flipRate() * (1 - 2 * p0);
        // At least one label in a thousand of a liar agrees, or a single one would prove honesty.
        p1 = Math.min(p1, 0.999);
        double v = p0 * (1 - p0);
        double excess = p0 == LEAST_RATE ? 0 : others.squaredError() * config.flipRate() * (1 - 2 * v) / (v * v);
        return d * Math.log(p1 / p0) + (n - d) * Math.log((1 - p1) / (1 - p0)) - n * Math.log1p(excess);
    }

    private void setDistrusted(int slot, boolean value) {
        if (distrusted[slot] != value) {
            distrusted[slot] = value;
            distrustedCount += value ? 1 : -1;
            principals.hold(slot, value);
        }
    }

    @Override
    public String alarm() {
        return alarm;
    }

    /** Goes on after an alarm; who is distrusted stays so. */
    @Override
    public void thaw() {
        alarm = "";
        distrustedShare = 0;
        epochs = 0;
    }

    @Override
    public void begin(int principal, int classSlot) {
        if (principal >= said.length) {
            int length = Math.max(principal + 1, 2 * said.length);
            said = Arrays.copyOf(said, length);
            evidence = Arrays.copyOf(evidence, length);
            distrusted = Arrays.copyOf(distrusted, length);
        }
    }

    @Override
    public void merge(int principal, int classSlot) {
        said[principal] &= LISTED;
        evidence[principal] = 0;
        if (distrusted[principal]) {
            distrusted[principal] = false;
            distrustedCount--;
        }
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(LabelFlipGuardConfig.STAGE, VERSION);
        for (FadingQuantile loss : losses) {
            loss.writeTo(out);
        }
        errors.writeTo(out);
        for (int slot = 0; slot < principals.slots(); slot++) {
            out.integer(labels(said[slot]));
            out.integer(disagreements(said[slot]));
            out.number(evidence[slot]);
            out.flag(distrusted[slot]);
        }
        out.integers(Arrays.copyOf(epochSlots, epochSlotCount));
        out.integer(epochExamples);
        out.count(epochs);
        out.number(distrustedShare);
        out.number(usualRate);
        out.text(alarm);
    }

    void readFrom(SnapshotInput in) {
        int version = in.version(LabelFlipGuardConfig.STAGE, VERSION);
        for (FadingQuantile loss : losses) {
            loss.readFrom(in);
        }
        errors.readFrom(in);
        for (int slot = 0; slot < principals.slots(); slot++) {
            said[slot] = said(in.integer(), in.integer());
            evidence[slot] = in.number();
            distrusted[slot] = in.flag();
            distrustedCount += distrusted[slot] ? 1 : 0;
        }
        for (int slot : in.integers()) {
            if (slot < 0 || slot >= principals.slots()) {
                throw new SnapshotException("must be a slot below " + principals.slots() + ", found " + slot);
            }
            list(slot);
        }
        epochExamples = in.integer();
        epochs = in.count();
        distrustedShare = in.number();
        usualRate = version < 2 ? Double.NaN : in.number();
        alarm = in.text();
    }
}
