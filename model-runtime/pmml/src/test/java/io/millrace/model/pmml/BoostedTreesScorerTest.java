package io.millrace.model.pmml;

import io.millrace.model.Model;
import io.millrace.model.RowBatch;
import io.millrace.model.ScorerContract;
import java.util.Random;

/** Gradient-boosted trees, the usual heavy model. */
final class BoostedTreesScorerTest extends ScorerContract {
    @Override
    protected Model load() {
        return Fixtures.load("price");
    }

    @Override
    protected void fill(Random random, RowBatch rows, int row) {
        rows.set(row, 0, 18 + random.nextInt(73));
        rows.set(row, 1, 6_000 + 80_000 * random.nextDouble());
    }

    @Override
    protected void spoil(RowBatch rows, int row) {
        rows.set(row, 0, Double.NaN);
    }
}
