package io.millrace.model.onnx;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.format.onnx.InputBinding;
import io.millrace.model.format.onnx.InputBinding.InputTensor;
import io.millrace.model.format.onnx.OnnxFile;
import io.millrace.model.format.onnx.OutputSignature;
import io.millrace.model.format.onnx.TensorSignature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a fresh session once, on zeros and empty texts, to learn what its outputs really are: files leave widths open, and
 * some declare wrong ones. A graph that fails on zeros is taken at its word, where its word is complete.
 */
final class OutputProbe {
    private final ModelBundle bundle;
    private final OnnxFile file;
    private final InputBinding inputs;

    OutputProbe(ModelBundle bundle, OnnxFile file, InputBinding inputs) {
        this.bundle = bundle;
        this.file = file;
        this.inputs = inputs;
    }

    /**
     * What the session gives for {@code wanted}.
     *
     * @param rows of the run
     * @throws ModelException if an output has not one entry for each row, or cannot be found out
     */
    List<FoundOutput> find(OrtEnvironment environment, OrtSession session, List<TensorSignature> wanted, int rows) {
        Set<String> names = new LinkedHashSet<>();
        wanted.forEach(output -> names.add(output.name()));
        Map<String, OnnxTensorLike> tensors = new HashMap<>();
        try {
            for (InputTensor input : inputs.tensors()) {
                tensors.put(input.name(), zeros(environment, input, rows));
            }
            try (OrtSession.Result result = session.run(tensors, names)) {
                List<FoundOutput> found = new ArrayList<>();
                for (TensorSignature output : wanted) {
                    found.add(seen(output, result.get(output.name()).orElseThrow(), rows));
                }
                return found;
            }
        } catch (OrtException e) {
            return wanted.stream().map(output -> declared(output, e)).toList();
        } finally {
            tensors.values().forEach(OnnxTensorLike::close);
        }
    }

    private FoundOutput seen(TensorSignature declared, OnnxValue value, int rows) throws OrtException {
        if (value instanceof OnnxTensor tensor) {
            long[] shape = tensor.getInfo().getShape();
            if (shape.length == 0 || shape[0] != rows) {
                throw contract(
                        declared,
                        "one entry for each row",
                        "shape " + Arrays.toString(shape) + " for " + rows + " rows");
            }
            return tensor(declared, Arrays.copyOfRange(shape, 1, shape.length));
        }
        if (value instanceof OnnxSequence sequence) {
            List<? extends OnnxValue> maps = sequence.getValue();
            try {
                if (maps.size() != rows) {
                    throw contract(declared, "one map for each row", maps.size() + " for " + rows + " rows");
                }
                if (maps.get(0) instanceof OnnxMap map) {
                    return maps(declared, map.getValue().keySet());
                }
            } finally {
                maps.forEach(OnnxValue::close);
            }
        }
        throw contract(declared, "a tensor or a sequence of maps", value.getInfo());
    }

    private FoundOutput declared(TensorSignature declared, OrtException failure) {
        List<Object> keys = file.mapKeys(declared.name());
        if (!keys.isEmpty()) {
            return maps(declared, keys);
        }
        if (declared.columns() < 1) {
            throw contract(
                    declared,
                    "a declared number of values for each row, because a run on zeros fails ("
                            + OnnxEngine.firstLine(failure) + ")",
                    declared.description());
        }
        return tensor(
                declared,
                declared.shape().stream().skip(1).mapToLong(Long::longValue).toArray());
    }

    private FoundOutput maps(TensorSignature declared, Set<?> keys) {
        return maps(declared, List.copyOf(keys));
    }

    private FoundOutput maps(TensorSignature declared, List<?> keys) {
        if (keys.isEmpty()) {
            throw contract(declared, "maps with at least one key", "none");
        }
        return new FoundOutput(declared, OutputSignature.maps(declared.name(), declared.type(), keys), null);
    }

    private FoundOutput tensor(TensorSignature declared, long[] rowShape) {
        long width = Arrays.stream(rowShape).reduce(1, Math::multiplyExact);
        if (width < 1 || width > Integer.MAX_VALUE) {
            throw contract(declared, "at least one value for each row", "shape " + Arrays.toString(rowShape));
        }
        OutputSignature signature =
                OutputSignature.tensor(declared.name(), declared.type(), 1 + rowShape.length, (int) width);
        return new FoundOutput(declared, signature, rowShape);
    }

    private static OnnxTensor zeros(OrtEnvironment environment, InputTensor input, int rows) throws OrtException {
        int cells = Math.multiplyExact(rows, input.columns().size());
        if (input.type().bytes() == 0) {
            String[] empty = new String[cells];
            Arrays.fill(empty, "");
            return OnnxTensor.createTensor(environment, empty, input.shape(rows));
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(
                        Math.multiplyExact(cells, input.type().bytes()))
                .order(ByteOrder.nativeOrder());
        return OnnxTensor.createTensor(environment, buffer, input.shape(rows), OnnxLayout.javaType(input.type()));
    }

    private ModelException contract(TensorSignature output, String expected, Object found) {
        return new ModelException(
                bundle.path() + ": CONTRACT: output " + output.name() + ": expected " + expected + ", found " + found);
    }
}
