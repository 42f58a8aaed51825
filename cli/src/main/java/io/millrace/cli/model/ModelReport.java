package io.millrace.cli.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.terminal.Json;
import io.millrace.config.ConfigNode;
import io.millrace.model.ColumnProfile;
import io.millrace.model.FeatureType;
import io.millrace.model.InputTreatment;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.MissingPolicy;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.OutlierPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@code model inspect} tells of a model, for people and as JSON. The keys of the JSON are a promise. */
public final class ModelReport {
    private static final int SHOWN_CATEGORIES = 8;

    private final ModelBundle bundle;
    private final Model model;
    private final String reason;

    /**
     * A report.
     *
     * @param model loaded from {@code bundle}; used only while the report is made
     * @param reason why its engine serves
     */
    public ModelReport(ModelBundle bundle, Model model, String reason) {
        this.bundle = bundle;
        this.model = model;
        this.reason = reason;
    }

    /** The report in lines. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(model.id() + "  format " + bundle.format()
                + bundle.task().map(task -> ", " + ConfigNode.configName(task)).orElse("") + ", "
                + bundle.bytes().length + " bytes");
        lines.add("sha256 " + model.id().sha256());
        lines.add("engine " + model.engine() + ": " + reason);
        model.degradation().ifPresent(less -> lines.add("degraded: " + less));
        lines.add("inputs (" + model.contract().inputs().size() + ")");
        model.contract().inputs().forEach(input -> lines.add("  " + describe(input)));
        lines.add("outputs (" + model.contract().outputs().size() + ")");
        model.contract().outputs().forEach(output -> lines.add("  " + describe(output)));
        lines.add("golden rows: " + bundle.golden().size());
        lines.add(bundle.reference()
                .map(profile -> "reference profile: " + profile.rows() + " rows, "
                        + profile.features().size() + " features, "
                        + profile.outputs().size() + " outputs")
                .orElse("reference profile: none"));
        bundle.lineage().forEach((key, value) -> lines.add("lineage " + key + ": " + value));
        return lines;
    }

    private String describe(ModelInput input) {
        List<String> parts = new ArrayList<>();
        parts.add(ConfigNode.configName(input.type()) + (input.size() > 1 ? "[" + input.size() + "]" : ""));
        if (!input.unit().isEmpty()) {
            parts.add(input.unit());
        }
        if (Double.isFinite(input.low()) || Double.isFinite(input.high())) {
            parts.add("from " + input.low() + " to " + input.high());
        }
        if (!input.categories().isEmpty()) {
            List<String> categories = input.categories();
            List<String> shown = categories.subList(0, Math.min(SHOWN_CATEGORIES, categories.size()));
            parts.add(categories.size() + " categories (" + String.join(", ", shown)
                    + (shown.size() < categories.size() ? ", …)" : ")"));
        }
        InputTreatment treatment = input.treatment();
        parts.add("missing " + ConfigNode.configName(treatment.missing())
                + (treatment.missing() == MissingPolicy.AS_VALUE
                        ? " " + value(input, treatment.missingReplacement())
                        : ""));
        parts.add("invalid " + ConfigNode.configName(treatment.invalid())
                + (treatment.invalid() == InvalidPolicy.AS_VALUE
                        ? " " + value(input, treatment.invalidReplacement())
                        : ""));
        if (treatment.outlier() != OutlierPolicy.AS_IS) {
            parts.add("outlier " + ConfigNode.configName(treatment.outlier())
                    + (Double.isInfinite(treatment.outlierLow()) ? "" : " below " + treatment.outlierLow())
                    + (Double.isInfinite(treatment.outlierHigh()) ? "" : " above " + treatment.outlierHigh()));
        }
        observed(input).ifPresent(seen -> parts.add("seen " + seen.min() + " to " + seen.max()));
        return String.format(Locale.ROOT, "%-24s %s", input.name(), String.join(", ", parts));
    }

    private static String describe(ModelOutput output) {
        String kind =
                ConfigNode.configName(output.kind()) + (output.category().isEmpty() ? "" : " of " + output.category());
        return String.format(Locale.ROOT, "%-24s %s, %s", output.name(), output.isText() ? "text" : "number", kind);
    }

    /** A replacement as model.yaml writes it. */
    private static String value(ModelInput input, double replacement) {
        return input.type() == FeatureType.CATEGORICAL && replacement >= 0
                ? input.categories().get((int) replacement)
                : Double.toString(replacement);
    }

    /** What the reference profile knows of a scalar input's numbers. */
    private Optional<ColumnProfile.Numeric> observed(ModelInput input) {
        return bundle.reference().stream()
                .flatMap(profile -> profile.features().stream())
                .filter(column -> column.name().equals(input.name()) && column.count() > 0)
                .filter(ColumnProfile.Numeric.class::isInstance)
                .map(ColumnProfile.Numeric.class::cast)
                .findFirst();
    }

    /** The report as one object. What is not there is left out. */
    public ObjectNode json() {
        ObjectNode node = Json.object()
                .put("name", model.id().name())
                .put("version", model.id().version())
                .put("sha256", model.id().sha256())
                .put("format", bundle.format())
                .put("engine", model.engine())
                .put("engineReason", reason)
                .put("bytes", bundle.bytes().length);
        model.degradation().ifPresent(less -> node.put("degradation", less));
        bundle.task().ifPresent(task -> node.put("task", ConfigNode.configName(task)));
        ArrayNode inputs = node.putArray("inputs");
        model.contract().inputs().forEach(input -> inputs.add(json(input)));
        ArrayNode outputs = node.putArray("outputs");
        for (ModelOutput output : model.contract().outputs()) {
            ObjectNode item = outputs.addObject()
                    .put("name", output.name())
                    .put("type", output.isText() ? "text" : "number")
                    .put("kind", ConfigNode.configName(output.kind()));
            if (!output.category().isEmpty()) {
                item.put("category", output.category());
            }
        }
        node.put("goldenRows", bundle.golden().size());
        bundle.reference().ifPresent(profile -> node.put("referenceRows", profile.rows()));
        ObjectNode lineage = node.putObject("lineage");
        bundle.lineage().forEach(lineage::put);
        return node;
    }

    private ObjectNode json(ModelInput input) {
        InputTreatment treatment = input.treatment();
        ObjectNode item = Json.object()
                .put("name", input.name())
                .put("type", ConfigNode.configName(input.type()))
                .put("size", input.size())
                .put("unit", input.unit())
                .put("missing", ConfigNode.configName(treatment.missing()))
                .put("invalid", ConfigNode.configName(treatment.invalid()))
                .put("outlier", ConfigNode.configName(treatment.outlier()));
        putFinite(item, "low", input.low());
        putFinite(item, "high", input.high());
        putFinite(item, "outlierLow", treatment.outlierLow());
        putFinite(item, "outlierHigh", treatment.outlierHigh());
        putReplacement(item, "missingReplacement", input, treatment.missingReplacement());
        putReplacement(item, "invalidReplacement", input, treatment.invalidReplacement());
        observed(input).ifPresent(seen -> item.put("seenLow", seen.min()).put("seenHigh", seen.max()));
        if (!input.categories().isEmpty()) {
            ArrayNode categories = item.putArray("categories");
            input.categories().forEach(categories::add);
        }
        return item;
    }

    private static void putFinite(ObjectNode item, String key, double value) {
        if (Double.isFinite(value)) {
            item.put(key, value);
        }
    }

    private static void putReplacement(ObjectNode item, String key, ModelInput input, double value) {
        if (Double.isNaN(value)) {
            return;
        }
        if (input.type() == FeatureType.CATEGORICAL) {
            item.put(key, value(input, value));
        } else {
            item.put(key, value);
        }
    }
}
