package io.millrace.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/**
 * Values to try in one column when two engines are compared: those at which an answer may change, their neighbours, and
 * what is unusual.
 *
 * <p>All numbers are values of the column's type: in a {@link FeatureType#FLOAT} column single-precision ones, so that an
 * engine that computes in double precision sees the very number that one in single precision sees.
 */
final class ColumnProbes {
    private static final String UNSEEN = "a text that no model knows";
    private static final double[] PLAIN_NUMBERS = {0, 1, -1, 0.5, 2, 10, -10, 100};
    private static final double BIG = 1e30;

    private final ModelInput input;
    private final List<Cell> boundaries;
    private final List<Cell> neighbours;
    private final List<Cell> oddities;
    private final double[] sorted;

    /**
     * Probes of a column.
     *
     * @param boundaries where the model may change its rule
     * @param texts which texts it knows
     */
    ColumnProbes(ModelInput input, double[] boundaries, List<String> texts) {
        this.input = input;
        if (input.type() == FeatureType.CATEGORICAL) {
            Set<String> known = new LinkedHashSet<>(input.categories());
            known.addAll(texts);
            if (known.isEmpty()) {
                known.add("a");
                known.add("b");
            }
            this.boundaries = known.stream().map(Cell::text).toList();
            neighbours = List.of();
            sorted = new double[0];
        } else {
            NavigableSet<Double> exact = new TreeSet<>();
            NavigableSet<Double> near = new TreeSet<>();
            for (double boundary : boundaries) {
                addAround(boundary, exact, near);
            }
            addAround(input.low(), exact, near);
            addAround(input.high(), exact, near);
            for (double plain : PLAIN_NUMBERS) {
                addValid(exact, plain);
            }
            near.removeAll(exact);
            this.boundaries = exact.stream().map(Cell::number).toList();
            neighbours = near.stream().map(Cell::number).toList();
            sorted = exact.stream().mapToDouble(Double::doubleValue).toArray();
        }
        oddities = oddities(input);
    }

    /** Valid values at which the answer may change, and some plain ones; at least one. */
    List<Cell> boundaries() {
        return boundaries.isEmpty() ? List.of(Cell.MISSING) : boundaries;
    }

    /** The nearest values on both sides of each boundary; at least one. */
    List<Cell> neighbours() {
        return neighbours.isEmpty() ? boundaries() : neighbours;
    }

    /** Missing, and unseen where there are categories. */
    List<Cell> absences() {
        return input.type() == FeatureType.CATEGORICAL
                ? List.of(Cell.MISSING, Cell.text(UNSEEN))
                : List.of(Cell.MISSING);
    }

    /** Huge, infinite, out of range, of another type. Not to be mixed: a refused cell hides the others. */
    List<Cell> oddities() {
        return oddities;
    }

    private static List<Cell> oddities(ModelInput input) {
        if (input.type() == FeatureType.CATEGORICAL) {
            return List.of(Cell.text(""));
        }
        return DoubleStream.of(
                        -0.0,
                        BIG,
                        -BIG,
                        Integer.MAX_VALUE,
                        Integer.MIN_VALUE,
                        0.3,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        Math.nextDown(input.low()),
                        Math.nextUp(input.high()))
                .mapToObj(number -> Cell.number(input.type() == FeatureType.FLOAT ? (float) number : number))
                .toList();
    }

    /** A valid value: a boundary, a neighbour, or something between two boundaries. */
    Cell draw(Random random) {
        if (sorted.length < 2 || random.nextInt(4) == 0) {
            List<Cell> cells = random.nextBoolean() ? boundaries() : neighbours();
            return cells.get(random.nextInt(cells.size()));
        }
        int lower = random.nextInt(sorted.length - 1);
        double between = sorted[lower] + random.nextDouble() * (sorted[lower + 1] - sorted[lower]);
        double value = ofType(between);
        return Cell.number(isValid(value) ? value : sorted[lower]);
    }

    private void addAround(double boundary, Set<Double> exact, Set<Double> near) {
        if (!Double.isFinite(boundary)) {
            return;
        }
        switch (input.type()) {
            case FLOAT -> {
                float nearest = (float) boundary;
                addValid(exact, nearest);
                addValid(near, Math.nextDown(nearest));
                addValid(near, Math.nextUp(nearest));
            }
            case DOUBLE -> {
                addValid(exact, boundary);
                addValid(near, Math.nextDown(boundary));
                addValid(near, Math.nextUp(boundary));
                // An engine in single precision, or a threshold that was rounded to it, differs here.
                float nearest = (float) boundary;
                addValid(near, nearest);
                addValid(near, Math.nextDown(nearest));
                addValid(near, Math.nextUp(nearest));
            }
            default -> {
                addValid(exact, Math.floor(boundary));
                addValid(exact, Math.ceil(boundary));
                addValid(near, Math.floor(boundary) - 1);
                addValid(near, Math.ceil(boundary) + 1);
            }
        }
    }

    private void addValid(Set<Double> values, double value) {
        if (isValid(value)) {
            values.add(value);
        }
    }

    private double ofType(double value) {
        return switch (input.type()) {
            case FLOAT -> (float) value;
            case DOUBLE, CATEGORICAL -> value;
            case INTEGER, LONG, BOOLEAN -> Math.rint(value);
        };
    }

    private boolean isValid(double value) {
        return input.type().contains(value) && value >= input.low() && value <= input.high();
    }
}
