package io.millrace.model;

import java.util.Arrays;
import java.util.Optional;

/**
 * Whether a model says the same in two engines: on {@link GeneratedRows}, row by row, fault by fault, output by output.
 *
 * <p>Numbers agree if they differ by at most {@link #tolerance} times the greatest of 1, the reference's number, and the
 * greatest number that this output has had so far on rows without a huge value: engines add up in different orders, and
 * what is left of large terms is known no better than the terms. NaN equals NaN. Labels agree if they are equal, or if
 * both classes have the same probability within the tolerance in both engines. A small difference is also allowed where
 * {@link Conditioning the reference itself} answers as differently when the row is moved by a rounding error.
 *
 * <p>Cost: each row once through either engine, until the rows or {@link #MOST_CELLS} cells are used up, or the time: a
 * second, or three for the rows without which a boundary or a missing value would not be seen, but never fewer than
 * {@link #LEAST_ROWS}.
 */
final class Agreement {
    /** Bounds memory traffic for models with very many columns. */
    private static final long MOST_CELLS = 4_000_000;

    /** A job waits for this at its start. */
    private static final long TIME_NANOS = 1_000_000_000L;

    private static final long MOST_TIME_NANOS = 3_000_000_000L;

    private static final int LEAST_ROWS = 256;
    private static final int BATCH = 64;

    private static final double SINGLE_PRECISION = 1e-6;
    private static final double DOUBLE_PRECISION = 1e-9;

    /** Above this a value is huge: such rows must agree, but say nothing of an output's usual size. */
    private static final double HUGE = 1e9;

    /**
     * What came out.
     *
     * @param disagreement the first one; empty if there is none
     * @param rows how many were compared
     * @param essentialRows how many were needed to see every boundary and category, and every column missing
     */
    record Outcome(Optional<String> disagreement, int rows, int essentialRows) {
        /** Whether every boundary and every category was in a row that was compared, and every column missing. */
        boolean isComplete() {
            return rows >= essentialRows;
        }
    }

    private final Model candidate;
    private final Model reference;
    private final double tolerance;
    private final double[] scale;
    private final Conditioning conditioning;

    private Agreement(Model candidate, Model reference, Conditioning conditioning) {
        this.candidate = candidate;
        this.reference = reference;
        this.conditioning = conditioning;
        tolerance = tolerance(reference);
        scale = new double[reference.contract().outputs().size()];
        Arrays.fill(scale, 1);
    }

    /** Greatest relative difference between engines that is taken for rounding. */
    static double tolerance(Model reference) {
        return reference.isSinglePrecision() ? SINGLE_PRECISION : DOUBLE_PRECISION;
    }

    /** Compares {@code candidate} with {@code reference}; both stay open. */
    static Outcome of(Model candidate, Model reference) {
        Optional<String> difference = ContractDifference.of(candidate, reference);
        if (difference.isPresent()) {
            return new Outcome(difference, 0, 0);
        }
        GeneratedRows rows = new GeneratedRows(candidate);
        try (Scorer first = candidate.newScorer(BATCH);
                Scorer second = reference.newScorer(BATCH);
                Conditioning conditioning = new Conditioning(reference, candidate.boundaries())) {
            return new Agreement(candidate, reference, conditioning).compare(rows, new Side(first), new Side(second));
        }
    }

    /** One engine's buffers. */
    private static final class Side {
        private final Scorer scorer;
        private final RowBatch rows;
        private final ScoreBatch scores;

        Side(Scorer scorer) {
            this.scorer = scorer;
            rows = scorer.newRows();
            scores = scorer.newScores();
        }

        void score(Cell[][] batch, int size) {
            rows.clear();
            for (int i = 0; i < size; i++) {
                int row = rows.addRow();
                for (int column = 0; column < batch[i].length; column++) {
                    batch[i][column].write(rows, row, column);
                }
            }
            scorer.score(rows, scores);
        }

        String fault(int row) {
            String said = scores.failure(row);
            return rows.fault(row) + (said == null ? "" : " (" + said + ")");
        }
    }

    private Outcome compare(GeneratedRows generated, Side first, Side second) {
        long start = System.nanoTime();
        long most = Math.max(LEAST_ROWS, MOST_CELLS / reference.contract().width());
        int limit = (int) Math.min(generated.size(), most);
        Cell[][] batch = new Cell[BATCH][];
        int done = 0;
        while (done < limit && (done < LEAST_ROWS || System.nanoTime() - start < timeLimit(generated, done))) {
            int size = Math.min(BATCH, limit - done);
            for (int row = 0; row < size; row++) {
                batch[row] = generated.row(done + row);
            }
            first.score(batch, size);
            second.score(batch, size);
            noteScale(batch, size, second);
            for (int row = 0; row < size; row++) {
                Optional<String> difference = difference(batch[row], row, first, second);
                if (difference.isPresent()) {
                    String text = "on generated row " + describe(batch[row]) + " " + difference.get();
                    return new Outcome(Optional.of(text), done + row + 1, generated.essentialRows());
                }
            }
            done += size;
        }
        return new Outcome(Optional.empty(), done, generated.essentialRows());
    }

    private static long timeLimit(GeneratedRows generated, int done) {
        return done < generated.essentialRows() ? MOST_TIME_NANOS : TIME_NANOS;
    }

    private void noteScale(Cell[][] batch, int size, Side side) {
        for (int row = 0; row < size; row++) {
            boolean usual = side.rows.fault(row) == RowFault.NONE
                    && Arrays.stream(batch[row]).noneMatch(cell -> Math.abs(cell.number()) > HUGE);
            for (int output = 0; usual && output < scale.length; output++) {
                if (!side.scores.contract().outputs().get(output).isText()) {
                    double magnitude = Math.abs(side.scores.number(row, output));
                    if (magnitude > scale[output] && magnitude < Double.POSITIVE_INFINITY) {
                        scale[output] = magnitude;
                    }
                }
            }
        }
    }

    private Optional<String> difference(Cell[] cells, int row, Side first, Side second) {
        RowFault ours = first.rows.fault(row);
        RowFault theirs = second.rows.fault(row);
        if (ours != theirs) {
            return Optional.of(said("fault", first.fault(row), second.fault(row)));
        }
        if (ours != RowFault.NONE) {
            return Optional.empty();
        }
        for (int output = 0; output < scale.length; output++) {
            ModelOutput declared = reference.contract().outputs().get(output);
            Object mine = value(declared, first.scores, row, output);
            Object other = value(declared, second.scores, row, output);
            if (!agrees(declared, output, mine, other, row, first, second)
                    && !conditioning.explains(cells, output, mine, other, tolerance * scale[output])) {
                return Optional.of(said("output " + declared.name(), mine, other));
            }
        }
        return Optional.empty();
    }

    private static Object value(ModelOutput declared, ScoreBatch scores, int row, int output) {
        if (declared.isText()) {
            return String.valueOf(scores.text(row, output));
        }
        return scores.number(row, output);
    }

    private boolean agrees(
            ModelOutput declared, int output, Object mine, Object other, int row, Side first, Side second) {
        if (mine.equals(other)) {
            return true;
        }
        if (declared.kind() == OutputKind.CLASS) {
            return isTie(first.scores, row, mine, other) && isTie(second.scores, row, mine, other);
        }
        return mine instanceof Double a
                && other instanceof Double b
                && Math.abs(a - b) <= tolerance * Math.max(scale[output], Math.abs(b));
    }

    /** Whether two classes have the same probability, so that either may be the label. */
    private boolean isTie(ScoreBatch scores, int row, Object oneClass, Object otherClass) {
        double one = probability(scores, row, oneClass);
        double other = probability(scores, row, otherClass);
        return Math.abs(one - other) <= tolerance;
    }

    private double probability(ScoreBatch scores, int row, Object label) {
        for (int output = 0; output < scale.length; output++) {
            ModelOutput declared = reference.contract().outputs().get(output);
            if (declared.kind() == OutputKind.PROBABILITY && isClass(declared.category(), label)) {
                return scores.number(row, output);
            }
        }
        return Double.NaN;
    }

    private static boolean isClass(String category, Object label) {
        return label instanceof Double number
                ? category.equals(Double.toString(number)) || category.equals(Long.toString(number.longValue()))
                : category.equals(label);
    }

    private String said(String what, Object ours, Object theirs) {
        return what + " is " + ours + " in " + candidate.engine() + ", " + theirs + " in " + reference.engine();
    }

    /** The cells by name; the first 40 of them. */
    private String describe(Cell[] cells) {
        StringBuilder text = new StringBuilder("{");
        int shown = Math.min(cells.length, 40);
        for (int column = 0; column < shown; column++) {
            text.append(column == 0 ? "" : ", ")
                    .append(reference.contract().columnName(column))
                    .append('=')
                    .append(cells[column]);
        }
        return text.append(shown < cells.length ? ", …}" : "}").toString();
    }
}
