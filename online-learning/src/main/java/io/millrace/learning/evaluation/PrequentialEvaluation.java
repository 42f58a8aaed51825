package io.millrace.learning.evaluation;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.List;

/**
 * How good one answerer is: all metrics that fit its task, over all examples, fading and over the last ones, beside
 * answerers without skill ({@link NoSkill}), which learn each label after they have answered, as it does.
 *
 * <p>An update allocates nothing and costs less than a microsecond for eight metrics of a binary task. One thread at a time.
 */
public final class PrequentialEvaluation {
    private static final String PART = "prequential-evaluation";
    private static final int VERSION = 1;

    private final EvaluationConfig config;
    private final double[] scratch;
    private final Track answerer;
    private final List<Track> peers;
    private final NoSkill noSkill;
    private long ignored;

    /** Begins with no examples. */
    public PrequentialEvaluation(EvaluationConfig config) {
        this(
                config,
                new Track(config),
                isSupervised(config) ? List.of(new Track(config), new Track(config)) : List.of(),
                isSupervised(config) ? new NoSkill(config.task(), config.outputs(), config.probabilities()) : null,
                0);
    }

    private PrequentialEvaluation(
            EvaluationConfig config, Track answerer, List<Track> peers, NoSkill noSkill, long ignored) {
        this.config = config;
        this.answerer = answerer;
        this.peers = peers;
        this.noSkill = noSkill;
        this.ignored = ignored;
        scratch = new double[config.outputs()];
    }

    private static boolean isSupervised(EvaluationConfig config) {
        return config.task().isSupervised();
    }

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @param config the one that it was made with
     * @throws io.millrace.learning.snapshot.SnapshotException if the bytes are damaged or of another configuration
     */
    public static PrequentialEvaluation readFrom(EvaluationConfig config, SnapshotInput in) {
        in.version(PART, VERSION);
        long ignored = in.count();
        Track answerer = Track.readFrom(config, in);
        if (!isSupervised(config)) {
            return new PrequentialEvaluation(config, answerer, List.of(), null, ignored);
        }
        List<Track> peers = List.of(Track.readFrom(config, in), Track.readFrom(config, in));
        NoSkill noSkill = NoSkill.readFrom(config.task(), config.outputs(), config.probabilities(), in);
        return new PrequentialEvaluation(config, answerer, peers, noSkill, ignored);
    }

    /** What is measured. */
    public EvaluationConfig config() {
        return config;
    }

    /**
     * Counts one example in, before anybody learns it.
     *
     * @param label as the task says; any number where it has none
     * @param scores what was answered without knowing the label; the first {@link EvaluationConfig#outputs()} are read
     * @param weight how much the example counts
     * @return false, and counted as ignored, if the label is outside the task, a score is NaN or infinite, or the weight is not finite and &gt; 0
     */
    public boolean update(double label, double[] scores, double weight) {
        if (!answerer.metric(0).accepts(label, scores, weight)) {
            ignored++;
            return false;
        }
        answerer.update(label, scores, weight);
        if (noSkill != null) {
            noSkill.shares(scratch);
            peers.get(0).update(label, scratch, weight);
            noSkill.last(scratch);
            peers.get(1).update(label, scratch, weight);
            noSkill.update(label, weight);
        }
        return true;
    }

    /** Examples so far, without those ignored. */
    public long n() {
        return (long) answerer.n(0, Form.CUMULATIVE);
    }

    /** Examples that could not be counted. */
    public long ignored() {
        return ignored;
    }

    /**
     * The value of one metric.
     *
     * @param metric its name
     * @throws IllegalArgumentException if it is not among those of the task
     */
    public Reading reading(String metric, Form form) {
        for (int i = 0; i < answerer.metrics(); i++) {
            if (answerer.metric(i).name().equals(metric)) {
                return reading(i, form);
            }
        }
        throw new IllegalArgumentException("must be a metric of " + config.task() + ": metric=" + metric);
    }

    private Reading reading(int i, Form form) {
        return new Reading(
                answerer.metric(i).name(),
                form,
                answerer.value(i, form),
                answerer.n(i, form),
                noSkill == null ? Double.NaN : peers.get(0).value(i, form),
                noSkill == null ? Double.NaN : peers.get(1).value(i, form));
    }

    /** All values, metric by metric. Allocates; costs some passes over the window. */
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < answerer.metrics(); i++) {
            for (Form form : Form.values()) {
                readings.add(reading(i, form));
            }
        }
        return readings;
    }

    /** Writes the whole state after the configuration. */
    public void writeTo(SnapshotOutput out) {
        out.version(PART, VERSION);
        out.count(ignored);
        answerer.writeTo(out);
        peers.forEach(peer -> peer.writeTo(out));
        if (noSkill != null) {
            noSkill.writeTo(out);
        }
    }
}
