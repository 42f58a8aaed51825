package io.millrace.drift.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.drift.DetectorContract;
import io.millrace.drift.DriftLevel;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SeedTest extends DetectorContract {
    @Override
    protected SeedConfig config() {
        return SeedConfig.DEFAULTS;
    }

    @Override
    protected boolean keepsWindow() {
        return true;
    }

    @Nested
    class CompressedOften extends DetectorContract {
        @Override
        protected SeedConfig config() {
            return new SeedConfig(0.05, 8, 0.05, 0.8, 5);
        }

        @Override
        protected boolean keepsWindow() {
            return true;
        }
    }

    @Test
    void dropsWhatIsOlderThanTheDrift() {
        Random random = new Random(1);
        Seed seed = config().newDetector();
        for (int i = 0; i < 2_000; i++) {
            assertThat(seed.update(random.nextDouble() < 0.1 ? 1 : 0)).isEqualTo(DriftLevel.STABLE);
            assertThat(seed.count()).isEqualTo(i + 1);
        }
        int after = 0;
        while (seed.update(random.nextDouble() < 0.7 ? 1 : 0) != DriftLevel.DRIFT) {
            after++;
        }
        assertThat(after).isLessThan(200);
        assertThat(seed.count()).isBetween((long) after - 64, (long) after + 128);
    }

    /** Blocks of a quiet stream become few, so that memory stays bounded. */
    @Test
    void aQuietStreamTakesLittleMemory() throws IOException {
        Random random = new Random(2);
        Seed seed = config().newDetector();
        for (int i = 0; i < 500_000; i++) {
            seed.update(random.nextDouble() < 0.2 ? 1 : 0);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        seed.writeTo(new DataOutputStream(bytes));
        assertThat(bytes.size()).isLessThan(8_192);
    }
}
