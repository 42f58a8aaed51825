package io.millrace.jobs.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.schemas.MonitoringEvent;
import java.util.TreeMap;

/** A signal as the JSON object that is posted. Its fields are a promise; {@code docs/drift.md} lists them. */
final class WebhookBody {
    /** A body is kept in checkpoints; a cause that names everything need not be. */
    private static final int MOST_OF_CAUSE = 4_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private WebhookBody() {}

    /**
     * The object as text.
     *
     * @param id of the signal
     * @param model that it is about, {@code name@version}
     */
    static String of(String id, String pipeline, MonitoringEvent signal, String model) {
        ObjectNode body = JSON.createObjectNode();
        body.put("id", id);
        body.put("time", signal.getTime().toString());
        body.put("pipeline", pipeline);
        body.put("slot", signal.getSlot());
        body.put("kind", signal.getKind());
        body.put("name", signal.getName());
        body.put("model", model);
        body.put("severity", signal.getSeverity().toString());
        body.put("value", Double.isFinite(signal.getValue()) ? (Double) signal.getValue() : null);
        body.put("threshold", signal.getThreshold());
        body.put("n", signal.getN());
        body.put("window", signal.getWindow());
        ObjectNode labels = body.putObject("labels");
        new TreeMap<>(signal.getLabels()).forEach(labels::put);
        String cause = signal.getCause();
        body.put("cause", cause.length() > MOST_OF_CAUSE ? cause.substring(0, MOST_OF_CAUSE) + "…" : cause);
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers can be written", e);
        }
    }
}
