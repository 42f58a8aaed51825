package io.millrace.model;

import java.util.ArrayList;
import java.util.List;

/** Sets the cells of one batch row from one golden row, and notes what does not fit. */
final class GoldenCells {
    private final GoldenRow golden;
    private final RowBatch rows;
    private final List<GoldenMismatch> problems = new ArrayList<>();

    GoldenCells(GoldenRow golden, RowBatch rows) {
        this.golden = golden;
        this.rows = rows;
    }

    List<GoldenMismatch> add() {
        int row = rows.addRow();
        golden.inputs().forEach((name, value) -> set(row, name, value));
        return problems;
    }

    private void set(int row, String name, Object value) {
        int column = rows.contract().firstColumn(name);
        if (column < 0) {
            note(name, "an input of the model", value);
            return;
        }
        ModelInput input = rows.contract().inputOfColumn(column);
        if (value == null) {
            return;
        }
        if (input.size() == 1) {
            setCell(row, column, input, value);
        } else if (value instanceof List<?> items && items.size() == input.size()) {
            for (int i = 0; i < items.size(); i++) {
                setCell(row, column + i, input, items.get(i));
            }
        } else {
            note(name, "a list of " + input.size(), value);
        }
    }

    private void setCell(int row, int column, ModelInput input, Object value) {
        if (value == null) {
            return;
        }
        boolean isText = value instanceof String;
        boolean wantsText = input.type() == FeatureType.CATEGORICAL;
        if (wantsText && isText) {
            rows.setText(row, column, (String) value);
        } else if (!wantsText && value instanceof Double number) {
            rows.set(row, column, number);
        } else {
            note(input.name(), wantsText ? "text" : "a number", value);
        }
    }

    private void note(String name, String expected, Object found) {
        problems.add(new GoldenMismatch(golden.number(), "input " + name, expected, String.valueOf(found)));
    }
}
