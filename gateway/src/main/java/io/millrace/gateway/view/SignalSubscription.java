package io.millrace.gateway.view;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Signals on their way to one listener. Whoever writes never waits for whoever reads: when the reader is more than
 * {@value #MOST_WAITING} behind, the oldest are dropped and counted.
 */
public final class SignalSubscription implements AutoCloseable {
    /** Most signals that wait. */
    public static final int MOST_WAITING = 1_000;

    private final SignalFilter filter;
    private final Consumer<SignalSubscription> onClose;
    private final BlockingQueue<Signal> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong dropped = new AtomicLong();

    SignalSubscription(SignalFilter filter, Consumer<SignalSubscription> onClose) {
        this.filter = filter;
        this.onClose = onClose;
    }

    /** Called by one thread at a time. */
    void offer(Signal signal) {
        if (filter.takes(signal.event())) {
            while (!waiting.offer(signal)) {
                if (waiting.poll() != null) {
                    dropped.incrementAndGet();
                }
            }
        }
    }

    /** The next signal; empty if none comes in time. */
    public Optional<Signal> next(Duration wait) throws InterruptedException {
        return Optional.ofNullable(waiting.poll(wait.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** How many were dropped since this was last asked. */
    public long takeDropped() {
        return dropped.getAndSet(0);
    }

    @Override
    public void close() {
        onClose.accept(this);
    }
}
