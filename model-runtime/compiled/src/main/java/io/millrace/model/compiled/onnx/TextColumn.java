package io.millrace.model.compiled.onnx;

import io.millrace.model.ModelInput;
import io.millrace.model.RowBatch;
import io.millrace.model.compiled.program.InputColumn;

/**
 * Loads a column of texts as codes of {@link Texts}. A category's code is translated; any other text is looked up. A
 * missing one is the empty text, as ONNX Runtime gets it, too.
 */
final class TextColumn implements InputColumn {
    private final int[] codeOfCategory;
    private final Texts texts;

    TextColumn(ModelInput input, Texts texts) {
        codeOfCategory = input.categories().stream().mapToInt(texts::add).toArray();
        this.texts = texts;
    }

    @Override
    public double load(RowBatch rows, int row, int column) {
        double category = rows.get(row, column);
        if (category >= 0 && category < codeOfCategory.length) {
            return codeOfCategory[(int) category];
        }
        String text = rows.text(row, column);
        return texts.codeOf(text == null ? "" : text);
    }
}
