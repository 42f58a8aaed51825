package io.millrace.model;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * How much a model's answer to a row moves when the row itself moves by rounding errors: where large terms cancel, two
 * engines that add them up in different orders may differ by as much, and neither is wrong.
 *
 * <p>Only numbers away from the model's boundaries are moved, so that a row stays on its side of every threshold and a
 * wrong comparison is never taken for rounding. Differences above {@link #MOST} are never explained. One thread at a time.
 */
final class Conditioning implements AutoCloseable {
    private static final int VARIANTS = 16;

    /** Greatest relative difference that rounding may explain. */
    private static final double MOST = 1e-3;

    /** A sum of n terms is as good as one whose terms were each moved by about this many rounding errors. */
    private static final double FACTOR = 8;

    private static final long SEED = 7;

    private final Scorer scorer;
    private final RowBatch rows;
    private final ScoreBatch scores;
    private final List<double[]> boundaries;
    private final double step;

    Conditioning(Model reference, List<double[]> boundaries) {
        scorer = reference.newScorer(VARIANTS);
        rows = scorer.newRows();
        scores = scorer.newScores();
        this.boundaries = boundaries;
        step = reference.isSinglePrecision() ? Math.ulp(1f) : Math.ulp(1.0);
    }

    /**
     * Whether rounding explains that one engine says {@code ours} and the reference {@code theirs} of a row.
     *
     * @param slack difference that is allowed anyway
     */
    boolean explains(Cell[] cells, int output, Object ours, Object theirs, double slack) {
        boolean isNumber = ours instanceof Double;
        if (isNumber && !(Math.abs((Double) ours - (Double) theirs) <= MOST * Math.max(1, Math.abs((Double) theirs)))) {
            return false;
        }
        move(cells);
        scorer.score(rows, scores);
        double spread = 0;
        for (int row = 0; row < VARIANTS; row++) {
            if (rows.fault(row) != RowFault.NONE) {
                return false;
            }
            if (scores.contract().outputs().get(output).isText()) {
                if (ours.equals(scores.text(row, output))) {
                    return true;
                }
            } else {
                spread = Math.max(spread, Math.abs(scores.number(row, output) - (Double) theirs));
            }
        }
        return isNumber && Math.abs((Double) ours - (Double) theirs) <= slack + FACTOR * spread;
    }

    private void move(Cell[] cells) {
        Random random = new Random(SEED);
        rows.clear();
        for (int variant = 0; variant < VARIANTS; variant++) {
            int row = rows.addRow();
            for (int column = 0; column < cells.length; column++) {
                Cell cell = cells[column];
                boolean up = random.nextBoolean();
                if (cell.text() == null && isMovable(cell.number(), column)) {
                    rows.set(row, column, cell.number() * (1 + (up ? step : -step)));
                } else {
                    cell.write(rows, row, column);
                }
            }
        }
    }

    private boolean isMovable(double value, int column) {
        FeatureType type = rows.contract().inputOfColumn(column).type();
        if (!type.isFloating() || !Double.isFinite(value)) {
            return false;
        }
        double[] values = column < boundaries.size() ? boundaries.get(column) : new double[0];
        double reach = 4 * step * Math.abs(value);
        int from = Arrays.binarySearch(values, value - reach);
        int next = from >= 0 ? from : -from - 1;
        return next == values.length || values[next] > value + reach;
    }

    @Override
    public void close() {
        scorer.close();
    }
}
