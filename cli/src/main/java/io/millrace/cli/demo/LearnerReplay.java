package io.millrace.cli.demo;

import io.millrace.cli.publish.EventEncoder;
import io.millrace.cli.publish.FileRecord;
import io.millrace.cli.publish.Numbers;
import io.millrace.cli.publish.RecordFile;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.model.OnlineModelConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How good a learner is that is asked at the departure of each flight, and has learned by then from the labels that had arrived: test, then
 * train, with the real delay of labels. Begins with nothing. The job asks its learner later, when the label has come, and so with more
 * of the same day known.
 *
 * <p>Learns from the files, in the order of the job: by the time at which flight and label are both known.
 */
final class AskedAtDeparture {
    private final OnlineModel model;
    private final List<FeatureField> fields;
    private final Map<String, Boolean> late;
    private final double[] scores;
    private final MonthlyQuality quality = new MonthlyQuality();
    /** Flights that were asked about and have no label yet. */
    private final Map<String, FeatureRow> waiting = new HashMap<>();
    /** Flights whose label was known before they departed. */
    private final Set<String> early = new HashSet<>();

    private AskedAtDeparture(OnlineModelConfig config, Map<String, Boolean> late) {
        model = OnlineModel.of(config);
        fields = config.fields();
        scores = new double[model.outputs()];
        this.late = late;
    }

    /**
     * Asks and teaches.
     *
     * @param config a learner of two classes, whose fields are columns of {@code flights}
     * @param flights a file in the order of departure
     * @param labels a file in the order in which they became known
     * @param from flights that depart, and labels that became known, earlier are left out
     * @param limit flights to ask about
     * @param late the labels by flight
     */
    static MonthlyQuality quality(
            OnlineModelConfig config,
            Path flights,
            Path labels,
            EventEncoder encoder,
            long from,
            long limit,
            Map<String, Boolean> late) {
        AskedAtDeparture learner = new AskedAtDeparture(config, late);
        try (RecordFile departures = RecordFile.open(flights);
                RecordFile arrivals = RecordFile.open(labels)) {
            FileRecord arrival = next(arrivals);
            long asked = 0;
            while (departures.hasNext() && asked < limit) {
                FileRecord flight = departures.next();
                long departure = encoder.eventTime(flight);
                if (departure < from) {
                    continue;
                }
                while (arrival != null && knownAt(arrival) <= departure) {
                    if (knownAt(arrival) >= from) {
                        learner.arrive((String) arrival.value(FlightLabels.ID));
                    }
                    arrival = next(arrivals);
                }
                learner.depart(encoder.id(flight), departure, flight);
                asked++;
            }
        }
        return learner.quality;
    }

    private static FileRecord next(RecordFile file) {
        return file.hasNext() ? file.next() : null;
    }

    private static long knownAt(FileRecord label) {
        return Long.parseLong((String) label.value(FlightLabels.KNOWN_AT));
    }

    private void depart(String id, long time, FileRecord flight) {
        FeatureRow row = row(flight);
        model.score(row, scores);
        Boolean label = late.get(id);
        if (label != null) {
            quality.add(Instant.ofEpochMilli(time), scores[0], label);
        }
        waiting.put(id, row);
        if (early.remove(id)) {
            arrive(id);
        }
    }

    private void arrive(String id) {
        FeatureRow row = waiting.remove(id);
        if (row == null) {
            early.add(id);
        } else {
            model.learn(row, late.get(id) ? 1 : 0, 1);
        }
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
