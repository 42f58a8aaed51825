package io.millrace.model.pmml;

import io.millrace.model.Model;
import io.millrace.model.RowBatch;
import io.millrace.model.ScorerContract;
import java.util.Random;

/** A logistic regression over numbers and a category, with numeric outputs. */
final class RegressionScorerTest extends ScorerContract {
    @Override
    protected Model load() {
        return Fixtures.load("churn");
    }

    @Override
    protected void fill(Random random, RowBatch rows, int row) {
        rows.setText(row, rows.contract().firstColumn("country"), random.nextBoolean() ? "DE" : "IT");
        rows.set(row, rows.contract().firstColumn("age"), 18 + random.nextInt(73));
        rows.set(row, rows.contract().firstColumn("income"), 6_000 + 80_000 * random.nextDouble());
    }

    @Override
    protected void spoil(RowBatch rows, int row) {
        rows.set(row, rows.contract().firstColumn("age"), 91);
    }
}
