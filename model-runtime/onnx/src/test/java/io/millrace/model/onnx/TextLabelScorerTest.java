package io.millrace.model.onnx;

import io.millrace.model.Model;
import io.millrace.model.RowBatch;
import io.millrace.model.ScorerContract;
import java.util.Random;

/** Text labels and a ZipMap with text keys. */
final class TextLabelScorerTest extends ScorerContract {
    @Override
    protected Model load() {
        return Fixtures.load("strings");
    }

    @Override
    protected void fill(Random random, RowBatch rows, int row) {
        for (int column = 0; column < rows.contract().width(); column++) {
            rows.set(row, column, (float) random.nextGaussian());
        }
    }

    @Override
    protected void spoil(RowBatch rows, int row) {
        rows.set(row, 1, Double.POSITIVE_INFINITY);
    }
}
