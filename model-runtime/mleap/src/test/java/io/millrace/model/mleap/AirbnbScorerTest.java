package io.millrace.model.mleap;

import io.millrace.model.FeatureType;
import io.millrace.model.Model;
import io.millrace.model.ModelInput;
import io.millrace.model.Models;
import io.millrace.model.RowBatch;
import io.millrace.model.ScorerContract;
import java.util.List;
import java.util.Random;

/** A linear regression over scaled numbers and one-hot texts, in JSON. */
final class AirbnbScorerTest extends ScorerContract {
    @Override
    protected Model load() {
        return Models.load(Bundles.AIRBNB);
    }

    @Override
    protected void fill(Random random, RowBatch rows, int row) {
        for (int column = 0; column < rows.contract().width(); column++) {
            ModelInput input = rows.contract().inputOfColumn(column);
            if (input.type() == FeatureType.CATEGORICAL) {
                List<String> labels = input.categories();
                rows.setText(row, column, labels.get(random.nextInt(labels.size())));
            } else {
                rows.set(row, column, random.nextInt(100) / 4.0);
            }
        }
    }

    @Override
    protected int openings() {
        return 200;
    }

    @Override
    protected void spoil(RowBatch rows, int row) {
        rows.setText(row, rows.contract().firstColumn("state"), "Atlantis");
    }
}
