package io.millrace.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class FeatureVectorCopyTest {
    @Test
    void copiesEntriesAndKeepsThemApart() {
        FeatureVector dense = FeatureVector.dense(2);
        FeatureVector other = FeatureVector.of(3, 4);
        dense.copyFrom(other);
        other.set(0, 9);
        assertThat(dense).hasToString("[3.0, 4.0]");

        FeatureVector sparse = FeatureVector.sparse(10, 1);
        FeatureVector longer = FeatureVector.sparse(10, 3);
        longer.add(7, 0.5);
        longer.add(2, 1.5);
        sparse.copyFrom(longer);
        longer.setValue(0, 9);
        assertThat(sparse).hasToString("{7: 0.5, 2: 1.5}");
        sparse.copyFrom(FeatureVector.sparse(10, 0));
        assertThat(sparse.size()).isZero();
        assertThat(sparse.squaredNorm()).isZero();
    }

    @Test
    void refusesRowsOfAnotherKind() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FeatureVector.dense(2).copyFrom(FeatureVector.sparse(2, 1)))
                .withMessage("must be dense with 2 features: other={}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FeatureVector.sparse(2, 1).copyFrom(FeatureVector.sparse(3, 1)));
    }
}
