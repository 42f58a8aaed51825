package io.millrace.model.mleap.isolated;

import io.millrace.model.FeatureType;
import io.millrace.model.InputTreatment;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.MissingPolicy;
import io.millrace.model.ModelInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import ml.combust.mleap.core.feature.CoalesceModel;
import ml.combust.mleap.core.feature.HandleInvalid;
import ml.combust.mleap.core.feature.ImputerModel;
import ml.combust.mleap.core.feature.StringIndexerModel;
import ml.combust.mleap.core.types.BasicType;
import ml.combust.mleap.core.types.DataType;
import ml.combust.mleap.core.types.ScalarType;
import ml.combust.mleap.core.types.TensorType;
import scala.collection.JavaConverters;

/**
 * A field that a bundle needs from outside.
 *
 * @param name its name
 * @param type what the first stage that reads it takes it for
 * @param size 1 for a scalar, elements of a vector, {@link #UNKNOWN} where MLeap does not know
 * @param categories the labels that all string indexers that read it know; empty where any text goes
 * @param takesMissing whether all stages that read it say what a missing value means
 * @param takesUnseen whether it is no text, or all stages that read it take any text
 */
record BundleInput(
        String name, DataType type, int size, List<String> categories, boolean takesMissing, boolean takesUnseen) {

    static final int UNKNOWN = -1;

    /** What {@code uses} of a field say about it. */
    static BundleInput of(String name, List<PipelineFields.Use> uses) {
        DataType type = uses.get(0).type();
        boolean takesMissing = type instanceof ScalarType
                && uses.stream()
                        .allMatch(use -> Objects.equals(use.type().base(), type.base())
                                && takesMissing(use.stage().model()));
        List<List<String>> strict = new ArrayList<>();
        List<List<String>> lenient = new ArrayList<>();
        for (PipelineFields.Use use : uses) {
            if (use.stage().model() instanceof StringIndexerModel indexer) {
                (keepsInvalid(indexer) ? lenient : strict).add(JavaConverters.seqAsJavaList(indexer.labels()));
            }
        }
        boolean onlyIndexed = lenient.size() + strict.size() == uses.size();
        return new BundleInput(
                name,
                type,
                size(type),
                onlyIndexed ? common(strict.isEmpty() ? lenient : strict) : List.of(),
                takesMissing,
                strict.isEmpty());
    }

    /** Its type in a row, unless it is of a kind that rows do not hold. */
    Optional<FeatureType> featureType() {
        if (!(type instanceof ScalarType) && !(type instanceof TensorType)) {
            return Optional.empty();
        }
        if (type.base() == BasicType.String$.MODULE$) {
            return type instanceof ScalarType ? Optional.of(FeatureType.CATEGORICAL) : Optional.empty();
        }
        if (type.base() == BasicType.Double$.MODULE$) {
            return Optional.of(FeatureType.DOUBLE);
        }
        if (type.base() == BasicType.Float$.MODULE$) {
            return Optional.of(FeatureType.FLOAT);
        }
        if (type.base() == BasicType.Long$.MODULE$) {
            return Optional.of(FeatureType.LONG);
        }
        if (type.base() == BasicType.Boolean$.MODULE$) {
            return Optional.of(FeatureType.BOOLEAN);
        }
        return type.base() == BasicType.ByteString$.MODULE$ ? Optional.empty() : Optional.of(FeatureType.INTEGER);
    }

    /** As an input of a contract, with the treatments that keep MLeap from what it does not expect. */
    ModelInput toModelInput(FeatureType featureType) {
        ModelInput input = ModelInput.vector(name, featureType, size).withCategories(categories);
        if (type.base() == BasicType.Byte$.MODULE$) {
            input = input.withRange(Byte.MIN_VALUE, Byte.MAX_VALUE);
        } else if (type.base() == BasicType.Short$.MODULE$) {
            input = input.withRange(Short.MIN_VALUE, Short.MAX_VALUE);
        }
        boolean anyText = featureType == FeatureType.CATEGORICAL && takesUnseen;
        return input.withTreatment(InputTreatment.of(
                takesMissing ? MissingPolicy.AS_IS : MissingPolicy.RETURN_INVALID,
                anyText ? InvalidPolicy.AS_IS : InvalidPolicy.RETURN_INVALID));
    }

    private static boolean takesMissing(Object model) {
        return model instanceof ImputerModel
                || model instanceof CoalesceModel
                || (model instanceof StringIndexerModel indexer && keepsInvalid(indexer));
    }

    private static boolean keepsInvalid(StringIndexerModel indexer) {
        return indexer.handleInvalid() == HandleInvalid.Keep$.MODULE$;
    }

    private static List<String> common(List<List<String>> labels) {
        List<String> common = new ArrayList<>(labels.get(0).stream().distinct().toList());
        labels.forEach(common::retainAll);
        return common;
    }

    /** Elements of a value of {@code type}; {@link #UNKNOWN} where a tensor's type does not tell. */
    static int size(DataType type) {
        if (!(type instanceof TensorType tensor)) {
            return 1;
        }
        // MLeap writes no dimensions both for "a scalar" and for "I do not know"; the latter is what occurs.
        if (tensor.dimensions().isEmpty() || tensor.dimensions().get().isEmpty()) {
            return UNKNOWN;
        }
        long size = 1;
        for (Object dimension : JavaConverters.seqAsJavaList(tensor.dimensions().get())) {
            size *= (int) dimension;
            if ((int) dimension < 1 || size > Integer.MAX_VALUE) {
                return UNKNOWN;
            }
        }
        return (int) size;
    }
}
