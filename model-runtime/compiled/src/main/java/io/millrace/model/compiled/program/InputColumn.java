package io.millrace.model.compiled.program;

import io.millrace.model.RowBatch;
import java.util.Map;

/** How a column of a {@link RowBatch} gets into a block. */
public interface InputColumn {
    /** As it is: a number, or the code of a category. */
    InputColumn PLAIN = RowBatch::get;

    /** Rounded to single precision, as a model in single precision sees it. */
    InputColumn SINGLE = (rows, row, column) -> (float) rows.get(row, column);

    /** The cell as the program wants it; NaN for missing. */
    double load(RowBatch rows, int row, int column);

    /** A text by the program's own code for it; -1 where it has none. Needed where the contract lists no categories. */
    static InputColumn text(Map<String, Integer> codes) {
        return new Text(codes);
    }

    /**
     * See {@link #text}.
     *
     * @param codes of the texts that the program knows
     */
    record Text(Map<String, Integer> codes) implements InputColumn {
        /** Copies the map. */
        public Text {
            codes = Map.copyOf(codes);
        }

        @Override
        public double load(RowBatch rows, int row, int column) {
            if (rows.isMissing(row, column)) {
                return Double.NaN;
            }
            String text = rows.text(row, column); // none is kept of a category that came as the code of an unseen one
            return text == null ? -1 : codes.getOrDefault(text, -1);
        }
    }
}
