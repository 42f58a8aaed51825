package io.millrace.cli.learning;

import io.millrace.cli.swap.TextTable;
import io.millrace.cli.terminal.Json;
import io.millrace.schemas.LearnedParameter;
import io.millrace.schemas.ModelSnapshot;
import io.millrace.schemas.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code model parameters} tells of a learner, for people and as JSON. The keys of the JSON are a promise.
 *
 * @param snapshot of the learner
 */
public record ParametersReport(ModelSnapshot snapshot) {
    private static final List<String> HEADER = List.of("PARAMETER", "VALUE");

    /** The newest of these snapshots that is of the learner {@code name}, offered for serving or not. */
    public static Optional<ParametersReport> ofLearner(List<ModelSnapshot> snapshots, String name) {
        return snapshots.stream()
                .filter(snapshot -> snapshot.getLearner().equals(name))
                .max(Comparator.comparingLong(ModelSnapshot::getExamples))
                .map(ParametersReport::new);
    }

    /** The snapshot that was offered as this version of this model; empty where it is not, or not any more, among these. */
    public static Optional<ParametersReport> ofModel(List<ModelSnapshot> snapshots, String model, long version) {
        return snapshots.stream()
                .filter(snapshot -> snapshot.getModel().equals(model) && snapshot.getVersion() == version)
                .findFirst()
                .map(ParametersReport::new);
    }

    /** Who learned what, then a line a parameter. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(TextTable.joined(
                Printable.of(snapshot.getLearner()),
                Printable.of(snapshot.getAlgorithm()),
                String.format(Locale.ROOT, "%,d examples until %s", snapshot.getExamples(), snapshot.getEventTime()),
                isOffered() ? "offered as " + Printable.of(label()) : "not offered for serving"));
        if (snapshot.getParameters() == null) {
            lines.add("More than 10,000 parameters; the model file has them.");
            return lines;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        for (LearnedParameter parameter : snapshot.getParameters()) {
            rows.add(List.of(Printable.of(parameter.getName()), Double.toString(parameter.getValue())));
        }
        lines.addAll(TextTable.lines(rows));
        return lines;
    }

    /** The report as one line of JSON. What is not there is left out. */
    public String json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("learner", snapshot.getLearner());
        object.put("slot", snapshot.getSlot());
        if (isOffered()) {
            object.put("model", snapshot.getModel());
            object.put("version", snapshot.getVersion());
        }
        object.put("algorithm", snapshot.getAlgorithm());
        object.put("examples", snapshot.getExamples());
        object.put("eventTime", snapshot.getEventTime().toString());
        object.put("metrics", snapshot.getMetrics());
        if (snapshot.getParameters() != null) {
            Map<String, Double> parameters = new LinkedHashMap<>();
            snapshot.getParameters().forEach(parameter -> parameters.put(parameter.getName(), parameter.getValue()));
            object.put("parameters", parameters);
        }
        return Json.line(object);
    }

    private boolean isOffered() {
        return snapshot.getVersion() > 0;
    }

    private String label() {
        return snapshot.getModel() + "@" + snapshot.getVersion();
    }
}
