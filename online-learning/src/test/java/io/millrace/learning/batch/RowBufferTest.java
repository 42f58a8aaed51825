package io.millrace.learning.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import org.junit.jupiter.api.Test;

class RowBufferTest {
    @Test
    void keepsCopiesOfRowsAndTheirWeights() {
        RowBuffer rows = new RowBuffer(2);
        double[] row = {1, 2};
        for (int i = 0; i < 9; i++) {
            row[0] = i;
            rows.add(row, i + 0.5);
        }
        rows.add(new double[] {7, 8, 9, 10}, 2, 3);
        assertThat(rows.rows()).isEqualTo(10);
        assertThat(rows.values()[rows.offset(8)]).isEqualTo(8);
        assertThat(rows.values()[rows.offset(9)]).isEqualTo(9);
        assertThat(rows.values()[rows.offset(9) + 1]).isEqualTo(10);
        assertThat(rows.totalWeight()).isEqualTo(40.5 + 3);
        rows.scaleWeights(2);
        assertThat(rows.weight(0)).isEqualTo(1);
        rows.clear();
        assertThat(rows.rows()).isZero();
    }

    @Test
    void isRestoredFromASnapshot() {
        RowBuffer rows = new RowBuffer(2);
        rows.add(new double[] {1, 2}, 3);
        rows.add(new double[] {4, 5}, 6);
        SnapshotOutput out = new SnapshotOutput();
        rows.writeTo(out);
        RowBuffer twin = RowBuffer.readFrom(new SnapshotInput(out.toByteArray()), 2);
        twin.add(new double[] {7, 8}, 9);
        assertThat(twin.rows()).isEqualTo(3);
        assertThat(twin.values()).startsWith(1, 2, 4, 5, 7, 8);
        assertThat(twin.totalWeight()).isEqualTo(18);
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> RowBuffer.readFrom(new SnapshotInput(out.toByteArray()), 3))
                .withMessageContaining("2 rows of 3");
    }

    @Test
    void refusesMoreThanAnArrayHolds() {
        RowBuffer rows = new RowBuffer(1 << 30);
        assertThatIllegalStateException()
                .isThrownBy(() -> rows.add(new double[0], 1))
                .withMessageContaining("2^31");
    }

    @Test
    void sparseRowsAreSpreadAndDenseOnesShown() {
        DenseRow dense = new DenseRow();
        FeatureVector sparse = FeatureVector.sparse(4, 2);
        sparse.add(3, 5);
        sparse.add(1, 2);
        assertThat(dense.of(sparse)).containsExactly(0, 2, 0, 5);
        sparse.clear();
        sparse.add(0, 1);
        assertThat(dense.of(sparse)).containsExactly(1, 0, 0, 0);
        FeatureVector row = FeatureVector.of(1, 2);
        assertThat(dense.of(row)).isSameAs(row.values());
    }
}
