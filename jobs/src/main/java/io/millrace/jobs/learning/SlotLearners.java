package io.millrace.jobs.learning;

import io.millrace.jobs.decode.DecodeException;
import io.millrace.jobs.learning.HostedLearner.Lesson;
import io.millrace.jobs.learning.HostedLearner.Ruling;
import io.millrace.jobs.pipeline.AdmissionPlan;
import io.millrace.jobs.pipeline.AdmissionPlan.Retention;
import io.millrace.learning.Task;
import io.millrace.learning.evaluation.EvaluationConfig;
import io.millrace.learning.evaluation.PrequentialEvaluation;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.gate.PublishGate;
import io.millrace.learning.gate.TrustedHoldout;
import io.millrace.learning.gate.Verdict;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.QuarantineState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The learners of one slot: each example is first asked about, then learned, then it is seen whether a candidate is due. They share
 * one gate, so that of several that race the best is offered. Given the same examples in the same order it does the same, also
 * after {@link #snapshot} and {@link #restore} in between. One thread.
 */
final class SlotLearners implements AutoCloseable {
    private static final String PART = "slot-learners";
    private static final int VERSION = 4;

    private final SlotSettings settings;
    private final ServedModels served;
    private final Offers offers;
    private final LearningMetrics metrics;
    private final Task task;
    private final LoggedPrediction prediction;
    /** Null without. */
    private final TrustedHoldout<Question> holdout;

    private final AdmissionReport report;
    private final Quarantine quarantine;
    private final Lessons lessons;
    /** Where points to revert to are written, one after the other. */
    private final SnapshotOutput point = new SnapshotOutput();
    /** Whether not anybody may teach all learners. */
    private final boolean filters;

    private List<HostedLearner> learners;
    private PublishGate<Question> gate;
    private PrequentialEvaluation champion;
    /** What each learner's filter said about the example in hand. */
    private final List<Ruling> rulings = new ArrayList<>();

    /** The newest offer of which nobody knows yet what became of it; empty: none. */
    private String offered = "";

    /** Time of the newest example, milliseconds. */
    private long newest = Long.MIN_VALUE;

    /** Examples since admission was last reported. */
    private int unreported;

    private SlotLearners(
            SlotSettings settings,
            ServedModels served,
            Offers offers,
            LearningMetrics metrics,
            List<HostedLearner> learners) {
        this.settings = settings;
        this.served = served;
        this.offers = offers;
        this.metrics = metrics;
        this.learners = learners;
        task = settings.gate().loss().task();
        prediction = new LoggedPrediction(settings.outputs());
        holdout = Question.holdout(settings);
        report = new AdmissionReport(offers);
        Optional<AdmissionPlan> admission = settings.admission();
        quarantine = new Quarantine(admission.map(AdmissionPlan::heldExamples).orElse(0), offers::tellQuarantine);
        filters = admission.isPresent();
        lessons = new Lessons(admission.map(AdmissionPlan::retention).orElse(new Retention(0, 1)));
    }

    /** Learners that have learned nothing. */
    static SlotLearners untaught(SlotSettings settings, ServedModels served, Offers offers, LearningMetrics metrics) {
        List<HostedLearner> learners = new ArrayList<>();
        for (LearnerSettings learner : settings.learners()) {
            learners.add(HostedLearner.untaught(learner, settings.gate().loss(), served));
        }
        SlotLearners slot = new SlotLearners(settings, served, offers, metrics, learners);
        slot.gate = new PublishGate<>(settings.gate(), List.copyOf(learners), slot.holdout);
        slot.measureFileModel();
        slot.champion = new PrequentialEvaluation(slot.championConfig());
        return slot;
    }

    /**
     * Reads what {@link #snapshot} wrote. Learners that are new, or have other options, begin anew; those that are gone are left out. One whose
     * {@code thaw} was raised goes on if it was frozen, and the gate with it. With another loss the gate begins anew; versions go on.
     */
    static SlotLearners restore(
            SlotSettings settings,
            ServedModels served,
            Offers offers,
            LearningMetrics metrics,
            byte[] snapshot,
            Iterable<byte[]> keptLessons) {
        SnapshotInput in = new SnapshotInput(snapshot);
        int version = in.version(PART, VERSION);
        boolean first = version == 1; // knew neither thaw nor another loss
        ScoreLoss loss = first ? settings.gate().loss() : ScoreLoss.valueOf(in.text());
        int outputs = first ? settings.gate().outputs() : in.integer();
        Map<String, byte[]> saved = new HashMap<>();
        Map<String, Integer> thaws = new HashMap<>();
        Map<String, String> holders = new HashMap<>();
        for (int i = in.integer(); i > 0; i--) {
            String name = in.text();
            saved.put(name, in.bytes());
            thaws.put(name, first ? 0 : in.integer());
            holders.put(name, version < 4 ? "" : in.text());
        }
        boolean thawed = false;
        List<HostedLearner> learners = new ArrayList<>();
        for (LearnerSettings learner : settings.learners()) {
            byte[] bytes = saved.get(learner.name());
            if (bytes == null) {
                learners.add(HostedLearner.untaught(learner, settings.gate().loss(), served));
                continue;
            }
            HostedLearner read =
                    HostedLearner.readFrom(learner, settings.gate().loss(), served, new SnapshotInput(bytes));
            if (loss != settings.gate().loss()) {
                read.guard().forgetLosses();
            }
            if (learner.thaw() > thaws.get(learner.name())) {
                thawed = true;
                read = read.thawed(settings.gate().loss(), served);
            } else {
                read.hold(holders.get(learner.name()));
            }
            learners.add(read);
        }
        SlotLearners slot = new SlotLearners(settings, served, offers, metrics, learners);
        slot.readGate(first ? in : new SnapshotInput(in.bytes()));
        if (thawed) {
            slot.gate.thaw();
        }
        SnapshotInput evaluation = first ? in : new SnapshotInput(in.bytes());
        boolean sameQuestion =
                loss.task() == slot.task && outputs == settings.gate().outputs();
        slot.champion = sameQuestion
                ? PrequentialEvaluation.readFrom(slot.championConfig(), evaluation)
                : new PrequentialEvaluation(slot.championConfig());
        slot.offered = in.text();
        slot.newest = first ? Long.MIN_VALUE : in.count();
        if (version >= 3) {
            slot.unreported = in.integer();
            slot.quarantine.readFrom(new SnapshotInput(in.bytes()));
            slot.lessons.restore(keptLessons);
        }
        if (!keptLessons.iterator().hasNext()) {
            slot.lessons.forget(slot.newest); // what was seen before was not kept
        }
        in.end();
        return slot;
    }

    private void readGate(SnapshotInput in) {
        gate = PublishGate.readFrom(settings.gate(), List.copyOf(learners), holdout, in);
        measureFileModel();
    }

    /** Candidates must not lose against the pipeline file's model on trusted examples. */
    private void measureFileModel() {
        if (holdout != null) {
            holdout.reference(settings.holdout().answers());
        }
    }

    private EvaluationConfig championConfig() {
        return EvaluationConfig.of(task, settings.gate().outputs());
    }

    /** The whole state. */
    byte[] snapshot() {
        SnapshotOutput out = new SnapshotOutput();
        out.version(PART, VERSION);
        out.text(settings.gate().loss().name());
        out.integer(settings.gate().outputs());
        out.integer(learners.size());
        for (HostedLearner learner : learners) {
            out.text(learner.name());
            out.nested(learner::writeTo);
            out.integer(learner.settings().thaw());
            out.text(learner.heldBy());
        }
        out.nested(gate::writeTo);
        out.nested(champion::writeTo);
        out.text(offered);
        out.count(newest);
        out.integer(unreported);
        out.nested(quarantine::writeTo);
        return out.toByteArray();
    }

    /** The lessons that are kept for a revert: state as well, in pieces. */
    List<byte[]> keptLessons() {
        return lessons.isKept() ? lessons.snapshot() : List.of();
    }

    private static byte[] bytes(Consumer<SnapshotOutput> part) {
        SnapshotOutput out = new SnapshotOutput();
        part.accept(out);
        return out.toByteArray();
    }

    /** The learners, in the order of the settings. */
    List<HostedLearner> learners() {
        return learners;
    }

    /** Takes the next example. */
    void take(Example example) {
        metrics.example();
        try {
            prediction.read(example.prediction);
            if (see()) {
                learn(example);
            }
        } catch (DecodeException e) {
            metrics.unreadable(); // its head could be read, the rest is damaged
        }
    }

    /** Whether anybody can learn from the features of the prediction. */
    private boolean see() {
        boolean any = false;
        for (HostedLearner learner : learners) {
            switch (learner.see(prediction)) {
                case READ -> any |= learner.isUsable();
                case UNKNOWN_MODEL -> metrics.unknownModel();
                case OTHER_FEATURES -> metrics.otherFeatures();
            }
        }
        return any;
    }

    private void learn(Example example) {
        double label = label(example);
        if (task.isSupervised() && Double.isNaN(label)) {
            metrics.refusedLabel();
            return;
        }
        lessons.add(new Lessons.Lesson(example, ""), this::learnersNow);
        newest = Math.max(newest, example.time);
        boolean mayTeach = judge(example, label);
        // What nobody may learn from says nothing about candidates either.
        Optional<Verdict<Question>> verdict = mayTeach
                ? gate.observe(
                        Question.SEEN_LAST, label, 1, example.eventTime, prediction.model(), prediction.outputs())
                : Optional.empty();
        champion.update(label, prediction.outputs(), 1);
        if (teach(example, label)) {
            metrics.learned();
        }
        verdict.ifPresent(decided -> decide(decided, example));
        followOffer();
        if (gate.learned()) {
            tellFigures();
        }
        if (filters && ++unreported == AdmissionReport.EVERY) {
            tellAdmission();
        }
    }

    /** Asks all learners; what one refuses goes to quarantine. False if some refuse it and none may learn it. */
    private boolean judge(Example example, double label) {
        rulings.clear();
        for (HostedLearner learner : learners) {
            boolean wasClosed = learner.isClosed();
            Ruling ruling = learner.judge(example, label);
            rulings.add(ruling);
            if (ruling == Ruling.QUARANTINED) {
                metrics.quarantined();
                quarantine(learner, example);
            }
            tellIfClosed(learner, wasClosed);
        }
        return rulings.contains(Ruling.ADMITTED) || !rulings.contains(Ruling.QUARANTINED);
    }

    private void tellIfClosed(HostedLearner learner, boolean wasClosed) {
        if (!wasClosed && learner.isClosed()) {
            offers.tellLearningFrozen(learner, filterOf(learner).admission().frozenBecause(), newest);
        }
    }

    private void quarantine(HostedLearner learner, Example example) {
        Filter filter = filterOf(learner);
        if (example.principal != null) {
            example.principal = filter.shortened(example.principal);
        }
        quarantine.hold(filter.refused(example, settings.slot(), learner.name(), prediction.model()), example);
    }

    private static Filter filterOf(HostedLearner learner) {
        return learner.filter().orElseThrow();
    }

    /** Those learn that may; whether any has. */
    private boolean teach(Example example, double label) {
        boolean learned = false;
        for (int i = 0; i < learners.size(); i++) {
            HostedLearner learner = learners.get(i);
            if (rulings.get(i) == Ruling.QUARANTINED) {
                continue;
            }
            Lesson lesson = rulings.get(i) == Ruling.ADMITTED ? learner.learn(label, example.time) : Lesson.REFUSED;
            learned |= lesson != Lesson.REFUSED;
            if (lesson == Lesson.REFUSED) {
                metrics.refused();
            } else if (lesson == Lesson.FROZEN) {
                offers.tellFrozen(learner, example.time);
            }
        }
        return learned;
    }

    /** Tells what admission did. */
    private void tellAdmission() {
        unreported = 0;
        for (HostedLearner learner : learners) {
            learner.filter().ifPresent(filter -> report.tell(learner, filter, newest));
        }
        report.tell(quarantine, newest);
    }

    /** Tells what the learners have become, and how good they and the champion are; nothing before there was an example. */
    void tellFigures() {
        if (newest > Long.MIN_VALUE) {
            offers.tellFigures(learners, champion, newest);
        }
    }

    /** Tells what is left to tell at the end. */
    void tellAll() {
        tellFigures();
        if (filters && newest > Long.MIN_VALUE) {
            tellAdmission();
        }
    }

    private void decide(Verdict<Question> verdict, Example example) {
        HostedLearner winner = learners.stream()
                .filter(learner -> learner.name().equals(verdict.candidate().learner()))
                .findFirst()
                .orElseThrow();
        if (verdict.isAccepted()) {
            offers.offer(winner, verdict, example.time);
            offered = verdict.model();
        } else {
            offers.tellRefused(verdict, example.time);
            if (gate.isFrozen()) {
                offers.tellStopped(winner.name(), example.time);
                stopLearning();
            }
        }
    }

    /** Candidates in a row were harmful, so what is learned may be as well. */
    private void stopLearning() {
        for (HostedLearner learner : filtered("")) {
            boolean wasClosed = learner.isClosed();
            filterOf(learner).admission().freeze("candidates in a row were harmful");
            tellIfClosed(learner, wasClosed);
        }
    }

    // --- what commands ask for ---

    /** Names of the learners. */
    List<String> names() {
        return learners.stream().map(HostedLearner::name).toList();
    }

    /** A learner. */
    Optional<HostedLearner> learner(String name) {
        return learners.stream().filter(learner -> learner.name().equals(name)).findFirst();
    }

    /** All learners, or the one with this name. */
    List<HostedLearner> named(String name) {
        return learners.stream()
                .filter(learner -> name.isEmpty() || learner.name().equals(name))
                .toList();
    }

    /** Sets a learner going again, and the gate if it has stopped; false if what the learner has learned is not usable. */
    boolean thaw(HostedLearner learner) {
        gate.thaw();
        return learner.goOn();
    }

    /** The learners with a filter in front, or the one of them with this name. */
    List<HostedLearner> filtered(String name) {
        return learners.stream()
                .filter(learner -> learner.filter().isPresent())
                .filter(learner -> name.isEmpty() || learner.name().equals(name))
                .toList();
    }

    /** What was refused. */
    Quarantine quarantine() {
        return quarantine;
    }

    /** What was seen. */
    Lessons lessons() {
        return lessons;
    }

    /** Time of the newest example, milliseconds; Long.MIN_VALUE if there was none. */
    long newest() {
        return newest;
    }

    /** Has a learner learn an example that is held for it; false if it cannot. */
    boolean release(HostedLearner learner, String eventId) {
        Example example = quarantine.held(learner.name(), eventId).orElseThrow();
        if (!learnReleased(learner, example)) {
            return false;
        }
        lessons.add(new Lessons.Lesson(example, learner.name()), this::learnersNow);
        return true;
    }

    private boolean learnReleased(HostedLearner learner, Example example) {
        try {
            prediction.read(example.prediction);
        } catch (DecodeException e) {
            return false;
        }
        learner.see(prediction);
        boolean wasClosed = learner.isClosed();
        Lesson lesson = learner.release(example, label(example));
        tellIfClosed(learner, wasClosed);
        if (lesson == Lesson.FROZEN) {
            offers.tellFrozen(learner, newest);
        }
        return lesson != Lesson.REFUSED;
    }

    /** All learners as they are now, with their filters. */
    private byte[] learnersNow() {
        point.clear();
        point.integer(learners.size());
        for (HostedLearner learner : learners) {
            point.text(learner.name());
            point.nested(learner::writeTo);
        }
        return point.toByteArray();
    }

    private static Map<String, byte[]> byName(byte[] learners) {
        SnapshotInput in = new SnapshotInput(learners);
        Map<String, byte[]> byName = new HashMap<>();
        for (int i = in.integer(); i > 0; i--) {
            byName.put(in.text(), in.bytes());
        }
        return byName;
    }

    /** Whether the learners of a past have the options that they have now. */
    boolean isOfThese(Lessons.Past past) {
        Map<String, byte[]> before = byName(past.learners());
        return learners.stream()
                .map(HostedLearner::settings)
                .allMatch(learner ->
                        before.containsKey(learner.name()) && HostedLearner.isOf(learner, before.get(learner.name())));
    }

    /**
     * Goes back to the beginning of a past and learns again what is not taken back. Filters judge again: what was refused may be admitted now, and is then over in
     * quarantine, and the reverse. What the learners have become is the next candidate.
     *
     * @param command that asks for it
     */
    void relearn(Lessons.Past past, Predicate<Lessons.Lesson> isTakenBack, ControlCommand command) {
        lessons.takeOut(past);
        Map<String, byte[]> before = byName(past.learners());
        List<HostedLearner> former = learners;
        learners = new ArrayList<>();
        for (LearnerSettings learner : settings.learners()) {
            learners.add(HostedLearner.readFrom(
                    learner, settings.gate().loss(), served, new SnapshotInput(before.get(learner.name()))));
        }
        Set<String> releasedEarly = new HashSet<>();
        for (Lessons.Lesson lesson : past.lessons()) {
            if (!isTakenBack.test(lesson)) {
                lessons.add(lesson, this::learnersNow);
                relearn(lesson, releasedEarly, command);
            }
        }
        for (int i = 0; i < learners.size(); i++) {
            learners.get(i).hold(former.get(i).heldBy());
        }
        byte[] gateNow = bytes(gate::writeTo);
        readGate(new SnapshotInput(gateNow));
        learners.forEach(learner -> {
            gate.rebuilt(learner.name());
            tellIfClosed(learner, false);
        });
        former.forEach(SlotLearners::end);
    }

    private void relearn(Lessons.Lesson lesson, Set<String> releasedEarly, ControlCommand command) {
        Example example = lesson.example();
        if (!lesson.releasedTo().isEmpty()) {
            if (!releasedEarly.contains(lesson.releasedTo() + ' ' + example.eventId)) {
                learner(lesson.releasedTo()).ifPresent(learner -> learnReleased(learner, example));
            }
            return;
        }
        prediction.read(example.prediction);
        see();
        double label = label(example);
        rulings.clear();
        for (HostedLearner learner : learners) {
            Ruling ruling = learner.judge(example, label);
            rulings.add(ruling);
            QuarantineState end = quarantine.end(learner.name(), example.eventId);
            if (ruling == Ruling.QUARANTINED && end == QuarantineState.UNKNOWN) {
                quarantine(learner, example);
            } else if (ruling == Ruling.ADMITTED && end == QuarantineState.RELEASED) {
                releasedEarly.add(learner.name() + ' ' + example.eventId);
            } else if (ruling == Ruling.ADMITTED
                    && quarantine.held(learner.name(), example.eventId).isPresent()) {
                quarantine.end(
                        learner.name(),
                        example.eventId,
                        QuarantineState.RELEASED,
                        command.getId(),
                        command.getIssuer());
            }
        }
        teach(example, label);
    }

    private static void end(HostedLearner learner) {
        try {
            learner.close();
        } catch (Exception e) {
            throw new IllegalStateException("must end its threads: " + learner.name(), e);
        }
    }

    /** A deployment that came to nothing is not waited for. */
    private void followOffer() {
        if (offered.isEmpty() || gate.isOnTrial()) {
            return;
        }
        ServedModels.Deployment deployment = served.deployment(offered);
        if (deployment == ServedModels.Deployment.WITHDRAWN) {
            gate.withdrawn(offered);
        }
        if (deployment != ServedModels.Deployment.PENDING) {
            offered = "";
        }
    }

    /** The label as learners take it; NaN if it is none. */
    private double label(Example example) {
        if (!task.isSupervised()) {
            return 0;
        }
        if (!example.labelled) {
            return 0; // a missing one that counts as negative
        }
        if (example.text != null) {
            return learners.get(0).model().label(example.text);
        }
        return task == Task.REGRESSION || isClass(example.number) ? example.number : Double.NaN;
    }

    private boolean isClass(double number) {
        int classes = learners.get(0).model().config().classes().size();
        return number >= 0 && number < classes && number == (int) number;
    }

    @Override
    public void close() throws Exception {
        for (HostedLearner learner : learners) {
            learner.close();
        }
        served.close();
    }
}
