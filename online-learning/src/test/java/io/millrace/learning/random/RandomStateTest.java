package io.millrace.learning.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RandomStateTest {
    @Test
    void givesTheBitsOfSplitMix64() {
        RandomState random = new RandomState(42);
        SplittableRandom reference = new SplittableRandom(42);
        for (int i = 0; i < 100; i++) {
            assertThat(random.nextLong()).isEqualTo(reference.nextLong());
        }
    }

    @Test
    void goesOnAfterASnapshot() {
        RandomState random = new RandomState(7);
        random.nextNormal();
        SnapshotOutput out = new SnapshotOutput();
        random.writeTo(out);
        RandomState twin = RandomState.readFrom(new SnapshotInput(out.toByteArray()));
        for (int i = 0; i < 10; i++) {
            assertThat(twin.nextNormal()).isEqualTo(random.nextNormal());
        }
    }

    @Test
    void drawsEvenlyBelowTheBound() {
        RandomState random = new RandomState(1);
        int[] counts = new int[3];
        for (int i = 0; i < 30_000; i++) {
            counts[random.nextInt(3)]++;
        }
        for (int count : counts) {
            assertThat(count).isCloseTo(10_000, within(400));
        }
        assertThat(random.nextInt(1)).isZero();
        assertThat(random.nextInt(Integer.MAX_VALUE)).isNotNegative();
        assertThatIllegalArgumentException().isThrownBy(() -> random.nextInt(0)).withMessageContaining("bound=0");
    }

    @Test
    void uniformsAndNormalsHaveTheirMoments() {
        RandomState random = new RandomState(2);
        double uniform = 0;
        double normal = 0;
        double square = 0;
        int n = 100_000;
        for (int i = 0; i < n; i++) {
            double u = random.nextDouble();
            assertThat(u >= 0 && u < 1).isTrue();
            uniform += u / n;
            double z = random.nextNormal();
            normal += z / n;
            square += z * z / n;
        }
        assertThat(uniform).isCloseTo(0.5, within(0.005));
        assertThat(normal).isCloseTo(0, within(0.02));
        assertThat(square).isCloseTo(1, within(0.02));
    }
}
