package io.millrace.cli.publish;

/**
 * Which events of a file are sent, and when.
 *
 * @param pace how fast
 * @param limit most events to send, at least 0
 * @param from events with an earlier event time (milliseconds since 1970), or with none, are left out;
 *     {@link #EVERYTHING} leaves out none
 */
public record PublishPlan(Pace pace, long limit, long from) {
    /** No lower bound for event times. */
    public static final long EVERYTHING = Long.MIN_VALUE;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the rule, the setting and the value found
     */
    public PublishPlan {
        if (limit < 0) {
            throw new IllegalArgumentException("must be >= 0: limit=" + limit);
        }
    }

    /** The whole file, without waiting. */
    public static PublishPlan everything() {
        return new PublishPlan(Pace.asFastAsPossible(), Long.MAX_VALUE, EVERYTHING);
    }

    /** This plan with another pace. */
    public PublishPlan withPace(Pace other) {
        return new PublishPlan(other, limit, from);
    }

    /** This plan with another limit. */
    public PublishPlan withLimit(long other) {
        return new PublishPlan(pace, other, from);
    }

    /** This plan with another first event time, inclusive. */
    public PublishPlan withFrom(long other) {
        return new PublishPlan(pace, limit, other);
    }

    boolean includes(long eventTime) {
        return from == EVERYTHING || (eventTime != -1 && eventTime >= from);
    }
}
