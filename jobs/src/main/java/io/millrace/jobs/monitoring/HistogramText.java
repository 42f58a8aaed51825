package io.millrace.jobs.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.drift.report.Histogram;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** A histogram as one line of JSON, as findings carry it: {@code parts}, and the share of each in {@code reference} and {@code current}. */
final class HistogramText {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MathContext DIGITS = new MathContext(4);
    /** Of the name of a category. */
    private static final int MOST_CHARACTERS = 60;

    private HistogramText() {}

    /** The text; at most about 3 KB, as a histogram has some thirty parts. */
    static String of(Histogram histogram) {
        ObjectNode object = JSON.createObjectNode();
        ArrayNode parts = object.putArray("parts");
        histogram.labels().forEach(label -> parts.add(cut(label)));
        shares(object.putArray("reference"), histogram.reference());
        shares(object.putArray("current"), histogram.current());
        try {
            return JSON.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers can be written as JSON", e);
        }
    }

    private static String cut(String label) {
        return label.length() <= MOST_CHARACTERS ? label : label.substring(0, MOST_CHARACTERS) + "…";
    }

    private static void shares(ArrayNode array, List<Double> shares) {
        shares.forEach(share -> array.add(BigDecimal.valueOf(share).round(DIGITS)));
    }
}
