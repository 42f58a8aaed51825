package io.millrace.jobs.pipeline;

import io.millrace.drift.profile.FeatureLayout;
import io.millrace.drift.profile.Season;
import io.millrace.drift.profile.SeasonalReference;
import java.io.Serializable;
import java.time.Duration;
import java.time.ZoneId;

/**
 * Which windows are alike.
 *
 * @param season times of a day or week
 * @param zone id of the time zone whose clocks and weeks count
 * @param windows how many windows make the reference of a time
 */
public record DriftSeasons(Season season, String zone, int windows) implements Serializable {
    /** The longest window that lies in one time: it must not reach into the next. */
    public Duration slot() {
        return season == Season.DAY_OF_WEEK ? Duration.ofDays(1) : Duration.ofHours(1);
    }

    /** References of a feature, none of which is made yet. */
    public SeasonalReference references(FeatureLayout layout) {
        return new SeasonalReference(layout, season, ZoneId.of(zone), windows);
    }
}
