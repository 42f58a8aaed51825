package io.millrace.model;

/**
 * What is done with the values of one input before an engine sees them: PMML's treatments, for models of every format.
 * In this order: an invalid value by {@code invalid}, a valid number that lies far out by {@code outlier}, what is
 * missing then by {@code missing}. A category that is not listed is an invalid value.
 *
 * @param missing what to do with a missing value
 * @param missingReplacement stands in under {@link MissingPolicy#AS_VALUE}: number or code; NaN otherwise
 * @param invalid what to do with an invalid value
 * @param invalidReplacement stands in under {@link InvalidPolicy#AS_VALUE}: number or code; NaN otherwise
 * @param outlier what to do with an outlier
 * @param outlierLow least value that is no outlier; -Infinity under {@link OutlierPolicy#AS_IS}
 * @param outlierHigh greatest value that is no outlier; Infinity under {@link OutlierPolicy#AS_IS}
 */
public record InputTreatment(
        MissingPolicy missing,
        double missingReplacement,
        InvalidPolicy invalid,
        double invalidReplacement,
        OutlierPolicy outlier,
        double outlierLow,
        double outlierHigh) {

    /** Missing values go to the model as they are, invalid ones are refused, outliers are values like any other. */
    public static final InputTreatment DEFAULT = of(MissingPolicy.AS_IS, InvalidPolicy.RETURN_INVALID);

    /** Checks that bounds are in order and there where a policy needs them. */
    public InputTreatment {
        if (!(outlierLow <= outlierHigh)) {
            throw new IllegalArgumentException(
                    "outlierLow must be <= outlierHigh: " + outlierLow + " > " + outlierHigh);
        }
        if (outlier != OutlierPolicy.AS_IS && Double.isInfinite(outlierLow) && Double.isInfinite(outlierHigh)) {
            throw new IllegalArgumentException("outlier: needs outlierLow or outlierHigh: " + outlier);
        }
    }

    /** Policies that replace nothing by a value. */
    public static InputTreatment of(MissingPolicy missing, InvalidPolicy invalid) {
        return new InputTreatment(
                missing,
                Double.NaN,
                invalid,
                Double.NaN,
                OutlierPolicy.AS_IS,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY);
    }

    /** This treatment with a value for what is missing. */
    public InputTreatment withMissingReplacement(double value) {
        return new InputTreatment(
                MissingPolicy.AS_VALUE, value, invalid, invalidReplacement, outlier, outlierLow, outlierHigh);
    }

    /** This treatment with a value for what is invalid. */
    public InputTreatment withInvalidReplacement(double value) {
        return new InputTreatment(
                missing, missingReplacement, InvalidPolicy.AS_VALUE, value, outlier, outlierLow, outlierHigh);
    }

    /** This treatment with other policies; replacements stay. */
    public InputTreatment withPolicies(MissingPolicy newMissing, InvalidPolicy newInvalid) {
        return new InputTreatment(
                newMissing, missingReplacement, newInvalid, invalidReplacement, outlier, outlierLow, outlierHigh);
    }

    /** This treatment with other outlier rules. */
    public InputTreatment withOutliers(OutlierPolicy policy, double low, double high) {
        return new InputTreatment(missing, missingReplacement, invalid, invalidReplacement, policy, low, high);
    }
}
