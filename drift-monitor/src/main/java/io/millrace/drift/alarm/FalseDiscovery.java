package io.millrace.drift.alarm;

import io.millrace.drift.compare.Finding;
import java.util.ArrayList;
import java.util.List;

/** Decides the findings of one window together, as one of many tests finds something by chance alone. */
public final class FalseDiscovery {
    private FalseDiscovery() {}

    /**
     * The findings with their decisions: drift where the value reaches its threshold and, by {@link BenjaminiHochberg}
     * over all that have a p-value, is not chance. Those without a p-value keep their decision.
     *
     * @param findings of all features in one window
     * @param rate greatest share of chance among those that are found, in (0, 1)
     */
    public static List<Finding> control(List<Finding> findings, double rate) {
        double[] adjusted = BenjaminiHochberg.adjusted(
                findings.stream().mapToDouble(Finding::pValue).toArray());
        List<Finding> decided = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            Finding finding = findings.get(i);
            decided.add(
                    Double.isNaN(adjusted[i]) ? finding : finding.decided(finding.isLarge() && adjusted[i] <= rate));
        }
        return decided;
    }
}
