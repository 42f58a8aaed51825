package io.millrace.learning.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a run of a reference library ended with, as the scripts in {@code src/test/python} recorded it. */
record Recorded(String run, Map<String, Double> quantities) {
    /** Greatest difference of a weight. */
    static final double WEIGHT = 1e-6;
    /** Greatest difference of a prequential metric. */
    static final double METRIC = 0.002;

    /** A run of {@code record_parity.py}. */
    static Recorded run(String run) {
        return run("expected.csv", run);
    }

    static Recorded run(String file, String run) {
        Map<String, Double> quantities = new HashMap<>();
        for (List<String> row : Csv.cells(file)) {
            if (row.get(0).equals(run)) {
                quantities.put(row.get(1), Double.parseDouble(row.get(2)));
            }
        }
        if (quantities.isEmpty()) {
            throw new AssertionError("no run " + run + " in " + file);
        }
        return new Recorded(run, quantities);
    }

    double number(String name) {
        return quantities.get(name);
    }

    /** The values under a name followed by 0, 1, and so on. */
    double[] vector(String name) {
        List<Double> values = new ArrayList<>();
        while (quantities.containsKey(name + values.size())) {
            values.add(number(name + values.size()));
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Rows of values: {@link #vector} of the name followed by 0 and a dot, 1 and a dot, and so on. */
    double[][] matrix(String name) {
        List<double[]> rows = new ArrayList<>();
        while (quantities.containsKey(name + rows.size() + ".0")) {
            rows.add(vector(name + rows.size() + "."));
        }
        return rows.toArray(double[][]::new);
    }

    void assertNumber(String name, double found, double tolerance) {
        assertThat(found).as("%s: %s", run, name).isCloseTo(number(name), within(tolerance));
    }

    void assertVector(String name, double[] found, double tolerance) {
        double[] expected = vector(name);
        assertThat(expected).as("%s: recorded %s", run, name).isNotEmpty();
        assertThat(found).as("%s: %s", run, name).containsExactly(expected, within(tolerance));
    }

    void assertMatrix(String name, double[][] found, double tolerance) {
        double[][] expected = matrix(name);
        assertThat(found).as("%s: %s", run, name).hasDimensions(expected.length, expected[0].length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).as("%s: %s %d", run, name, i).containsExactly(expected[i], within(tolerance));
        }
    }
}
