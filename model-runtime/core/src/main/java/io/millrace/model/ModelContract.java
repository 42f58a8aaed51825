package io.millrace.model;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a model needs and gives. A row has {@link #width()} columns: the inputs in order, each vector flattened.
 * Immutable.
 */
public final class ModelContract {
    private final List<ModelInput> inputs;
    private final List<ModelOutput> outputs;
    private final ModelInput[] inputOfColumn;
    private final Map<String, Integer> firstColumns = new HashMap<>();

    /**
     * A contract.
     *
     * @throws IllegalArgumentException if there is no input or no output, or a name stands twice
     */
    public ModelContract(List<ModelInput> inputs, List<ModelOutput> outputs) {
        if (inputs.isEmpty() || outputs.isEmpty()) {
            throw new IllegalArgumentException("a model needs at least one input and one output: inputs="
                    + inputs.size() + ", outputs=" + outputs.size());
        }
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        inputOfColumn =
                new ModelInput[inputs.stream().mapToInt(ModelInput::size).sum()];
        int column = 0;
        for (ModelInput input : inputs) {
            if (firstColumns.put(input.name(), column) != null) {
                throw new IllegalArgumentException("input names must differ: " + input.name());
            }
            for (int i = 0; i < input.size(); i++) {
                inputOfColumn[column++] = input;
            }
        }
        Set<String> names = new HashSet<>();
        for (ModelOutput output : outputs) {
            if (!names.add(output.name())) {
                throw new IllegalArgumentException("output names must differ: " + output.name());
            }
        }
    }

    /** The inputs, in the model's order. */
    public List<ModelInput> inputs() {
        return inputs;
    }

    /** The outputs, in the model's order. */
    public List<ModelOutput> outputs() {
        return outputs;
    }

    /** Number of columns of a row. */
    public int width() {
        return inputOfColumn.length;
    }

    /** The input that column {@code column} belongs to. */
    public ModelInput inputOfColumn(int column) {
        return inputOfColumn[column];
    }

    /** Name of a column: the input's name, with {@code [i]} behind it for an element of a vector. */
    public String columnName(int column) {
        ModelInput input = inputOfColumn[column];
        return input.size() == 1 ? input.name() : input.name() + "[" + (column - firstColumns.get(input.name())) + "]";
    }

    /** First column of the input called {@code name}, or -1 if there is none. */
    public int firstColumn(String name) {
        return firstColumns.getOrDefault(name, -1);
    }

    @Override
    public String toString() {
        return inputs + " -> " + outputs;
    }
}
