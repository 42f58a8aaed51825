package io.millrace.jobs.learning;

import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.FeatureRow;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts what predictions logged into rows of fields, by name: each model that ever serves logs its own inputs in its own order. One
 * thread.
 */
final class FeatureReader implements LoggedPrediction.Features {
    private static final int NONE = -1;

    private final Map<String, Integer> fieldByName = new HashMap<>();
    private final FeatureRow row;
    private final ServedModels served;
    private final Map<String, Columns> columnsByModel = new HashMap<>();
    private int[] fieldOfColumn = {};

    /**
     * What a model logs.
     *
     * @param fields of its columns, {@link #NONE} where nobody wants one; null: nobody knows what it logs
     * @param areAll whether all fields are among them
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Columns(int[] fields, boolean areAll) {}

    /**
     * A reader.
     *
     * @param fields of the rows, in their order
     * @param served tells what models log
     */
    FeatureReader(List<FeatureField> fields, ServedModels served) {
        for (int i = 0; i < fields.size(); i++) {
            fieldByName.put(fields.get(i).name(), i);
        }
        row = new FeatureRow(fields.size());
        this.served = served;
    }

    /** The row, the same each time. */
    FeatureRow row() {
        return row;
    }

    /** What came of a reading. */
    enum Result {
        /** The row is that of the prediction. */
        READ,
        /** Nobody knows what the model logs. */
        UNKNOWN_MODEL,
        /** The model does not log all fields, or logs something else than is known of it. */
        OTHER_FEATURES
    }

    /** Reads the features of a prediction whose head was read. */
    Result read(LoggedPrediction prediction) {
        String model = prediction.model();
        Columns columns = columnsByModel.get(model);
        if (columns == null) {
            columns = columns(model);
            columnsByModel.put(model, columns);
        }
        if (columns.fields() == null) {
            return Result.UNKNOWN_MODEL;
        }
        fieldOfColumn = columns.fields();
        if (!columns.areAll()) {
            return Result.OTHER_FEATURES;
        }
        row.clear();
        return prediction.readFeatures(this) == fieldOfColumn.length ? Result.READ : Result.OTHER_FEATURES;
    }

    private Columns columns(String model) {
        Optional<List<String>> names = served.columns(model);
        if (names.isEmpty()) {
            return new Columns(null, false);
        }
        int[] fields = names.get().stream()
                .mapToInt(name -> fieldByName.getOrDefault(name, NONE))
                .toArray();
        long wanted = Arrays.stream(fields).filter(field -> field != NONE).count();
        return new Columns(fields, wanted == row.size());
    }

    @Override
    public boolean wants(int column) {
        return column < fieldOfColumn.length && fieldOfColumn[column] != NONE;
    }

    @Override
    public void number(int column, double value) {
        if (wants(column)) {
            row.setNumber(fieldOfColumn[column], value);
        }
    }

    @Override
    public void text(int column, String value) {
        row.setText(fieldOfColumn[column], value);
    }
}
