package io.millrace.model.compiled.program;

/** A column for each of some values: 1 where it is the value, 0 elsewhere. */
public final class OneHot implements Step {
    private final int column;
    private final double[] keys;
    private final int first;

    /** Compares {@code column} with each of {@code keys}, into as many columns from {@code first} on. */
    public OneHot(int column, double[] keys, int first) {
        this.column = column;
        this.keys = keys.clone();
        this.first = first;
    }

    @Override
    public void run(double[] cells, int rows) {
        int in = column * STRIDE;
        for (int i = 0; i < keys.length; i++) {
            double key = keys[i];
            int out = (first + i) * STRIDE;
            for (int row = 0; row < rows; row++) {
                cells[out + row] = cells[in + row] == key ? 1 : 0;
            }
        }
    }

    @Override
    public String toString() {
        return "one of " + keys.length;
    }
}
