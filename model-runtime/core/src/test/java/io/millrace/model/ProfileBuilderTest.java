package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProfileBuilderTest {
    private final ProfileBuilder builder = new ProfileBuilder("x");

    /** Expected values from Python: sorted(v)[ceil(n*k/30)-1], statistics.fmean and pstdev. */
    @Test
    void binsOfEqualCount() {
        for (int i = 1; i <= 100; i++) {
            builder.add(i * 37 % 101 * 0.5);
        }
        ColumnProfile.Numeric profile = builder.numeric();
        assertThat(profile.edges())
                .containsExactly(
                        2.0, 3.5, 5.0, 7.0, 8.5, 10.0, 12.0, 13.5, 15.0, 17.0, 18.5, 20.0, 22.0, 23.5, 25.0, 27.0, 28.5,
                        30.0, 32.0, 33.5, 35.0, 37.0, 38.5, 40.0, 42.0, 43.5, 45.0, 47.0, 48.5);
        assertThat(profile.counts())
                .containsExactly(
                        4L, 3L, 3L, 4L, 3L, 3L, 4L, 3L, 3L, 4L, 3L, 3L, 4L, 3L, 3L, 4L, 3L, 3L, 4L, 3L, 3L, 4L, 3L, 3L,
                        4L, 3L, 3L, 4L, 3L, 3L);
        assertThat(profile.min()).isEqualTo(0.5);
        assertThat(profile.max()).isEqualTo(50);
        assertThat(profile.mean()).isCloseTo(25.25, Offset.offset(1e-12));
        assertThat(profile.std()).isCloseTo(14.43303502386106, Offset.offset(1e-12));
    }

    @Test
    void missingAndInvalidAreCountedApart() {
        for (double value : new double[] {1, Double.NaN, 2, Double.POSITIVE_INFINITY, -0.0, Double.NaN}) {
            builder.add(value);
        }
        builder.addInvalid();
        ColumnProfile.Numeric profile = builder.numeric();
        assertThat(profile.count()).isEqualTo(3);
        assertThat(profile.missing()).isEqualTo(2);
        assertThat(profile.invalid()).isEqualTo(2);
        assertThat(profile.edges()).containsExactly(0.0, 1.0, 2.0);
        assertThat(profile.counts()).containsExactly(1L, 1L, 1L, 0L);
    }

    @Test
    void nothingAtAll() {
        ColumnProfile.Numeric numeric = builder.numeric();
        assertThat(numeric.mean()).isNaN();
        assertThat(numeric.counts()).containsExactly(0L);
        assertThat(builder.categorical().categories()).isEmpty();
    }

    /** A flag must show a change of its share, so equal values never end in one bin with others. */
    @Test
    void aFlagHasABinForEachOfItsValues() {
        for (int i = 0; i < 100; i++) {
            builder.add(i < 90 ? 0 : 1);
        }
        ColumnProfile.Numeric profile = builder.numeric();
        assertThat(profile.edges()).containsExactly(0.0, 1.0);
        assertThat(profile.counts()).containsExactly(90L, 10L, 0L);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e9, 1e300, Double.MAX_VALUE, Double.MIN_VALUE})
    void extremeValuesKeepTheirMean(double value) {
        builder.add(value);
        builder.add(-value);
        builder.add(value);
        builder.add(value);
        ColumnProfile.Numeric profile = builder.numeric();
        assertThat(profile.mean()).isBetween(-value, value);
        assertThat(profile.std()).isFinite().isGreaterThanOrEqualTo(0);
        assertThat(profile.min()).isEqualTo(-value);
    }

    /** Variance of these is 22.5 exactly; known-answers §2.6. */
    @Test
    void cancellationDoesNoHarm() {
        for (double value : new double[] {4, 7, 13, 16}) {
            builder.add(1e9 + value);
        }
        assertThat(builder.numeric().mean()).isEqualTo(1e9 + 10);
        assertThat(builder.numeric().std() * builder.numeric().std()).isCloseTo(22.5, Offset.offset(1e-9));
    }

    @Test
    void theMostFrequentTextsAreListed() {
        for (int i = 0; i < 150; i++) {
            builder.add("t" + i % 120);
        }
        builder.add((String) null);
        ColumnProfile.Categorical profile = builder.categorical();
        assertThat(profile.count()).isEqualTo(150);
        assertThat(profile.missing()).isEqualTo(1);
        assertThat(profile.categories()).hasSize(ProfileBuilder.MOST_CATEGORIES);
        assertThat(profile.categories().subList(0, 3))
                .isEqualTo(List.of(
                        new ColumnProfile.Category("t0", 2),
                        new ColumnProfile.Category("t1", 2),
                        new ColumnProfile.Category("t10", 2)));
        assertThat(profile.other()).isEqualTo(20);
    }
}
