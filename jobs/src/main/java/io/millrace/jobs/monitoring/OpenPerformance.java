package io.millrace.jobs.monitoring;

import io.millrace.jobs.pipeline.DriftWindow;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The performance panes of one model in the first stage. Whoever fills it empties it when time has come to the end of a pane and before each
 * checkpoint, so nothing in it is state. One thread.
 */
final class OpenPerformance {
    private final String model;
    private final String subject;
    private final DriftWindow window;
    private final double decision;
    private final Map<Long, PerformancePane> panes = new HashMap<>();
    private long lastPane = Long.MIN_VALUE;
    private PerformancePane last;

    /**
     * Of a model of which nothing was seen.
     *
     * @param subject as in {@link PanePart#subject}
     */
    OpenPerformance(String model, String subject, DriftWindow window, double decision) {
        this.model = model;
        this.subject = subject;
        this.window = window;
        this.decision = decision;
    }

    /** The pane that a time lies in. */
    PerformancePane at(long time) {
        long pane = window.paneOf(time);
        if (pane != lastPane || last == null) {
            lastPane = pane;
            last = panes.computeIfAbsent(pane, any -> new PerformancePane(decision));
        }
        return last;
    }

    /** Hands on the panes that have ended by {@code watermark}. */
    void emit(long watermark, Consumer<PanePart> out) {
        Iterator<Map.Entry<Long, PerformancePane>> open = panes.entrySet().iterator();
        while (open.hasNext()) {
            Map.Entry<Long, PerformancePane> entry = open.next();
            if (window.endOf(entry.getKey()) - 1 <= watermark) {
                out.accept(part(entry.getKey(), entry.getValue()));
                open.remove();
                last = null;
            }
        }
    }

    private PanePart part(long pane, PerformancePane values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            values.writeTo(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes everything", e);
        }
        PanePart part = new PanePart();
        part.model = model;
        part.subject = subject;
        part.pane = pane;
        part.values = bytes.toByteArray();
        return part;
    }
}
