package io.millrace.cli.publish;

import java.util.ArrayList;
import java.util.List;

/** Time that passes only by waiting. */
final class FakeClock implements Clock {
    private final List<Long> sleeps = new ArrayList<>();
    private long now = 1_000_000_000_000L;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void sleep(long nanos) {
        sleeps.add(nanos);
        now += nanos;
    }

    List<Long> sleeps() {
        return sleeps;
    }
}
