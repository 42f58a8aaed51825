package io.millrace.model.compiled.program;

import java.util.List;

/**
 * The class with the most votes; of several with as many, the one that was voted for first.
 *
 * <p>Who voted first is asked only where a row has a tie. Then all voters vote once more, the first one with weight 1, the
 * second one with 1/2, and so on: of two classes the one with the greater sum has the earlier first vote, and the sum of
 * {@link #GROUP} such weights is exact. More voters are groups one after the other.
 */
public final class TieBreak implements Step {
    /** Voters whose votes are told apart in one sum. */
    public static final int GROUP = 50;

    private final int[] votes;
    private final int[] ordered;
    private final Step[] recount;
    private final int output;

    /**
     * The election.
     *
     * @param votes columns of votes, one per class
     * @param ordered columns that {@code recount} writes: for each group of voters one per class, sums of {@link #ballot}
     * @param recount the second vote
     * @param output written: position of the winner; NaN where votes are
     */
    public TieBreak(int[] votes, int[] ordered, List<Step> recount, int output) {
        if (ordered.length == 0 || ordered.length % votes.length != 0) {
            throw new IllegalArgumentException(
                    "must be a sum per class and group: votes=" + votes.length + ", ordered=" + ordered.length);
        }
        this.votes = votes.clone();
        this.ordered = ordered.clone();
        this.recount = recount.toArray(Step[]::new);
        this.output = output;
    }

    /** The weight of a voter in the second vote. */
    public static double ballot(int voter) {
        return Math.scalb(1.0, -(voter % GROUP));
    }

    @Override
    public void run(double[] cells, int rows) {
        boolean anyTie = false;
        for (int row = 0; row < rows; row++) {
            int first = best(cells, row);
            double most = cells[votes[first] * STRIDE + row];
            boolean isTie = !Double.isNaN(most) && isTie(cells, row, first, most);
            anyTie |= isTie;
            cells[output * STRIDE + row] = isTie ? -1 : Double.isNaN(most) ? most : first;
        }
        if (!anyTie) {
            return;
        }
        for (Step step : recount) {
            step.run(cells, rows);
        }
        for (int row = 0; row < rows; row++) {
            if (cells[output * STRIDE + row] == -1) {
                cells[output * STRIDE + row] = earliest(cells, row);
            }
        }
    }

    private int best(double[] cells, int row) {
        int best = 0;
        for (int i = 1; i < votes.length; i++) {
            if (cells[votes[i] * STRIDE + row] > cells[votes[best] * STRIDE + row]) {
                best = i;
            }
        }
        return best;
    }

    private boolean isTie(double[] cells, int row, int first, double most) {
        for (int i = first + 1; i < votes.length; i++) {
            if (cells[votes[i] * STRIDE + row] == most) {
                return true;
            }
        }
        return false;
    }

    private int earliest(double[] cells, int row) {
        int earliest = best(cells, row);
        double most = cells[votes[earliest] * STRIDE + row];
        for (int i = earliest + 1; i < votes.length; i++) {
            if (cells[votes[i] * STRIDE + row] == most && isEarlier(cells, row, i, earliest)) {
                earliest = i;
            }
        }
        return earliest;
    }

    private boolean isEarlier(double[] cells, int row, int one, int other) {
        for (int group = 0; group < ordered.length; group += votes.length) {
            double first = cells[ordered[group + one] * STRIDE + row];
            double second = cells[ordered[group + other] * STRIDE + row];
            if (first != second) {
                return first > second;
            }
        }
        return false;
    }
}
