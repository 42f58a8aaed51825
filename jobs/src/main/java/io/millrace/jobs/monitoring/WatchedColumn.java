package io.millrace.jobs.monitoring;

import io.millrace.model.FeatureType;
import io.millrace.model.ModelInput;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One of the values that predictions of a model log, or one of its outputs.
 *
 * @param subject what signals about it are about, {@code feature.NAME} or {@code output.NAME}; empty: nobody watches it
 * @param name its name in the model's contract and reference
 * @param categorical whether it is a text
 */
record WatchedColumn(String subject, String name, boolean categorical) implements Serializable {
    private static final String FEATURE = "feature.";
    private static final String OUTPUT = "output.";

    /** What a model with these inputs logs; elements of vectors, and what is to be ignored, are not watched. */
    static ArrayList<WatchedColumn> of(List<ModelInput> inputs, Set<String> ignored) {
        ArrayList<WatchedColumn> columns = new ArrayList<>();
        for (ModelInput input : inputs) {
            boolean watched = input.size() == 1 && !ignored.contains(input.name());
            for (int i = 0; i < input.size(); i++) {
                columns.add(new WatchedColumn(
                        watched ? FEATURE + input.name() : "", input.name(), input.type() == FeatureType.CATEGORICAL));
            }
        }
        return columns;
    }

    /** A numeric output. */
    static WatchedColumn output(String name) {
        return new WatchedColumn(OUTPUT + name, name, false);
    }

    boolean isWatched() {
        return !subject.isEmpty();
    }

    boolean isOutput() {
        return subject.startsWith(OUTPUT);
    }
}
