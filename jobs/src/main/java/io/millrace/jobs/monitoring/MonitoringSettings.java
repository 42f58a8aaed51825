package io.millrace.jobs.monitoring;

import io.millrace.drift.alarm.AlarmPolicy;
import io.millrace.drift.baseline.BaselineConfig;
import io.millrace.drift.compare.DriftTestConfig;
import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.pipeline.DetectorPlan;
import io.millrace.jobs.pipeline.Drift;
import io.millrace.jobs.pipeline.DriftPerformance;
import io.millrace.jobs.pipeline.DriftReference;
import io.millrace.jobs.pipeline.DriftWindow;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.Models;
import io.millrace.model.ReferenceJson;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;

/**
 * What the operators of the monitoring job need of a pipeline, in a form that travels to the task managers. It holds secrets: never print it.
 *
 * @param pipeline name of the pipeline
 * @param slot name of its slot
 * @param window over what features are held against their reference
 * @param reference what they are held against
 * @param tests what is measured of windows
 * @param baseline when it is more than usual
 * @param alarms when that becomes an alarm
 * @param maxAheadMillis how far the time of an event may be ahead of the clock
 * @param ignored features that are not watched
 * @param detectors sequential detectors
 * @param performance estimated from probabilities; null: it is not
 * @param outputs numeric outputs of the pipeline file's model, which are watched like features
 * @param fileModel the pipeline file's model, {@code name@version}
 * @param fileColumns what it logs, then its outputs
 * @param fileReference its bundle's {@code reference.json}; empty: it has none
 * @param monitoringTopic where findings go
 * @param controlTopic where commands go
 * @param statusTopic where it is told which models serve
 * @param store folder that models are kept in; empty: none
 * @param clientProperties of every Kafka client
 * @param policy what alarms lead to
 */
record MonitoringSettings(
        String pipeline,
        String slot,
        DriftWindow window,
        DriftReference reference,
        DriftTestConfig tests,
        BaselineConfig baseline,
        AlarmPolicy alarms,
        long maxAheadMillis,
        HashSet<String> ignored,
        ArrayList<DetectorPlan> detectors,
        DriftPerformance performance,
        ArrayList<String> outputs,
        String fileModel,
        ArrayList<WatchedColumn> fileColumns,
        String fileReference,
        String monitoringTopic,
        String controlTopic,
        String statusTopic,
        String store,
        HashMap<String, String> clientProperties,
        PolicySettings policy)
        implements Serializable {
    /**
     * Of a pipeline that watches for drift and was checked.
     *
     * @throws io.millrace.model.ModelException if the model cannot be loaded any more
     */
    static MonitoringSettings of(Pipeline pipeline) {
        Drift drift = pipeline.drift().orElseThrow();
        HashMap<String, String> properties = new HashMap<>();
        Cluster.clientProperties(pipeline).forEach((key, value) -> properties.put((String) key, (String) value));
        ModelBundle bundle = ModelBundle.open(pipeline.slot().modelPath());
        try (Model model = Models.load(bundle)) {
            ArrayList<String> outputs = new ArrayList<>(model.contract().outputs().stream()
                    .filter(output -> !output.isText())
                    .map(ModelOutput::name)
                    .toList());
            HashSet<String> ignored = new HashSet<>(drift.ignored());
            return new MonitoringSettings(
                    pipeline.name(),
                    pipeline.slot().name(),
                    drift.window(),
                    drift.reference(),
                    drift.tests(),
                    drift.baseline(),
                    drift.alarms(),
                    drift.maxAhead().toMillis(),
                    ignored,
                    new ArrayList<>(drift.detectors()),
                    drift.performance().orElse(null),
                    outputs,
                    model.id().name() + "@" + model.id().version(),
                    columns(model.contract().inputs(), ignored, outputs),
                    bundle.reference().map(ReferenceJson::write).orElse(""),
                    pipeline.monitoringTopic(),
                    pipeline.controlTopic(),
                    pipeline.statusTopic(),
                    pipeline.control().store(),
                    properties,
                    PolicySettings.of(pipeline, drift.policy()));
        }
    }

    /** What a model with these inputs logs, then the outputs. */
    ArrayList<WatchedColumn> columns(List<ModelInput> inputs) {
        return columns(inputs, ignored, outputs);
    }

    private static ArrayList<WatchedColumn> columns(
            List<ModelInput> inputs, HashSet<String> ignored, List<String> outputs) {
        ArrayList<WatchedColumn> columns = WatchedColumn.of(inputs, ignored);
        outputs.forEach(output -> columns.add(WatchedColumn.output(output)));
        return columns;
    }

    @Override
    public String toString() {
        return "monitoring of slot " + slot + " of " + pipeline;
    }
}
