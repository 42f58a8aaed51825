package io.millrace.model.compiled.pmml;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a model gives: its prediction, and the values of its output fields by name. */
final class Results {
    private final String target;
    private final Prediction prediction;
    private final Map<String, Column> fields = new LinkedHashMap<>();

    /**
     * The results of a model without output fields.
     *
     * @param target name of the target; null where it has none
     */
    Results(String target, Prediction prediction) {
        this.target = target;
        this.prediction = prediction;
    }

    String target() {
        return target;
    }

    Prediction prediction() {
        return prediction;
    }

    /** Output fields, in their order. */
    Map<String, Column> fields() {
        return fields;
    }
}
