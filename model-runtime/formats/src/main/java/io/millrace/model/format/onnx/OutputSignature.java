package io.millrace.model.format.onnx;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * What one row gets from a graph's output, complete: what the file leaves open, the engine has found out, by a run or by
 * compiling the graph.
 *
 * @param name the graph output's
 * @param type type of the values
 * @param rank dimensions of a tensor with its rows, 1 for {@code [rows]}; 2 for maps
 * @param width values per row, at least 1; all dimensions behind the rows flattened
 * @param keys for maps their keys ({@code String} or {@code Long}) in the order of the values; empty for a tensor
 */
public record OutputSignature(String name, ElementType type, int rank, int width, List<Object> keys) {
    /** Copies the keys. */
    public OutputSignature {
        keys = List.copyOf(keys);
    }

    /** A tensor of {@code [rows]} or {@code [rows, width]}. */
    public static OutputSignature tensor(String name, ElementType type, int rank, int width) {
        return new OutputSignature(name, type, rank, width, List.of());
    }

    /** A sequence of maps, as ZipMap gives it; its values are ordered by key, as scikit-learn orders classes. */
    public static OutputSignature maps(String name, ElementType type, Collection<?> keys) {
        List<Object> sorted = new ArrayList<>(new TreeSet<>(keys));
        return new OutputSignature(name, type, 2, sorted.size(), sorted);
    }

    /** Whether it is a sequence of maps. */
    public boolean isMaps() {
        return !keys.isEmpty();
    }
}
