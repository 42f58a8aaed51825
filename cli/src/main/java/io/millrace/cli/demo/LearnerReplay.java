package io.millrace.cli.demo;

import io.millrace.cli.publish.EventEncoder;
import io.millrace.cli.publish.FileRecord;
import io.millrace.cli.publish.Numbers;
import io.millrace.cli.publish.RecordFile;
import io.millrace.jobs.pipeline.LearnerFit;
import io.millrace.learning.gate.CandidateScorer;
import io.millrace.learning.gate.Contestant;
import io.millrace.learning.gate.DivergenceGuard;
import io.millrace.learning.gate.PublishGate;
import io.millrace.learning.gate.Verdict;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pipeline's learner and gate in one loop over the files, in the order of the job (by the time at which flight and label are both known), with
 * the delay of labels that the data has: test, then train. It begins with nothing. The same in every run.
 *
 * <p>It says two things that the job in the demonstration cannot. How good a learner is that is asked when a flight departs; the job asks
 * its learner when the label has come, and so with more of the same day known. And what would have been served in real time, where a deployment takes
 * seconds as well, but no flights to speak of: in the demonstration a day passes in half a second.
 */
final class LearnerReplay {
    private final OnlineModel model;
    private final PublishGate<FeatureRow> gate;
    private final List<FeatureField> fields;
    private final Map<String, Boolean> late;
    private final double[] scores;
    private final MonthlyQuality unchanged = new MonthlyQuality();
    private final MonthlyQuality atDeparture = new MonthlyQuality();
    private final MonthlyQuality inRealTime = new MonthlyQuality();
    /** Flights that were asked about and have no label yet. */
    private final Map<String, Answered> waiting = new HashMap<>();
    /** Flights whose label was known before they departed. */
    private final Set<String> early = new HashSet<>();

    /** What serves, {@code name@version}. */
    private String champion;
    /** Null as long as the slot's own model serves. */
    private CandidateScorer<FeatureRow> learned;

    private int deployments;

    /** A flight and what was served for it. */
    private record Answered(FeatureRow row, long time, String model, double served) {}

    /**
     * What came of it.
     *
     * @param unchanged how good the slot's model is alone
     * @param atDeparture how good the learner is, asked about each flight at its departure
     * @param inRealTime how good is what serves where a deployment takes no flights
     * @param deployments how often another model came to serve in {@code inRealTime}
     */
    record Outcome(MonthlyQuality unchanged, MonthlyQuality atDeparture, MonthlyQuality inRealTime, int deployments) {}

    private LearnerReplay(LearnerFit learner, String champion, Map<String, Boolean> late) {
        model = OnlineModel.of(learner.model());
        gate = new PublishGate<>(
                learner.plan().gate(),
                List.of(Contestant.ofModel(
                        learner.plan().name(),
                        () -> model,
                        DivergenceGuard.ofParameters(learner.plan().divergence()))));
        fields = learner.model().fields();
        scores = new double[model.outputs()];
        this.champion = champion;
        this.late = late;
    }

    /**
     * Asks and teaches.
     *
     * @param learner one of two classes, whose fields are columns of {@code flights}
     * @param champion the slot's model, {@code name@version}
     * @param probabilities its answers, one for each flight to ask about; NaN where it has none
     * @param flights a file in the order of departure
     * @param labels a file in the order in which they became known
     * @param from flights that depart, and labels that became known, earlier are left out
     * @param late the labels by flight
     */
    static Outcome run(
            LearnerFit learner,
            String champion,
            double[] probabilities,
            Path flights,
            Path labels,
            EventEncoder encoder,
            long from,
            Map<String, Boolean> late) {
        LearnerReplay replay = new LearnerReplay(learner, champion, late);
        try (RecordFile departures = RecordFile.open(flights);
                RecordFile arrivals = RecordFile.open(labels)) {
            FileRecord arrival = next(arrivals);
            int asked = 0;
            while (departures.hasNext() && asked < probabilities.length) {
                FileRecord flight = departures.next();
                long departure = encoder.eventTime(flight);
                if (departure < from) {
                    continue;
                }
                while (arrival != null && knownAt(arrival) <= departure) {
                    if (knownAt(arrival) >= from) {
                        replay.arrive((String) arrival.value(FlightLabels.ID));
                    }
                    arrival = next(arrivals);
                }
                replay.depart(encoder.id(flight), departure, flight, probabilities[asked++]);
            }
        }
        return new Outcome(replay.unchanged, replay.atDeparture, replay.inRealTime, replay.deployments);
    }

    private static FileRecord next(RecordFile file) {
        return file.hasNext() ? file.next() : null;
    }

    private static long knownAt(FileRecord label) {
        return Long.parseLong((String) label.value(FlightLabels.KNOWN_AT));
    }

    private void depart(String id, long time, FileRecord flight, double probability) {
        FeatureRow row = row(flight);
        double[] served = {probability};
        if (learned != null) {
            learned.score(row, served);
        }
        Boolean label = late.get(id);
        if (label != null) {
            Instant when = Instant.ofEpochMilli(time);
            model.score(row, scores);
            add(unchanged, when, probability, label);
            add(atDeparture, when, scores[0], label);
            add(inRealTime, when, served[0], label);
        }
        waiting.put(id, new Answered(row, time, champion, served[0]));
        if (early.remove(id)) {
            arrive(id);
        }
    }

    private static void add(MonthlyQuality quality, Instant when, double probability, boolean label) {
        if (!Double.isNaN(probability)) {
            quality.add(when, probability, label);
        }
    }

    private void arrive(String id) {
        Answered answered = waiting.remove(id);
        if (answered == null) {
            early.add(id);
            return;
        }
        double label = late.get(id) ? 1 : 0;
        Optional<Verdict<FeatureRow>> verdict = gate.observe(
                answered.row(), label, 1, answered.time(), answered.model(), new double[] {answered.served()});
        model.learn(answered.row(), label, 1);
        verdict.filter(Verdict::isAccepted).ifPresent(accepted -> {
            champion = accepted.model();
            learned = accepted.candidate().scorer();
            deployments++;
        });
        gate.learned();
    }

    private FeatureRow row(FileRecord flight) {
        FeatureRow row = model.newRow();
        for (int i = 0; i < fields.size(); i++) {
            FeatureField field = fields.get(i);
            Object value = flight.value(field.name());
            if (value == null) {
                row.setMissing(i);
            } else if (field.kind() == FeatureField.Kind.NUMERIC) {
                row.setNumber(i, Numbers.real(value));
            } else {
                row.setText(i, value.toString());
            }
        }
        return row;
    }
}
