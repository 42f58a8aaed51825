package io.millrace.jobs.pipeline;

import io.millrace.jobs.pipeline.DetectorPlan.Watch;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelOutput;
import java.util.List;

/** Whether what is watched is there in the predictions of the slot's model. */
public final class DriftFit {
    private DriftFit() {}

    /**
     * Holds detectors against the slot's model.
     *
     * @param problems collects what does not fit: nothing may start if there is anything in it
     */
    public static void check(Drift drift, ModelContract contract, List<String> problems) {
        List<String> numbers = contract.outputs().stream()
                .filter(output -> !output.isText())
                .map(ModelOutput::name)
                .toList();
        drift.performance()
                .map(DriftPerformance::output)
                .filter(output -> !numbers.contains(output))
                .ifPresent(output -> problems.add("drift.performance.output: must be one of the numbers " + numbers
                        + " that the slot's model answers, found \"" + output + "\""));
        for (int i = 0; i < drift.detectors().size(); i++) {
            DetectorPlan plan = drift.detectors().get(i);
            String path = "drift.detectors[" + i + "]";
            if (plan.watch() == Watch.FEATURE) {
                if (contract.firstColumn(plan.name()) < 0) {
                    problems.add(
                            path + ".feature: must be an input of the slot's model, whose predictions log it, found \""
                                    + plan.name() + "\"");
                }
            } else if (!numbers.contains(plan.name())) {
                problems.add(path + ".output: must be one of the numbers " + numbers
                        + " that the slot's model answers, found \"" + plan.name() + "\"");
            }
        }
    }
}
