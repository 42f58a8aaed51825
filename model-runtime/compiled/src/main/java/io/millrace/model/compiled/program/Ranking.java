package io.millrace.model.compiled.program;

/**
 * Reasons by their points, the one with the most first, of equal ones the one that came first. Every part of a model
 * gives a reason and points; a reason that is given more than once has the sum. Reasons below 0 have no place; where fewer
 * are left than there are parts, the last ranks are missing.
 *
 * @param reasons codes, one column per part
 * @param points one column per part
 * @param first of the columns written: the code of each rank
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Ranking(int[] reasons, int[] points, int first) implements Step {
    @Override
    public void run(double[] cells, int rows) {
        for (int row = 0; row < rows; row++) {
            int ranked = 0;
            for (int part = 0; part < reasons.length; part++) {
                if (isFirst(cells, row, part) && pointsOf(cells, row, part) >= 0) {
                    insert(cells, row, part, ranked++);
                }
            }
            for (int rank = 0; rank < reasons.length; rank++) {
                int at = (first + rank) * STRIDE + row;
                cells[at] = rank < ranked ? cells[reasons[(int) cells[at]] * STRIDE + row] : Double.NaN;
            }
        }
    }

    /** Puts a part behind all that have as many points. */
    private void insert(double[] cells, int row, int part, int ranked) {
        double own = pointsOf(cells, row, part);
        int rank = ranked;
        while (rank > 0) {
            double above = cells[(first + rank - 1) * STRIDE + row];
            if (pointsOf(cells, row, (int) above) >= own) {
                break;
            }
            cells[(first + rank) * STRIDE + row] = above;
            rank--;
        }
        cells[(first + rank) * STRIDE + row] = part;
    }

    private boolean isFirst(double[] cells, int row, int part) {
        for (int before = 0; before < part; before++) {
            if (isSame(cells, row, before, part)) {
                return false;
            }
        }
        return true;
    }

    private double pointsOf(double[] cells, int row, int part) {
        double sum = 0;
        for (int other = part; other < reasons.length; other++) {
            if (isSame(cells, row, part, other)) {
                sum += cells[points[other] * STRIDE + row];
            }
        }
        return sum;
    }

    private boolean isSame(double[] cells, int row, int one, int other) {
        return cells[reasons[one] * STRIDE + row] == cells[reasons[other] * STRIDE + row];
    }
}
