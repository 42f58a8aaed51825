package io.millrace.model.compiled.onnx;

import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.RowBatch;
import io.millrace.model.ScorerContract;
import io.millrace.model.compiled.CompiledEngine;
import java.nio.file.Path;
import java.util.Random;

/** Trees: LightGBM with ZipMap. */
final class ForestScorerTest extends ScorerContract {
    @Override
    protected Model load() {
        return new CompiledEngine()
                .load(
                        ModelBundle.open(Path.of("..", "onnx", "src", "test", "resources", "onnx", "lightgbm.onnx")),
                        Device.CPU);
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
