package io.millrace.jobs.decode;

import io.millrace.jobs.pipeline.Events;
import io.millrace.jobs.pipeline.Feature;
import io.millrace.model.FeatureType;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which field of an event goes where: the tree of fields, with targets at its leaves. Made from the pipeline's features
 * and the model's inputs; features that the model does not need are not in it, so they are skipped.
 */
final class EventMapping {
    /** What is done with a field. */
    enum Use {
        ID,
        TIME,
        NUMBER,
        CATEGORY,
        VECTOR
    }

    /**
     * One use of a field.
     *
     * @param column first column of the row; -1 for id and time
     * @param size columns
     */
    record Target(Use use, int column, int size) {}

    /** A field: what is done with it, and the fields inside it. */
    static final class Node {
        private final List<Target> targets = new ArrayList<>();
        private final Map<String, Node> children = new LinkedHashMap<>();

        List<Target> targets() {
            return targets;
        }

        Map<String, Node> children() {
            return children;
        }

        private Node at(String path) {
            Node node = this;
            for (String name : path.split("\\.", -1)) {
                node = node.children.computeIfAbsent(name, unused -> new Node());
            }
            return node;
        }
    }

    private final Node root = new Node();
    private final boolean timeWanted;

    private EventMapping(boolean timeWanted) {
        this.timeWanted = timeWanted;
    }

    Node root() {
        return root;
    }

    /** Whether events carry their own time; otherwise the record's timestamp is taken. */
    boolean timeWanted() {
        return timeWanted;
    }

    /**
     * Joins features and inputs by name.
     *
     * @param slot name of the slot, for the messages
     * @param problems collects what does not fit
     */
    static EventMapping of(
            Events events, List<Feature> features, ModelContract contract, String slot, List<String> problems) {
        EventMapping mapping = new EventMapping(!events.timeField().isEmpty());
        mapping.root.at(events.idField()).targets.add(new Target(Use.ID, -1, 1));
        if (mapping.timeWanted) {
            mapping.root.at(events.timeField()).targets.add(new Target(Use.TIME, -1, 1));
        }
        Map<String, Feature> byName = new HashMap<>();
        features.forEach(feature -> byName.put(feature.name(), feature));
        for (ModelInput input : contract.inputs()) {
            Feature feature = byName.get(input.name());
            boolean categorical = input.type() == FeatureType.CATEGORICAL;
            String where = "slots." + slot + ".model: input " + input.name();
            if (feature == null) {
                problems.add(where + ": must be one of the pipeline's features, found none of that name");
            } else if (feature.categorical() != categorical) {
                problems.add(where + ": must be " + (categorical ? "a categorical" : "a numeric") + " feature, found a "
                        + (feature.categorical() ? "categorical" : "numeric") + " one");
            } else if (feature.size() != input.size()) {
                problems.add(
                        where + ": must have size " + input.size() + ", found a feature of size " + feature.size());
            } else {
                Use use = categorical ? Use.CATEGORY : input.size() > 1 ? Use.VECTOR : Use.NUMBER;
                mapping.root
                        .at(feature.from())
                        .targets
                        .add(new Target(use, contract.firstColumn(input.name()), input.size()));
            }
        }
        return mapping;
    }
}
