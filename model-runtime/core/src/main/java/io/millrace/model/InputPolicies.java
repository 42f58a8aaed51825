package io.millrace.model;

/**
 * Applies a contract's treatments to a batch, in place, before an engine sees it.
 *
 * <p>A value is invalid if it is outside its {@link FeatureType}, its range, or its categories. NaN is missing, not
 * invalid. The order is that of {@link InputTreatment}; a replacement is not treated again.
 */
final class InputPolicies {
    private final ModelContract contract;
    private final FeatureType[] types;
    private final double[] lows;
    private final double[] highs;
    private final boolean[] openText;
    private final boolean[] floating;
    private final boolean allFloating;

    InputPolicies(ModelContract contract) {
        this.contract = contract;
        int width = contract.width();
        boolean anyOther = false;
        types = new FeatureType[width];
        lows = new double[width];
        highs = new double[width];
        openText = new boolean[width];
        floating = new boolean[width];
        for (int column = 0; column < width; column++) {
            ModelInput input = contract.inputOfColumn(column);
            types[column] = input.type();
            floating[column] = input.type().isFloating();
            anyOther |= !floating[column];
            openText[column] = input.isOpenText();
            boolean bounded = input.type() != FeatureType.CATEGORICAL;
            // One pair of comparisons then covers type and range of the floating types, the usual case.
            double limit = input.type() == FeatureType.FLOAT ? Float.MAX_VALUE : Double.MAX_VALUE;
            InputTreatment treatment = input.treatment();
            lows[column] = bounded ? max(input.low(), -limit, treatment.outlierLow()) : 0;
            highs[column] = bounded ? -max(-input.high(), -limit, -treatment.outlierHigh()) : Double.MAX_VALUE;
        }
        allFloating = !anyOther;
    }

    void apply(RowBatch rows) {
        int width = types.length;
        for (int row = 0; row < rows.size(); row++) {
            if (rows.fault(row) == RowFault.NONE && !isPlain(rows.values(), row * width)) {
                apply(rows, row);
            }
        }
    }

    /** Whether nothing is to be done for a row, which is the usual case. */
    private boolean isPlain(double[] values, int from) {
        if (!allFloating) {
            return false;
        }
        boolean inRange = true;
        for (int column = 0; column < lows.length; column++) {
            double value = values[from + column];
            inRange &= value >= lows[column] && value <= highs[column];
        }
        return inRange;
    }

    private void apply(RowBatch rows, int row) {
        double[] values = rows.values();
        int from = row * types.length;
        for (int column = 0; column < types.length; column++) {
            double value = values[from + column];
            boolean inRange = value >= lows[column] && value <= highs[column];
            if (!inRange || (!floating[column] && !types[column].contains(value))) {
                values[from + column] = treat(rows, row, column, value);
            }
        }
    }

    private double treat(RowBatch rows, int row, int column, double value) {
        ModelInput input = contract.inputOfColumn(column);
        InputTreatment treatment = input.treatment();
        double treated = value;
        if (!Double.isNaN(value) && !openText[column]) {
            if (!isValid(input, value)) {
                switch (treatment.invalid()) {
                    case AS_IS -> {
                        return value;
                    }
                    case AS_VALUE -> {
                        return treatment.invalidReplacement();
                    }
                    case RETURN_INVALID -> {
                        rows.fail(row, RowFault.INVALID_FEATURE, column);
                        return value;
                    }
                    case AS_MISSING -> treated = Double.NaN;
                }
            } else {
                // valid, yet out of bounds: an outlier
                switch (treatment.outlier()) {
                    case AS_IS -> {
                        return value;
                    }
                    case AS_EXTREME -> {
                        return Math.min(Math.max(value, treatment.outlierLow()), treatment.outlierHigh());
                    }
                    case AS_MISSING -> treated = Double.NaN;
                }
            }
        }
        if (Double.isNaN(treated)) {
            if (treatment.missing() == MissingPolicy.AS_VALUE) {
                return treatment.missingReplacement();
            }
            if (treatment.missing() == MissingPolicy.RETURN_INVALID) {
                rows.fail(row, RowFault.INVALID_FEATURE, column);
            }
        }
        return treated;
    }

    private static boolean isValid(ModelInput input, double value) {
        return input.type().contains(value)
                && (input.type() == FeatureType.CATEGORICAL || (value >= input.low() && value <= input.high()));
    }

    private static double max(double a, double b, double c) {
        return Math.max(Math.max(a, b), c);
    }
}
