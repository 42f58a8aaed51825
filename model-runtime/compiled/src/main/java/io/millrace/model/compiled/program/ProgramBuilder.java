package io.millrace.model.compiled.program;

import io.millrace.model.ModelContract;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Collects a {@link Program} while a front end walks through a model. The first columns are the inputs. */
public final class ProgramBuilder {
    private final List<InputColumn> inputs = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Result> results = new ArrayList<>();
    private final List<NavigableSet<Double>> boundaries = new ArrayList<>();
    private int columns;

    /** Adds the next input column, before any {@link #newColumn()}. */
    public int addInput(InputColumn input) {
        if (columns != inputs.size()) {
            throw new IllegalStateException("inputs come before other columns: columns=" + columns);
        }
        inputs.add(input);
        boundaries.add(new TreeSet<>());
        return columns++;
    }

    /** Loads an input column in another way, once it is known what the program compares it with. */
    public void setInput(int column, InputColumn input) {
        inputs.set(column, input);
    }

    /** A column for a step to write. */
    public int newColumn() {
        return columns++;
    }

    /**
     * Columns side by side.
     *
     * @return the first one
     */
    public int newColumns(int count) {
        int first = columns;
        columns += count;
        return first;
    }

    /** Adds the next step. */
    public void add(Step step) {
        steps.add(step);
    }

    /** The steps that {@code work} adds, kept apart for a step that will run them itself. */
    public List<Step> apart(Runnable work) {
        int from = steps.size();
        work.run();
        List<Step> added = steps.subList(from, steps.size());
        List<Step> apart = List.copyOf(added);
        added.clear();
        return apart;
    }

    /** Adds the next output of the contract. */
    public void addResult(Result result) {
        results.add(result);
    }

    /** Notes a value at which the program changes its mind; columns that are no inputs are ignored. */
    public void addBoundary(int column, double value) {
        if (column < boundaries.size() && !Double.isNaN(value)) {
            boundaries.get(column).add(value);
        }
    }

    /**
     * The finished program.
     *
     * @throws IllegalStateException if inputs or results do not fit the contract
     */
    public Program build(ModelContract contract) {
        if (inputs.size() != contract.width()
                || results.size() != contract.outputs().size()) {
            throw new IllegalStateException(
                    "must fit " + contract + ": inputs=" + inputs.size() + ", results=" + results.size());
        }
        List<double[]> sorted = boundaries.stream()
                .map(values -> values.stream().mapToDouble(Double::doubleValue).toArray())
                .toList();
        return new Program(contract, inputs, steps, results, columns, sorted);
    }

    @Override
    public String toString() {
        return "columns=" + columns + ", steps=" + steps + ", boundaries="
                + boundaries.stream()
                        .map(values -> Arrays.toString(values.toArray()))
                        .toList();
    }
}
