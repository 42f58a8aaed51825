package io.millrace.drift.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.DetectorContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HddmWTest extends DetectorContract {
    @Override
    protected DetectorConfig config() {
        return HddmWConfig.DEFAULTS;
    }

    @Nested
    class TwoSided extends DetectorContract {
        @Override
        protected DetectorConfig config() {
            return new HddmWConfig(0.001, 0.005, 0.05, true);
        }
    }

    @Test
    void aFallIsFoundIfAskedFor() {
        double[] values = new double[2_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < 1_000 ? i % 2 : i % 20 == 0 ? 1 : 0;
        }
        assertThat(RecordedStream.signals(new HddmWConfig(0.001, 0.005, 0.05, true), values))
                .contains("D 1");
        assertThat(RecordedStream.signals(HddmWConfig.DEFAULTS, values)).isEmpty();
    }
}
