package io.millrace.drift.baseline;

import io.millrace.drift.config.Checks;
import java.io.Serializable;

/**
 * From when on a measure is greater than usual.
 *
 * @param minimumWindows normal windows before there is anything usual; fewer: thresholds stay as they are; at least 2
 * @param mostWindows normal windows that are remembered, the newest; from minimumWindows to 1,000
 * @param deviations standard deviations above the mean that are usual, at least 0
 * @param margin how many times the greatest of them is usual, at least 1
 */
public record BaselineConfig(int minimumWindows, int mostWindows, double deviations, double margin)
        implements Serializable {
    /** From 5 windows on, the newest 60; three deviations, as NannyML has it, and twice the greatest. */
    public static final BaselineConfig DEFAULTS = new BaselineConfig(5, 60, 3, 2);

    /** Checks everything. */
    public BaselineConfig {
        new Checks()
                .within("minimumWindows", minimumWindows, 2, 1_000)
                .within("mostWindows", mostWindows, minimumWindows, 1_000)
                .notNegative("deviations", deviations)
                .require(margin >= 1 && Double.isFinite(margin), "margin", "must be >= 1 and finite", margin)
                .done();
    }
}
