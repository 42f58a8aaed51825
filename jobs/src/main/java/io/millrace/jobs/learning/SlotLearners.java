package io.millrace.jobs.learning;

import io.millrace.jobs.decode.DecodeException;
import io.millrace.jobs.learning.HostedLearner.Lesson;
import io.millrace.learning.Task;
import io.millrace.learning.evaluation.EvaluationConfig;
import io.millrace.learning.evaluation.PrequentialEvaluation;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.gate.PublishGate;
import io.millrace.learning.gate.Verdict;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The learners of one slot: each example is first asked about, then learned, then it is seen whether a candidate is due. They share
 * one gate, so that of several that race the best is offered. Given the same examples in the same order it does the same, also
 * after {@link #snapshot} and {@link #restore} in between. One thread.
 */
final class SlotLearners implements AutoCloseable {
    private static final String PART = "slot-learners";
    private static final int VERSION = 2;

    private final SlotSettings settings;
    private final ServedModels served;
    private final Offers offers;
    private final LearningMetrics metrics;
    private final Task task;
    private final LoggedPrediction prediction;
    private final List<HostedLearner> learners;
    private PublishGate<LoggedPrediction> gate;
    private PrequentialEvaluation champion;
    /** The newest offer of which nobody knows yet what became of it; empty: none. */
    private String offered = "";

    /** Time of the newest example, milliseconds. */
    private long newest = Long.MIN_VALUE;

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
    }

    /** Learners that have learned nothing. */
    static SlotLearners untaught(SlotSettings settings, ServedModels served, Offers offers, LearningMetrics metrics) {
        List<HostedLearner> learners = new ArrayList<>();
        for (LearnerSettings learner : settings.learners()) {
            learners.add(HostedLearner.untaught(learner, settings.gate().loss(), served));
        }
        SlotLearners slot = new SlotLearners(settings, served, offers, metrics, learners);
        slot.gate = new PublishGate<>(settings.gate(), List.copyOf(learners));
        slot.champion = new PrequentialEvaluation(slot.championConfig());
        return slot;
    }

    /**
     * Reads what {@link #snapshot} wrote. Learners that are new, or have other options, begin anew; those that are gone are left out. One whose
     * {@code thaw} was raised goes on if it was frozen, and the gate with it. With another loss the gate begins anew; versions go on.
     */
    static SlotLearners restore(
            SlotSettings settings, ServedModels served, Offers offers, LearningMetrics metrics, byte[] snapshot) {
        SnapshotInput in = new SnapshotInput(snapshot);
        boolean first = in.version(PART, VERSION) == 1; // knew neither thaw nor another loss
        ScoreLoss loss = first ? settings.gate().loss() : ScoreLoss.valueOf(in.text());
        int outputs = first ? settings.gate().outputs() : in.integer();
        Map<String, byte[]> saved = new HashMap<>();
        Map<String, Integer> thaws = new HashMap<>();
        for (int i = in.integer(); i > 0; i--) {
            String name = in.text();
            saved.put(name, in.bytes());
            thaws.put(name, first ? 0 : in.integer());
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
            }
            learners.add(read);
        }
        SlotLearners slot = new SlotLearners(settings, served, offers, metrics, learners);
        slot.gate = PublishGate.readFrom(
                settings.gate(), List.copyOf(learners), first ? in : new SnapshotInput(in.bytes()));
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
        in.end();
        return slot;
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
            out.bytes(bytes(learner::writeTo));
            out.integer(learner.settings().thaw());
        }
        out.bytes(bytes(gate::writeTo));
        out.bytes(bytes(champion::writeTo));
        out.text(offered);
        out.count(newest);
        return out.toByteArray();
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
        Optional<Verdict<LoggedPrediction>> verdict =
                gate.observe(prediction, label, 1, example.eventTime, prediction.model(), prediction.outputs());
        champion.update(label, prediction.outputs(), 1);
        newest = Math.max(newest, example.time);
        boolean learned = false;
        for (HostedLearner learner : learners) {
            Lesson lesson = learner.learn(label, example.time);
            learned |= lesson != Lesson.REFUSED;
            if (lesson == Lesson.REFUSED) {
                metrics.refused();
            } else if (lesson == Lesson.FROZEN) {
                offers.tellFrozen(learner, example.time);
            }
        }
        if (learned) {
            metrics.learned();
        }
        verdict.ifPresent(decided -> decide(decided, example));
        followOffer();
        if (gate.learned()) {
            tellFigures();
        }
    }

    /** Tells what the learners have become, and how good they and the champion are; nothing before there was an example. */
    void tellFigures() {
        if (newest > Long.MIN_VALUE) {
            offers.tellFigures(learners, champion, newest);
        }
    }

    private void decide(Verdict<LoggedPrediction> verdict, Example example) {
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
            }
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
