package io.millrace.learning.cluster;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A centre to begin with.
 *
 * @param position a value for each feature
 * @param weight of the rows that are taken to be behind it, &gt;= 0; a centre of weight 0 jumps to the mean of the first rows that it is given
 */
public record StartCentre(List<Double> position, double weight) {
    public StartCentre {
        position = List.copyOf(position);
        Checks checks = new Checks();
        for (double value : position) {
            checks.within("position", value, -KMeans.LIMIT, KMeans.LIMIT);
        }
        checks.notNegative("weight", weight).done();
    }

    /** A centre of this weight. */
    public static StartCentre of(double weight, double... position) {
        return new StartCentre(Arrays.stream(position).boxed().toList(), weight);
    }

    private double[] array() {
        return position.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Notes a number of centres that is neither 0 nor {@code clusters}, and centres that differ in dimension. */
    static void check(Checks checks, List<StartCentre> start, int clusters) {
        checks.require(
                start.isEmpty() || start.size() == clusters,
                "start",
                "must be empty or have " + clusters + " centres",
                start.size());
        checks.require(
                start.stream().map(each -> each.position.size()).distinct().count() <= 1,
                "start",
                "must be centres of one dimension",
                start.stream().map(each -> each.position.size()).toList());
    }

    /** Puts centres there. */
    static void place(List<StartCentre> start, Centroids centroids) {
        for (int k = 0; k < start.size(); k++) {
            double[] position = start.get(k).array();
            if (position.length != centroids.dimension()) {
                throw new IllegalArgumentException(
                        "must have dimension " + centroids.dimension() + ": start has " + position.length);
            }
            centroids.place(k, position, 0);
            centroids.setWeight(k, start.get(k).weight);
        }
    }

    static void write(List<StartCentre> start, SnapshotOutput out) {
        out.integer(start.size());
        for (StartCentre each : start) {
            out.numbers(each.array());
            out.number(each.weight);
        }
    }

    static List<StartCentre> read(SnapshotInput in) {
        int size = in.integer();
        List<StartCentre> start = new ArrayList<>();
        for (int k = 0; k < size; k++) {
            double[] position = in.numbers();
            start.add(of(in.number(), position));
        }
        return start;
    }
}
