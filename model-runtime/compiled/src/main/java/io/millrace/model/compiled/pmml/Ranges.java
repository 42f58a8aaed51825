package io.millrace.model.compiled.pmml;

import org.dmg.pmml.Interval;

/** PMML's intervals of numbers. */
final class Ranges {
    private Ranges() {}

    static double left(Interval interval) {
        return interval.getLeftMargin() == null
                ? Double.NEGATIVE_INFINITY
                : interval.getLeftMargin().doubleValue();
    }

    static double right(Interval interval) {
        return interval.getRightMargin() == null
                ? Double.POSITIVE_INFINITY
                : interval.getRightMargin().doubleValue();
    }

    /** Whether the number lies in the interval; a margin that is not given lets infinity in. */
    static boolean contains(Interval interval, double value) {
        boolean leftOpen = interval.getLeftMargin() != null
                && switch (interval.requireClosure()) {
                    case OPEN_OPEN, OPEN_CLOSED -> true;
                    case CLOSED_OPEN, CLOSED_CLOSED -> false;
                };
        boolean rightOpen = interval.getRightMargin() != null
                && switch (interval.requireClosure()) {
                    case OPEN_OPEN, CLOSED_OPEN -> true;
                    case OPEN_CLOSED, CLOSED_CLOSED -> false;
                };
        double left = left(interval);
        double right = right(interval);
        return (leftOpen ? value > left : value >= left) && (rightOpen ? value < right : value <= right);
    }

    /** Refuses what holds no number, which the reference refuses too. */
    static void check(Interval interval) {
        double left = left(interval);
        double right = right(interval);
        boolean isPoint = left == right && interval.requireClosure() == Interval.Closure.CLOSED_CLOSED;
        if (!(left < right || isPoint)) {
            throw Unsupported.element(interval, "[" + left + ", " + right + "]");
        }
    }
}
