package io.millrace.jobs.pipeline;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.detector.Detectors;
import java.io.Serializable;
import java.util.Locale;
import java.util.Map;

/**
 * A sequential detector and what it watches.
 *
 * @param watch kind of what it watches
 * @param name the feature or output; of an error, the output that is held against the label
 * @param detector name of the detector, e.g. {@code adwin}
 * @param options of the detector that differ from its defaults, by name
 */
public record DetectorPlan(Watch watch, String name, String detector, Map<String, Serializable> options)
        implements Serializable {
    /** Copies the map. */
    public DetectorPlan {
        options = Map.copyOf(options);
    }

    /** What can be watched value by value. */
    public enum Watch {
        /** A numeric feature. */
        FEATURE,
        /** A numeric output of the model. */
        SCORE,
        /** 1 where the output, above a half or not, is not the label, 0 or 1; else 0. */
        WRONG,
        /** Absolute difference between output and label. */
        ABSOLUTE_ERROR,
        /** Squared difference between output and label: of probabilities, the Brier score. */
        SQUARED_ERROR;

        /** Whether it takes labels. */
        public boolean isError() {
            return this == WRONG || this == ABSOLUTE_ERROR || this == SQUARED_ERROR;
        }
    }

    /**
     * The detector's settings.
     *
     * @throws io.millrace.drift.config.InvalidConfigException if there is no such detector, or an option has a mistake
     */
    public DetectorConfig config() {
        return Detectors.configured(detector, options);
    }

    /** What signals are about: {@code feature.NAME}, {@code output.NAME}, {@code wrong.NAME} and so on. */
    public String subject() {
        String kind = watch == Watch.SCORE
                ? "output"
                : watch.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return kind + "." + name;
    }

    /** What tells it from the others of its pipeline; without spaces. */
    public String id() {
        return subject().replace(' ', '_') + "/" + detector;
    }
}
