package io.millrace.model.compiled.pmml;

import java.util.List;

/**
 * What a model says of a row.
 *
 * @param value the number, the class or the cluster
 * @param categories classes or clusters; empty for a number
 * @param scores probability of each class, affinity of each cluster; empty where the model knows none
 * @param kind what it is
 * @param reasons reason codes by rank
 */
record Prediction(Column value, List<String> categories, List<Column> scores, Kind kind, List<Column> reasons) {
    /** What is predicted. */
    enum Kind {
        NUMBER,
        CATEGORY,
        CLUSTER
    }

    static Prediction number(Column value) {
        return new Prediction(value, List.of(), List.of(), Kind.NUMBER, List.of());
    }

    static Prediction category(Column label, List<String> classes, List<Column> probabilities) {
        return new Prediction(label, classes, probabilities, Kind.CATEGORY, List.of());
    }

    static Prediction cluster(Column id, List<String> clusters, List<Column> affinities) {
        return new Prediction(id, clusters, affinities, Kind.CLUSTER, List.of());
    }

    Prediction withReasons(List<Column> newReasons) {
        return new Prediction(value, categories, scores, kind, newReasons);
    }
}
