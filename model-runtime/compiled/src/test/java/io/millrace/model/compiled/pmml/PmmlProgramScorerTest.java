package io.millrace.model.compiled.pmml;

import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.RowBatch;
import io.millrace.model.ScorerContract;
import io.millrace.model.compiled.CompiledEngine;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** The scorer contract with expressions, a choice, and a text input that may be any. */
final class PmmlProgramScorerTest extends ScorerContract {
    private static final String[] COLOURS = {"red", "green", "blue"};
    private static final String[] SIZES = {"small", "medium", "large"};
    private static final int[] KEYS = {1, 2, 5};

    @TempDir
    Path folder;

    @Override
    protected Model load() {
        String document = Documents.regressionOn("double", """
                <Apply function="+"><Apply function="/"><FieldRef field="a"/><FieldRef field="b"/></Apply>
                  <Apply function="if"><Apply function="isIn"><FieldRef field="t"/><Constant>x</Constant>
                      <Constant>y</Constant></Apply>
                    <FieldRef field="b"/><FieldRef field="a"/></Apply></Apply>""");
        return new CompiledEngine().load(Documents.bundle(folder, document), Device.CPU);
    }

    @Override
    protected void fill(Random random, RowBatch rows, int row) {
        for (int column = 0; column < 6; column++) {
            rows.set(row, column, 1 + random.nextInt(1000));
        }
        rows.set(row, 6, KEYS[random.nextInt(3)]);
        rows.set(row, 7, random.nextInt(2));
        rows.setText(row, 8, COLOURS[random.nextInt(3)]);
        rows.setText(row, 9, random.nextBoolean() ? "x" : "other");
        rows.setText(row, 10, SIZES[random.nextInt(3)]);
    }

    @Override
    protected int openings() {
        return 250;
    }

    @Override
    protected void spoil(RowBatch rows, int row) {
        rows.set(row, 0, Double.NaN);
    }
}
