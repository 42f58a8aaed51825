package io.millrace.cli.demo;

import io.millrace.schemas.ModelSnapshot;
import java.util.Comparator;
import java.util.List;

/**
 * What came of learning in the demonstration.
 *
 * @param labelsJoined labels that met the prediction of their flight and were learned from
 * @param replay the same flights and labels in one loop
 * @param online the newest snapshot of the learner, whose figures are of answers that it gave before it learned the truth about them
 */
record DemoLearning(long labelsJoined, LearnerReplay.Outcome replay, ModelSnapshot online) {
    private static final String LOG_LOSS = "log-loss.cumulative";
    private static final String AUC = "auc.cumulative";

    /** With the newest of these snapshots that has figures; null where there is none yet. */
    static DemoLearning of(long labelsJoined, LearnerReplay.Outcome replay, List<ModelSnapshot> snapshots) {
        ModelSnapshot newest = snapshots.stream()
                .filter(snapshot -> snapshot.getMetrics().containsKey(LOG_LOSS))
                .max(Comparator.comparingLong(ModelSnapshot::getExamples))
                .orElse(null);
        return new DemoLearning(labelsJoined, replay, newest);
    }

    /** Mean log loss of the learner's answers since its beginning; NaN where it has not told any. */
    double onlineLogLoss() {
        return figure(LOG_LOSS);
    }

    /** AUC of the same answers. */
    double onlineAuc() {
        return figure(AUC);
    }

    private double figure(String name) {
        return online == null ? Double.NaN : online.getMetrics().getOrDefault(name, Double.NaN);
    }
}
