package io.millrace.jobs.monitoring;

import com.github.luben.zstd.ZstdInputStream;
import io.millrace.drift.alarm.AlarmPolicy;
import io.millrace.drift.baseline.BaselineConfig;
import io.millrace.drift.compare.DriftTestConfig;
import io.millrace.drift.profile.CategoricalWindow;
import io.millrace.drift.profile.FeatureWindow;
import io.millrace.drift.profile.NumericWindow;
import io.millrace.jobs.pipeline.DriftReference;
import io.millrace.jobs.pipeline.DriftWindow;
import io.millrace.schemas.MonitoringEvent;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The flights of 2013 as the monitoring job sees them, without Flink and Kafka: the same windows, tests and alarms. Faults are put in as the
 * flights pass.
 */
final class FlightWindows {
    private static final Path FILE = Path.of("..", "examples", "flights", "flights.csv.zst");
    private static final Set<String> TEXTS = Set.of("carrier", "origin", "dest");

    /** What the example's pipeline gives its model. */
    private static final List<String> FEATURES = List.of(
            "carrier",
            "origin",
            "dest",
            "distance",
            "sched_dep_minute",
            "sched_arr_minute",
            "day_of_week",
            "plane_year",
            "plane_seats",
            "plane_engines",
            "humid",
            "wind_dir",
            "wind_speed",
            "wind_gust",
            "precip",
            "pressure",
            "visib");

    private FlightWindows() {}

    /**
     * A flight.
     *
     * @param time scheduled departure, milliseconds
     * @param values by feature; an empty text is missing
     */
    record Flight(long time, Map<String, String> values) {
        /** This with another value of a feature. */
        Flight with(String feature, String value) {
            Map<String, String> changed = new LinkedHashMap<>(values);
            changed.put(feature, value);
            return new Flight(time, changed);
        }
    }

    /** Flights that depart in a stretch of time, in its order. */
    static List<Flight> read(long from, long until) throws IOException {
        List<Flight> flights = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new ZstdInputStream(Files.newInputStream(FILE)), StandardCharsets.UTF_8))) {
            List<String> header = Arrays.asList(lines.readLine().split(",", -1));
            int time = header.indexOf("sched_dep");
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split(",", -1);
                long departure = Long.parseLong(cells[time]);
                if (departure >= from && departure < until) {
                    Map<String, String> values = new LinkedHashMap<>();
                    for (String feature : FEATURES) {
                        values.put(feature, cells[header.indexOf(feature)]);
                    }
                    flights.add(new Flight(departure, values));
                }
            }
        }
        return flights;
    }

    /** Everything that is told about flights, some of which have a fault. */
    static List<MonitoringEvent> watch(
            List<Flight> flights,
            UnaryOperator<Flight> fault,
            DriftWindow plan,
            DriftReference reference,
            DriftTestConfig config,
            BaselineConfig baseline,
            AlarmPolicy policy)
            throws IOException {
        WindowTests tests = new WindowTests(config, baseline);
        Map<String, SubjectWindows> windows = new LinkedHashMap<>();
        Map<String, WatchedColumn> columns = new LinkedHashMap<>();
        for (String feature : FEATURES) {
            WatchedColumn column = new WatchedColumn("feature." + feature, feature, TEXTS.contains(feature));
            columns.put(feature, column);
            windows.put(feature, new SubjectWindows(plan, reference, tests, column, Optional.empty()));
        }
        AlarmDesk desk = new AlarmDesk("delay", policy, plan.pane());
        List<MonitoringEvent> told = new ArrayList<>();
        int i = 0;
        while (i < flights.size()) {
            long pane = plan.paneOf(flights.get(i).time());
            Map<String, FeatureWindow> counted = new LinkedHashMap<>();
            columns.forEach((name, column) ->
                    counted.put(name, References.unknown(column).newWindow()));
            for (; i < flights.size() && plan.paneOf(flights.get(i).time()) == pane; i++) {
                add(fault.apply(flights.get(i)), counted);
            }
            List<Measurement> measured = new ArrayList<>();
            for (String feature : FEATURES) {
                PanePart part = new PanePart();
                part.pane = pane;
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                counted.get(feature).writeTo(new DataOutputStream(bytes));
                part.values = bytes.toByteArray();
                SubjectWindows subject = windows.get(feature);
                subject.add(part);
                subject.close(plan.endOf(pane))
                        .ifPresent(complete -> measured.addAll(
                                tests.hold("delay@1", columns.get(feature).subject(), complete)));
            }
            measured.sort(Measurement.ORDER);
            desk.judge(measured).forEach(finding -> told.add(finding.event()));
        }
        return told;
    }

    private static void add(Flight flight, Map<String, FeatureWindow> windows) {
        flight.values().forEach((feature, value) -> {
            FeatureWindow window = windows.get(feature);
            if (window instanceof NumericWindow numbers) {
                numbers.add(value.isEmpty() ? Double.NaN : Double.parseDouble(value));
            } else {
                ((CategoricalWindow) window).add(value.isEmpty() ? null : value);
            }
        });
    }
}
