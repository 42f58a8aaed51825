package io.millrace.model.compiled.program;

/**
 * Which of several columns holds the greatest number, or the least: its position, from 0; of equal ones the first.
 * Missing or undefined where one of them is; a NaN that is an answer beats every number.
 *
 * @param inputs read, at least one
 * @param output written
 * @param greatest whether the greatest wins
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Winner(int[] inputs, int output, boolean greatest) implements Step {
    @Override
    public void run(double[] cells, int rows) {
        for (int row = 0; row < rows; row++) {
            cells[output * STRIDE + row] = winner(cells, row);
        }
    }

    private double winner(double[] cells, int row) {
        int winner = -1;
        int answer = -1;
        double best = 0;
        double gap = 0;
        for (int i = 0; i < inputs.length; i++) {
            double value = cells[inputs[i] * STRIDE + row];
            if (Undefined.isAnswer(value)) {
                answer = answer < 0 ? i : answer;
            } else if (Double.isNaN(value)) {
                gap = Undefined.is(gap) ? gap : value;
            } else if (winner < 0 || (greatest ? value > best : value < best)) {
                winner = i;
                best = value;
            }
        }
        return Double.isNaN(gap) ? gap : answer >= 0 ? answer : winner;
    }
}
