package io.millrace.model.onnx;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import io.millrace.model.ScoreBatch;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Copies one output of a run into scores. */
final class OutputReader {
    private OutputReader() {}

    /** Numbers out of memory, {@code output.width()} a row. */
    static void numbers(ByteBuffer buffer, OnnxLayout.Output output, ScoreBatch scores, int from, int count) {
        int width = output.width();
        for (int i = 0; i < width; i++) {
            int target = output.targets()[i];
            if (target < 0) {
                continue;
            }
            for (int row = 0; row < count; row++) {
                scores.setNumber(from + row, target, Memory.get(buffer, output.type(), row * width + i));
            }
        }
    }

    /** What ONNX Runtime passes as objects: strings, maps, and tensors that it made itself. */
    static void objects(OnnxLayout.Output output, OnnxValue value, ScoreBatch scores, int from, int count)
            throws OrtException {
        if (output.isMaps()) {
            maps(output, (OnnxSequence) value, scores, from, count);
        } else if (output.isText()) {
            Object texts = value.getValue();
            for (int row = 0; row < count; row++) {
                texts(output, Array.get(texts, row), 0, scores, from + row);
            }
        } else {
            numbers(((OnnxTensor) value).getByteBuffer(), output, scores, from, count);
        }
    }

    /**
     * Texts of a row, an array of arrays where a row has several dimensions.
     *
     * @param index of the first text in the row
     * @return index behind the last one
     */
    private static int texts(OnnxLayout.Output output, Object texts, int index, ScoreBatch scores, int row) {
        if (texts instanceof Object[] several) {
            int next = index;
            for (Object text : several) {
                next = texts(output, text, next, scores, row);
            }
            return next;
        }
        if (output.targets()[index] >= 0) {
            scores.setText(row, output.targets()[index], (String) texts);
        }
        return index + 1;
    }

    private static void maps(OnnxLayout.Output output, OnnxSequence sequence, ScoreBatch scores, int from, int count)
            throws OrtException {
        List<? extends OnnxValue> maps = sequence.getValue();
        try {
            for (int row = 0; row < count; row++) {
                Map<?, ?> byKey = ((OnnxMap) maps.get(row)).getValue();
                for (int i = 0; i < output.width(); i++) {
                    if (output.targets()[i] >= 0) {
                        Number number = (Number) byKey.get(output.keys()[i]);
                        scores.setNumber(
                                from + row, output.targets()[i], number == null ? Double.NaN : number.doubleValue());
                    }
                }
            }
        } finally {
            maps.forEach(OnnxValue::close);
        }
    }
}
