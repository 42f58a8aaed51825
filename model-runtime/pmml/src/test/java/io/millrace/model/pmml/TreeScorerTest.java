package io.millrace.model.pmml;

import io.millrace.model.Model;
import io.millrace.model.RowBatch;
import io.millrace.model.ScorerContract;
import java.util.Random;

/** A tree with text, boolean and numeric outputs, a date and an open text among its inputs. */
final class TreeScorerTest extends ScorerContract {
    @Override
    protected Model load() {
        return Fixtures.load("species");
    }

    @Override
    protected void fill(Random random, RowBatch rows, int row) {
        rows.set(row, 0, 5 * random.nextDouble());
        rows.setText(row, 1, "20%02d-03-04".formatted(random.nextInt(30)));
        rows.setText(row, 2, "site " + random.nextInt());
    }

    @Override
    protected void spoil(RowBatch rows, int row) {
        rows.setText(row, 1, "yesterday");
    }
}
