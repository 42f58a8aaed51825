package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReadingsTest {
    /** Where the values begin: header, length, id, time. */
    private static final int VALUES = 10 + 1 + 36 + 6;

    @Test
    void aRenumberedEventHasIdAndTimeOfItsNewNumberAndKeepsItsValues() {
        Readings readings = new Readings();
        byte[] event = readings.encode(17);
        byte[] values = Arrays.copyOfRange(event, VALUES, event.length);
        for (long number : new long[] {0, 1, 0xABCDEF, 123_456_789_012L}) {
            Readings.renumber(event, number);

            assertThat(Arrays.copyOf(event, VALUES)).isEqualTo(Arrays.copyOf(readings.encode(number), VALUES));
            assertThat(Arrays.copyOfRange(event, VALUES, event.length)).isEqualTo(values);
        }
    }
}
