package io.millrace.gateway.inference;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many rows a caller may still ask about: whoever asks for long enough can copy a model (MITRE ATLAS AML.T0024.002). Windows of fixed
 * length, for the {@value #MOST_CALLERS} callers that were here last. Safe for all threads.
 */
final class Quota {
    private static final int MOST_CALLERS = 10_000;

    private static final class Use {
        private long window;
        private long rows;
    }

    private final int most;
    private final long windowMillis;
    private final Clock clock;
    private final Map<String, Use> uses = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Use> eldest) {
            return size() > MOST_CALLERS;
        }
    };

    /** At most {@code most} rows in a window. */
    Quota(int most, Duration window, Clock clock) {
        this.most = most;
        windowMillis = window.toMillis();
        this.clock = clock;
    }

    /** Takes rows for a caller; false, and nothing is taken, if that is more than is left. */
    synchronized boolean take(String caller, int rows) {
        long window = clock.millis() / windowMillis;
        Use use = uses.computeIfAbsent(caller, none -> new Use());
        if (use.window != window) {
            use.window = window;
            use.rows = 0;
        }
        if (use.rows + rows > most) {
            return false;
        }
        use.rows += rows;
        return true;
    }

    /** Seconds until the next window. */
    long secondsLeft() {
        return (windowMillis - clock.millis() % windowMillis + 999) / 1_000;
    }
}
