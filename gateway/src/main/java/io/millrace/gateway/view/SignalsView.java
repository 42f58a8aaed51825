package io.millrace.gateway.view;

import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MessageFormatException;
import io.millrace.schemas.MonitoringEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The newest signals, and who waits for further ones. When there are too many, the oldest of the most frequent kind goes, so that a flood of one
 * kind, such as the statistics of many windows, leaves the others where they are. Safe for all threads.
 */
public final class SignalsView {
    /** Kinds that are told apart; further ones are one. */
    private static final int MOST_KINDS = 64;

    private static final String OTHER = "";

    private final int most;
    /** Oldest first. */
    private final Map<String, Deque<Signal>> byKind = new HashMap<>();

    private int size;
    private final Set<SignalSubscription> subscriptions = new LinkedHashSet<>();
    private long unreadable;

    /**
     * An empty view.
     *
     * @param most signals that are kept
     */
    public SignalsView(int most) {
        this.most = most;
    }

    /**
     * Adds the next record of the monitoring topic, and hands it to those who wait.
     *
     * @return the signal; empty where it is none, which is counted
     */
    public synchronized Optional<Signal> add(long offset, long timestamp, byte[] value) {
        MonitoringEvent event;
        try {
            if (value == null) {
                unreadable++;
                return Optional.empty();
            }
            event = MessageCodec.MONITORING_EVENT.decode(value);
        } catch (MessageFormatException e) {
            unreadable++;
            return Optional.empty();
        }
        Signal signal = new Signal(offset, timestamp, event);
        kind(event.getKind()).addLast(signal);
        size++;
        if (size > most) {
            byKind.values().stream()
                    .max(Comparator.comparingInt(Deque::size))
                    .orElseThrow()
                    .removeFirst();
            size--;
        }
        subscriptions.forEach(subscription -> subscription.offer(signal));
        return Optional.of(signal);
    }

    private Deque<Signal> kind(String name) {
        String known = byKind.containsKey(name) || byKind.size() < MOST_KINDS ? name : OTHER;
        return byKind.computeIfAbsent(known, none -> new ArrayDeque<>());
    }

    /**
     * Signals, newest first.
     *
     * @param before only those at smaller offsets
     * @param limit at most so many
     */
    public synchronized List<Signal> find(SignalFilter filter, long before, int limit) {
        List<Signal> found = new ArrayList<>();
        for (Iterator<Signal> newest = newestFirst(filter); newest.hasNext() && found.size() < limit; ) {
            Signal next = newest.next();
            if (next.offset() < before && filter.takes(next.event())) {
                found.add(next);
            }
        }
        return found;
    }

    /** All that may fit. */
    private Iterator<Signal> newestFirst(SignalFilter filter) {
        Optional<Deque<Signal>> only = filter.kind().map(byKind::get);
        if (only.isPresent()) {
            return only.get().descendingIterator();
        }
        return byKind.values().stream()
                .flatMap(Deque::stream)
                .sorted(Comparator.comparingLong(Signal::offset).reversed())
                .iterator();
    }

    /**
     * Begins to wait for signals. Close it to end that.
     *
     * @param after offset of the last one that is known already; those behind it come first, as far as they are kept. Empty: only
     *     further ones
     */
    public synchronized SignalSubscription subscribe(SignalFilter filter, Optional<Long> after) {
        SignalSubscription subscription = new SignalSubscription(filter, this::remove);
        after.ifPresent(known -> byKind.values().stream()
                .flatMap(Deque::stream)
                .filter(signal -> signal.offset() > known)
                .sorted(Comparator.comparingLong(Signal::offset))
                .forEach(subscription::offer));
        subscriptions.add(subscription);
        return subscription;
    }

    private synchronized void remove(SignalSubscription subscription) {
        subscriptions.remove(subscription);
    }

    /** Records that were no signals. */
    public synchronized long unreadable() {
        return unreadable;
    }
}
