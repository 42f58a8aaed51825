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
 * @param missing what to do with a missing value
 * @param missingReplacement stands in under {@link MissingPolicy#AS_VALUE}: number or code; NaN otherwise
 * @param invalid what to do with an invalid value
 * @param invalidReplacement stands in under {@link InvalidPolicy#AS_VALUE}: number or code; NaN otherwise
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
        MissingPolicy missing,
        double missingReplacement,
        InvalidPolicy invalid,
        double invalidReplacement,
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
                missing != MissingPolicy.AS_VALUE || !Double.isNaN(missingReplacement),
                "missing: asValue needs a missingReplacement",
                name,
                missingReplacement);
        require(
                invalid != InvalidPolicy.AS_VALUE || !Double.isNaN(invalidReplacement),
                "invalid: asValue needs an invalidReplacement",
                name,
                invalidReplacement);
        require(
                isReplacement(missingReplacement, type, categories),
                "missingReplacement must be a value of the input's type",
                name,
                missingReplacement);
        require(
                isReplacement(invalidReplacement, type, categories),
                "invalidReplacement must be a value of the input's type",
                name,
                invalidReplacement);
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
                MissingPolicy.AS_IS,
                Double.NaN,
                InvalidPolicy.RETURN_INVALID,
                Double.NaN,
                "");
    }

    /** A categorical input. */
    public static ModelInput categorical(String name, List<String> categories) {
        return of(name, FeatureType.CATEGORICAL).withCategories(categories);
    }

    /** This input with other categories. */
    public ModelInput withCategories(List<String> newCategories) {
        return new ModelInput(
                name,
                type,
                size,
                unit,
                low,
                high,
                newCategories,
                missing,
                missingReplacement,
                invalid,
                invalidReplacement,
                tensor);
    }

    /** This input with other policies, none of which replaces by a value. */
    public ModelInput withPolicies(MissingPolicy newMissing, InvalidPolicy newInvalid) {
        return new ModelInput(
                name,
                type,
                size,
                unit,
                low,
                high,
                categories,
                newMissing,
                missingReplacement,
                newInvalid,
                invalidReplacement,
                tensor);
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
