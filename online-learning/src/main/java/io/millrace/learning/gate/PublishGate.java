package io.millrace.learning.gate;

import io.millrace.learning.evaluation.MeanLoss;
import io.millrace.learning.evaluation.Metric;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.gate.Verdict.Outcome;
import io.millrace.learning.gate.Verdict.Standing;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The gate of one slot. Every so many learned examples it asks its learners for a candidate, i.e. a frozen copy; each
 * example after that is new to the copy, as it no longer learns, and is answered by it as well. The answers are compared
 * with what was served for the very same example. After enough of them the best candidate is accepted, or refused with a reason.
 *
 * <p>For each example call {@link #observe} before any learner learns it, and {@link #learned} after.
 *
 * <p><b>Which champion.</b> An example says which model answered it. When that changes, the trial begins again. With
 * labels that come late, examples of two models mix: the change counts from the first example whose event time is later than all
 * those of the model before, and examples of the older one that still come are left out.
 *
 * <p><b>Late labels.</b> An accepted candidate serves at once, but the examples that tell so arrive with their labels, perhaps a
 * week later. Until then the next candidates must be better than it, too: the gate keeps it and lets it answer beside them.
 * Where it does not come to serve (rejected, rolled back), call {@link #withdrawn}.
 *
 * <p>Cost: a scoring by each candidate, and by what was accepted before, for each example while a trial goes on. The same examples in the same
 * order give the same verdicts, also after a snapshot and restore in between. One thread at a time.
 *
 * @param <R> rows of features
 */
public final class PublishGate<R> {
    private static final String PART = "publish-gate";
    private static final int VERSION = 2;

    private final GateConfig config;
    private final List<Contestant<R>> contestants;
    /** Null without one. */
    private final TrustedHoldout<R> holdout;

    private final Metric accepts;
    private final double[] pendingScores;
    private final Map<String, Long> examplesAtTrial = new HashMap<>();
    private final Map<String, Long> published = new HashMap<>();
    private final List<Trial<R>> trials = new ArrayList<>();
    private String champion = "";
    private long championSeen;
    private Candidate<R> pending;
    private String pendingModel = "";
    private int refusals;
    private boolean frozen;

    /**
     * A gate that has seen nothing.
     *
     * @param contestants at least one; several race, and the best of each trial is judged
     */
    public PublishGate(GateConfig config, List<Contestant<R>> contestants) {
        this(config, contestants, null);
    }

    /**
     * A gate that has seen nothing, and lets nothing through that is harmful on trusted examples.
     *
     * @param contestants at least one; several race, and the best of each trial is judged
     * @param holdout examples that never came through the label topic; null for none
     */
    public PublishGate(GateConfig config, List<Contestant<R>> contestants, TrustedHoldout<R> holdout) {
        this.config = config;
        this.holdout = holdout;
        this.contestants = List.copyOf(contestants);
        if (this.contestants.isEmpty()
                || this.contestants.stream().map(Contestant::name).distinct().count() < this.contestants.size()) {
            throw new IllegalArgumentException("must be learners with different names: contestants="
                    + this.contestants.stream().map(Contestant::name).toList());
        }
        accepts = new MeanLoss(config.loss(), config.outputs());
        pendingScores = new double[config.outputs()];
    }

    /**
     * Reads what {@link #writeTo} wrote. Learners that were added since begin anew; candidates of those that are gone are dropped.
     *
     * @param config may have other values than the one it was written with. With another loss, or for other outputs, what was compared so far
     *     says nothing: trials, refusals and a stop of publishing are forgotten. Versions go on
     */
    public static <R> PublishGate<R> readFrom(GateConfig config, List<Contestant<R>> contestants, SnapshotInput in) {
        return readFrom(config, contestants, null, in);
    }

    /**
     * Reads what {@link #writeTo} wrote, as {@link #readFrom(GateConfig, List, SnapshotInput)}.
     *
     * @param holdout may have other examples than the one it was written with, and then begins anew; null for none
     */
    public static <R> PublishGate<R> readFrom(
            GateConfig config, List<Contestant<R>> contestants, TrustedHoldout<R> holdout, SnapshotInput in) {
        int version = in.version(PART, VERSION);
        String loss = in.text();
        int outputs = in.integer();
        PublishGate<R> gate = new PublishGate<>(config, contestants, holdout);
        gate.readCounters(in);
        gate.readTrials(in);
        if (version >= 2) {
            gate.readHoldout(in);
        }
        if (!loss.equals(config.loss().name()) || outputs != config.outputs()) {
            gate.forgetComparisons();
        }
        return gate;
    }

    private void readHoldout(SnapshotInput in) {
        if (!in.flag()) {
            return;
        }
        if (holdout != null) {
            holdout.readFrom(in);
        } else {
            // There was one, there is none any more: what it knew is read past.
            new TrustedHoldout<R>(HoldoutConfig.of(ScoreLoss.LOG_LOSS, 1), Collections.nCopies(2, null), new double[2])
                    .readFrom(in);
        }
    }

    private void forgetComparisons() {
        if (holdout != null) {
            holdout.forgetLoss();
        }
        trials.clear();
        forgetPending();
        thaw();
    }

    private void readCounters(SnapshotInput in) {
        for (int i = in.integer(); i > 0; i--) {
            String name = in.text();
            examplesAtTrial.put(name, in.count());
            published.put(name, in.count());
        }
        champion = in.text();
        championSeen = in.count();
        refusals = in.integer();
        frozen = in.flag();
        pendingModel = in.text();
        if (!pendingModel.isEmpty()) {
            pending = readCandidate(in).orElse(null);
            pendingModel = pending == null ? "" : pendingModel;
        }
    }

    private void readTrials(SnapshotInput in) {
        for (int i = in.integer(); i > 0; i--) {
            Optional<Candidate<R>> candidate = readCandidate(in);
            // The losses are read even if nobody wants them, as more follows.
            Trial<R> trial = Trial.readFrom(config, candidate.orElse(null), in);
            candidate.ifPresent(found -> trials.add(trial));
        }
    }

    private Optional<Candidate<R>> readCandidate(SnapshotInput in) {
        String learner = in.text();
        long examples = in.count();
        byte[] snapshot = in.bytes();
        return contestants.stream()
                .filter(contestant -> contestant.name().equals(learner))
                .findFirst()
                .flatMap(contestant -> Optional.ofNullable(contestant.restore(snapshot)))
                .map(scorer -> new Candidate<>(learner, examples, snapshot, scorer));
    }

    /**
     * Tells of an example that no learner has learned yet.
     *
     * @param row features, as they were when it was answered; left as they are
     * @param label the true answer
     * @param weight how much it counts
     * @param time event time, which says which of two models is the later one
     * @param servedBy model that answered, {@code name@version}
     * @param served its answer; the first {@link GateConfig#outputs()} are read
     * @return the verdict, if this example was the last that the trial needed. An example that cannot be counted (label outside the
     *     task, something not finite) is left out
     */
    public Optional<Verdict<R>> observe(
            R row, double label, double weight, long time, String servedBy, double[] served) {
        if (!isByChampion(time, servedBy)
                || trials.isEmpty()
                || !accepts.accepts(label, served, weight)
                || !isAnswered(row)) {
            return Optional.empty();
        }
        // What serves is not judged here: an answer of it that is no number is one that nobody has to beat.
        boolean besidePending = pending != null && accepts.accepts(label, pendingScores, weight);
        boolean decided = true;
        for (Trial<R> trial : trials) {
            trial.count(label, weight, served, besidePending ? pendingScores : null);
            decided &= trial.isDecided();
        }
        return decided ? Optional.of(decide()) : Optional.empty();
    }

    /** Lets all answer; false if one of them cannot take the row. */
    private boolean isAnswered(R row) {
        boolean answered = pending == null || pending.scorer().score(row, pendingScores);
        for (Trial<R> trial : trials) {
            answered = answered && trial.answer(row);
        }
        return answered;
    }

    private boolean isByChampion(long time, String servedBy) {
        if (servedBy.equals(champion)) {
            championSeen = Math.max(championSeen, time);
            return true;
        }
        if (!champion.isEmpty() && time <= championSeen) {
            return false;
        }
        champion = servedBy;
        championSeen = time;
        if (champion.equals(pendingModel)) {
            forgetPending();
        }
        trials.forEach(Trial::restart);
        return true;
    }

    private void forgetPending() {
        pending = null;
        pendingModel = "";
    }

    private Verdict<R> decide() {
        Trial<R> best = trials.stream()
                .filter(Trial::isFinite)
                .min(Comparator.comparingDouble(Trial::loss))
                .orElse(trials.get(0));
        Candidate<R> candidate = best.candidate();
        List<Comparison> comparisons = best.comparisons(champion, pendingModel);
        Outcome outcome = outcome(best, comparisons);
        Optional<TrustedHoldout.Ruling> ruling = Optional.empty();
        if (outcome == Outcome.ACCEPTED && holdout != null) {
            HoldoutAnswers answers = holdout.ask(candidate.scorer());
            TrustedHoldout.Ruling given = holdout.judge(answers);
            ruling = Optional.of(given);
            if (given.isAccepted()) {
                holdout.accept(answers, given);
            } else {
                outcome = Outcome.FAILS_HOLDOUT;
            }
        }
        long version = outcome == Outcome.ACCEPTED ? published.merge(candidate.learner(), 1L, Long::sum) : 0;
        Verdict<R> verdict = new Verdict<>(
                outcome,
                candidate,
                version,
                comparisons,
                ruling,
                trials.stream()
                        .map(trial -> new Standing(trial.candidate().learner(), trial.loss()))
                        .toList());
        if (verdict.isAccepted()) {
            pending = candidate;
            pendingModel = verdict.model();
        }
        refusals = verdict.isHarmful() ? refusals + 1 : 0;
        frozen |= config.maxRefusals() > 0 && refusals >= config.maxRefusals();
        trials.clear();
        return verdict;
    }

    /** What comes of a trial, as far as its own examples can tell. */
    private Outcome outcome(Trial<R> best, List<Comparison> comparisons) {
        if (!best.isFinite()) {
            return Outcome.NOT_FINITE;
        }
        if (comparisons.stream().anyMatch(comparison -> comparison.isWorse(config))) {
            return Outcome.WORSE;
        }
        if (!comparisons.stream().allMatch(comparison -> comparison.isBetter(config))) {
            return Outcome.NOT_BETTER;
        }
        return comparisons.stream().anyMatch(comparison -> comparison.losesRanking(config))
                ? Outcome.RANKS_WORSE
                : Outcome.ACCEPTED;
    }

    /**
     * Tells that the learners have learned what they will of the last example; asks them for candidates if it is time. A learner
     * that has learned nothing, or is frozen, is not asked.
     *
     * @return whether a trial has begun
     */
    public boolean learned() {
        if (frozen || !trials.isEmpty() || !isDue()) {
            return false;
        }
        for (Contestant<R> contestant : contestants) {
            if (!contestant.isFrozen() && contestant.examples() > 0) {
                byte[] snapshot = contestant.snapshot();
                examplesAtTrial.put(contestant.name(), contestant.examples());
                trials.add(new Trial<>(
                        config,
                        new Candidate<>(
                                contestant.name(), contestant.examples(), snapshot, contestant.restore(snapshot))));
            }
        }
        return true;
    }

    private boolean isDue() {
        for (Contestant<R> contestant : contestants) {
            long before = examplesAtTrial.getOrDefault(contestant.name(), 0L);
            // A learner that was rebuilt without some examples may have fewer than before.
            if (contestant.examples() < before) {
                examplesAtTrial.put(contestant.name(), contestant.examples());
            }
            if (!contestant.isFrozen() && contestant.examples() - before >= config.every()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Tells that an accepted model does not serve, or no longer: its deployment was rejected or aborted, or it was rolled back before any of its
     * examples came. Candidates need not be better than it any more.
     *
     * @param model {@link Verdict#model()}
     */
    public void withdrawn(String model) {
        if (model.equals(pendingModel)) {
            forgetPending();
            trials.forEach(Trial::dropPending);
        }
    }

    /**
     * Tells that a learner was rebuilt, e.g. without some of its examples: what it was is on trial no more, what it is becomes a candidate after the next
     * example, and refusals of what it was are forgotten.
     *
     * @param learner name of a contestant
     */
    public void rebuilt(String learner) {
        trials.removeIf(trial -> trial.candidate().learner().equals(learner));
        for (Contestant<R> contestant : contestants) {
            if (contestant.name().equals(learner)) {
                examplesAtTrial.put(learner, contestant.examples() - config.every());
            }
        }
        thaw();
    }

    /** Whether candidates are on trial. */
    public boolean isOnTrial() {
        return !trials.isEmpty();
    }

    /** Whether so many candidates in a row were harmful that none is asked for any more. Learning should stop as well. */
    public boolean isFrozen() {
        return frozen;
    }

    /** Asks for candidates again, after somebody has looked. */
    public void thaw() {
        frozen = false;
        refusals = 0;
    }

    /** How many candidates of this learner were accepted: the greatest version that it has. */
    public long published(String learner) {
        return published.getOrDefault(learner, 0L);
    }

    /** Writes the whole state after the configuration, candidates included. */
    public void writeTo(SnapshotOutput out) {
        out.version(PART, VERSION);
        out.text(config.loss().name());
        out.integer(config.outputs());
        // Learners that are gone keep their counters: should they come back, their versions go on.
        out.integer(examplesAtTrial.size());
        for (String name : new TreeSet<>(examplesAtTrial.keySet())) {
            out.text(name);
            out.count(examplesAtTrial.get(name));
            out.count(published(name));
        }
        out.text(champion);
        out.count(championSeen);
        out.integer(refusals);
        out.flag(frozen);
        out.text(pendingModel);
        if (pending != null) {
            write(pending, out);
        }
        out.integer(trials.size());
        for (Trial<R> trial : trials) {
            write(trial.candidate(), out);
            trial.writeTo(out);
        }
        out.flag(holdout != null);
        if (holdout != null) {
            holdout.writeTo(out);
        }
    }

    private static void write(Candidate<?> candidate, SnapshotOutput out) {
        out.text(candidate.learner());
        out.count(candidate.examples());
        out.bytes(candidate.snapshot());
    }
}
