package io.millrace.jobs.monitoring;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** How much has been done: nothing within the cool-down of the action before, nothing beyond a day's budget. Times are event times. One thread. */
final class ActionLedger {
    private static final long NEVER = Long.MIN_VALUE;

    private final long coolDownMillis;
    private final int budget;
    private long last = NEVER;
    private long day = NEVER;
    private int ofDay;

    /**
     * A ledger without an entry.
     *
     * @param budget most entries on one day, UTC
     */
    ActionLedger(long coolDownMillis, int budget) {
        this.coolDownMillis = coolDownMillis;
        this.budget = budget;
    }

    /** Why nothing may be done at a time; empty if something may, which {@link #enter} then notes. */
    Optional<String> objection(long time) {
        if (last != NEVER && time - last < coolDownMillis) {
            return Optional.of("within the cool-down of the action before");
        }
        if (dayOf(time) == day && ofDay >= budget) {
            return Optional.of("the budget of " + budget + " actions a day is used up");
        }
        return Optional.empty();
    }

    /** Notes an action. */
    void enter(long time) {
        if (dayOf(time) != day) {
            day = dayOf(time);
            ofDay = 0;
        }
        last = time;
        ofDay++;
    }

    private static long dayOf(long time) {
        return Math.floorDiv(time, Duration.ofDays(1).toMillis());
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeLong(last);
        out.writeLong(day);
        out.writeInt(ofDay);
    }

    /** Reads what {@link #writeTo} wrote. */
    void readFrom(DataInput in) throws IOException {
        last = in.readLong();
        day = in.readLong();
        ofDay = in.readInt();
    }
}
