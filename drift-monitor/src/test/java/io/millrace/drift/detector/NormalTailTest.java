package io.millrace.drift.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Percent points of the standard normal distribution as in every table. */
class NormalTailTest {
    @Test
    void tableValues() {
        assertThat(NormalTail.above(0)).isEqualTo(0.5);
        assertThat(NormalTail.above(1.959963984540054)).isCloseTo(0.025, within(1e-14));
        assertThat(NormalTail.above(-1.644853626951472)).isCloseTo(0.95, within(1e-14));
        assertThat(NormalTail.above(3.090232306167813)).isCloseTo(0.001, within(1e-15));
        assertThat(NormalTail.quantile(0.003)).isCloseTo(2.747781385444993, within(1e-12));
        assertThat(NormalTail.quantile(0.05)).isCloseTo(1.644853626951472, within(1e-12));
        assertThat(NormalTail.quantile(0.5)).isCloseTo(0, within(1e-12));
    }
}
