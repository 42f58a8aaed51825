package io.millrace.model.pmml;

import io.millrace.model.InvalidPolicy;
import io.millrace.model.ModelInput;
import io.millrace.model.RowBatch;
import io.millrace.model.format.pmml.PmmlColumn;
import java.util.HashSet;
import java.util.Set;
import org.dmg.pmml.DataType;
import org.dmg.pmml.Value;
import org.jpmml.evaluator.FieldValue;
import org.jpmml.evaluator.FieldValueUtil;
import org.jpmml.evaluator.FieldValues;
import org.jpmml.evaluator.InputField;

/**
 * Makes JPMML's value of one field from a cell.
 *
 * <p>The contract's treatments are done by then. JPMML treats the value again only where it must: a field whose treatment
 * the contract cannot say, or one that lets invalid values through, which JPMML marks as invalid for the functions that
 * ask ({@code isValid}). Elsewhere a replacement that is itself invalid would be refused.
 */
final class PmmlArgument {
    private final InputField field;
    private final DataType type;
    private final boolean isText;
    private final boolean treatsAgain;
    private final String unseen;

    PmmlArgument(InputField field, PmmlColumn column, ModelInput input) {
        this.field = field;
        type = column.dataType();
        isText = switch (type) {
            case INTEGER, FLOAT, DOUBLE, BOOLEAN -> false;
            default -> true;
        };
        treatsAgain = column.treatedByDocument() || input.treatment().invalid() == InvalidPolicy.AS_IS;
        unseen = unseen(column, input);
    }

    String name() {
        return field.getName();
    }

    /**
     * The value for a cell.
     *
     * @throws RuntimeException as JPMML throws it, if the document refuses the value or its type cannot hold it
     */
    FieldValue value(RowBatch rows, int row, int column) {
        Object value =
                rows.isMissing(row, column) ? null : isText ? text(rows, row, column) : number(rows, row, column);
        if (treatsAgain) {
            return field.prepare(value);
        }
        return value == null
                ? FieldValues.MISSING_VALUE
                : FieldValueUtil.create(field.getOpType(), field.getDataType(), value);
    }

    private String text(RowBatch rows, int row, int column) {
        String text = rows.text(row, column);
        return text == null ? unseen : text;
    }

    /** A number of the field's type where the value allows it. */
    private Object number(RowBatch rows, int row, int column) {
        double value = rows.get(row, column);
        // An explicit supertype keeps Java from widening the other branches to double.
        Object typed = value;
        switch (type) {
            case INTEGER -> typed = value == (int) value ? (Object) (int) value : typed;
            case FLOAT -> typed = Math.abs(value) <= Float.MAX_VALUE ? (Object) (float) value : typed;
            case BOOLEAN -> typed = value == 0 || value == 1 ? (Object) (value == 1) : typed;
            default -> {}
        }
        return typed;
    }

    /**
     * A text that nobody lists; stands for a category that is unseen and whose text nobody kept, so that the document
     * decides.
     */
    private static String unseen(PmmlColumn column, ModelInput input) {
        Set<String> listed = new HashSet<>(input.categories());
        for (Value value : column.field().getValues()) {
            listed.add(String.valueOf(value.requireValue()));
        }
        String text = "(unseen)";
        while (listed.contains(text)) {
            text = "(" + text + ")";
        }
        return text;
    }
}
