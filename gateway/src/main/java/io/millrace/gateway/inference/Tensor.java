package io.millrace.gateway.inference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor of a request: its elements in row-major order, as numbers or texts. JSON's null, which the protocol does not have, stands for a
 * missing value.
 */
final class Tensor {
    private static final int MOST_DIMENSIONS = 8;

    private final String name;
    private final long[] shape;
    private final Datatype datatype;
    private final List<JsonNode> elements;

    private Tensor(String name, long[] shape, Datatype datatype, List<JsonNode> elements) {
        this.name = name;
        this.shape = shape;
        this.datatype = datatype;
        this.elements = elements;
    }

    /**
     * Reads one of a request's inputs.
     *
     * @throws BadTensorException if it breaks a rule of the protocol
     */
    static Tensor read(JsonNode json) throws BadTensorException {
        JsonNode nameNode = json.path("name");
        if (!nameNode.isTextual()) {
            throw new BadTensorException("inputs: each must be an object with a name");
        }
        String name = nameNode.asText();
        long[] shape = shape(name, json.path("shape"));
        Datatype datatype = Datatype.of(json.path("datatype").asText())
                .orElseThrow(() -> new BadTensorException(
                        "input " + name + ": datatype must be one of " + Arrays.toString(Datatype.values())));
        if (json.path("parameters").has("binary_data_size")) {
            throw new BadTensorException("input " + name + ": the binary tensor extension is not supported");
        }
        JsonNode data = json.path("data");
        if (!data.isArray()) {
            throw new BadTensorException("input " + name + ": data must be an array");
        }
        List<JsonNode> elements = new ArrayList<>();
        flatten(name, data, elements, MOST_DIMENSIONS);
        long size = 1;
        for (long dimension : shape) {
            size *= dimension;
            if (size > Integer.MAX_VALUE) {
                throw new BadTensorException("input " + name + ": shape must have fewer elements");
            }
        }
        if (elements.size() != size) {
            throw new BadTensorException("input " + name + ": data must have the " + size
                    + " elements of its shape, found " + elements.size());
        }
        return new Tensor(name, shape, datatype, elements);
    }

    private static long[] shape(String name, JsonNode json) throws BadTensorException {
        boolean fine = json.isArray() && !json.isEmpty() && json.size() <= MOST_DIMENSIONS;
        for (JsonNode dimension : json) {
            fine &= dimension.isIntegralNumber() && dimension.canConvertToInt() && dimension.asInt() >= 0;
        }
        if (!fine) {
            throw new BadTensorException("input " + name + ": shape must be an array of 1 to " + MOST_DIMENSIONS
                    + " whole numbers that are not negative");
        }
        long[] shape = new long[json.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = json.get(i).asLong();
        }
        return shape;
    }

    /** The protocol has tensors nested or flat. */
    private static void flatten(String name, JsonNode array, List<JsonNode> into, int levels)
            throws BadTensorException {
        if (levels == 0) {
            throw new BadTensorException("input " + name + ": data must not be nested deeper than its shape");
        }
        for (JsonNode element : array) {
            if (element.isArray()) {
                flatten(name, element, into, levels - 1);
            } else {
                into.add(element);
            }
        }
    }

    String name() {
        return name;
    }

    /** Rows that it is for: its first dimension. */
    int rows() {
        return (int) shape[0];
    }

    /** Elements of a row. */
    int width() {
        return shape[0] == 0 ? 0 : elements.size() / (int) shape[0];
    }

    boolean isText() {
        return datatype == Datatype.BYTES;
    }

    /** Whether an element is missing. */
    boolean isMissing(int row, int column) {
        return element(row, column).isNull();
    }

    /**
     * An element as a number.
     *
     * @throws BadTensorException if it is none of the tensor's type
     */
    double number(int row, int column) throws BadTensorException {
        JsonNode element = element(row, column);
        double value;
        if (element.isBoolean() && datatype == Datatype.BOOL) {
            value = element.booleanValue() ? 1 : 0;
        } else if (element.isNumber() && (datatype.isFloating() || element.isIntegralNumber())) {
            value = element.doubleValue();
        } else {
            throw wrong(row, column);
        }
        if (!datatype.holds(value)) {
            throw wrong(row, column);
        }
        return datatype == Datatype.FP32 ? (float) value : value;
    }

    /**
     * An element as a text.
     *
     * @throws BadTensorException if it is none
     */
    String text(int row, int column) throws BadTensorException {
        JsonNode element = element(row, column);
        if (!element.isTextual()) {
            throw wrong(row, column);
        }
        return element.textValue();
    }

    private JsonNode element(int row, int column) {
        return elements.get(row * width() + column);
    }

    private BadTensorException wrong(int row, int column) {
        return new BadTensorException(
                "input " + name + ": element " + column + " of row " + row + " must be of type " + datatype);
    }
}
