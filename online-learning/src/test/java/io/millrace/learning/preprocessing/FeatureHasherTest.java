package io.millrace.learning.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.config.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class FeatureHasherTest {
    /** Made by record_feature_hasher.py with scikit-learn's FeatureHasher. */
    @ParameterizedTest
    @CsvFileSource(
            resources = "/parity/feature-hasher.csv",
            numLinesToSkip = 1,
            ignoreLeadingAndTrailingWhitespace = false)
    void columnsAndSignsAreThoseOfScikitLearn(String name, String value, int bits, int column, double sign) {
        FeatureHasher hasher = new FeatureHasher(new FeatureHasherConfig(bits));
        int hash = hasher.hash(name, value == null ? "" : value);
        assertThat(hasher.column(hash)).isEqualTo(column);
        assertThat(hasher.sign(hash)).isEqualTo(sign);
    }

    @Test
    void halfASurrogatePairIsAQuestionMark() {
        FeatureHasher hasher = new FeatureHasher(FeatureHasherConfig.DEFAULTS);
        assertThat(hasher.hash("n", "a\uD83Db")).isEqualTo(hasher.hash("n", "a?b"));
        assertThat(hasher.hash("n", "a\uDE00")).isEqualTo(hasher.hash("n", "a?"));
    }

    @Test
    void tokensThatShareAColumnAddUp() {
        FeatureHasher hasher = new FeatureHasher(new FeatureHasherConfig(1));
        FeatureVector row = FeatureVector.sparse(5, 1);
        row.add(4, 0.5);
        double[] expected = new double[2];
        for (int i = 0; i < 10; i++) {
            int hash = hasher.hash("n", String.valueOf(i));
            expected[hasher.column(hash)] += hasher.sign(hash);
            hasher.add("n", String.valueOf(i), 2, 1, row);
        }
        assertThat(row.size()).isEqualTo(3);
        assertThat(row.value(0)).isEqualTo(0.5);
        for (int k = 1; k < 3; k++) {
            assertThat(row.value(k)).isEqualTo(expected[row.index(k) - 2]);
        }
    }

    @Test
    void bitsAreBounded() {
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new FeatureHasherConfig(25))
                .withMessage("bits: must be in [1, 24], found 25");
        assertThatExceptionOfType(InvalidConfigException.class).isThrownBy(() -> new FeatureHasherConfig(0));
    }
}
