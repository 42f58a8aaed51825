package io.millrace.model.onnx;

import ai.onnxruntime.OnnxJavaType;
import io.millrace.model.format.onnx.ElementType;
import io.millrace.model.format.onnx.InputBinding.InputTensor;
import io.millrace.model.format.onnx.OnnxBinding;
import io.millrace.model.format.onnx.OnnxBinding.BoundOutput;
import io.millrace.model.format.onnx.TensorSignature;
import java.util.List;

/**
 * An {@link OnnxBinding} as the hot path wants it: arrays, ONNX Runtime's types, and which outputs it can write into
 * buffers of ours. Worked out once per model. Not to be changed.
 *
 * @param binding the contract
 * @param inputs the graph's inputs
 * @param outputs the graph's outputs that are asked for
 * @param batchSizes how many rows a run may have
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OnnxLayout(OnnxBinding binding, Input[] inputs, Output[] outputs, BatchSizes batchSizes) {

    /**
     * A graph input.
     *
     * @param columns the row's columns that it holds, in order
     */
    record Input(InputTensor tensor, OnnxJavaType type, int[] columns) {
        String name() {
            return tensor.name();
        }

        boolean isText() {
            return type == OnnxJavaType.STRING;
        }
    }

    /**
     * A graph output.
     *
     * @param rowShape its dimensions behind the rows; null for maps
     * @param isPinned whether ONNX Runtime can write it into a buffer of ours
     * @param keys of maps, in the order of the values; null for a tensor
     * @param targets for each value of a row the contract's output, or -1 if nobody asked for it
     */
    record Output(String name, OnnxJavaType type, long[] rowShape, boolean isPinned, Object[] keys, int[] targets) {
        int width() {
            return targets.length;
        }

        boolean isMaps() {
            return keys != null;
        }

        boolean isText() {
            return type == OnnxJavaType.STRING;
        }

        long[] shape(int rows) {
            long[] whole = new long[1 + rowShape.length];
            whole[0] = rows;
            System.arraycopy(rowShape, 0, whole, 1, rowShape.length);
            return whole;
        }
    }

    static OnnxLayout of(OnnxBinding binding, List<FoundOutput> found, BatchSizes batchSizes) {
        Input[] inputs = binding.inputs().tensors().stream()
                .map(tensor -> new Input(tensor, javaType(tensor.type()), ints(tensor.columns())))
                .toArray(Input[]::new);
        Output[] outputs = binding.outputs().stream()
                .map(bound -> output(bound, found, batchSizes))
                .toArray(Output[]::new);
        return new OnnxLayout(binding, inputs, outputs, batchSizes);
    }

    private static Output output(BoundOutput bound, List<FoundOutput> found, BatchSizes batchSizes) {
        FoundOutput output = found.stream()
                .filter(candidate -> candidate.signature().equals(bound.signature()))
                .findFirst()
                .orElseThrow();
        OnnxJavaType type = javaType(output.signature().type());
        boolean maps = output.signature().isMaps();
        return new Output(
                output.signature().name(),
                type,
                output.rowShape(),
                !maps && type != OnnxJavaType.STRING && isHonest(output, batchSizes),
                maps ? output.signature().keys().toArray() : null,
                ints(bound.targets()));
    }

    /**
     * Whether the declared shape is the one that comes: ONNX Runtime refuses a buffer that contradicts the declaration,
     * and LightGBM's exporter declares one row, whatever comes.
     */
    private static boolean isHonest(FoundOutput output, BatchSizes batchSizes) {
        TensorSignature declared = output.declared();
        if (declared.rank() != 1 + output.rowShape().length) {
            return false;
        }
        for (int i = 0; i < output.rowShape().length; i++) {
            long size = declared.shape().get(i + 1);
            if (size >= 0 && size != output.rowShape()[i]) {
                return false;
            }
        }
        return declared.rows() < 0 || declared.rows() == batchSizes.fixed();
    }

    static OnnxJavaType javaType(ElementType type) {
        return OnnxJavaType.valueOf(type.name());
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}
