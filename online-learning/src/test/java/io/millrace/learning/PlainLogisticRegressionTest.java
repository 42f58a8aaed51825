package io.millrace.learning;

import io.millrace.learning.snapshot.SnapshotInput;

class PlainLogisticRegressionTest extends LearnerContract {
    @Override
    protected LearnerConfig config() {
        return new PlainLogisticRegression.Config(0.1);
    }

    @Override
    protected LearnerConfig readConfig(SnapshotInput in) {
        return PlainLogisticRegression.Config.readFrom(in);
    }
}
