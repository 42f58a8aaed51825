package io.millrace.model.compiled.program;

/** One column where a condition holds, another elsewhere. */
public final class Select implements Step {
    private final int condition;
    private final int whenTrue;
    private final int otherwise;
    private final int target;

    /** Chooses by {@code condition}, which is false where it is 0. */
    public Select(int condition, int whenTrue, int otherwise, int target) {
        this.condition = condition;
        this.whenTrue = whenTrue;
        this.otherwise = otherwise;
        this.target = target;
    }

    @Override
    public void run(double[] cells, int rows) {
        for (int row = 0; row < rows; row++) {
            int chosen = cells[condition * STRIDE + row] != 0 ? whenTrue : otherwise;
            cells[target * STRIDE + row] = cells[chosen * STRIDE + row];
        }
    }

    @Override
    public String toString() {
        return "select";
    }
}
