package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class InputPoliciesTest {
    private static final double MISSING_REPLACEMENT = 11;
    private static final double INVALID_REPLACEMENT = 22;

    /** Treats one value between two fine neighbours, in rows and in columns. */
    private static RowBatch treat(ModelInput input, double value) {
        ModelContract contract = new ModelContract(
                List.of(ModelInput.of("left", FeatureType.DOUBLE), input, ModelInput.of("right", FeatureType.DOUBLE)),
                List.of(ModelOutput.number("y")));
        RowBatch rows = new RowBatch(contract, 3);
        double[] fine = rows.values();
        for (int row = 0; row < 3; row++) {
            rows.addRow();
            for (int column = 0; column < 3; column++) {
                rows.set(row, column, column == 1 ? 1 : row * 10 + column);
            }
        }
        rows.set(1, 1, value);
        double[] before = fine.clone();
        new InputPolicies(contract).apply(rows);
        for (int cell = 0; cell < before.length; cell++) {
            if (cell != 4) {
                assertThat(rows.values()[cell]).isEqualTo(before[cell]);
            }
        }
        assertThat(rows.fault(0)).isEqualTo(RowFault.NONE);
        assertThat(rows.fault(2)).isEqualTo(RowFault.NONE);
        if (rows.fault(1) != RowFault.NONE) {
            assertThat(rows.fault(1)).isEqualTo(RowFault.INVALID_FEATURE);
            assertThat(rows.faultColumn(1)).isEqualTo(1);
        }
        return rows;
    }

    private static ModelInput input(
            FeatureType type, double low, double high, MissingPolicy missing, InvalidPolicy invalid) {
        boolean isBoolean = type == FeatureType.BOOLEAN;
        InputTreatment treatment = InputTreatment.of(missing, invalid);
        if (missing == MissingPolicy.AS_VALUE) {
            treatment = treatment.withMissingReplacement(isBoolean ? 0 : MISSING_REPLACEMENT);
        }
        if (invalid == InvalidPolicy.AS_VALUE) {
            treatment = treatment.withInvalidReplacement(isBoolean ? 1 : INVALID_REPLACEMENT);
        }
        return new ModelInput("x", type, 1, "", low, high, List.of(), treatment, "");
    }

    private static ModelInput unbounded(FeatureType type, MissingPolicy missing, InvalidPolicy invalid) {
        return input(type, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, missing, invalid);
    }

    /** Which values a type holds; whether the others fail their row. */
    @ParameterizedTest
    @CsvSource({
        "FLOAT, 0, true",
        "FLOAT, -0.0, true",
        "FLOAT, 3.4028234663852886E38, true",
        "FLOAT, 3.41E38, false",
        "FLOAT, 1e308, false",
        "FLOAT, -1e308, false",
        "FLOAT, Infinity, false",
        "FLOAT, -Infinity, false",
        "FLOAT, 1e-300, true",
        "DOUBLE, -0.0, true",
        "DOUBLE, 1e308, true",
        "DOUBLE, -1e308, true",
        "DOUBLE, 4.9e-324, true",
        "DOUBLE, Infinity, false",
        "DOUBLE, -Infinity, false",
        "INTEGER, -0.0, true",
        "INTEGER, 2147483647, true",
        "INTEGER, 2147483648, false",
        "INTEGER, -2147483648, true",
        "INTEGER, 0.5, false",
        "INTEGER, Infinity, false",
        "LONG, -0.0, true",
        "LONG, 9007199254740992, true",
        "LONG, 9007199254740994, false",
        "LONG, -9007199254740994, false",
        "LONG, 0.5, false",
        "LONG, -Infinity, false",
        "BOOLEAN, 0, true",
        "BOOLEAN, -0.0, true",
        "BOOLEAN, 1, true",
        "BOOLEAN, 2, false",
        "BOOLEAN, Infinity, false",
    })
    void typesHoldTheirValues(FeatureType type, double value, boolean valid) {
        RowBatch rows = treat(unbounded(type, MissingPolicy.AS_IS, InvalidPolicy.RETURN_INVALID), value);
        assertThat(rows.fault(1)).isEqualTo(valid ? RowFault.NONE : RowFault.INVALID_FEATURE);
        assertThat(Double.doubleToRawLongBits(rows.get(1, 1))).isEqualTo(Double.doubleToRawLongBits(value));
    }

    @ParameterizedTest
    @CsvSource({
        "0, true",
        "-0.0, true",
        "10, true",
        "-0.001, false",
        "10.001, false",
        "1e308, false",
        "-Infinity, false",
    })
    void rangesIncludeTheirEnds(double value, boolean valid) {
        for (FeatureType type : new FeatureType[] {FeatureType.FLOAT, FeatureType.DOUBLE}) {
            RowBatch rows = treat(input(type, 0, 10, MissingPolicy.AS_IS, InvalidPolicy.RETURN_INVALID), value);
            assertThat(rows.fault(1)).as("%s", type).isEqualTo(valid ? RowFault.NONE : RowFault.INVALID_FEATURE);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE", "INTEGER", "LONG", "BOOLEAN"})
    void missingFollowsTheMissingPolicyWhateverTheInvalidOne(FeatureType type) {
        for (InvalidPolicy invalid : InvalidPolicy.values()) {
            RowBatch asIs = treat(unbounded(type, MissingPolicy.AS_IS, invalid), Double.NaN);
            assertThat(asIs.fault(1)).as("%s", invalid).isEqualTo(RowFault.NONE);
            assertThat(asIs.get(1, 1)).as("%s", invalid).isNaN();

            RowBatch refused = treat(unbounded(type, MissingPolicy.RETURN_INVALID, invalid), Double.NaN);
            assertThat(refused.fault(1)).as("%s", invalid).isEqualTo(RowFault.INVALID_FEATURE);

            ModelInput replacing = unbounded(type, MissingPolicy.AS_VALUE, invalid);
            RowBatch replaced = treat(replacing, Double.NaN);
            assertThat(replaced.fault(1)).as("%s", invalid).isEqualTo(RowFault.NONE);
            assertThat(replaced.get(1, 1))
                    .as("%s", invalid)
                    .isEqualTo(replacing.treatment().missingReplacement());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE", "INTEGER", "LONG", "BOOLEAN"})
    void invalidFollowsTheInvalidPolicy(FeatureType type) {
        for (double value : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            for (MissingPolicy missing : MissingPolicy.values()) {
                String where = type + ", " + value + ", " + missing;
                RowBatch asIs = treat(unbounded(type, missing, InvalidPolicy.AS_IS), value);
                assertThat(asIs.fault(1)).as(where).isEqualTo(RowFault.NONE);
                assertThat(asIs.get(1, 1)).as(where).isEqualTo(value);

                RowBatch refused = treat(unbounded(type, missing, InvalidPolicy.RETURN_INVALID), value);
                assertThat(refused.fault(1)).as(where).isEqualTo(RowFault.INVALID_FEATURE);

                ModelInput replacing = unbounded(type, missing, InvalidPolicy.AS_VALUE);
                RowBatch replaced = treat(replacing, value);
                assertThat(replaced.fault(1)).as(where).isEqualTo(RowFault.NONE);
                assertThat(replaced.get(1, 1))
                        .as(where)
                        .isEqualTo(replacing.treatment().invalidReplacement());
            }
        }
    }

    @Test
    void invalidAsMissingIsFollowedByTheMissingPolicy() {
        for (FeatureType type : new FeatureType[] {FeatureType.FLOAT, FeatureType.DOUBLE, FeatureType.INTEGER}) {
            double value = Double.POSITIVE_INFINITY;
            RowBatch asIs = treat(unbounded(type, MissingPolicy.AS_IS, InvalidPolicy.AS_MISSING), value);
            assertThat(asIs.fault(1)).isEqualTo(RowFault.NONE);
            assertThat(asIs.get(1, 1)).isNaN();

            RowBatch replaced = treat(unbounded(type, MissingPolicy.AS_VALUE, InvalidPolicy.AS_MISSING), value);
            assertThat(replaced.fault(1)).isEqualTo(RowFault.NONE);
            assertThat(replaced.get(1, 1)).isEqualTo(MISSING_REPLACEMENT);

            RowBatch refused = treat(unbounded(type, MissingPolicy.RETURN_INVALID, InvalidPolicy.AS_MISSING), value);
            assertThat(refused.fault(1)).isEqualTo(RowFault.INVALID_FEATURE);
        }
    }

    /** Bounds 1 to 8 inside a valid range 0 to 10: what is valid and out of bounds is an outlier. */
    @ParameterizedTest
    @CsvSource({
        "AS_IS, 0.5, 0.5",
        "AS_EXTREME, 0.5, 1",
        "AS_EXTREME, 8.5, 8",
        "AS_EXTREME, 1, 1",
        "AS_EXTREME, 8, 8",
        "AS_EXTREME, 5, 5",
        "AS_EXTREME, NaN, 11",
        "AS_MISSING, 0.5, 11",
        "AS_MISSING, 8.5, 11",
        "AS_MISSING, 5, 5",
        // out of range is invalid, whatever the outlier rules
        "AS_IS, 10.5, 22",
        "AS_EXTREME, 10.5, 22",
        "AS_MISSING, -0.5, 22",
        "AS_EXTREME, Infinity, 22",
    })
    void outliersAreValidValuesOutOfBounds(OutlierPolicy policy, double value, double expected) {
        ModelInput input = input(FeatureType.DOUBLE, 0, 10, MissingPolicy.AS_VALUE, InvalidPolicy.AS_VALUE);
        InputTreatment treatment = policy == OutlierPolicy.AS_IS
                ? input.treatment()
                : input.treatment().withOutliers(policy, 1, 8);
        RowBatch rows = treat(input.withTreatment(treatment), value);
        assertThat(rows.fault(1)).isEqualTo(RowFault.NONE);
        assertThat(rows.get(1, 1)).isEqualTo(expected);
    }

    @Test
    void anOutlierThatIsMissingFollowsTheMissingPolicy() {
        ModelInput input = input(FeatureType.FLOAT, 0, 10, MissingPolicy.RETURN_INVALID, InvalidPolicy.RETURN_INVALID);
        ModelInput bounded = input.withTreatment(
                input.treatment().withOutliers(OutlierPolicy.AS_MISSING, 1, Double.POSITIVE_INFINITY));
        assertThat(treat(bounded, 0.5).fault(1)).isEqualTo(RowFault.INVALID_FEATURE);
        assertThat(treat(bounded, 9).fault(1)).isEqualTo(RowFault.NONE);
        ModelInput asIs = bounded.withPolicies(MissingPolicy.AS_IS, InvalidPolicy.AS_MISSING);
        assertThat(treat(asIs, 0.5).get(1, 1)).isNaN();
        assertThat(treat(asIs, 11).get(1, 1)).isNaN();
    }

    @Test
    void wholeNumbersHaveOutliersToo() {
        ModelInput input = unbounded(FeatureType.INTEGER, MissingPolicy.AS_VALUE, InvalidPolicy.AS_MISSING);
        ModelInput bounded = input.withTreatment(input.treatment().withOutliers(OutlierPolicy.AS_EXTREME, -5, 5));
        assertThat(treat(bounded, 7).get(1, 1)).isEqualTo(5);
        assertThat(treat(bounded, -7).get(1, 1)).isEqualTo(-5);
        assertThat(treat(bounded, 0.5).get(1, 1)).isEqualTo(MISSING_REPLACEMENT);
    }

    @Test
    void anUnseenCategoryIsInvalid() {
        for (InvalidPolicy invalid : InvalidPolicy.values()) {
            ModelInput input = new ModelInput(
                    "x",
                    FeatureType.CATEGORICAL,
                    1,
                    "",
                    Double.NEGATIVE_INFINITY,
                    Double.POSITIVE_INFINITY,
                    List.of("a", "b", "c"),
                    InputTreatment.of(MissingPolicy.AS_VALUE, invalid)
                            .withInvalidReplacement(2)
                            .withMissingReplacement(0)
                            .withPolicies(MissingPolicy.AS_VALUE, invalid),
                    "");
            RowBatch unseen = treat(input, -1);
            assertThat(unseen.fault(1))
                    .isEqualTo(invalid == InvalidPolicy.RETURN_INVALID ? RowFault.INVALID_FEATURE : RowFault.NONE);
            double expected =
                    switch (invalid) {
                        case RETURN_INVALID, AS_IS -> -1;
                        case AS_MISSING -> 0;
                        case AS_VALUE -> 2;
                    };
            assertThat(unseen.get(1, 1)).as("%s", invalid).isEqualTo(expected);
            assertThat(treat(input, Double.NaN).get(1, 1)).isZero();
            assertThat(treat(input, 2).get(1, 1)).isEqualTo(2);
        }
    }

    @Test
    void anyTextIsValidWhereNoneAreListed() {
        ModelInput open = ModelInput.of("x", FeatureType.CATEGORICAL);
        assertThat(treat(open, 0).fault(1)).isEqualTo(RowFault.NONE);
        assertThat(treat(open, Double.NaN).fault(1)).isEqualTo(RowFault.NONE);
        assertThat(treat(open.withPolicies(MissingPolicy.RETURN_INVALID, InvalidPolicy.RETURN_INVALID), Double.NaN)
                        .fault(1))
                .isEqualTo(RowFault.INVALID_FEATURE);
    }

    @Test
    void aRowThatFailedBeforeIsLeftAlone() {
        ModelContract contract = new ModelContract(
                List.of(unbounded(FeatureType.FLOAT, MissingPolicy.AS_VALUE, InvalidPolicy.AS_VALUE)),
                List.of(ModelOutput.number("y")));
        RowBatch rows = new RowBatch(contract, 2);
        rows.addRow();
        rows.addRow();
        rows.fail(0, RowFault.SHAPE, 0);
        new InputPolicies(contract).apply(rows);
        assertThat(rows.fault(0)).isEqualTo(RowFault.SHAPE);
        assertThat(rows.get(0, 0)).isNaN();
        assertThat(rows.get(1, 0)).isEqualTo(MISSING_REPLACEMENT);
    }
}
