package io.millrace.drift.profile;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** Times that are alike: values of Monday 9:00 are compared with those of Mondays 9:00. */
public enum Season {
    /** 24 of them, from 0. */
    HOUR_OF_DAY(24),
    /** 7 of them, Monday is 0. */
    DAY_OF_WEEK(7),
    /** 168 of them, Monday 0:00 is 0. */
    HOUR_OF_WEEK(168);

    private final int slots;

    Season(int slots) {
        this.slots = slots;
    }

    /** How many there are. */
    public int slots() {
        return slots;
    }

    /**
     * Which of them a time is in.
     *
     * @param time event time, ms since 1970
     * @param zone whose clocks and weeks count
     * @return from 0
     */
    public int slot(long time, ZoneId zone) {
        ZonedDateTime at = Instant.ofEpochMilli(time).atZone(zone);
        int day = at.getDayOfWeek().getValue() - 1;
        return switch (this) {
            case HOUR_OF_DAY -> at.getHour();
            case DAY_OF_WEEK -> day;
            case HOUR_OF_WEEK -> day * 24 + at.getHour();
        };
    }
}
