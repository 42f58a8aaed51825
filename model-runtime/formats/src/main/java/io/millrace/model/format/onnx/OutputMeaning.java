package io.millrace.model.format.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.millrace.model.ModelOutput;
import io.millrace.model.OutputKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a graph's outputs mean, told by the operators that make them: classes and probabilities come from the classifiers
 * of ONNX-ML, from ZipMap, from Softmax, from an ArgMax and what turns its index into a label; clusters and distances from
 * an ArgMin, as scikit-learn's converter writes k-means. Where those converters compute probabilities step by step, they
 * still call them {@code probabilities}. All else is a value.
 */
final class OutputMeaning {
    private static final Set<String> CLASSIFIERS =
            Set.of("TreeEnsembleClassifier", "LinearClassifier", "SVMClassifier");

    /** They change how an answer is written, not what it means. */
    private static final Set<String> SAME_MEANING = Set.of(
            "Identity", "Cast", "Reshape", "Squeeze", "Unsqueeze", "Flatten", "LabelEncoder", "Normalizer", "ZipMap");

    private static final Set<String> PROBABILITY_LINKS = Set.of("LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO", "PROBIT");

    /** What skl2onnx and onnxmltools call the probabilities of all classes. */
    private static final Set<String> NAMES_OF_PROBABILITIES = Set.of("probabilities", "output_probability");

    private final Map<String, NodeProto> producers = new HashMap<>();
    private final Map<String, TensorProto> initializers = new HashMap<>();
    private final Set<String> distances = new HashSet<>();
    private final List<String> classes;

    OutputMeaning(GraphProto graph) {
        graph.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
        for (NodeProto node : graph.getNodeList()) {
            node.getOutputList().forEach(output -> producers.put(output, node));
            if (node.getOpType().equals("ArgMin") && node.getInputCount() > 0) {
                distances.add(node.getInput(0));
            }
        }
        classes = graph.getOutputList().stream()
                .map(output -> origin(output.getName()))
                .filter(origin -> kind(origin) == OutputKind.CLASS)
                .map(Origin::labels)
                .filter(labels -> !labels.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** The contract's output that value {@code index} of a graph output becomes. */
    ModelOutput of(String name, OutputSignature output, int index) {
        boolean isText = output.type() == ElementType.STRING;
        Origin origin = origin(output.name());
        OutputKind kind = kind(origin);
        if (output.isMaps() || (kind == OutputKind.VALUE && isCalledProbabilities(output))) {
            kind = OutputKind.PROBABILITY;
        } else if (isDistance(output.name())) {
            kind = OutputKind.DISTANCE;
        }
        boolean fits =
                switch (kind) {
                    case CLASS, CLUSTER -> output.width() == 1;
                    case PROBABILITY, DISTANCE -> !isText;
                    default -> true;
                };
        if (!fits || kind == OutputKind.VALUE) {
            return isText ? ModelOutput.text(name) : ModelOutput.number(name);
        }
        String category =
                switch (kind) {
                    case PROBABILITY -> category(origin, output, index);
                    case DISTANCE -> Integer.toString(index);
                    default -> "";
                };
        return new ModelOutput(name, isText, kind, category);
    }

    private boolean isCalledProbabilities(OutputSignature output) {
        return NAMES_OF_PROBABILITIES.contains(output.name()) && output.width() == classes.size();
    }

    /** Whether an ArgMin picks the nearest cluster from this output, or from its square. */
    private boolean isDistance(String output) {
        NodeProto node = producers.get(output);
        return distances.contains(output)
                || (node != null
                        && node.getOpType().equals("Sqrt")
                        && node.getInputCount() > 0
                        && distances.contains(node.getInput(0)));
    }

    /**
     * The operator that an output comes from.
     *
     * @param node null if the graph's input is passed through
     * @param slot which of the node's outputs
     * @param normalized whether its values were made to sum to 1 on the way
     * @param labels the classes that it tells apart, in order; empty if it does not say
     */
    private record Origin(NodeProto node, int slot, boolean normalized, List<String> labels) {}

    private Origin origin(String output) {
        String value = output;
        boolean normalized = false;
        List<String> labels = List.of();
        // a cycle is no valid graph, yet must not hang whoever looks at it
        for (int steps = 0; steps <= producers.size(); steps++) {
            NodeProto node = producers.get(value);
            if (node == null) {
                break;
            }
            boolean label = node.getOpType().equals("ArrayFeatureExtractor") && node.getInputCount() == 2;
            if (label) {
                // takes labels from its first input by the index in its second
                labels = texts(initializers.get(node.getInput(0)));
                value = node.getInput(1);
            } else if (SAME_MEANING.contains(node.getOpType()) && node.getInputCount() > 0) {
                normalized |= node.getOpType().equals("Normalizer")
                        && text(node, "norm", "MAX").equals("L1");
                value = node.getInput(0);
            } else {
                int slot = node.getOutputList().indexOf(value);
                return new Origin(node, slot, normalized, labels.isEmpty() ? labels(node) : labels);
            }
        }
        return new Origin(null, 0, normalized, labels);
    }

    private static List<String> texts(TensorProto tensor) {
        if (tensor == null) {
            return List.of();
        }
        List<Long> numbers = Constants.wholeNumbers(tensor);
        return numbers != null
                ? numbers.stream().map(String::valueOf).toList()
                : tensor.getStringDataList().stream()
                        .map(ByteString::toStringUtf8)
                        .toList();
    }

    private static OutputKind kind(Origin origin) {
        if (origin.node() == null) {
            return OutputKind.VALUE;
        }
        String operator = origin.node().getOpType();
        if (CLASSIFIERS.contains(operator)) {
            return origin.slot() == 0
                    ? OutputKind.CLASS
                    : isProbability(origin) ? OutputKind.PROBABILITY : OutputKind.VALUE;
        }
        return switch (operator) {
            case "ArgMax" -> OutputKind.CLASS;
            case "ArgMin" -> OutputKind.CLUSTER;
            case "Softmax" -> OutputKind.PROBABILITY;
            default -> OutputKind.VALUE;
        };
    }

    /** A forest's leaves hold probabilities as they are; other classifiers need a link, or scores normalized behind it. */
    private static boolean isProbability(Origin origin) {
        String link = text(origin.node(), "post_transform", "NONE");
        return origin.normalized()
                || PROBABILITY_LINKS.contains(link)
                || (origin.node().getOpType().equals("TreeEnsembleClassifier") && link.equals("NONE"));
    }

    /** The class of a probability: a map's key, the classifier's label, else its index. */
    private String category(Origin origin, OutputSignature output, int index) {
        if (output.isMaps()) {
            return String.valueOf(output.keys().get(index));
        }
        for (List<String> labels : List.of(origin.labels(), classes)) {
            if (labels.size() == output.width()) {
                return labels.get(index);
            }
        }
        return Integer.toString(index);
    }

    private static List<String> labels(NodeProto node) {
        for (AttributeProto attribute : node.getAttributeList()) {
            switch (attribute.getName()) {
                case "classlabels_strings" -> {
                    if (attribute.getStringsCount() > 0) {
                        return attribute.getStringsList().stream()
                                .map(ByteString::toStringUtf8)
                                .toList();
                    }
                }
                case "classlabels_ints", "classlabels_int64s" -> {
                    if (attribute.getIntsCount() > 0) {
                        return attribute.getIntsList().stream()
                                .map(String::valueOf)
                                .toList();
                    }
                }
                default -> {
                    // not about labels
                }
            }
        }
        return List.of();
    }

    private static String text(NodeProto node, String name, String otherwise) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .map(attribute -> attribute.getS().toStringUtf8())
                .findFirst()
                .orElse(otherwise);
    }
}
