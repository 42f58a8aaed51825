package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goals of time. They are only asserted in the long form, {@code -Dmillrace.gateway=full}, as a busy machine proves nothing. */
public final class TimeBars {
    private static final Logger LOGGER = LoggerFactory.getLogger(TimeBars.class);

    /** Whether the long form runs. */
    public static final boolean FULL = "full".equals(System.getProperty("millrace.gateway"));

    /** What takes so much longer than any goal hangs, on any machine. */
    private static final Duration HANGS = Duration.ofMinutes(1);

    private TimeBars() {}

    /** Holds what was measured against its goal, and tells it. */
    public static void hold(String what, Duration took, Duration goal) {
        LOGGER.info("{}: {} ms, goal {} ms", what, took.toNanos() / 1e6, goal.toMillis());
        assertThat(took).as(what).isLessThan(FULL ? goal : HANGS);
    }
}
