package io.millrace.examples.fraud;

import java.util.Arrays;
import java.util.List;

/**
 * Logistic regression as scikit-learn fits it by default: minimises ½‖w‖² + C·Σ log loss, C = 1, intercept not penalised, on standardised
 * features. By Newton's method, which for 16 unknowns takes a few steps to the optimum.
 */
final class BatchLogisticRegression {
    private final double[] means;
    private final double[] deviations;
    private final double[] weights;

    BatchLogisticRegression(List<double[]> rows, double[] labels) {
        int features = rows.get(0).length;
        means = new double[features];
        deviations = new double[features];
        standardise(rows);
        weights = new double[features + 1];
        double[][] scaled = rows.stream().map(this::scaled).toArray(double[][]::new);
        double size;
        int steps = 0;
        do {
            double[] step = newtonStep(scaled, labels);
            size = 0;
            for (int j = 0; j < weights.length; j++) {
                weights[j] -= step[j];
                size = Math.max(size, Math.abs(step[j]));
            }
            steps++;
        } while (size > 1e-9 && steps < 100);
        if (size > 1e-9) {
            throw new IllegalStateException("must converge, last step " + size);
        }
    }

    private void standardise(List<double[]> rows) {
        for (int j = 0; j < means.length; j++) {
            int feature = j;
            means[j] = rows.stream().mapToDouble(row -> row[feature]).average().orElseThrow();
            double mean = means[j];
            deviations[j] = Math.sqrt(rows.stream()
                    .mapToDouble(row -> (row[feature] - mean) * (row[feature] - mean))
                    .average()
                    .orElseThrow());
        }
    }

    private double[] scaled(double[] row) {
        double[] scaled = new double[row.length + 1];
        for (int j = 0; j < row.length; j++) {
            scaled[j] = deviations[j] == 0 ? 0 : (row[j] - means[j]) / deviations[j];
        }
        scaled[row.length] = 1;
        return scaled;
    }

    private double[] newtonStep(double[][] rows, double[] labels) {
        int n = weights.length;
        double[] gradient = new double[n];
        double[][] hessian = new double[n][n];
        for (int i = 0; i < rows.length; i++) {
            double p = probability(rows[i]);
            for (int j = 0; j < n; j++) {
                gradient[j] += (p - labels[i]) * rows[i][j];
                double curved = p * (1 - p) * rows[i][j];
                for (int k = 0; k <= j; k++) {
                    hessian[j][k] += curved * rows[i][k];
                }
            }
        }
        for (int j = 0; j < n; j++) {
            if (j < n - 1) {
                gradient[j] += weights[j];
                hessian[j][j] += 1;
            }
            for (int k = 0; k < j; k++) {
                hessian[k][j] = hessian[j][k];
            }
        }
        return solve(hessian, gradient);
    }

    /** Gauss' elimination; the matrix is positive definite. */
    private static double[] solve(double[][] matrix, double[] right) {
        int n = right.length;
        double[] x = Arrays.copyOf(right, n);
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                double factor = matrix[j][i] / matrix[i][i];
                for (int k = i; k < n; k++) {
                    matrix[j][k] -= factor * matrix[i][k];
                }
                x[j] -= factor * x[i];
            }
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                x[i] -= matrix[i][k] * x[k];
            }
            x[i] /= matrix[i][i];
        }
        return x;
    }

    private double probability(double[] scaled) {
        double sum = 0;
        for (int j = 0; j < scaled.length; j++) {
            sum += scaled[j] * weights[j];
        }
        return 1 / (1 + Math.exp(-sum));
    }

    double score(double[] row) {
        return probability(scaled(row));
    }
}
