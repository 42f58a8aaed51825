package io.millrace.model.format.pmml;

import io.millrace.model.ModelBundle;
import io.millrace.model.ModelOutput;
import io.millrace.model.OutputKind;
import io.millrace.model.OutputSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dmg.pmml.DataField;
import org.dmg.pmml.DataType;
import org.dmg.pmml.MathContext;
import org.dmg.pmml.MiningField;
import org.dmg.pmml.MiningFunction;
import org.dmg.pmml.Model;
import org.dmg.pmml.Output;
import org.dmg.pmml.OutputField;
import org.dmg.pmml.ResultFeature;
import org.dmg.pmml.True;
import org.dmg.pmml.mining.MiningModel;
import org.dmg.pmml.mining.Segment;
import org.dmg.pmml.mining.Segmentation;

/**
 * The outputs of a document.
 *
 * <p>Known by name are its targets, its output fields (those of inner models too, where these have the last word), and
 * what the model itself tells of its classes, clusters and reasons: {@code probability(<class>)}, {@code
 * affinity(<cluster>)}, {@code reasonCode(<rank>)}. An output field takes precedence over a target of the same name.
 */
final class PmmlOutputs {
    /** What predictions call the target of a document that does not name it. */
    static final String NAMELESS_TARGET = "prediction";

    private final ModelBundle bundle;
    private final PmmlFile file;
    private final Map<String, Known> targets = new LinkedHashMap<>();
    private final Map<String, Known> fields = new LinkedHashMap<>();
    private final Map<String, Known> besides = new LinkedHashMap<>();

    PmmlOutputs(ModelBundle bundle, PmmlFile file) {
        this.bundle = bundle;
        this.file = file;
    }

    /** Something that can be asked for. */
    private record Known(ModelOutput output, PmmlResult result) {
        /** As {@code model.yaml} asks for it: only a rank may be left empty then. */
        Known named(String name) {
            return new Known(
                    new ModelOutput(name, output.isText(), output.kind(), output.category()),
                    result.field() != null || result.rank() > 0 ? result : result.withRequired());
        }
    }

    void bind(List<ModelOutput> outputs, List<PmmlResult> results) {
        findTargets();
        findFields();
        findBesides();
        for (Known known : asked()) {
            outputs.add(known.output());
            results.add(known.result());
        }
    }

    private List<Known> asked() {
        if (!bundle.outputs().isEmpty()) {
            return bundle.outputs().stream().map(this::find).toList();
        }
        List<Known> finalResults = fields.values().stream()
                .filter(known -> known.result().field().isFinalResult())
                .toList();
        if (!finalResults.isEmpty()) {
            return withTargets(finalResults);
        }
        List<Known> all = new ArrayList<>(targets.values());
        besides.forEach((name, known) -> {
            if (!targets.containsKey(name)) {
                all.add(known);
            }
        });
        return all;
    }

    /** Output fields, and behind them what they leave out: scikit-learn's exporter lists probabilities but no class. */
    private List<Known> withTargets(List<Known> finalResults) {
        List<Known> all = new ArrayList<>(finalResults);
        boolean predicted = finalResults.stream()
                .anyMatch(known -> known.result().field().getResultFeature() == ResultFeature.PREDICTED_VALUE);
        if (!predicted) {
            targets.forEach((name, known) -> {
                if (!fields.containsKey(name)) {
                    all.add(known);
                }
            });
        }
        return all;
    }

    private Known find(OutputSource source) {
        String where = "output " + source.name();
        Known known = fields.get(source.from());
        if (known == null) {
            known = targets.get(source.from());
        }
        if (known == null) {
            known = besides.get(source.from());
        }
        if (known == null) {
            throw PmmlBinding.contradiction(bundle, where, "from: one of the PMML's outputs " + names(), source.from());
        }
        if (source.index() >= 0) {
            throw PmmlBinding.contradiction(
                    bundle, where, "no index, because PMML results are single values", source.index());
        }
        return known.named(source.name());
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(targets.keySet());
        names.addAll(fields.keySet());
        names.addAll(besides.keySet());
        return names.stream().distinct().toList();
    }

    private void findTargets() {
        Model model = file.model();
        for (MiningField usage : model.requireMiningSchema().getMiningFields()) {
            if (usage.getUsageType() == MiningField.UsageType.TARGET
                    || usage.getUsageType() == MiningField.UsageType.PREDICTED) {
                String name = usage.requireName();
                target(name, PmmlResult.target(name), dataField(name).requireDataType());
            }
        }
        DataType nameless = namelessTarget(model);
        if (targets.isEmpty() && nameless != null) {
            target(NAMELESS_TARGET, PmmlResult.target(null), nameless);
        }
    }

    private void target(String name, PmmlResult result, DataType type) {
        targets.put(name, new Known(new ModelOutput(name, isText(type), predictionKind(), ""), result));
    }

    private DataField dataField(String name) {
        return file.pmml().requireDataDictionary().getDataFields().stream()
                .filter(field -> field.requireName().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        PmmlBinding.contradiction(bundle, "target " + name, "a field of the data dictionary", "none"));
    }

    /** Type of the target that a model has without naming it; null where it has none. */
    private static DataType namelessTarget(Model model) {
        if (model instanceof MiningModel ensemble) {
            switch (ensemble.requireSegmentation().requireMultipleModelMethod()) {
                case SELECT_FIRST, SELECT_ALL, MODEL_CHAIN, MULTI_MODEL_CHAIN -> {
                    return null;
                }
                default -> {}
            }
        }
        return switch (model.requireMiningFunction()) {
            case REGRESSION -> model.getMathContext() == MathContext.FLOAT ? DataType.FLOAT : DataType.DOUBLE;
            case CLASSIFICATION, CLUSTERING -> DataType.STRING;
            default -> null;
        };
    }

    private OutputKind predictionKind() {
        return switch (file.model().requireMiningFunction()) {
            case CLASSIFICATION -> OutputKind.CLASS;
            case REGRESSION -> OutputKind.VALUE;
            case CLUSTERING -> OutputKind.CLUSTER;
            default -> OutputKind.OTHER;
        };
    }

    private void findFields() {
        for (OutputField field : fieldsOf(file.model())) {
            PmmlResult result =
                    PmmlResult.of(field, field.getTargetField() == null ? mainTarget() : field.getTargetField());
            ModelOutput output =
                    new ModelOutput(field.requireName(), isText(typeOf(field)), kindOf(field), categoryOf(result));
            fields.put(field.requireName(), new Known(output, result));
        }
    }

    /** Name of the only target; null where there are several, or none by name. */
    private String mainTarget() {
        return targets.size() == 1 ? targets.values().iterator().next().result().target() : null;
    }

    /** Output fields, those of inner models before those of outer ones: JPMML's order. */
    private static List<OutputField> fieldsOf(Model model) {
        List<OutputField> found = new ArrayList<>();
        if (model instanceof MiningModel ensemble) {
            for (Segment segment : lastWord(ensemble.requireSegmentation())) {
                found.addAll(fieldsOf(segment.requireModel()));
            }
        }
        Output output = model.getOutput();
        if (output != null) {
            found.addAll(output.getOutputFields());
        }
        return found;
    }

    /** The segments of which any may give the ensemble's result as it is. */
    static List<Segment> lastWord(Segmentation segmentation) {
        List<Segment> segments = segmentation.requireSegments();
        return switch (segmentation.requireMultipleModelMethod()) {
            case SELECT_FIRST -> {
                int last = 0;
                while (last < segments.size() - 1 && !(segments.get(last).requirePredicate() instanceof True)) {
                    last++;
                }
                yield segments.subList(0, last + 1);
            }
            case MODEL_CHAIN -> {
                int first = segments.size() - 1;
                while (first > 0 && !(segments.get(first).requirePredicate() instanceof True)) {
                    first--;
                }
                yield segments.subList(first, segments.size());
            }
            case MULTI_MODEL_CHAIN -> segments;
            default -> List.of();
        };
    }

    private static boolean isText(DataType type) {
        return switch (type) {
            case INTEGER, FLOAT, DOUBLE -> false;
            default -> true;
        };
    }

    /** An output field need not say its type; then its feature does. */
    private DataType typeOf(OutputField field) {
        if (field.getDataType() != null) {
            return field.getDataType();
        }
        return switch (field.getResultFeature()) {
            case PREDICTED_VALUE -> {
                Known target = targets.get(field.getTargetField());
                if (target == null && !targets.isEmpty()) {
                    target = List.copyOf(targets.values()).get(targets.size() - 1);
                }
                yield target == null || target.output().isText() ? DataType.STRING : DataType.DOUBLE;
            }
            case PROBABILITY,
                    CONFIDENCE,
                    AFFINITY,
                    CLUSTER_AFFINITY,
                    ENTITY_AFFINITY,
                    RESIDUAL,
                    STANDARD_ERROR,
                    STANDARD_DEVIATION -> DataType.DOUBLE;
            default -> DataType.STRING;
        };
    }

    private OutputKind kindOf(OutputField field) {
        boolean isClustering = file.model().requireMiningFunction() == MiningFunction.CLUSTERING;
        return switch (field.getResultFeature()) {
            case PREDICTED_VALUE -> predictionKind();
            case PROBABILITY -> OutputKind.PROBABILITY;
            case AFFINITY, CLUSTER_AFFINITY, ENTITY_AFFINITY -> OutputKind.DISTANCE;
            case CLUSTER_ID -> OutputKind.CLUSTER;
            case ENTITY_ID -> isClustering ? OutputKind.CLUSTER : OutputKind.OTHER;
            case REASON_CODE -> OutputKind.REASON_CODE;
            default -> OutputKind.OTHER;
        };
    }

    private static String categoryOf(PmmlResult result) {
        return switch (result.feature()) {
            case PROBABILITY, AFFINITY, CLUSTER_AFFINITY, ENTITY_AFFINITY -> result.value();
            default -> "";
        };
    }

    /** What the model tells without being asked by an output field; only of a single target. */
    private void findBesides() {
        if (targets.size() != 1) {
            return;
        }
        String target = mainTarget();
        for (PmmlResult result : new ModelResults(file, target).all()) {
            String name = nameOf(result);
            besides.put(name, new Known(new ModelOutput(name, isText(result), kindOf(result), result.value()), result));
        }
    }

    private static String nameOf(PmmlResult result) {
        return switch (result.feature()) {
            case PROBABILITY -> "probability(" + result.value() + ")";
            case AFFINITY -> "affinity(" + result.value() + ")";
            case REASON_CODE -> "reasonCode(" + result.rank() + ")";
            default -> "entityId(" + result.rank() + ")";
        };
    }

    private static boolean isText(PmmlResult result) {
        return result.rank() > 0;
    }

    private static OutputKind kindOf(PmmlResult result) {
        return switch (result.feature()) {
            case PROBABILITY -> OutputKind.PROBABILITY;
            case AFFINITY -> OutputKind.DISTANCE;
            case REASON_CODE -> OutputKind.REASON_CODE;
            default -> OutputKind.OTHER;
        };
    }
}
