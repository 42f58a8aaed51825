package io.millrace.model;

import io.millrace.config.ConfigNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What {@code model.yaml} says, version {@value #VERSION} of its form.
 *
 * @param file name of the model file inside the bundle
 */
record BundleManifest(
        String name,
        long version,
        Format format,
        String file,
        Optional<ModelTask> task,
        List<ModelInput> inputs,
        List<OutputSource> outputs,
        Map<String, String> lineage) {

    /** Version of the form: the key {@code bundle}, which may be left out. */
    static final int VERSION = 1;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final String NAME_RULE =
            "must be 1 to 63 lower-case letters, digits, dots, dashes or underscores, a letter or digit first";

    /** How PMML and its exporters say where a replacement was taken from. */
    private static final Map<String, MissingPolicy> MISSING_IN_PMML = Map.of(
            "asMean", MissingPolicy.AS_VALUE,
            "asMode", MissingPolicy.AS_VALUE,
            "asMedian", MissingPolicy.AS_VALUE);

    private static final Map<String, OutlierPolicy> OUTLIERS_IN_PMML = Map.of(
            "asMissingValues", OutlierPolicy.AS_MISSING,
            "asExtremeValues", OutlierPolicy.AS_EXTREME);

    /** Formats that some engine reads. */
    enum Format {
        ONNX,
        PMML,
        MLEAP;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads the file.
     *
     * @param problems collects the mistakes; where there are any, the result is not to be used
     */
    static BundleManifest read(String yaml, List<String> problems) {
        ConfigNode root = ConfigNode.parse(yaml, problems);
        if (root.has("bundle")) {
            root.integer("bundle", null, VERSION, VERSION);
        }
        String name = root.text("name", null, NAME, NAME_RULE);
        long version = root.integer("version", null, 1, Long.MAX_VALUE);
        Format format = root.oneOf("format", Format.class, null);
        String file = root.text("file");
        Optional<ModelTask> task =
                root.has("task") ? Optional.of(root.oneOf("task", ModelTask.class, null)) : Optional.empty();
        List<ModelInput> inputs = new ArrayList<>();
        for (ConfigNode node : root.objects("inputs")) {
            input(node, problems).ifPresent(inputs::add);
        }
        List<OutputSource> outputs = new ArrayList<>();
        for (ConfigNode node : root.objects("outputs")) {
            String output = node.text("name");
            outputs.add(new OutputSource(
                    output, node.text("from", output), (int) node.integer("index", -1L, -1, 1_000_000)));
            node.finish();
        }
        Map<String, String> lineage = root.object("lineage").textsByName();
        root.finish();
        checkDistinct("inputs", inputs.stream().map(ModelInput::name).toList(), problems);
        checkDistinct("outputs", outputs.stream().map(OutputSource::name).toList(), problems);
        return new BundleManifest(
                name, version, format, file, task, List.copyOf(inputs), List.copyOf(outputs), lineage);
    }

    private static Optional<ModelInput> input(ConfigNode node, List<String> problems) {
        int before = problems.size();
        String name = node.text("name");
        FeatureType type = node.oneOf("type", FeatureType.class, FeatureType.FLOAT);
        int size = (int) node.integer("size", 1L, 1, 1_000_000);
        String unit = node.text("unit", "");
        double[] range = node.interval("range");
        List<String> categories = node.texts("categories");
        InputTreatment treatment = treatment(node, categories);
        String tensor = node.text("tensor", "");
        node.finish();
        if (problems.size() > before) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ModelInput(
                    name,
                    type,
                    size,
                    unit,
                    range == null ? Double.NEGATIVE_INFINITY : range[0],
                    range == null ? Double.POSITIVE_INFINITY : range[1],
                    categories,
                    treatment,
                    tensor));
        } catch (IllegalArgumentException e) {
            problems.add("inputs: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static InputTreatment treatment(ConfigNode node, List<String> categories) {
        MissingPolicy missing = node.oneOf(
                "missing",
                MissingPolicy.class,
                node.has("missingReplacement") ? MissingPolicy.AS_VALUE : MissingPolicy.AS_IS,
                MISSING_IN_PMML);
        InvalidPolicy invalid = node.oneOf(
                "invalid",
                InvalidPolicy.class,
                node.has("invalidReplacement") ? InvalidPolicy.AS_VALUE : InvalidPolicy.RETURN_INVALID);
        OutlierPolicy outlier = node.oneOf("outlier", OutlierPolicy.class, OutlierPolicy.AS_IS, OUTLIERS_IN_PMML);
        double missingReplacement = replacement(node, "missingReplacement", categories);
        double invalidReplacement = replacement(node, "invalidReplacement", categories);
        double low = node.number("outlierLow");
        double high = node.number("outlierHigh");
        // A value that would never be used is a mistake in the policy beside it.
        if (missing != MissingPolicy.AS_VALUE && node.has("missingReplacement")) {
            node.reject("missingReplacement", "needs missing: asValue");
        }
        if (invalid != InvalidPolicy.AS_VALUE && node.has("invalidReplacement")) {
            node.reject("invalidReplacement", "needs invalid: asValue");
        }
        if (outlier == OutlierPolicy.AS_IS) {
            for (String bound : List.of("outlierLow", "outlierHigh")) {
                if (node.has(bound)) {
                    node.reject(bound, "needs outlier: asMissing or asExtreme");
                }
            }
            return new InputTreatment(
                    missing,
                    missingReplacement,
                    invalid,
                    invalidReplacement,
                    outlier,
                    Double.NEGATIVE_INFINITY,
                    Double.POSITIVE_INFINITY);
        }
        try {
            return new InputTreatment(
                    missing,
                    missingReplacement,
                    invalid,
                    invalidReplacement,
                    outlier,
                    Double.isNaN(low) ? Double.NEGATIVE_INFINITY : low,
                    Double.isNaN(high) ? Double.POSITIVE_INFINITY : high);
        } catch (IllegalArgumentException e) {
            node.reject("outlier", e.getMessage());
            return InputTreatment.DEFAULT;
        }
    }

    private static void checkDistinct(String key, List<String> names, List<String> problems) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                problems.add(key + ": names must differ, found " + name + " twice");
            }
        }
    }

    private static double replacement(ConfigNode node, String key, List<String> categories) {
        Object value = node.scalar(key);
        if (value == null) {
            return Double.NaN;
        }
        if (value instanceof Double number) {
            return number;
        }
        int code = categories.indexOf(value);
        if (code < 0) {
            node.reject(key, "must be a number or one of the input's categories");
        }
        return code;
    }
}
