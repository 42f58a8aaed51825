package io.millrace.learning.cluster;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * How fast the past loses its weight: by half in every {@code halfLife} units.
 *
 * @param unit what is counted
 * @param halfLife units until a weight has halved, &gt;= 0; infinite if nothing is forgotten, 0 if everything is at the next unit
 */
public record Decay(Unit unit, double halfLife) {
    /** Nothing is forgotten. */
    public static final Decay NONE = new Decay(Unit.BATCHES, Double.POSITIVE_INFINITY);

    private static final double LN_HALF = -StrictMath.log(2);

    /** What passes while the past loses weight. */
    public enum Unit {
        /** Mini-batches. */
        BATCHES,
        /** Rows, by their weights; all rows of a mini-batch have passed for what was before it. */
        POINTS,
        /** Milliseconds of event time, as {@link io.millrace.learning.TimedLearner#advanceTo} tells it. */
        EVENT_TIME
    }

    public Decay {
        new Checks()
                .require(unit != null, "unit", "must be set", unit)
                .require(halfLife >= 0, "halfLife", "must be >= 0", halfLife)
                .done();
    }

    /**
     * Decay by a factor for each unit, Spark's {@code decayFactor}.
     *
     * @param factor in [0, 1], 1 if nothing is forgotten
     */
    public static Decay byFactor(double factor, Unit unit) {
        new Checks().within("factor", factor, 0, 1).done();
        // −0 would be a half-life below 0
        return new Decay(unit, Math.abs(LN_HALF / StrictMath.log(factor)));
    }

    /** What is left of a weight after {@code units}, &gt;= 0: 2^(−units / halfLife). */
    public double left(double units) {
        return units == 0 ? 1 : StrictMath.exp(LN_HALF * units / halfLife);
    }

    void writeTo(SnapshotOutput out) {
        out.constant(unit);
        out.number(halfLife);
    }

    static Decay readFrom(SnapshotInput in) {
        return new Decay(in.constant(Unit.class), in.number());
    }
}
