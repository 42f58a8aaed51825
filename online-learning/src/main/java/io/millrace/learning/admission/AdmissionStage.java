package io.millrace.learning.admission;

import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * One way to tell whether an example may be learned. {@link Admission} asks the stages in order until one refuses, then tells all that were
 * asked what was decided.
 *
 * <p>Judging changes nothing but the submission's score and weight. The same submissions in the same order give the same decisions, also after
 * a snapshot and restore in between. Nothing is allocated once warm. One thread at a time.
 *
 * <p>A class, since where the JIT does not know whom it calls (see {@link StageChain}) a call through an interface costs a search through a table.
 */
public abstract class AdmissionStage {
    AdmissionStage() {}

    /** How it judges. */
    public abstract AdmissionStageConfig config();

    /**
     * Judges an example: sets the score that speaks for refusing it, and may reduce its weight.
     *
     * @param example finite, with a label that the task has
     * @return {@link Reason#ADMITTED}, or why this stage refuses it
     */
    public abstract Reason judge(Submission example);

    /**
     * Tells what was decided about an example that this stage was asked about, by whichever stage.
     *
     * @param example with the decision
     * @return whether there is an {@link #alarm}
     */
    public abstract boolean settle(Submission example);

    /** Why nothing should be learned any more until somebody has looked; empty if all is well. */
    public String alarm() {
        return "";
    }

    /** Goes on after an alarm. */
    public void thaw() {}

    /** Writes the whole state after the configuration, so that a restored twin goes on bit by bit as this one. */
    public abstract void writeTo(SnapshotOutput out);
}
