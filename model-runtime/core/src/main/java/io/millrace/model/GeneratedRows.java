package io.millrace.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Rows on which two engines are compared, the most telling first:
 *
 * <ol>
 *   <li>every boundary and every category of each column, all columns at once, so that the rows are as many as the column
 *       with the most boundaries has;
 *   <li>a missing or unseen value in one column at a time, and in all;
 *   <li>the nearest values on both sides of every boundary, as in 1;
 *   <li>a huge or invalid value in one column at a time;
 *   <li>missing values in two columns at a time;
 *   <li>random rows between the boundaries, with some cells missing or unseen in every fourth.
 * </ol>
 *
 * The same contract and boundaries give the same rows. Made one by one; memory for the probes only. One thread at a time.
 */
public final class GeneratedRows {
    private static final long SEED = 20130401;
    private static final int MOST_PAIRS = 1_000;
    private static final int MIXED_ROWS = 1_000;

    /** Some rows: how many, and the i-th. */
    private record Pass(int size, IntFunction<Cell[]> row) {}

    private final List<ColumnProbes> probes = new ArrayList<>();
    private final List<Pass> passes;
    private final int essentialRows;
    private final Random random = new Random(SEED);

    /** Rows for a model's contract, around the boundaries and texts that it knows of. */
    public GeneratedRows(Model model) {
        ModelContract contract = model.contract();
        List<double[]> boundaries = model.boundaries();
        List<List<String>> texts = model.texts();
        for (int column = 0; column < contract.width(); column++) {
            probes.add(new ColumnProbes(
                    contract.inputOfColumn(column),
                    column < boundaries.size() ? boundaries.get(column) : new double[0],
                    column < texts.size() ? texts.get(column) : List.of()));
        }
        Pass walk = walk(probes.stream().map(ColumnProbes::boundaries).toList());
        Pass absences = oneByOne(ColumnProbes::absences);
        Pass allMissing = new Pass(1, index -> allMissing());
        essentialRows = walk.size + absences.size + allMissing.size;
        passes = List.of(
                walk,
                absences,
                allMissing,
                walk(probes.stream().map(ColumnProbes::neighbours).toList()),
                oneByOne(ColumnProbes::oddities),
                missingPairs(),
                new Pass(MIXED_ROWS, this::mixed));
    }

    /** How many there are. */
    int size() {
        return passes.stream().mapToInt(Pass::size).sum();
    }

    /** How many of the first rows are needed to see every boundary and category, and every column missing. */
    int essentialRows() {
        return essentialRows;
    }

    /** The row at {@code index}; to be asked for in order, for the same rows each time. */
    Cell[] row(int index) {
        int left = index;
        for (Pass pass : passes) {
            if (left < pass.size) {
                return pass.row.apply(left);
            }
            left -= pass.size;
        }
        throw new IndexOutOfBoundsException("must be < " + size() + ": index=" + index);
    }

    /** Adds a random row to {@code rows}, in which nothing is missing or invalid. */
    public void addValidRow(RowBatch rows) {
        int row = rows.addRow();
        Cell[] cells = valid();
        for (int column = 0; column < cells.length; column++) {
            cells[column].write(rows, row, column);
        }
    }

    /** Walks through all lists at once, each in random order and from the start again until the longest is through. */
    private Pass walk(List<List<Cell>> cellsOfColumns) {
        List<List<Cell>> shuffled = new ArrayList<>();
        for (List<Cell> cells : cellsOfColumns) {
            List<Cell> copy = new ArrayList<>(cells);
            Collections.shuffle(copy, random);
            shuffled.add(copy);
        }
        int longest = shuffled.stream().mapToInt(List::size).max().orElse(0);
        return new Pass(
                longest,
                index -> shuffled.stream()
                        .map(cells -> cells.get(index % cells.size()))
                        .toArray(Cell[]::new));
    }

    /** Each of a column's cells in an otherwise valid row, for all columns. */
    private Pass oneByOne(Function<ColumnProbes, List<Cell>> cellsOfColumn) {
        int[] firsts = new int[probes.size() + 1];
        for (int column = 0; column < probes.size(); column++) {
            firsts[column + 1] =
                    firsts[column] + cellsOfColumn.apply(probes.get(column)).size();
        }
        return new Pass(firsts[probes.size()], index -> {
            int found = Arrays.binarySearch(firsts, index);
            int column = found >= 0 ? found : -found - 2;
            Cell[] row = valid();
            row[column] = cellsOfColumn.apply(probes.get(column)).get(index - firsts[column]);
            return row;
        });
    }

    private Cell[] allMissing() {
        Cell[] row = new Cell[probes.size()];
        Arrays.fill(row, Cell.MISSING);
        return row;
    }

    private Pass missingPairs() {
        int width = probes.size();
        List<int[]> pairs = new ArrayList<>();
        long all = (long) width * (width - 1) / 2;
        if (all <= MOST_PAIRS) {
            for (int first = 0; first < width; first++) {
                for (int second = first + 1; second < width; second++) {
                    pairs.add(new int[] {first, second});
                }
            }
        } else {
            for (int i = 0; i < MOST_PAIRS; i++) {
                pairs.add(new int[] {random.nextInt(width), random.nextInt(width)});
            }
        }
        return new Pass(pairs.size(), index -> {
            Cell[] row = valid();
            for (int column : pairs.get(index)) {
                row[column] = Cell.MISSING;
            }
            return row;
        });
    }

    private Cell[] mixed(int index) {
        Cell[] row = valid();
        if (index % 4 == 0) {
            for (int i = 0; i < 1 + row.length / 8; i++) {
                int column = random.nextInt(row.length);
                List<Cell> absences = probes.get(column).absences();
                row[column] = absences.get(random.nextInt(absences.size()));
            }
        }
        return row;
    }

    private Cell[] valid() {
        return IntStream.range(0, probes.size())
                .mapToObj(column -> probes.get(column).draw(random))
                .toArray(Cell[]::new);
    }
}
