package io.millrace.learning.gate;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/** A contestant that answers one probability, or on rows whose first feature is above 0.5, another one; told what it knows by the test. */
final class ConstantLearner implements Contestant<FeatureVector> {
    private final String name;
    double low;
    double high;
    long examples;
    boolean frozen;
    int asked;

    ConstantLearner(String name, double probability) {
        this.name = name;
        knows(probability);
    }

    void knows(double probability) {
        low = probability;
        high = probability;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long examples() {
        return examples;
    }

    @Override
    public boolean isFrozen() {
        return frozen;
    }

    @Override
    public byte[] snapshot() {
        asked++;
        SnapshotOutput out = new SnapshotOutput();
        out.number(low);
        out.number(high);
        return out.toByteArray();
    }

    @Override
    public CandidateScorer<FeatureVector> restore(byte[] snapshot) {
        SnapshotInput in = new SnapshotInput(snapshot);
        double lowThen = in.number();
        double highThen = in.number();
        return (x, scores) -> {
            scores[0] = x.value(0) > 0.5 ? highThen : lowThen;
            return x.isFinite();
        };
    }
}
