package io.millrace.model;

import java.util.List;
import java.util.Set;

/**
 * One input of a model.
 *
 * @param name the feature's name
 * @param type its type
 * @param size 1 for a scalar, else the length of a vector, whose elements are columns side by side
 * @param unit unit of measure, empty where there is none
 * @param low least valid value, included; -Infinity where unbounded
 * @param high greatest valid value, included; Infinity where unbounded
 * @param categories valid texts of a {@link FeatureType#CATEGORICAL} input, whose codes are their positions; empty: any
 * @param treatment what is done with missing, invalid and outlying values
 * @param tensor ONNX: the graph input that holds this column; empty where the engine can tell by itself
 */
public record ModelInput(
        String name,
        FeatureType type,
        int size,
        String unit,
        double low,
        double high,
        List<String> categories,
        InputTreatment treatment,
        String tensor) {

    /** Checks what holds for every input; {@link IllegalArgumentException} with rule, name and value otherwise. */
    public ModelInput {
        categories = List.copyOf(categories);
        require(!name.isEmpty(), "name must not be empty", name, name);
        require(size >= 1, "size must be >= 1", name, size);
        require(low <= high, "low must be <= high", name, low + " > " + high);
        require(
                categories.isEmpty() || type == FeatureType.CATEGORICAL,
                "categories need type categorical",
                name,
                type);
        require(Set.copyOf(categories).size() == categories.size(), "categories must differ", name, categories);
        require(
                treatment.missing() != MissingPolicy.AS_VALUE || !Double.isNaN(treatment.missingReplacement()),
                "missing: asValue needs a missingReplacement",
                name,
                treatment.missingReplacement());
        require(
                treatment.invalid() != InvalidPolicy.AS_VALUE || !Double.isNaN(treatment.invalidReplacement()),
                "invalid: asValue needs an invalidReplacement",
                name,
                treatment.invalidReplacement());
        require(
                isReplacement(treatment.missingReplacement(), type, categories),
                "missingReplacement must be a value of the input's type",
                name,
                treatment.missingReplacement());
        require(
                isReplacement(treatment.invalidReplacement(), type, categories),
                "invalidReplacement must be a value of the input's type",
                name,
                treatment.invalidReplacement());
        require(
                treatment.outlier() == OutlierPolicy.AS_IS || type != FeatureType.CATEGORICAL,
                "outlier needs a numeric type",
                name,
                type);
    }

    /** A scalar input with no range, handed to the model as it is where missing, refused where invalid. */
    public static ModelInput of(String name, FeatureType type) {
        return vector(name, type, 1);
    }

    /** Like {@link #of} for a vector of {@code size} columns. */
    public static ModelInput vector(String name, FeatureType type, int size) {
        return new ModelInput(
                name,
                type,
                size,
                "",
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                List.of(),
                InputTreatment.DEFAULT,
                "");
    }

    /** A categorical input. */
    public static ModelInput categorical(String name, List<String> categories) {
        return of(name, FeatureType.CATEGORICAL).withCategories(categories);
    }

    /** This input with other categories. */
    public ModelInput withCategories(List<String> newCategories) {
        return new ModelInput(name, type, size, unit, low, high, newCategories, treatment, tensor);
    }

    /** This input with another valid range. */
    public ModelInput withRange(double newLow, double newHigh) {
        return new ModelInput(name, type, size, unit, newLow, newHigh, categories, treatment, tensor);
    }

    /** This input with another treatment of missing, invalid and outlying values. */
    public ModelInput withTreatment(InputTreatment newTreatment) {
        return new ModelInput(name, type, size, unit, low, high, categories, newTreatment, tensor);
    }

    /** This input with other policies for missing and invalid values. */
    public ModelInput withPolicies(MissingPolicy missing, InvalidPolicy invalid) {
        return withTreatment(treatment.withPolicies(missing, invalid));
    }

    /** Whether texts of this input are kept as they are, because no categories are listed. */
    public boolean isOpenText() {
        return type == FeatureType.CATEGORICAL && categories.isEmpty();
    }

    /** NaN stands for none. A category is replaced by the code of a listed one, open text by nothing. */
    private static boolean isReplacement(double value, FeatureType type, List<String> categories) {
        if (Double.isNaN(value)) {
            return true;
        }
        if (type != FeatureType.CATEGORICAL) {
            return type.contains(value);
        }
        return !categories.isEmpty() && value == (int) value && value >= 0 && value < categories.size();
    }

    private static void require(boolean holds, String rule, String name, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ": input " + name + ", found " + found);
        }
    }
}
