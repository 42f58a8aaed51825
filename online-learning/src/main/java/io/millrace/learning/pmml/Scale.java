package io.millrace.learning.pmml;

/**
 * A learner sees (x − origin) / unit of a number x.
 *
 * @param unit &gt; 0; infinite where the learner sees 0 whatever x is
 */
record Scale(double origin, double unit) {
    /** The number as it is. */
    static final Scale NONE = new Scale(0, 1);

    /** Origins up to so many units may be multiplied out: what cancels then costs 4 of 16 digits, and 1e-9 is kept. */
    private static final double NEAR = 1e4;

    /** With a unit that may be 0, or no number before the first value. */
    static Scale of(double origin, double unit) {
        return unit > 0 ? new Scale(origin, unit) : new Scale(0, Double.POSITIVE_INFINITY);
    }

    boolean isConstant() {
        return Double.isInfinite(unit);
    }

    /** Whether w·(x − origin)/unit may be written as (w/unit)·x − w·origin/unit without losing digits that count. */
    boolean isNear() {
        return Math.abs(origin) <= NEAR * unit;
    }
}
