package io.millrace.learning.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ClassWeightsTest {
    @Test
    void emptyIsOneEach() {
        assertThat(ClassWeights.EQUAL.toArray(3)).containsExactly(1, 1, 1);
        assertThat(ClassWeights.of(1, 0, 3).toArray(3)).containsExactly(1, 0, 3);
    }

    @Test
    void allMistakesAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassWeights.of(-1, Double.NaN))
                .withMessage("classWeights[0]: must be >= 0 and finite, found -1.0;"
                        + " classWeights[1]: must be >= 0 and finite, found NaN; classWeights: must have one > 0, found"
                        + " [-1.0, NaN]");
    }
}
