package io.millrace.model.mleap.isolated;

import io.millrace.model.ModelOutput;
import io.millrace.model.OutputKind;
import java.util.List;
import ml.combust.mleap.core.feature.ReverseStringIndexerModel;
import ml.combust.mleap.core.types.BasicType;
import ml.combust.mleap.core.types.ScalarType;
import ml.combust.mleap.runtime.frame.Transformer;
import scala.collection.JavaConverters;

/**
 * What the fields that a pipeline produces mean, by the stage that produces them. MLeap numbers classes and clusters;
 * classes have names where a later stage turns the numbers back into the labels of the training data.
 */
final class OutputMeanings {
    private static final String MODELS = "ml.combust.mleap.core.";
    private static final String PREDICTION = "prediction";
    private static final String PROBABILITY = "probability";

    private final PipelineFields fields;

    OutputMeanings(PipelineFields fields) {
        this.fields = fields;
    }

    /**
     * A field, or one element of it, as an output called {@code name}.
     *
     * @param element {@link MleapLayout.Output#SCALAR} for a field that is a single value
     */
    ModelOutput of(PipelineFields.Produced field, String name, int element) {
        OutputKind kind = kind(field);
        String category = kind == OutputKind.PROBABILITY ? category(field, element) : "";
        return new ModelOutput(name, field.type().base() == BasicType.String$.MODULE$, kind, category);
    }

    private OutputKind kind(PipelineFields.Produced field) {
        boolean isScalar = field.type() instanceof ScalarType;
        if (field.stage().model() instanceof ReverseStringIndexerModel) {
            String source = field.stage().inputSchema().fields().head().name();
            PipelineFields.Produced from = fields.produced().get(source);
            return from != null && kind(from) == OutputKind.CLASS ? OutputKind.CLASS : OutputKind.OTHER;
        }
        String family = family(field.stage());
        boolean isClassifier = family.equals("classification");
        boolean isCluster = family.equals("clustering");
        if (field.port().equals(PROBABILITY) && !isScalar && (isClassifier || isCluster)) {
            return OutputKind.PROBABILITY;
        }
        if (!field.port().equals(PREDICTION) || !isScalar) {
            return OutputKind.OTHER;
        }
        if (isClassifier) {
            return OutputKind.CLASS;
        }
        if (isCluster) {
            return OutputKind.CLUSTER;
        }
        return family.equals("regression") || family.equals("recommendation") ? OutputKind.VALUE : OutputKind.OTHER;
    }

    private String category(PipelineFields.Produced probability, int element) {
        for (PipelineFields.Produced sibling : fields.produced().values()) {
            if (sibling.stage() != probability.stage() || !sibling.port().equals(PREDICTION)) {
                continue;
            }
            for (PipelineFields.Use use : fields.uses(sibling.name())) {
                if (use.stage().model() instanceof ReverseStringIndexerModel names) {
                    List<String> labels = JavaConverters.seqAsJavaList(names.labels());
                    return element < labels.size() ? labels.get(element) : String.valueOf(element);
                }
            }
        }
        return String.valueOf(element);
    }

    /** MLeap sorts its models into packages by what they are for. */
    private static String family(Transformer stage) {
        String name = stage.model().getClass().getPackageName();
        return name.startsWith(MODELS) ? name.substring(MODELS.length()) : "";
    }
}
