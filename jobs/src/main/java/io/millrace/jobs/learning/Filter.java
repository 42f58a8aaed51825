package io.millrace.jobs.learning;

import io.millrace.jobs.pipeline.AdmissionPlan;
import io.millrace.jobs.pipeline.AdmissionPlan.Source;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.Parameter;
import io.millrace.learning.admission.Admission;
import io.millrace.learning.admission.Reason;
import io.millrace.learning.admission.Submission;
import io.millrace.learning.admission.TrustClass;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import io.millrace.schemas.QuarantineState;
import io.millrace.schemas.QuarantinedExample;
import io.millrace.schemas.QuarantinedFeature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The admission filter before one learner: says who supplied an example, has it judged, and adds up what was learned by whom. One thread. */
final class Filter {
    private static final String PART = "filter";
    private static final int VERSION = 1;
    private static final Logger LOGGER = LoggerFactory.getLogger(Filter.class);

    private final AdmissionPlan plan;
    private final OnlineModel model;
    private final Admission admission;
    private final Submission submission = new Submission();
    private final Map<String, Integer> classByName = new HashMap<>();
    private final String topicClass;
    /** By class: weight × gradient norm of what was learned since the last look. */
    private final double[] influence;
    /** What was learned until the last look; empty if there was none. */
    private double[] parameters = {};

    private String trustClass = "";

    private Filter(AdmissionPlan plan, OnlineModel model, Admission admission) {
        this.plan = plan;
        this.model = model;
        this.admission = admission;
        List<TrustClass> classes = plan.identity().classes();
        for (int i = 0; i < classes.size(); i++) {
            classByName.put(classes.get(i).name(), i);
        }
        topicClass = classes.get(0).name();
        influence = new double[classes.size()];
    }

    /** One that has seen nothing. */
    static Filter untaught(AdmissionPlan plan, OnlineModel model) {
        return new Filter(plan, model, plan.newFilter(model.config(), model.outputs()));
    }

    /** Reads what {@link #writeTo} wrote. With another configuration it begins anew: caps, detectors and trust mean something else then. */
    static Filter readFrom(AdmissionPlan plan, OnlineModel model, SnapshotInput in) {
        in.version(PART, VERSION);
        Admission admission = Admission.restore(in.bytes());
        double[] influence = in.numbers();
        double[] parameters = in.numbers();
        if (!admission.config().equals(plan.config())) {
            LOGGER.info("Admission has another configuration than before and begins anew");
            return untaught(plan, model);
        }
        Filter filter = new Filter(plan, model, admission);
        System.arraycopy(influence, 0, filter.influence, 0, influence.length);
        filter.parameters = parameters;
        return filter;
    }

    /** Whether what {@link #writeTo} wrote, or nothing, is of a filter with this configuration, or none. */
    static boolean isOf(AdmissionPlan plan, byte[] state) {
        if (plan == null || state.length == 0) {
            return plan == null && state.length == 0;
        }
        SnapshotInput in = new SnapshotInput(state);
        in.version(PART, VERSION);
        return Admission.restore(in.bytes()).config().equals(plan.config());
    }

    void writeTo(SnapshotOutput out) {
        out.version(PART, VERSION);
        out.nested(admission::writeTo);
        out.numbers(influence);
        out.numbers(parameters);
    }

    Admission admission() {
        return admission;
    }

    AdmissionPlan plan() {
        return plan;
    }

    // --- one example ---

    /**
     * Judges an example whose features and scores are those given.
     *
     * @param x the row as the learner sees it
     * @param scores that the learner gave before it learned this
     * @return whether it may be learned, with {@link #weight}
     */
    boolean admits(Example example, FeatureRow row, FeatureVector x, double label, double[] scores) {
        return admission.admit(submitted(example, row, x, label, scores));
    }

    /** Takes note that a refused example is learned after all; false if it cannot be. */
    boolean release(Example example, FeatureRow row, FeatureVector x, double label, double[] scores) {
        return admission.release(submitted(example, row, x, label, scores));
    }

    private Submission submitted(Example example, FeatureRow row, FeatureVector x, double label, double[] scores) {
        String principal = plan.source() != Source.TOPIC && example.labelled ? example.principal : null;
        trustClass = example.labelled ? classOf(principal) : AdmissionPlan.UNLABELLED;
        return submission
                .from(example.eventId, principal, trustClass, example.eventTime)
                .says(row, x, label, 1, scores);
    }

    private String classOf(String principal) {
        return principal == null ? topicClass : plan.classes().getOrDefault(principal, topicClass);
    }

    /** How much the example that was judged last is to count. */
    double weight() {
        return submission.weight();
    }

    /** The example that was judged last was learned. */
    void learned() {
        influence[classByName.get(trustClass)] += submission.weight() * submission.gradientNorm();
    }

    /** The example that was judged last, as a record of what was refused. */
    QuarantinedExample refused(Example example, String slot, String learner, String answeredBy) {
        Reason reason = submission.reason();
        return QuarantinedExample.newBuilder()
                .setEventId(example.eventId)
                .setSlot(slot)
                .setLearner(learner)
                .setState(QuarantineState.HELD)
                .setReason(reason.text())
                .setStage(admission.stageName(submission))
                .setScore(submission.score())
                .setPrincipal(example.principal == null ? null : shortened(example.principal))
                .setTrustClass(trustClass)
                .setLabel(label(example))
                .setFeatures(features(submission.row()))
                .setScores(scores())
                .setModel(answeredBy)
                .setEventTime(Instant.ofEpochMilli(example.eventTime))
                .setKnownAt(Instant.ofEpochMilli(example.time))
                .setPartition(example.partition)
                .setOffset(example.offset)
                .build();
    }

    /** A name that is too long is so still when it is cut. */
    String shortened(String principal) {
        int most = plan.identity().maxNameLength() + 1;
        return principal.length() <= most ? principal : principal.substring(0, most);
    }

    private static Object label(Example example) {
        if (!example.labelled) {
            return null;
        }
        return example.text == null ? (Object) example.number : example.text;
    }

    private List<QuarantinedFeature> features(FeatureRow row) {
        List<FeatureField> fields = model.config().fields();
        List<QuarantinedFeature> features = new ArrayList<>(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            Object value = row.text(i);
            if (value == null && !Double.isNaN(row.number(i))) {
                value = row.number(i);
            }
            features.add(new QuarantinedFeature(fields.get(i).name(), value));
        }
        return features;
    }

    private List<Double> scores() {
        List<Double> scores = new ArrayList<>(model.outputs());
        for (int k = 0; k < model.outputs(); k++) {
            scores.add(submission.scores()[k]);
        }
        return scores;
    }

    // --- since the last look ---

    /**
     * How far parameters have moved since the last look, and by whom; the next look begins here.
     *
     * @param shift Euclidean distance of the parameters; NaN if there was no look before, or there are others now
     * @param influence by class, the weight × gradient norm of what was learned
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Movement(double shift, double[] influence) {
        /**
         * What of the shift is a class's: its share of the influence. Exact where all pull the same way; in general parameters move less than
         * the sum of what each does.
         */
        double shiftOf(int trustClass) {
            double sum = 0;
            for (double ofClass : influence) {
                sum += ofClass;
            }
            return sum == 0 ? 0 : shift * influence[trustClass] / sum;
        }
    }

    /** Looks. */
    Movement look() {
        double[] now = model.parameters().stream().mapToDouble(Parameter::value).toArray();
        double shift = Double.NaN;
        if (parameters.length == now.length && now.length > 0) {
            double sum = 0;
            for (int i = 0; i < now.length; i++) {
                sum += (now[i] - parameters[i]) * (now[i] - parameters[i]);
            }
            shift = Math.sqrt(sum);
        }
        parameters = now;
        Movement movement = new Movement(shift, influence.clone());
        Arrays.fill(influence, 0);
        return movement;
    }
}
