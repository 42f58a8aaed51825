package io.millrace.model.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import io.millrace.model.RowBatch;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** The memory behind one input tensor of numbers: rows are copied into it, tensors lie over its first rows. */
final class InputBuffer {
    private final OnnxLayout.Input input;
    private final int width;
    private final boolean wholeRows;
    private final ByteBuffer cells;
    private final FloatBuffer floats;
    private final float[] staged;

    /**
     * Room for {@code rows} rows.
     *
     * @param rowWidth columns of a row of the contract
     */
    InputBuffer(OnnxLayout.Input input, int rowWidth, int rows) {
        this.input = input;
        width = input.columns().length;
        boolean ascending = true;
        for (int i = 0; i < width; i++) {
            ascending &= input.columns()[i] == i;
        }
        wholeRows = ascending && width == rowWidth;
        cells = Memory.direct(input.type(), rows, width);
        boolean single = input.type() == OnnxJavaType.FLOAT;
        floats = single ? cells.asFloatBuffer() : null;
        staged = single ? new float[Math.multiplyExact(rows, width)] : null;
    }

    /** A tensor over the first {@code rows} rows; the caller closes it. */
    OnnxTensor tensor(OrtEnvironment environment, int rows) throws OrtException {
        return Memory.tensor(environment, cells, input.type(), input.tensor().shape(rows), rows * width);
    }

    /** Copies rows in; those that only fill up a run repeat the last one. */
    void fill(RowBatch rows, int from, int count, int runRows) {
        if (floats == null) {
            fillCells(rows, from, count, runRows);
            return;
        }
        double[] values = rows.values();
        if (wholeRows) {
            int first = from * width;
            for (int i = 0; i < count * width; i++) {
                staged[i] = (float) values[first + i];
            }
        } else {
            int[] columns = input.columns();
            int rowWidth = rows.contract().width();
            int cell = 0;
            for (int row = from; row < from + count; row++) {
                for (int column : columns) {
                    staged[cell++] = (float) values[row * rowWidth + column];
                }
            }
        }
        for (int row = count; row < runRows; row++) {
            System.arraycopy(staged, (count - 1) * width, staged, row * width, width);
        }
        floats.put(0, staged, 0, runRows * width);
    }

    private void fillCells(RowBatch rows, int from, int count, int runRows) {
        int[] columns = input.columns();
        int cell = 0;
        for (int row = 0; row < runRows; row++) {
            int source = from + Math.min(row, count - 1);
            for (int i = 0; i < width; i++, cell++) {
                put(cell, rows.get(source, columns[i]));
            }
        }
    }

    private void put(int cell, double value) {
        switch (input.type()) {
            case DOUBLE -> cells.putDouble(cell * 8, value);
            case INT64 -> cells.putLong(cell * 8, (long) value);
            case INT32 -> cells.putInt(cell * 4, (int) value);
            case INT16 -> cells.putShort(cell * 2, (short) value);
            case FLOAT16 -> cells.putShort(cell * 2, Fp16Conversions.floatToFp16((float) value));
            case BFLOAT16 -> cells.putShort(cell * 2, Fp16Conversions.floatToBf16((float) value));
            case BOOL -> cells.put(cell, (byte) (value != 0 ? 1 : 0));
            default -> cells.put(cell, (byte) (int) value);
        }
    }
}
