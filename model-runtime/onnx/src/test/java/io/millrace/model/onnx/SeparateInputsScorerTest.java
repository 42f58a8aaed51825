package io.millrace.model.onnx;

import io.millrace.model.Model;
import io.millrace.model.RowBatch;
import io.millrace.model.ScorerContract;
import java.util.Random;

/** An input a feature, of every type; strings are passed as objects. */
final class SeparateInputsScorerTest extends ScorerContract {
    @Override
    protected Model load() {
        return Fixtures.load("separate");
    }

    @Override
    protected void fill(Random random, RowBatch rows, int row) {
        rows.set(row, 0, (float) (18 + 70 * random.nextDouble()));
        rows.set(row, 1, random.nextInt(9));
        rows.set(row, 2, random.nextInt(2));
        rows.setText(row, 3, random.nextBoolean() ? "DE" : "elsewhere");
    }

    @Override
    protected void spoil(RowBatch rows, int row) {
        rows.set(row, 2, 2);
    }
}
