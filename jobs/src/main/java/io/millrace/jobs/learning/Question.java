package io.millrace.jobs.learning;

import io.millrace.jobs.pipeline.HoldoutExamples;
import io.millrace.learning.gate.TrustedHoldout;
import io.millrace.learning.model.FeatureRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Features that candidates are asked about. Learners have fields of their own, and so have their candidates. */
@FunctionalInterface
interface Question {
    /** The features that the learners have seen last. */
    Question SEEN_LAST = HostedLearner::seenLast;

    /** The features in the fields of a learner; null if it can do nothing with them. */
    FeatureRow of(HostedLearner learner);

    /** The trusted examples of a slot; null without. */
    static TrustedHoldout<Question> holdout(SlotSettings settings) {
        HoldoutSettings trusted = settings.holdout();
        if (trusted == null) {
            return null;
        }
        HoldoutExamples examples = trusted.plan().examples();
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            Map<String, FeatureRow> rows = new HashMap<>();
            for (LearnerSettings learner : settings.learners()) {
                rows.put(learner.name(), examples.row(i, learner.config().fields()));
            }
            questions.add(learner -> rows.get(learner.name()));
        }
        return new TrustedHoldout<>(trusted.plan().config(), questions, examples.labels(), examples.sha256());
    }
}
