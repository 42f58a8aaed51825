package io.millrace.jobs.learning;

import io.millrace.learning.Task;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.pmml.PmmlExport;
import io.millrace.learning.pmml.PmmlNames;
import io.millrace.model.FeatureType;
import io.millrace.model.GoldenRow;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelId;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelTask;
import io.millrace.model.OutputSource;
import io.millrace.model.Sha256;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a bundle of what was learned: standard PMML, and rows that whoever serves it must reproduce. */
final class PublishedModel {
    /** The same numbers as the learner's, but for the order of some additions. */
    private static final double TOLERANCE = 1e-9;

    private PublishedModel() {}

    /**
     * A bundle.
     *
     * @param outputs what scores are called
     * @param rows what it must reproduce
     * @throws io.millrace.learning.pmml.NotExportableException if PMML cannot express what was learned
     */
    static ModelBundle of(
            OnlineModel model,
            String name,
            long version,
            List<String> outputs,
            List<FeatureRow> rows,
            Map<String, String> lineage) {
        byte[] document =
                PmmlExport.export(model, PmmlNames.of(model, name, version).withScores(outputs));
        return new ModelBundle(
                Path.of(name + ".zip"),
                new ModelId(name, version, Sha256.of(document)),
                "pmml",
                document,
                task(model.config().learner().task()),
                inputs(model.config().fields()),
                outputs.stream()
                        .map(output -> new OutputSource(output, output, -1))
                        .toList(),
                lineage,
                golden(model, outputs, rows),
                Optional.empty());
    }

    private static Optional<ModelTask> task(Task task) {
        return switch (task) {
            case BINARY_CLASSIFICATION, MULTICLASS_CLASSIFICATION -> Optional.of(ModelTask.CLASSIFICATION);
            case REGRESSION -> Optional.of(ModelTask.REGRESSION);
            case CLUSTERING -> Optional.of(ModelTask.CLUSTERING);
            case DECOMPOSITION -> Optional.empty();
        };
    }

    private static List<ModelInput> inputs(List<FeatureField> fields) {
        return fields.stream()
                .map(field -> ModelInput.of(
                        field.name(),
                        field.kind() == FeatureField.Kind.NUMERIC ? FeatureType.DOUBLE : FeatureType.CATEGORICAL))
                .toList();
    }

    private static List<GoldenRow> golden(OnlineModel model, List<String> outputs, List<FeatureRow> rows) {
        List<GoldenRow> golden = new ArrayList<>();
        double[] scores = new double[model.outputs()];
        for (FeatureRow row : rows) {
            model.score(row, scores);
            Map<String, Object> expected = new LinkedHashMap<>();
            for (int k = 0; k < scores.length; k++) {
                expected.put(outputs.get(k), scores[k]);
            }
            golden.add(new GoldenRow(golden.size() + 1, values(model.config().fields(), row), expected, TOLERANCE));
        }
        return golden;
    }

    private static Map<String, Object> values(List<FeatureField> fields, FeatureRow row) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            if (row.text(i) != null) {
                values.put(fields.get(i).name(), row.text(i));
            } else if (!Double.isNaN(row.number(i))) {
                values.put(fields.get(i).name(), row.number(i));
            }
        }
        return values;
    }
}
