package io.millrace.learning.gate;

/**
 * What a learner knew at one moment; never learns.
 *
 * @param <R> rows of features
 */
public final class Candidate<R> {
    private final String learner;
    private final long examples;
    private final byte[] snapshot;
    private final CandidateScorer<R> scorer;

    /**
     * Bytes with a scorer read from them.
     *
     * @param examples that the learner had learned
     */
    Candidate(String learner, long examples, byte[] snapshot, CandidateScorer<R> scorer) {
        this.learner = learner;
        this.examples = examples;
        this.snapshot = snapshot;
        this.scorer = scorer;
    }

    /** Name of the learner. */
    public String learner() {
        return learner;
    }

    /** Examples that it had learned. */
    public long examples() {
        return examples;
    }

    /** What it knew, as {@link Contestant#snapshot} gave it; not to be changed. */
    public byte[] snapshot() {
        return snapshot;
    }

    /** Answers with it. */
    public CandidateScorer<R> scorer() {
        return scorer;
    }
}
