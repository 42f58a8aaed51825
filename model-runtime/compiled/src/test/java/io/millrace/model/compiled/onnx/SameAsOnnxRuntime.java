package io.millrace.model.compiled.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.Device;
import io.millrace.model.FeatureType;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.OutputKind;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import io.millrace.model.compiled.CompiledEngine;
import io.millrace.model.onnx.OnnxEngine;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Compares the compiled program with ONNX Runtime on rows that hit each threshold and its neighbours in single precision,
 * with missing values and unknown texts.
 */
final class SameAsOnnxRuntime {
    private static final int ROWS = 500;
    private static final long SEED = 20260801;

    /** ONNX Runtime sums in single precision: half a dozen roundings of numbers up to 1. */
    private static final double SINGLE_PRECISION = 1e-6;

    private final List<String> texts;
    private final boolean missing;
    private final boolean infinite;
    private final double spread;

    private SameAsOnnxRuntime(List<String> texts, boolean missing, boolean infinite, double spread) {
        this.texts = texts;
        this.missing = missing;
        this.infinite = infinite;
        this.spread = spread;
    }

    static SameAsOnnxRuntime onRandomRows() {
        return new SameAsOnnxRuntime(List.of("", "unheard of"), true, false, 2);
    }

    /** With these texts among others. */
    SameAsOnnxRuntime withTexts(String... some) {
        return new SameAsOnnxRuntime(
                Stream.concat(texts.stream(), Stream.of(some)).toList(), missing, infinite, spread);
    }

    SameAsOnnxRuntime withoutMissing() {
        return new SameAsOnnxRuntime(texts, false, infinite, spread);
    }

    SameAsOnnxRuntime withInfinite() {
        return new SameAsOnnxRuntime(texts, missing, true, spread);
    }

    /** Numbers of about this size. */
    SameAsOnnxRuntime ofSize(double size) {
        return new SameAsOnnxRuntime(texts, missing, infinite, size);
    }

    void check(GraphBuilder graph) {
        check(graph.bundle());
    }

    void check(ModelBundle bundle) {
        try (Model compiled = new CompiledEngine().load(bundle, Device.CPU);
                Model reference = new OnnxEngine().load(bundle, Device.CPU);
                Scorer own = compiled.newScorer(ROWS);
                Scorer other = reference.newScorer(ROWS)) {
            assertThat(compiled.contract().inputs())
                    .isEqualTo(reference.contract().inputs());
            assertThat(compiled.contract().outputs())
                    .isEqualTo(reference.contract().outputs());
            RowBatch ownRows = own.newRows();
            RowBatch otherRows = other.newRows();
            fill(compiled, ownRows, otherRows);
            ScoreBatch ownScores = own.newScores();
            ScoreBatch otherScores = other.newScores();
            own.score(ownRows, ownScores);
            other.score(otherRows, otherScores);
            int scored = 0;
            for (int row = 0; row < ROWS; row++) {
                String where = "seed " + SEED + ", row " + row + " " + describe(ownRows, row);
                assertThat(ownRows.fault(row) == RowFault.NONE)
                        .as(where + ": " + ownScores.failure(row) + ", ONNX Runtime: " + otherScores.failure(row))
                        .isEqualTo(otherRows.fault(row) == RowFault.NONE);
                if (ownRows.fault(row) == RowFault.NONE) {
                    compare(ownScores, otherScores, row, where);
                    scored++;
                }
            }
            assertThat(scored).as("rows that are not refused").isGreaterThan(ROWS / 10);
        }
    }

    private static void compare(ScoreBatch own, ScoreBatch other, int row, String where) {
        List<ModelOutput> outputs = own.contract().outputs();
        for (int output = 0; output < outputs.size(); output++) {
            ModelOutput declared = outputs.get(output);
            String what = declared.name() + ", " + where;
            if (declared.isText()) {
                assertThat(own.text(row, output)).as(what).isEqualTo(other.text(row, output));
            } else if (declared.kind() == OutputKind.CLASS
                    || Double.isNaN(other.number(row, output))
                    || Double.isInfinite(other.number(row, output))) {
                assertThat((Double) own.number(row, output)).as(what).isEqualTo((Double) other.number(row, output));
            } else {
                double expected = other.number(row, output);
                assertThat(own.number(row, output))
                        .as(what)
                        .isCloseTo(expected, within(SINGLE_PRECISION * Math.max(1, Math.abs(expected))));
            }
        }
    }

    private void fill(Model compiled, RowBatch own, RowBatch other) {
        Random random = new Random(SEED);
        ModelContract contract = compiled.contract();
        for (int row = 0; row < ROWS; row++) {
            own.addRow();
            other.addRow();
            for (int column = 0; column < contract.width(); column++) {
                ModelInput input = contract.inputOfColumn(column);
                if (input.type() == FeatureType.CATEGORICAL) {
                    String text = text(random, input);
                    own.setText(row, column, text);
                    other.setText(row, column, text);
                } else {
                    double value = number(random, input, compiled.boundaries().get(column));
                    own.set(row, column, value);
                    other.set(row, column, value);
                }
            }
        }
    }

    private String text(Random random, ModelInput input) {
        int choice = random.nextInt(texts.size() + input.categories().size() + 1);
        if (choice < texts.size()) {
            return texts.get(choice);
        }
        return choice - texts.size() < input.categories().size()
                ? input.categories().get(choice - texts.size())
                : null;
    }

    private double number(Random random, ModelInput input, double[] boundaries) {
        if (input.type() == FeatureType.BOOLEAN) {
            return random.nextInt(2);
        }
        if (!input.type().isFloating()) {
            return random.nextInt(9) - 2;
        }
        int choice = random.nextInt(20);
        if (choice == 0 && missing) {
            return Double.NaN;
        }
        if (choice == 1 && infinite) {
            return random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        }
        if (choice < 14 && boundaries.length > 0) {
            float boundary = (float) boundaries[random.nextInt(boundaries.length)];
            float[] around = {boundary, Math.nextUp(boundary), Math.nextDown(boundary)};
            return around[random.nextInt(around.length)];
        }
        return choice == 19 ? random.nextInt(7) - 3 : (float) (random.nextGaussian() * spread);
    }

    private static String describe(RowBatch rows, int row) {
        StringBuilder cells = new StringBuilder();
        for (int column = 0; column < rows.contract().width(); column++) {
            boolean text = rows.contract().inputOfColumn(column).type() == FeatureType.CATEGORICAL;
            cells.append(text ? rows.text(row, column) : Double.toString(rows.get(row, column)))
                    .append(' ');
        }
        return cells.toString();
    }
}
