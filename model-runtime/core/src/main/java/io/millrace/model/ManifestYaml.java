package io.millrace.model;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.millrace.config.ConfigNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes {@code model.yaml}: what {@link ModelBundle#open} reads back as it was. One line an input, defaults left out. */
public final class ManifestYaml {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
    /** Words that YAML 1.1 reads as something else than text. */
    private static final Set<String> NOT_TEXT =
            Set.of("true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf");

    private ManifestYaml() {}

    /**
     * The file's content.
     *
     * @param file name of the model file inside the bundle
     */
    public static String write(ModelBundle bundle, String file) {
        StringBuilder yaml = new StringBuilder();
        yaml.append("bundle: ").append(BundleManifest.VERSION).append('\n');
        yaml.append("name: ").append(text(bundle.id().name())).append('\n');
        yaml.append("version: ").append(bundle.id().version()).append('\n');
        yaml.append("format: ").append(bundle.format()).append('\n');
        yaml.append("file: ").append(text(file)).append('\n');
        bundle.task()
                .ifPresent(task -> yaml.append("task: ")
                        .append(ConfigNode.configName(task))
                        .append('\n'));
        if (!bundle.inputs().isEmpty()) {
            yaml.append("inputs:\n");
            bundle.inputs()
                    .forEach(input -> yaml.append("  - {").append(input(input)).append("}\n"));
        }
        if (!bundle.outputs().isEmpty()) {
            yaml.append("outputs:\n");
            bundle.outputs()
                    .forEach(output ->
                            yaml.append("  - {").append(output(output)).append("}\n"));
        }
        if (!bundle.lineage().isEmpty()) {
            yaml.append("lineage:\n");
            bundle.lineage()
                    .forEach((key, value) -> yaml.append("  ")
                            .append(text(key))
                            .append(": ")
                            .append(text(value))
                            .append('\n'));
        }
        return yaml.toString();
    }

    private static String input(ModelInput input) {
        List<String> pairs = new ArrayList<>();
        pairs.add("name: " + text(input.name()));
        pairs.add("type: " + ConfigNode.configName(input.type()));
        if (input.size() > 1) {
            pairs.add("size: " + input.size());
        }
        if (!input.unit().isEmpty()) {
            pairs.add("unit: " + text(input.unit()));
        }
        if (input.low() != Double.NEGATIVE_INFINITY || input.high() != Double.POSITIVE_INFINITY) {
            double low = Math.max(input.low(), -Double.MAX_VALUE);
            double high = Math.min(input.high(), Double.MAX_VALUE);
            pairs.add("range: [" + number(low) + ", " + number(high) + "]");
        }
        if (!input.categories().isEmpty()) {
            pairs.add("categories: ["
                    + String.join(
                            ", ",
                            input.categories().stream()
                                    .map(ManifestYaml::quoted)
                                    .toList()) + "]");
        }
        treatment(input, pairs);
        if (!input.tensor().isEmpty()) {
            pairs.add("tensor: " + text(input.tensor()));
        }
        return String.join(", ", pairs);
    }

    private static void treatment(ModelInput input, List<String> pairs) {
        InputTreatment treatment = input.treatment();
        pairs.add("missing: " + ConfigNode.configName(treatment.missing()));
        if (treatment.missing() == MissingPolicy.AS_VALUE) {
            pairs.add("missingReplacement: " + replacement(input, treatment.missingReplacement()));
        }
        pairs.add("invalid: " + ConfigNode.configName(treatment.invalid()));
        if (treatment.invalid() == InvalidPolicy.AS_VALUE) {
            pairs.add("invalidReplacement: " + replacement(input, treatment.invalidReplacement()));
        }
        if (treatment.outlier() != OutlierPolicy.AS_IS) {
            pairs.add("outlier: " + ConfigNode.configName(treatment.outlier()));
            if (!Double.isInfinite(treatment.outlierLow())) {
                pairs.add("outlierLow: " + number(treatment.outlierLow()));
            }
            if (!Double.isInfinite(treatment.outlierHigh())) {
                pairs.add("outlierHigh: " + number(treatment.outlierHigh()));
            }
        }
    }

    private static String replacement(ModelInput input, double value) {
        return input.categories().isEmpty()
                ? number(value)
                : quoted(input.categories().get((int) value));
    }

    private static String output(OutputSource output) {
        String line = "name: " + text(output.name());
        if (!output.from().equals(output.name())) {
            line += ", from: " + text(output.from());
        }
        return output.index() < 0 ? line : line + ", index: " + output.index();
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String text(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !NOT_TEXT.contains(text.toLowerCase(java.util.Locale.ROOT));
        return plain ? text : quoted(text);
    }

    /** JSON's strings are YAML's double-quoted ones. */
    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
