package io.millrace.drift.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.DetectorContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EwmaTest extends DetectorContract {
    @Override
    protected DetectorConfig config() {
        return EwmaConfig.DEFAULTS;
    }

    @Nested
    class OneSided extends DetectorContract {
        @Override
        protected DetectorConfig config() {
            return new EwmaConfig(50, 0.1, 3, 4, false);
        }
    }

    @Test
    void aFallIsFoundIfAskedFor() {
        double[] values = new double[2_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < 1_000 ? i % 2 : i % 20 == 0 ? 1 : 0;
        }
        assertThat(RecordedStream.signals(EwmaConfig.DEFAULTS, values)).contains("D 1");
        assertThat(RecordedStream.signals(new EwmaConfig(50, 0.1, 3, 4, false), values))
                .isEmpty();
    }
}
