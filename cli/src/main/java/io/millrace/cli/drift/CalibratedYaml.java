package io.millrace.cli.drift;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.config.ConfigNode;
import io.millrace.drift.calibration.Calibration;
import io.millrace.drift.calibration.Calibration.Plan;
import io.millrace.drift.calibration.Calibration.Threshold;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A calibration as the part {@code drift} of a pipeline file: windows, tests and thresholds as they were judged. What is usual in the job's own reference is left out of
 * account beside them, but for the greatest difference seen in it. Names of features are quoted as in JSON, which YAML reads.
 */
public final class CalibratedYaml {
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.CEILING);

    private CalibratedYaml() {}

    /** The part, with a comment on where it comes from. */
    public static String of(Plan plan, Calibration.Result result) {
        StringBuilder yaml = new StringBuilder(
                        "# millrace drift calibrate: at most one false alarm in %s, of all features together; %d in the %d windows judged.\n"
                                .formatted(
                                        ConfigNode.format(plan.meanTimeBetweenFalseAlarms()),
                                        result.falseAlarms(),
                                        result.quietWindows()))
                .append("drift:\n")
                .append("  window: %s\n".formatted(ConfigNode.format(plan.window())))
                .append("  usual: {deviations: 0, margin: 1}\n")
                .append("  tests:\n")
                .append("    minimumCount: %d\n".formatted(plan.minimumCount()));
        if (!result.thresholds().isEmpty()) {
            yaml.append("    features:\n");
        }
        for (Threshold threshold : result.thresholds()) {
            yaml.append("      %s: [{statistic: %s, threshold: %s}]\n"
                    .formatted(
                            JsonNodeFactory.instance.textNode(threshold.feature()),
                            threshold.statistic().label(),
                            digits(threshold.threshold())));
        }
        return yaml.toString();
    }

    /** Four digits, never fewer than the threshold. */
    private static String digits(double value) {
        return new BigDecimal(value).round(DIGITS).toPlainString();
    }
}
