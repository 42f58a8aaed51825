package io.millrace.cli.publish;

/** How fast events are sent. Immutable; each {@link #start()} begins anew. */
public sealed interface Pace {
    /** Without waiting. */
    static Pace asFastAsPossible() {
        return new Fastest();
    }

    /**
     * By event time: the first event is due at once, each later one when its distance in event time, divided by
     * {@code factor}, has passed. Late events and events without a time are due with the one before them.
     *
     * @param factor above 0 and finite; 1 is real time
     */
    static Pace speedup(double factor) {
        return new Speedup(positive("factor", factor));
    }

    /**
     * By a fixed schedule from the start: event n (from 0) is due after n / {@code eventsPerSecond} seconds, however long
     * the events before it took.
     *
     * @param eventsPerSecond above 0 and finite
     */
    static Pace rate(double eventsPerSecond) {
        return new Rate(positive("eventsPerSecond", eventsPerSecond));
    }

    /** The schedule of one run. */
    Schedule start();

    /** When events are due. Asked once for each event, in order of sending. */
    interface Schedule {
        /**
         * Nanoseconds from the start of the run to this event, never less than for an event before it.
         *
         * @param eventTime milliseconds since 1970, -1 for none
         */
        long due(long eventTime);
    }

    private static double positive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("must be above 0 and finite: " + name + "=" + value);
        }
        return value;
    }

    /** See {@link Pace#asFastAsPossible()}. */
    record Fastest() implements Pace {
        @Override
        public Schedule start() {
            return eventTime -> 0;
        }
    }

    /** See {@link Pace#rate}. */
    record Rate(double eventsPerSecond) implements Pace {
        @Override
        public Schedule start() {
            return new Schedule() {
                private long events;

                @Override
                public long due(long eventTime) {
                    return (long) (events++ * 1e9 / eventsPerSecond);
                }
            };
        }
    }

    /** See {@link Pace#speedup}. */
    record Speedup(double factor) implements Pace {
        @Override
        public Schedule start() {
            return new Schedule() {
                private long zero = -1;
                private long latest;

                @Override
                public long due(long eventTime) {
                    if (eventTime != -1) {
                        zero = zero == -1 ? eventTime : zero;
                        latest = Math.max(latest, (long) ((eventTime - zero) * 1e6 / factor));
                    }
                    return latest;
                }
            };
        }
    }
}
