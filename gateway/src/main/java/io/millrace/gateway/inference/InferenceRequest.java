package io.millrace.gateway.inference;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.gateway.http.Json;
import io.millrace.model.FeatureType;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelInput;
import io.millrace.model.RowBatch;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request for scores: rows as one tensor for each input of the model, whose first dimension is the row. An input of several columns has
 * them in further dimensions.
 *
 * @param id the caller's own name for it
 * @param tensors by input, in the model's order
 * @param outputs which outputs are wanted; empty: all
 * @param rows how many rows
 */
record InferenceRequest(Optional<String> id, Map<ModelInput, Tensor> tensors, Set<String> outputs, int rows) {
    /**
     * Reads a body.
     *
     * @throws BadTensorException with the first rule that it breaks
     */
    static InferenceRequest read(byte[] body, ModelContract contract) throws BadTensorException {
        JsonNode root;
        try {
            root = Json.MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw new BadTensorException("the body must be one JSON object, found something else");
        } catch (IOException e) {
            throw new BadTensorException("the body cannot be read");
        }
        if (!root.isObject() || !root.path("inputs").isArray()) {
            throw new BadTensorException("the body must be an object with inputs, an array");
        }
        Map<String, Tensor> byName = new LinkedHashMap<>();
        for (JsonNode input : root.path("inputs")) {
            Tensor tensor = Tensor.read(input);
            if (byName.put(tensor.name(), tensor) != null) {
                throw new BadTensorException("input " + tensor.name() + ": must not stand twice");
            }
        }
        Map<ModelInput, Tensor> tensors = new LinkedHashMap<>();
        int rows = -1;
        for (ModelInput input : contract.inputs()) {
            Tensor tensor = byName.remove(input.name());
            if (tensor == null) {
                throw new BadTensorException("input " + input.name() + ": must be there, as the model's metadata says");
            }
            check(tensor, input);
            if (rows >= 0 && rows != tensor.rows()) {
                throw new BadTensorException("input " + input.name() + ": shape must begin with " + rows
                        + " as that of the other inputs, found " + tensor.rows());
            }
            rows = tensor.rows();
            tensors.put(input, tensor);
        }
        if (!byName.isEmpty()) {
            throw new BadTensorException(
                    "input " + byName.keySet().iterator().next() + ": must be an input of the model");
        }
        JsonNode id = root.path("id");
        return new InferenceRequest(
                id.isTextual() ? Optional.of(id.asText()) : Optional.empty(), tensors, outputs(root, contract), rows);
    }

    private static void check(Tensor tensor, ModelInput input) throws BadTensorException {
        if (tensor.rows() > 0 && tensor.width() != input.size()) {
            throw new BadTensorException("input " + input.name() + ": must have " + input.size()
                    + " elements a row, found " + tensor.width());
        }
        boolean wantsText = input.type() == FeatureType.CATEGORICAL;
        if (tensor.isText() != wantsText) {
            throw new BadTensorException("input " + input.name() + ": datatype must be "
                    + (wantsText ? "BYTES" : Datatype.of(input.type()) + " or another number"));
        }
    }

    private static Set<String> outputs(JsonNode root, ModelContract contract) throws BadTensorException {
        Set<String> wanted = new LinkedHashSet<>();
        for (JsonNode output : root.path("outputs")) {
            String name = output.path("name").asText();
            if (contract.outputs().stream().noneMatch(known -> known.name().equals(name))) {
                throw new BadTensorException("outputs: must be outputs of the model, found another one");
            }
            wanted.add(name);
        }
        return wanted;
    }

    /** Adds some rows to a batch. */
    void fill(RowBatch batch, int from, int to) throws BadTensorException {
        for (int row = from; row < to; row++) {
            int at = batch.addRow();
            int column = 0;
            for (Map.Entry<ModelInput, Tensor> input : tensors.entrySet()) {
                for (int element = 0; element < input.getKey().size(); element++) {
                    set(batch, at, column, input.getValue(), row, element);
                    column++;
                }
            }
        }
    }

    private static void set(RowBatch batch, int at, int column, Tensor tensor, int row, int element)
            throws BadTensorException {
        if (tensor.isMissing(row, element)) {
            return; // a new row has everything missing
        }
        if (tensor.isText()) {
            batch.setText(at, column, tensor.text(row, element));
        } else {
            batch.set(at, column, tensor.number(row, element));
        }
    }
}
