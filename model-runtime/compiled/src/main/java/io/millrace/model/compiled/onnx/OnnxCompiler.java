package io.millrace.model.compiled.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.millrace.model.FeatureType;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelInput;
import io.millrace.model.OutputKind;
import io.millrace.model.UnsupportedModelException;
import io.millrace.model.compiled.program.InputColumn;
import io.millrace.model.compiled.program.Program;
import io.millrace.model.compiled.program.ProgramBuilder;
import io.millrace.model.compiled.program.Result;
import io.millrace.model.compiled.program.Select;
import io.millrace.model.format.onnx.ElementType;
import io.millrace.model.format.onnx.InputBinding;
import io.millrace.model.format.onnx.InputBinding.InputTensor;
import io.millrace.model.format.onnx.OnnxBinding;
import io.millrace.model.format.onnx.OnnxBinding.BoundOutput;
import io.millrace.model.format.onnx.OnnxFile;
import io.millrace.model.format.onnx.OutputSignature;
import io.millrace.model.format.onnx.TensorSignature;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compiles ONNX graphs that treat each row by itself: linear models, trees, clusters, naive Bayes and what prepares their
 * inputs, as skl2onnx and onnxmltools write them. Goes through the graph once, with what is known of each tensor
 * ({@link Tensor}) in place of its values; constants are folded on the way.
 *
 * <p>Whatever is not known to come out as in ONNX Runtime is refused, naming node, operator and value.
 */
public final class OnnxCompiler {
    private final ModelBundle bundle;
    private final OnnxFile file;
    private final InputBinding binding;
    private final ProgramBuilder builder = new ProgramBuilder();
    private final Texts texts = new Texts();
    private final Lowering lowering = new Lowering(builder, texts);
    private final Map<String, Tensor> tensors = new HashMap<>();

    private OnnxCompiler(ModelBundle bundle) {
        this.bundle = bundle;
        file = OnnxFile.read(bundle);
        binding = InputBinding.of(bundle, file);
    }

    /**
     * The program of a graph.
     *
     * @throws UnsupportedModelException naming the operator or attribute that is not supported
     * @throws io.millrace.model.ModelException if the file is no ONNX model or contradicts its {@code model.yaml}
     */
    public static Program compile(ModelBundle bundle) {
        return new OnnxCompiler(bundle).compile();
    }

    private Program compile() {
        checkVersion("", Operators.NEWEST);
        checkVersion(Operators.ML, Operators.NEWEST_ML);
        List<TensorSignature> wanted = OnnxBinding.wanted(bundle, file);
        readInputs();
        readInitializers();
        Set<NodeProto> needed = needed(wanted);
        for (NodeProto node : file.graph().getNodeList()) {
            if (needed.contains(node)) {
                lower(node);
            }
        }
        List<OutputSignature> outputs = wanted.stream().map(this::signature).toList();
        OnnxBinding bound = OnnxBinding.bind(bundle, file, binding, outputs);
        results(bound);
        return builder.build(bound.contract());
    }

    private void checkVersion(String domain, long newest) {
        if (file.opset(domain) > newest) {
            throw unsupported(
                    "operators of " + (domain.isEmpty() ? "ai.onnx" : domain) + " up to version " + newest,
                    file.opset(domain));
        }
    }

    private void readInputs() {
        Map<Integer, ElementType> types = new HashMap<>();
        for (InputTensor tensor : binding.tensors()) {
            tensor.columns().forEach(column -> types.put(column, tensor.type()));
        }
        int column = 0;
        for (ModelInput input : binding.inputs()) {
            for (int i = 0; i < input.size(); i++, column++) {
                builder.addInput(inputColumn(input, types.get(column)));
                if (input.type() == FeatureType.CATEGORICAL) {
                    for (int code = 0; code < input.categories().size(); code++) {
                        builder.addBoundary(column, code);
                    }
                }
            }
        }
        for (InputTensor tensor : binding.tensors()) {
            tensors.put(tensor.name(), inputTensor(tensor));
        }
    }

    private InputColumn inputColumn(ModelInput input, ElementType type) {
        return switch (type) {
            case FLOAT -> InputColumn.SINGLE;
            case DOUBLE, INT32, INT64, BOOL -> InputColumn.PLAIN;
            case STRING -> new TextColumn(input, texts);
            default ->
                throw unsupported("input " + input.name() + ": FLOAT, DOUBLE, INT32, INT64, BOOL or STRING", type);
        };
    }

    private static Tensor inputTensor(InputTensor tensor) {
        int[] shape = new int[1 + tensor.shape().size()];
        shape[0] = Shapes.ROWS;
        for (int axis = 1; axis < shape.length; axis++) {
            shape[axis] = Math.toIntExact(tensor.shape().get(axis - 1));
        }
        List<Tensor> cells = tensor.columns().stream()
                .map(column -> Tensor.columns(tensor.type(), new int[] {1}, column))
                .toList();
        return Tensor.join(shape, cells);
    }

    private void readInitializers() {
        GraphProto graph = file.graph();
        Set<String> used = new HashSet<>();
        graph.getNodeList().forEach(node -> used.addAll(node.getInputList()));
        for (TensorProto tensor : graph.getInitializerList()) {
            if (used.contains(tensor.getName())) {
                tensors.put(
                        tensor.getName(),
                        Constants.read(
                                tensor,
                                texts,
                                found -> unsupported("initializer " + tensor.getName() + ": a plain tensor", found)));
            }
        }
    }

    /** The nodes that the wanted outputs depend on. */
    private Set<NodeProto> needed(List<TensorSignature> wanted) {
        Map<String, NodeProto> producers = new HashMap<>();
        for (NodeProto node : file.graph().getNodeList()) {
            node.getOutputList().forEach(output -> producers.put(output, node));
        }
        Set<NodeProto> needed = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<String> open = new ArrayDeque<>();
        wanted.forEach(output -> open.add(output.name()));
        while (!open.isEmpty()) {
            NodeProto node = producers.get(open.pop());
            if (node != null && needed.add(node)) {
                open.addAll(node.getInputList());
            }
        }
        return needed;
    }

    private void lower(NodeProto proto) {
        List<Tensor> inputs = new ArrayList<>();
        for (String name : proto.getInputList()) {
            if (!name.isEmpty() && !tensors.containsKey(name)) {
                throw unsupported("node " + proto.getName() + ": inputs made before", name);
            }
            inputs.add(tensors.get(name));
        }
        Node node = new Node(bundle.path().toString(), proto, file.opset(proto.getDomain()), inputs);
        Operator operator = Operators.find(proto.getDomain(), proto.getOpType());
        if (operator == null) {
            throw node.unsupported("an operator that it knows", proto.getOpType());
        }
        List<Tensor> outputs;
        try {
            outputs = operator.lower(node, lowering);
        } catch (ArithmeticException | IndexOutOfBoundsException | IllegalArgumentException e) {
            // a graph that ONNX Runtime would refuse, too: let it say why
            throw node.unsupported("attributes and shapes that fit", e.getMessage());
        }
        for (int i = 0; i < proto.getOutputCount(); i++) {
            if (i < outputs.size()) {
                tensors.put(proto.getOutput(i), outputs.get(i));
            }
        }
    }

    private OutputSignature signature(TensorSignature wanted) {
        Tensor tensor = tensors.get(wanted.name());
        if (tensor == null) {
            throw unsupported("output " + wanted.name() + ": made by a node", "none");
        }
        boolean given = tensor.type() == ElementType.STRING && isInput(tensor);
        boolean otherWidth = wanted.columns() > 0 && wanted.columns() != tensor.size();
        if (tensor.rowAxis() != 0 || tensor.type() != wanted.type() || otherWidth || given) {
            throw unsupported("output " + wanted.name() + ": " + wanted.description(), tensor);
        }
        return tensor.keys().isEmpty()
                ? OutputSignature.tensor(wanted.name(), tensor.type(), tensor.rank(), tensor.size())
                : OutputSignature.maps(wanted.name(), tensor.type(), tensor.keys());
    }

    /** Whether some cell is an input as it came: a text that the graph does not know has no code. */
    private boolean isInput(Tensor tensor) {
        int inputs = binding.inputs().stream().mapToInt(ModelInput::size).sum();
        for (int cell = 0; cell < tensor.size(); cell++) {
            if (!tensor.isConstant(cell) && tensor.column(cell) < inputs) {
                return true;
            }
        }
        return false;
    }

    private void results(OnnxBinding bound) {
        ModelContract contract = bound.contract();
        Integer[] columns = new Integer[contract.outputs().size()];
        Node node = new Node(bundle.path().toString(), NodeProto.getDefaultInstance(), 0, List.of());
        for (BoundOutput output : bound.outputs()) {
            Tensor tensor = tensors.get(output.signature().name());
            for (int cell = 0; cell < tensor.size(); cell++) {
                int target = output.targets().get(cell);
                if (target >= 0) {
                    columns[target] = lowering.column(node, tensor, cell);
                }
            }
        }
        int guarded = guard(node, contract, columns);
        for (int output = 0; output < columns.length; output++) {
            boolean text = contract.outputs().get(output).isText();
            builder.addResult(new Result(columns[output], text ? texts.list() : List.of(), output == guarded));
        }
    }

    /**
     * Makes one output NaN, and so refuses the row, where a guard says so: that of the class, which is never NaN otherwise, if
     * there is one.
     *
     * @return the output; -1 if there is no guard
     */
    private int guard(Node node, ModelContract contract, Integer[] columns) {
        if (lowering.guards().isEmpty()) {
            return -1;
        }
        int guarded = 0;
        for (int output = columns.length - 1; output >= 0; output--) {
            if (contract.outputs().get(output).kind() == OutputKind.CLASS) {
                guarded = output;
            }
        }
        Tensor missing = Tensor.constant(ElementType.DOUBLE, new int[0], new double[] {Double.NaN});
        for (int guard : lowering.guards()) {
            int column = lowering.newColumns(node, 1);
            lowering.add(new Select(guard, lowering.column(node, missing, 0), columns[guarded], column));
            columns[guarded] = column;
        }
        return guarded;
    }

    private UnsupportedModelException unsupported(String expected, Object found) {
        return new UnsupportedModelException(
                bundle.path() + ": the compiled engine expects " + expected + ", found " + found);
    }
}
