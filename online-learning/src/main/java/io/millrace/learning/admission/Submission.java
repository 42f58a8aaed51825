package io.millrace.learning.admission;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.model.FeatureRow;

/**
 * One example on its way to a learner, and what was decided about it. Reused by its owner for ever; stages keep nothing of it.
 *
 * <p>Row, vector and scores are not copied: they must stay as they are until the decision is read.
 */
public final class Submission {
    private String id = "";
    private String principal = "";
    private String trustClass = "";
    private long time;
    private FeatureRow row;
    private FeatureVector x;
    private double label;
    private double weight;
    private double[] scores;

    private int slot;
    private double gradientNorm;
    private Reason reason = Reason.ADMITTED;
    private int stage = -1;
    private double score;

    /** An example without anything in it yet. */
    public Submission() {}

    /**
     * Who says so.
     *
     * @param id of the event; empty or null if it has none, and then no duplicate is found
     * @param principal who supplied the label, as authenticated, never from a free header; empty or null if unknown: then it shares what its class may do
     * @param trustClass of the label topic; one that is not configured counts as the default class
     * @param time event time in epoch milliseconds, as the prediction has it
     * @return this
     */
    public Submission from(String id, String principal, String trustClass, long time) {
        this.id = id == null ? "" : id;
        this.principal = principal == null ? "" : principal;
        this.trustClass = trustClass == null ? "" : trustClass;
        this.time = time;
        return this;
    }

    /**
     * What is said.
     *
     * @param row raw values as they were when the event was answered
     * @param x the same as the learner will see it
     * @param label as the learner's task says; ignored where it has none
     * @param weight how much it is to count, finite and &gt;= 0
     * @param scores that the learner gives before it has learned this
     * @return this
     */
    public Submission says(FeatureRow row, FeatureVector x, double label, double weight, double[] scores) {
        this.row = row;
        this.x = x;
        this.label = label;
        this.weight = weight;
        this.scores = scores;
        return this;
    }

    /** Id of the event; empty if it has none. */
    public String id() {
        return id;
    }

    /** Who supplied the label; empty if unknown. */
    public String principal() {
        return principal;
    }

    /** Trust class of the label topic, as it came. */
    public String trustClass() {
        return trustClass;
    }

    /** Event time in epoch milliseconds. */
    public long time() {
        return time;
    }

    /** Raw values. */
    public FeatureRow row() {
        return row;
    }

    /** Features as the learner sees them. */
    public FeatureVector x() {
        return x;
    }

    /** The label. */
    public double label() {
        return label;
    }

    /** How much it is to count: what it came with, or less where a stage has reduced it. */
    public double weight() {
        return weight;
    }

    /** The learner's scores before it has learned this. */
    public double[] scores() {
        return scores;
    }

    /** Whether it may be learned. */
    public boolean isAdmitted() {
        return reason == Reason.ADMITTED;
    }

    /** What was decided. */
    public Reason reason() {
        return reason;
    }

    /** Number of the stage that refused it, from 0; −1 if none did, or it was refused before the first. */
    public int stage() {
        return stage;
    }

    /** What the refusing stage measured, in its own unit; 0 if admitted. */
    public double score() {
        return score;
    }

    /** Place of the principal in {@link Principals}. */
    int slot() {
        return slot;
    }

    void setSlot(int slot) {
        this.slot = slot;
    }

    /** How hard it pulls at the learner for weight 1, as the filter measured it: of a linear model the Euclidean norm of the gradient. */
    public double gradientNorm() {
        return gradientNorm;
    }

    void setGradientNorm(double gradientNorm) {
        this.gradientNorm = gradientNorm;
    }

    void setWeight(double weight) {
        this.weight = weight;
    }

    void setScore(double score) {
        this.score = score;
    }

    void decide(Reason reason, int stage) {
        this.reason = reason;
        this.stage = stage;
        if (reason == Reason.ADMITTED) {
            score = 0;
        }
    }
}
