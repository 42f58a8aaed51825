package io.millrace.jobs.pipeline;

import io.millrace.learning.admission.Admission;
import io.millrace.learning.admission.AdmissionConfig;
import io.millrace.learning.admission.IdentityConfig;
import io.millrace.learning.model.OnlineModelConfig;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who may teach the learners of a pipeline.
 *
 * @param config principals, their trust classes, and the stages
 * @param source where a principal's name comes from
 * @param keys public keys of those who vouch for principals, by id, each as {@link io.millrace.schemas.signing.KeyFiles#text} writes it; none but for {@link Source#SIGNED}
 * @param classes name of the trust class of principals that do not have that of the topic, by name
 * @param learners names of the learners that have the filter in front; empty: all
 * @param heldExamples refused examples that are held for a release, 0 to 10,000,000
 * @param retention what is kept for a revert
 */
public record AdmissionPlan(
        AdmissionConfig config,
        Source source,
        Map<String, String> keys,
        Map<String, String> classes,
        List<String> learners,
        int heldExamples,
        Retention retention)
        implements Serializable {
    /** Trust class of examples that no principal has labelled: a label that stands in for a missing one, or learners without labels. */
    public static final String UNLABELLED = "unlabelled";

    /** More than this many examples take too much memory and time at each checkpoint. */
    static final int MOST_EXAMPLES = 10_000_000;

    /** Where a principal's name comes from; never from a header, which anybody may write. */
    public enum Source {
        /** The label's own field {@code principal}: whoever may write to the topic must fill it in truthfully. */
        LABEL,
        /** The same field, where the label is signed by somebody who vouches for it; any other is nobody's, with the topic's trust class. */
        SIGNED,
        /** Nowhere: all labels of the topic are one principal's, with the topic's trust class. */
        TOPIC
    }

    /**
     * What is kept for a revert.
     *
     * @param examples that were seen last, 0 to 10,000,000; 0: nothing is kept
     * @param every so many examples the learners are kept as they were, &gt;= 1: a revert takes back from such a point on
     */
    public record Retention(int examples, int every) implements Serializable {
        /** 20,000 examples, a point every 5,000. */
        public static final Retention DEFAULT = new Retention(20_000, 5_000);
    }

    /** Copies maps and list. */
    public AdmissionPlan {
        // Maps that travel to the task managers, in an order of their own.
        keys = new TreeMap<>(keys);
        classes = new TreeMap<>(classes);
        learners = List.copyOf(learners);
    }

    /** Classes and bounds of principals. */
    public IdentityConfig identity() {
        return config.identity();
    }

    /** Whether the filter stands before a learner. */
    public boolean concerns(String learner) {
        return learners.isEmpty() || learners.contains(learner);
    }

    /**
     * A filter for a learner that has seen nothing.
     *
     * @param outputs scores of the learner
     * @throws io.millrace.learning.config.InvalidConfigException with all mistakes, if stages do not go together with the learner
     */
    public Admission newFilter(OnlineModelConfig model, int outputs) {
        return Admission.of(config, model, outputs);
    }
}
