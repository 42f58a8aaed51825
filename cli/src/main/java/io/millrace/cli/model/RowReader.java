package io.millrace.cli.model;

import io.millrace.cli.publish.FileRecord;
import io.millrace.cli.publish.Numbers;
import io.millrace.model.FeatureType;
import io.millrace.model.InputTreatment;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelInput;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import java.util.List;

/**
 * Puts the records of a file into a batch. Nothing that a cell may hold throws:
 *
 * <ul>
 *   <li>absent, null and an empty CSV cell are missing; booleans are 0 and 1;
 *   <li>where a number is wanted, text is read as one in files without types and is invalid in the others; what is no number
 *       is invalid too and follows the input's invalid policy, as far as it can: under {@code asIs} there is nothing to
 *       hand on, so the row fails;
 *   <li>where a category is wanted, text is taken as it is, whole numbers and booleans by their digits and names;
 *   <li>a vector is a list, or in files without types {@code 1 2 3}, {@code 1;2;3} or {@code [1, 2, 3]}; one of another
 *       length fails its row with {@code SHAPE}.
 * </ul>
 */
final class RowReader {
    private final ModelContract contract;

    RowReader(ModelContract contract) {
        this.contract = contract;
    }

    /** Adds a row for {@code record}; a {@link FileRecord#fault} marks it as not to be scored. */
    void add(FileRecord record, RowBatch rows) {
        int row = rows.addRow();
        if (!record.fault().isEmpty()) {
            rows.fail(row, RowFault.SHAPE, -1);
            return;
        }
        for (ModelInput input : contract.inputs()) {
            Object value = record.value(input.name());
            int column = contract.firstColumn(input.name());
            if (value == null) {
                continue;
            }
            if (input.size() > 1) {
                setVector(rows, row, column, input, record.untyped(), value);
            } else {
                setCell(rows, row, column, input, record.untyped(), value);
            }
        }
    }

    private static void setVector(RowBatch rows, int row, int column, ModelInput input, boolean untyped, Object value) {
        List<?> items = untyped && value instanceof String text
                ? Numbers.elements(text)
                : value instanceof List<?> list ? list : List.of();
        if (items.size() != input.size()) {
            rows.fail(row, RowFault.SHAPE, column);
            return;
        }
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) != null) {
                setCell(rows, row, column + i, input, untyped, items.get(i));
            }
        }
    }

    private static void setCell(RowBatch rows, int row, int column, ModelInput input, boolean untyped, Object value) {
        if (input.type() == FeatureType.CATEGORICAL) {
            if (value instanceof String || value instanceof Long || value instanceof Boolean) {
                rows.setText(row, column, value.toString());
            } else {
                setInvalid(rows, row, column, input);
            }
        } else if (value instanceof Number number) {
            rows.set(row, column, number.doubleValue());
        } else if (value instanceof Boolean flag) {
            rows.set(row, column, flag ? 1 : 0);
        } else if (untyped && value instanceof String text) {
            setNumber(rows, row, column, input, text);
        } else {
            setInvalid(rows, row, column, input);
        }
    }

    private static void setNumber(RowBatch rows, int row, int column, ModelInput input, String text) {
        if (input.type() == FeatureType.BOOLEAN && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
            rows.set(row, column, text.equalsIgnoreCase("true") ? 1 : 0);
            return;
        }
        try {
            rows.set(row, column, Numbers.real(text));
        } catch (IllegalArgumentException e) {
            // The value is at fault, not the file: its row follows the model's policy, the next one is read.
            setInvalid(rows, row, column, input);
        }
    }

    private static void setInvalid(RowBatch rows, int row, int column, ModelInput input) {
        InputTreatment treatment = input.treatment();
        if (treatment.invalid() == InvalidPolicy.AS_VALUE) {
            rows.set(row, column, treatment.invalidReplacement());
        } else if (treatment.invalid() == InvalidPolicy.AS_MISSING) {
            rows.set(row, column, Double.NaN);
        } else {
            rows.fail(row, RowFault.INVALID_FEATURE, column);
        }
    }
}
