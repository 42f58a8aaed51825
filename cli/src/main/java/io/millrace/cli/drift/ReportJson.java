package io.millrace.cli.drift;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.terminal.Json;
import io.millrace.drift.compare.Finding;
import io.millrace.drift.report.DriftReport;
import io.millrace.drift.report.FeatureReport;

/** A report for programs: one object a feature with the finding that speaks for it, and all its findings. */
public final class ReportJson {
    private ReportJson() {}

    /** The report; p-values that there are not are left out, and what is infinite is the greatest double. */
    public static ObjectNode of(DriftReport report) {
        ObjectNode root = Json.object()
                .put("reference", report.reference())
                .put("current", report.current())
                .put("referenceRows", report.referenceRows())
                .put("currentRows", report.currentRows())
                .put("drifting", report.drifting());
        ArrayNode features = root.putArray("features");
        for (FeatureReport feature : report.features()) {
            ObjectNode node = features.addObject();
            node.put("feature", feature.feature());
            feature.leading().ifPresentOrElse(leading -> put(node, leading), () -> {
                node.putNull("statistic");
                node.putNull("value");
                node.putNull("threshold");
            });
            node.put("drift", feature.drift());
            ArrayNode findings = node.putArray("findings");
            feature.findings()
                    .forEach(finding -> put(findings.addObject(), finding).put("drift", finding.drift()));
        }
        return root;
    }

    private static ObjectNode put(ObjectNode node, Finding finding) {
        node.put("statistic", finding.statistic().label())
                .put("value", Math.min(finding.value(), Double.MAX_VALUE))
                .put("threshold", finding.threshold());
        if (!Double.isNaN(finding.pValue())) {
            node.put("p", finding.pValue());
        }
        return node.put("n", finding.n()).put("cause", finding.cause());
    }
}
