package io.millrace.model.compiled.program;

/** Logarithms of the density of a number under several normal distributions; 0 where it is missing. */
public final class LogLikelihoods implements Step {
    /** Below, a density is no normal number, and 0 in the end: PMML's density comes first, its logarithm afterwards. */
    private static final double UNDERFLOW = -700;

    private final int input;
    private final int first;
    private final double[] means;
    private final double[] deviations;
    private final double[] logFactors;
    private final double logLeast;

    /**
     * The step.
     *
     * @param input read
     * @param means one per distribution
     * @param variances greater than 0
     * @param least density that a smaller one is taken for
     * @param first of the columns written, one per distribution
     */
    public LogLikelihoods(int input, double[] means, double[] variances, double least, int first) {
        this.input = input;
        this.first = first;
        this.means = means.clone();
        deviations = new double[variances.length];
        logFactors = new double[variances.length];
        for (int i = 0; i < variances.length; i++) {
            deviations[i] = Math.sqrt(variances[i]);
            logFactors[i] = -Math.log(deviations[i]) - 0.5 * Math.log(2 * Math.PI);
        }
        logLeast = Math.log(least);
    }

    @Override
    public void run(double[] cells, int rows) {
        int from = input * STRIDE;
        for (int i = 0; i < means.length; i++) {
            int to = (first + i) * STRIDE;
            for (int row = 0; row < rows; row++) {
                double distance = (cells[from + row] - means[i]) / deviations[i];
                double likelihood = -0.5 * distance * distance + logFactors[i];
                if (likelihood < UNDERFLOW) {
                    likelihood = Math.log(Math.exp(likelihood));
                }
                cells[to + row] = Double.isNaN(cells[from + row]) ? 0 : Math.max(likelihood, logLeast);
            }
        }
    }
}
