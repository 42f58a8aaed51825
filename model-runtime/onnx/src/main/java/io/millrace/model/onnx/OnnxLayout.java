package io.millrace.model.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;
import io.millrace.model.FeatureType;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.MissingPolicy;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelException;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.OutputKind;
import io.millrace.model.OutputSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which column of a row goes into which input tensor, and which element of which output becomes which output of the
 * contract. Worked out once per model. Immutable.
 *
 * @param contract what the model needs and gives
 * @param inputs the graph's inputs
 * @param outputs the graph's outputs that are asked for
 * @param batchRows rows that the graph wants at a time; 0 if it takes any number
 */
record OnnxLayout(ModelContract contract, List<Input> inputs, List<Output> outputs, int batchRows) {

    /**
     * A graph input.
     *
     * @param columns the row's columns that it holds, in order
     * @param rank 1 for {@code [rows]}, 2 for {@code [rows, columns]}
     */
    record Input(String name, OnnxJavaType type, List<Integer> columns, int rank) {
        long[] shape(int rows) {
            return rank == 1 ? new long[] {rows} : new long[] {rows, columns.size()};
        }
    }

    /**
     * A graph output.
     *
     * @param keys of a ZipMap output (a sequence of maps), in order; null for a tensor
     * @param width values per row
     * @param honest whether the declared number of rows is right for batches of any size; LightGBM's exporter declares
     *     one row, whatever comes
     * @param targets for each value the contract's output, or -1 if nobody asked for it
     */
    record Output(
            String name,
            OnnxJavaType type,
            List<Object> keys,
            int rank,
            int width,
            boolean honest,
            List<Integer> targets) {
        boolean isZipMap() {
            return keys != null;
        }

        /** Whether ONNX Runtime can write it into a buffer of ours. */
        boolean isPinned() {
            return honest && !isZipMap() && type != OnnxJavaType.STRING;
        }

        long[] shape(int rows) {
            return rank == 1 ? new long[] {rows} : new long[] {rows, width};
        }
    }

    private static final Set<OnnxJavaType> SUPPORTED = Set.of(
            OnnxJavaType.FLOAT,
            OnnxJavaType.DOUBLE,
            OnnxJavaType.INT32,
            OnnxJavaType.INT64,
            OnnxJavaType.BOOL,
            OnnxJavaType.STRING);

    /**
     * The layout of a freshly loaded session.
     *
     * @throws ModelException if the graph and {@code model.yaml} contradict each other, or the graph has a shape or type
     *     that rows cannot be put into
     */
    static OnnxLayout of(ModelBundle bundle, OrtEnvironment environment, OrtSession session) throws OrtException {
        Map<String, TensorInfo> tensors = inputTensors(bundle, session);
        int batchRows = batchRows(bundle, tensors);
        List<ModelInput> declared = bundle.inputs().isEmpty() ? bareInputs(bundle, tensors) : bundle.inputs();
        List<Input> inputs = bind(bundle, tensors, declared);
        Map<String, OnnxSample> samples = new HashMap<>();
        if (needsSample(session)) {
            samples.putAll(OnnxSample.take(bundle, environment, session, inputs, Math.max(1, batchRows)));
        }
        List<ModelOutput> contractOutputs = new ArrayList<>();
        List<Output> outputs = outputs(bundle, session, samples, batchRows, contractOutputs);
        return new OnnxLayout(
                new ModelContract(policies(declared, inputs), contractOutputs), inputs, outputs, batchRows);
    }

    private static Map<String, TensorInfo> inputTensors(ModelBundle bundle, OrtSession session) throws OrtException {
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        for (NodeInfo node : session.getInputInfo().values()) {
            if (!(node.getInfo() instanceof TensorInfo info)) {
                throw contract(bundle, "input " + node.getName(), "a tensor", node.getInfo());
            }
            int rank = info.getShape().length;
            if (rank != 1 && rank != 2) {
                throw contract(bundle, "input " + node.getName(), "shape [rows] or [rows, columns]", describe(info));
            }
            if (!SUPPORTED.contains(info.type)) {
                throw contract(
                        bundle, "input " + node.getName(), "one of the types " + new TreeSet<>(SUPPORTED), info.type);
            }
            tensors.put(node.getName(), info);
        }
        return tensors;
    }

    private static int batchRows(ModelBundle bundle, Map<String, TensorInfo> tensors) {
        int fixed = 0;
        for (Map.Entry<String, TensorInfo> tensor : tensors.entrySet()) {
            int rows = (int) Math.max(0, tensor.getValue().getShape()[0]);
            if (fixed != 0 && rows != 0 && rows != fixed) {
                throw contract(
                        bundle, "input " + tensor.getKey(), "the same number of rows as the others, " + fixed, rows);
            }
            fixed = Math.max(fixed, rows);
        }
        return fixed;
    }

    /** Columns of an input tensor; -1 if the graph leaves it open. */
    private static long columns(TensorInfo info) {
        return info.getShape().length == 1 ? 1 : info.getShape()[1];
    }

    private static List<ModelInput> bareInputs(ModelBundle bundle, Map<String, TensorInfo> tensors) {
        List<ModelInput> inputs = new ArrayList<>();
        tensors.forEach((name, info) -> {
            if (columns(info) < 1) {
                throw contract(
                        bundle,
                        "input " + name,
                        "a fixed number of columns, or a model.yaml that names them",
                        describe(info));
            }
            inputs.add(ModelInput.vector(name, featureType(info.type), (int) columns(info)));
        });
        return inputs;
    }

    private static FeatureType featureType(OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> FeatureType.FLOAT;
            case DOUBLE -> FeatureType.DOUBLE;
            case INT32 -> FeatureType.INTEGER;
            case BOOL -> FeatureType.BOOLEAN;
            case STRING -> FeatureType.CATEGORICAL;
            default -> FeatureType.LONG;
        };
    }

    /**
     * Puts each declared input's columns into a tensor: the one that it names, else the one of its own name, else the
     * only one there is.
     */
    private static List<Input> bind(ModelBundle bundle, Map<String, TensorInfo> tensors, List<ModelInput> declared) {
        Map<String, List<Integer>> columns = new LinkedHashMap<>();
        tensors.keySet().forEach(name -> columns.put(name, new ArrayList<>()));
        String only = tensors.size() == 1 ? tensors.keySet().iterator().next() : null;
        int column = 0;
        for (ModelInput input : declared) {
            String tensor = !input.tensor().isEmpty()
                    ? input.tensor()
                    : tensors.containsKey(input.name()) || only == null ? input.name() : only;
            if (!tensors.containsKey(tensor)) {
                throw contract(
                        bundle, "input " + input.name(), "one of the graph's inputs " + tensors.keySet(), tensor);
            }
            boolean text = tensors.get(tensor).type == OnnxJavaType.STRING;
            if (text && input.type() != FeatureType.CATEGORICAL) {
                throw contract(
                        bundle,
                        "input " + input.name(),
                        "type categorical, because tensor " + tensor + " holds strings",
                        input.type());
            }
            if (!text && input.isOpenText()) {
                throw contract(
                        bundle,
                        "input " + input.name(),
                        "categories, because tensor " + tensor + " holds their codes",
                        "none");
            }
            for (int i = 0; i < input.size(); i++) {
                columns.get(tensor).add(column++);
            }
        }
        List<Input> inputs = new ArrayList<>();
        tensors.forEach((name, info) -> {
            int found = columns.get(name).size();
            if (found == 0 || (columns(info) > 0 && columns(info) != found)) {
                throw contract(bundle, "input " + name, describe(info), found + " columns in model.yaml");
            }
            inputs.add(new Input(name, info.type, List.copyOf(columns.get(name)), info.getShape().length));
        });
        return List.copyOf(inputs);
    }

    /** A tensor without NaN cannot hold a missing value, nor one of a wrong type: such a row is refused instead. */
    private static List<ModelInput> policies(List<ModelInput> declared, List<Input> tensors) {
        Map<Integer, OnnxJavaType> typeOfColumn = new HashMap<>();
        tensors.forEach(tensor -> tensor.columns().forEach(column -> typeOfColumn.put(column, tensor.type())));
        List<ModelInput> inputs = new ArrayList<>();
        int column = 0;
        for (ModelInput input : declared) {
            OnnxJavaType type = typeOfColumn.get(column);
            boolean holdsNaN = type == OnnxJavaType.FLOAT || type == OnnxJavaType.DOUBLE;
            MissingPolicy missing = input.treatment().missing();
            InvalidPolicy invalid = input.treatment().invalid();
            boolean missingAsIs = missing == MissingPolicy.AS_IS;
            boolean invalidAsIs =
                    invalid == InvalidPolicy.AS_IS && !input.type().equals(FeatureType.CATEGORICAL);
            inputs.add(
                    holdsNaN
                            ? input
                            : input.withTreatment(input.treatment()
                                    .withPolicies(
                                            missingAsIs ? MissingPolicy.RETURN_INVALID : missing,
                                            invalidAsIs ? InvalidPolicy.RETURN_INVALID : invalid)));
            column += input.size();
        }
        return inputs;
    }

    /** Whether some output does not say how many values it has per row. */
    private static boolean needsSample(OrtSession session) throws OrtException {
        for (NodeInfo node : session.getOutputInfo().values()) {
            if (!(node.getInfo() instanceof TensorInfo info) || (info.getShape().length == 2 && columns(info) < 1)) {
                return true;
            }
        }
        return false;
    }

    private static List<Output> outputs(
            ModelBundle bundle,
            OrtSession session,
            Map<String, OnnxSample> samples,
            int batchRows,
            List<ModelOutput> contractOutputs)
            throws OrtException {
        List<Output> all = new ArrayList<>();
        for (NodeInfo node : session.getOutputInfo().values()) {
            all.add(output(bundle, node, samples, batchRows));
        }
        List<OutputSource> asked = bundle.outputs().isEmpty() ? everything(all) : bundle.outputs();
        Map<String, List<Integer>> targets = new LinkedHashMap<>();
        for (OutputSource source : asked) {
            Output output = all.stream()
                    .filter(candidate -> candidate.name().equals(source.from()))
                    .findFirst()
                    .orElseThrow(() -> contract(
                            bundle,
                            "output " + source.name(),
                            "from: one of the graph's outputs "
                                    + all.stream().map(Output::name).toList(),
                            source.from()));
            int index = Math.max(0, source.index());
            if (index >= output.width() || (source.index() < 0 && output.width() > 1)) {
                throw contract(
                        bundle,
                        "output " + source.name(),
                        "an index from 0 to " + (output.width() - 1) + " into " + output.name(),
                        source.index() < 0 ? "none" : source.index());
            }
            List<Integer> target = targets.computeIfAbsent(
                    output.name(), name -> new ArrayList<>(java.util.Collections.nCopies(output.width(), -1)));
            if (target.get(index) >= 0) {
                throw contract(
                        bundle,
                        "output " + source.name(),
                        "a value of its own",
                        source.from() + "[" + index + "] twice");
            }
            target.set(index, contractOutputs.size());
            contractOutputs.add(
                    new ModelOutput(source.name(), output.type() == OnnxJavaType.STRING, OutputKind.OTHER, ""));
        }
        return all.stream()
                .filter(output -> targets.containsKey(output.name()))
                .map(output -> new Output(
                        output.name(),
                        output.type(),
                        output.keys(),
                        output.rank(),
                        output.width(),
                        output.honest(),
                        List.copyOf(targets.get(output.name()))))
                .toList();
    }

    private static Output output(ModelBundle bundle, NodeInfo node, Map<String, OnnxSample> samples, int batchRows) {
        if (node.getInfo() instanceof TensorInfo info) {
            int rank = info.getShape().length;
            if (rank != 1 && rank != 2) {
                throw contract(bundle, "output " + node.getName(), "shape [rows] or [rows, columns]", describe(info));
            }
            if (!SUPPORTED.contains(info.type)) {
                throw contract(
                        bundle, "output " + node.getName(), "one of the types " + new TreeSet<>(SUPPORTED), info.type);
            }
            int width = (int) columns(info);
            if (width < 1) {
                width = samples.get(node.getName()).width();
            }
            boolean honest = info.getShape()[0] < 0 || info.getShape()[0] == batchRows;
            return new Output(node.getName(), info.type, null, rank, width, honest, List.of());
        }
        if (node.getInfo() instanceof SequenceInfo sequence && sequence.mapInfo != null) {
            List<Object> keys = samples.get(node.getName()).keys();
            return new Output(node.getName(), sequence.mapInfo.valueType, keys, 2, keys.size(), true, List.of());
        }
        throw contract(bundle, "output " + node.getName(), "a tensor or a sequence of maps", node.getInfo());
    }

    private static List<OutputSource> everything(List<Output> outputs) {
        List<OutputSource> sources = new ArrayList<>();
        for (Output output : outputs) {
            for (int i = 0; i < output.width(); i++) {
                String name = output.isZipMap()
                        ? output.name() + "(" + output.keys().get(i) + ")"
                        : output.width() > 1 ? output.name() + "[" + i + "]" : output.name();
                sources.add(new OutputSource(name, output.name(), i));
            }
        }
        return sources;
    }

    private static ModelException contract(ModelBundle bundle, String where, String expected, Object found) {
        return new ModelException(
                bundle.path() + ": CONTRACT: " + where + ": expected " + expected + ", found " + found);
    }

    private static String describe(TensorInfo info) {
        return info.type + Arrays.toString(info.getShape());
    }

    /**
     * What one run on zeros shows of an output whose declaration leaves something open.
     *
     * @param width values per row
     * @param keys of a ZipMap output, sorted as scikit-learn sorts classes; null for a tensor
     */
    private record OnnxSample(int width, List<Object> keys) {

        static Map<String, OnnxSample> take(
                ModelBundle bundle, OrtEnvironment environment, OrtSession session, List<Input> inputs, int rows)
                throws OrtException {
            Map<String, OnnxTensorLike> tensors = new HashMap<>();
            try {
                for (Input input : inputs) {
                    tensors.put(input.name(), zeros(environment, input, rows));
                }
                try (OrtSession.Result result = session.run(tensors)) {
                    Map<String, OnnxSample> samples = new HashMap<>();
                    for (Map.Entry<String, OnnxValue> output : result) {
                        samples.put(output.getKey(), of(bundle, output.getKey(), output.getValue()));
                    }
                    return samples;
                }
            } finally {
                tensors.values().forEach(OnnxTensorLike::close);
            }
        }

        private static OnnxSample of(ModelBundle bundle, String name, OnnxValue value) throws OrtException {
            if (value instanceof OnnxTensor tensor) {
                long[] shape = tensor.getInfo().getShape();
                return new OnnxSample(shape.length < 2 ? 1 : (int) shape[1], null);
            }
            if (value instanceof OnnxSequence sequence) {
                List<? extends OnnxValue> maps = sequence.getValue();
                try {
                    if (!maps.isEmpty() && maps.get(0) instanceof OnnxMap map) {
                        List<Object> keys =
                                new ArrayList<>(new TreeSet<>(map.getValue().keySet()));
                        return new OnnxSample(keys.size(), keys);
                    }
                } finally {
                    maps.forEach(OnnxValue::close);
                }
            }
            throw contract(bundle, "output " + name, "a tensor or a sequence of maps", value.getInfo());
        }

        private static OnnxTensor zeros(OrtEnvironment environment, Input input, int rows) throws OrtException {
            int cells = rows * input.columns().size();
            if (input.type() == OnnxJavaType.STRING) {
                String[] empty = new String[cells];
                Arrays.fill(empty, "");
                return OnnxTensor.createTensor(environment, empty, input.shape(rows));
            }
            ByteBuffer buffer =
                    ByteBuffer.allocateDirect(cells * input.type().size).order(ByteOrder.nativeOrder());
            return OnnxTensor.createTensor(environment, buffer, input.shape(rows), input.type());
        }
    }
}
