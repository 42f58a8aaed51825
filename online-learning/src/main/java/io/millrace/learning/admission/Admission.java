package io.millrace.learning.admission;

import io.millrace.learning.LearnerArguments;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The filter before one learner: all stages with their state, and counts of what they decided.
 *
 * <pre>{@code
 * learner.score(x, scores);
 * if (admission.admit(example.from(id, principal, trustClass, time).says(row, x, label, 1, scores))) {
 *     learner.learn(x, label, example.weight());
 * } else {
 *     // example.reason(), admission.stageName(example), example.score() → quarantine
 * }
 * }</pre>
 *
 * <p>Before any stage an example is refused that has something infinite or NaN in it, a label that the task does not have, or a principal whose
 * name is too long. Memory is bounded by the configuration, whatever comes. An example allocates nothing, unless its principal is new. The same examples
 * in the same order give the same decisions, also after {@link #restore} in between. One thread at a time.
 */
public final class Admission {
    private static final String PART = "admission";
    private static final int VERSION = 1;
    private static final Reason[] REASONS = Reason.values();

    private final AdmissionConfig config;
    private final StageContext context;
    private final AdmissionStage[] stages;
    private final StageChain chain;
    /** By stage + 1, then by reason; the first is of what was refused before any stage, or admitted. */
    private final long[][] counts;
    /** By class: seen, admitted. */
    private final long[][] byClass;

    private long seen;
    private long released;
    private String frozen = "";

    private Admission(
            AdmissionConfig config, Task task, int outputs, int dimension, List<String> fields, Set<String> texts) {
        this.config = config;
        context = new StageContext(task, outputs, dimension, fields, texts, new Principals(config.identity()));
        stages = new AdmissionStage[config.stages().size()];
        chain = new StageChain(stages);
        counts = new long[config.stages().size() + 1][REASONS.length];
        byClass = new long[config.identity().classes().size()][2];
    }

    /**
     * A filter before a learner whose fields hold numbers, which has seen nothing.
     *
     * @param task of the learner
     * @param outputs scores of the learner
     * @param dimension columns of the rows as the learner sees them
     * @param fields names of the raw fields, in order
     * @throws io.millrace.learning.config.InvalidConfigException with all mistakes, if stages do not go together with the learner
     */
    public static Admission of(AdmissionConfig config, Task task, int outputs, int dimension, List<String> fields) {
        return of(config, task, outputs, dimension, fields, Set.of());
    }

    /**
     * A filter before a model, which has seen nothing.
     *
     * @param outputs scores of the model
     * @throws io.millrace.learning.config.InvalidConfigException with all mistakes, if stages do not go together with the model
     */
    public static Admission of(AdmissionConfig config, OnlineModelConfig model, int outputs) {
        List<String> fields = model.fields().stream().map(FeatureField::name).toList();
        Set<String> texts = model.fields().stream()
                .filter(field -> field.kind() != FeatureField.Kind.NUMERIC)
                .map(FeatureField::name)
                .collect(Collectors.toSet());
        return of(config, model.learner().task(), outputs, model.dimension(), fields, texts);
    }

    static Admission of(
            AdmissionConfig config, Task task, int outputs, int dimension, List<String> fields, Set<String> texts) {
        Admission admission = new Admission(config, task, outputs, dimension, fields, texts);
        Checks checks = new Checks();
        config.stages().forEach(stage -> stage.check(admission.context, checks));
        checks.done();
        Arrays.setAll(admission.stages, i -> config.stages().get(i).newStage(admission.context));
        return admission;
    }

    /** Who may teach. */
    public AdmissionConfig config() {
        return config;
    }

    /**
     * Decides whether an example may be learned.
     *
     * @param example gets the decision; if admitted, it is to be learned now, with {@link Submission#weight}
     * @return whether it is admitted
     */
    public boolean admit(Submission example) {
        seen++;
        int trustClass = config.identity().classOf(example.trustClass());
        byClass[trustClass][0]++;
        Reason reason = firstLook(example);
        int asked = -1;
        if (reason == Reason.ADMITTED) {
            example.setSlot(context.principals().see(example.principal(), trustClass));
            reason = chain.judge(example);
            asked = chain.asked();
        }
        boolean admitted = reason == Reason.ADMITTED;
        example.decide(reason, admitted ? -1 : asked);
        settle(example, asked);
        counts[example.stage() + 1][reason.index()]++;
        byClass[trustClass][1] += admitted ? 1 : 0;
        return admitted;
    }

    private Reason firstLook(Submission example) {
        example.setScore(0);
        if (isFrozen()) {
            return Reason.FROZEN;
        }
        if (example.principal().length() > config.identity().maxNameLength()) {
            example.setScore(example.principal().length());
            return Reason.PRINCIPAL_TOO_LONG;
        }
        double label = context.task().isSupervised() ? example.label() : 0;
        if (context.classes() > 0 && !Double.isNaN(label) && !LearnerArguments.isClass(label, context.classes())) {
            example.setScore(label);
            return Reason.NOT_A_LABEL;
        }
        double norm = GradientNorm.of(context.task(), context.outputs(), example.x(), label, example.scores());
        example.setGradientNorm(norm);
        // A norm has all features in it, unless it is the distance to a centre.
        boolean finite = Double.isFinite(norm)
                && LearnerArguments.isWeight(example.weight())
                && (context.task() != Task.CLUSTERING || example.x().isFinite());
        return finite ? Reason.ADMITTED : Reason.NOT_FINITE;
    }

    private void settle(Submission example, int last) {
        if (chain.settle(example, last) && frozen.isEmpty()) {
            frozen = Arrays.stream(stages)
                    .map(AdmissionStage::alarm)
                    .filter(alarm -> !alarm.isEmpty())
                    .findFirst()
                    .orElseThrow();
        }
    }

    /**
     * Takes note that an example which was refused before is learned after all, since somebody has looked at it: it counts as admitted for all stages,
     * also beyond the principal's caps, and detectors learn from it.
     *
     * @return false if it has something NaN or infinite in it, or a label or principal that cannot be; then it must not be learned
     */
    public boolean release(Submission example) {
        String before = frozen;
        frozen = "";
        Reason reason = firstLook(example);
        frozen = before;
        if (reason != Reason.ADMITTED) {
            example.decide(reason, -1);
            return false;
        }
        int trustClass = config.identity().classOf(example.trustClass());
        example.setSlot(context.principals().see(example.principal(), trustClass));
        for (AdmissionStage stage : stages) {
            stage.judge(example);
        }
        example.decide(Reason.ADMITTED, -1);
        settle(example, stages.length - 1);
        released++;
        return true;
    }

    /** Whether all examples are refused until {@link #thaw}. The last good model goes on serving. */
    public boolean isFrozen() {
        return !frozen.isEmpty();
    }

    /** Why everything is refused; empty if it is not. */
    public String frozenBecause() {
        return frozen;
    }

    /**
     * Refuses everything until {@link #thaw}.
     *
     * @param reason one sentence, not empty; kept if there is one already
     */
    public void freeze(String reason) {
        if (reason.isEmpty()) {
            throw new IllegalArgumentException("must say why: reason is empty");
        }
        frozen = frozen.isEmpty() ? reason : frozen;
    }

    /** Goes on, after somebody has looked. */
    public void thaw() {
        frozen = "";
        for (AdmissionStage stage : stages) {
            stage.thaw();
        }
    }

    /** Examples seen. */
    public long seen() {
        return seen;
    }

    /** Examples admitted; released ones are not among them. */
    public long admitted() {
        return counts[0][Reason.ADMITTED.index()];
    }

    /** Examples released. */
    public long released() {
        return released;
    }

    /**
     * Examples that a stage refused.
     *
     * @param stage its number; −1 for what was refused before the first
     */
    public long refused(int stage, Reason reason) {
        return reason == Reason.ADMITTED ? 0 : counts[stage + 1][reason.index()];
    }

    /** Examples refused for a reason, by whichever stage. */
    public long refused(Reason reason) {
        long sum = 0;
        for (int stage = -1; stage < stages.length; stage++) {
            sum += refused(stage, reason);
        }
        return sum;
    }

    /** Examples seen of a class, by its number in the configuration. */
    public long seen(int trustClass) {
        return byClass[trustClass][0];
    }

    /** Examples admitted of a class, by its number in the configuration. */
    public long admitted(int trustClass) {
        return byClass[trustClass][1];
    }

    /** Principals that are told apart now. */
    public int principals() {
        return context.principals().size();
    }

    /** How often a principal was merged into its class. */
    public long merged() {
        return context.principals().merged();
    }

    /** Name of the stage that refused an example; empty if none did. */
    public String stageName(Submission example) {
        return example.stage() < 0 ? "" : config.stages().get(example.stage()).stage();
    }

    /** A stage, to be asked only. */
    public AdmissionStage stage(int number) {
        return stages[number];
    }

    /** The whole filter: configuration, state, counts. */
    public byte[] snapshot() {
        SnapshotOutput out = new SnapshotOutput();
        writeTo(out);
        return out.toByteArray();
    }

    /** Writes the {@link #snapshot}. */
    public void writeTo(SnapshotOutput out) {
        out.version(PART, VERSION);
        config.writeTo(out);
        out.constant(context.task());
        out.integer(context.outputs());
        out.integer(context.dimension());
        out.texts(context.fields());
        out.texts(context.fields().stream().filter(context.texts()::contains).toList());
        context.principals().writeTo(out);
        for (AdmissionStage stage : stages) {
            stage.writeTo(out);
        }
        out.count(seen);
        out.count(released);
        out.text(frozen);
        out.integer(REASONS.length);
        for (long[] ofStage : counts) {
            for (Reason reason : REASONS) {
                out.constant(reason);
                out.count(ofStage[reason.index()]);
            }
        }
        for (long[] row : byClass) {
            out.count(row[0]);
            out.count(row[1]);
        }
    }

    /**
     * The filter of which these bytes are the {@link #snapshot}.
     *
     * @throws SnapshotException if they are not one of this release or an older one
     */
    public static Admission restore(byte[] snapshot) {
        SnapshotInput in = new SnapshotInput(snapshot);
        in.version(PART, VERSION);
        try {
            Admission admission = readFrom(in);
            in.end();
            return admission;
        } catch (IllegalArgumentException e) {
            // well-formed, but values that a configuration refuses
            throw new SnapshotException("must hold a valid admission, found " + e.getMessage(), e);
        }
    }

    private static Admission readFrom(SnapshotInput in) {
        AdmissionConfig config = AdmissionConfig.read(in);
        Admission admission = new Admission(
                config, in.constant(Task.class), in.integer(), in.integer(), in.texts(), new HashSet<>(in.texts()));
        admission.context.principals().readFrom(in);
        Arrays.setAll(admission.stages, i -> config.stages().get(i).readStage(admission.context, in));
        admission.seen = in.count();
        admission.released = in.count();
        admission.frozen = in.text();
        int reasons = in.integer();
        if (reasons < 0 || reasons > REASONS.length) {
            throw new SnapshotException("must have at most " + REASONS.length + " reasons, found " + reasons);
        }
        for (long[] ofStage : admission.counts) {
            for (int i = 0; i < reasons; i++) {
                ofStage[in.constant(Reason.class).index()] = in.count();
            }
        }
        for (long[] row : admission.byClass) {
            row[0] = in.count();
            row[1] = in.count();
        }
        return admission;
    }
}
