package io.millrace.jobs.monitoring;

import io.millrace.jobs.pipeline.Webhook;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts signals on a thread of its own, again after a growing pause where an address does not take them. What waits is bounded, and its owner
 * keeps it in checkpoints, so each is posted at least once; one that comes twice has the same id. Calls do not wait for each other's pauses.
 *
 * <p>Safe for use by several threads.
 */
final class WebhookSender implements AutoCloseable {
    /** Most calls that may wait. */
    static final int MOST_WAITING = 1_000;

    private static final Logger LOGGER = LoggerFactory.getLogger(WebhookSender.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int TIMED_OUT = 408;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private final Map<String, Webhook> webhooks = new HashMap<>();
    private final WebhookTransport transport;
    private final Duration firstPause;
    private final ScheduledExecutorService executor;
    private final Map<String, WebhookCall> waiting = new LinkedHashMap<>();
    private final List<Outcome> outcomes = new ArrayList<>();

    /**
     * What became of a call.
     *
     * @param failure why it was given up; empty: it was delivered
     */
    record Outcome(WebhookCall call, String failure) {
        boolean isDelivered() {
            return failure.isEmpty();
        }
    }

    /**
     * A sender of nothing yet.
     *
     * @param firstPause before the second attempt; each pause is twice the one before, up to a minute
     */
    WebhookSender(List<Webhook> webhooks, WebhookTransport transport, Duration firstPause) {
        webhooks.forEach(webhook -> this.webhooks.put(webhook.name(), webhook));
        this.transport = transport;
        this.firstPause = firstPause;
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "webhooks");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Takes a call; false if as many as may wait do. One that waits already is taken once. */
    boolean offer(WebhookCall call) {
        synchronized (waiting) {
            if (waiting.size() >= MOST_WAITING) {
                return false;
            }
            if (waiting.putIfAbsent(key(call), call) != null) {
                return true;
            }
        }
        executor.execute(() -> attempt(call, 1));
        return true;
    }

    private static String key(WebhookCall call) {
        return call.webhook() + " " + call.id();
    }

    /** Calls that are neither delivered nor given up. */
    List<WebhookCall> waiting() {
        synchronized (waiting) {
            return List.copyOf(waiting.values());
        }
    }

    /** How many these are. */
    int waitingCount() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    /** What has become of calls since the last time that somebody asked. */
    List<Outcome> takeOutcomes() {
        synchronized (waiting) {
            List<Outcome> taken = List.copyOf(outcomes);
            outcomes.clear();
            return taken;
        }
    }

    private void attempt(WebhookCall call, int number) {
        Webhook webhook = webhooks.get(call.webhook());
        if (webhook == null) {
            end(call, "there is no such webhook any more");
            return;
        }
        String trouble;
        try {
            int status = transport.post(webhook, call);
            if (status / 100 == 2) {
                end(call, "");
                return;
            }
            trouble = "answered " + status;
            if (status < SERVER_ERROR && status != TIMED_OUT && status != TOO_MANY) {
                end(call, trouble);
                return;
            }
        } catch (IOException e) {
            trouble = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            return; // closed: the call stays in the checkpoint
        } catch (RuntimeException e) {
            // Nothing that a request says may stop those behind it. Its message might have the address.
            trouble = e.getClass().getSimpleName();
        }
        if (number >= webhook.attempts()) {
            end(call, trouble + ", at the last of " + number + " attempts");
            return;
        }
        LOGGER.debug("Webhook {}: {} at attempt {} of {}", webhook.name(), trouble, number, webhook.attempts());
        var unused = executor.schedule(
                () -> attempt(call, number + 1), pauseAfter(number).toMillis(), TimeUnit.MILLISECONDS);
    }

    private Duration pauseAfter(int number) {
        Duration pause = firstPause.multipliedBy(1L << Math.min(number - 1, 20));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private void end(WebhookCall call, String failure) {
        if (!failure.isEmpty()) {
            LOGGER.warn("Webhook {}: signal {} is given up: {}", call.webhook(), call.signal(), failure);
        }
        synchronized (waiting) {
            waiting.remove(key(call));
            outcomes.add(new Outcome(call, failure));
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
