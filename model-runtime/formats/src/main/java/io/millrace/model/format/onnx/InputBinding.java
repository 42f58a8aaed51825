package io.millrace.model.format.onnx;

import io.millrace.model.FeatureType;
import io.millrace.model.InputTreatment;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.MissingPolicy;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.ModelInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The first half of a contract: what rows hold, and which of their columns go into which tensor.
 *
 * @param inputs what {@code model.yaml} declares, or for a bare file one input for each tensor; treatments are sharpened
 *     where a tensor cannot hold what they would let through
 * @param tensors the graph's inputs, in its order
 * @param batchRows rows that the graph wants at a time; 0 if it takes any number
 */
public record InputBinding(List<ModelInput> inputs, List<InputTensor> tensors, int batchRows) {

    /** Elements of a row of one tensor, as {@code model.yaml} limits them, too. */
    private static final long MAX_COLUMNS = 1_000_000;

    /** Cells of a tensor with a fixed number of rows; its buffer has to be made whatever the batch. */
    private static final long MAX_CELLS = 100_000_000;

    /**
     * A graph input.
     *
     * @param columns the row's columns that it holds, in order
     * @param shape of one row, without the dimension of the rows
     */
    public record InputTensor(String name, ElementType type, List<Integer> columns, List<Long> shape) {
        /** The tensor's shape for {@code rows} rows. */
        public long[] shape(int rows) {
            long[] whole = new long[1 + shape.size()];
            whole[0] = rows;
            for (int i = 0; i < shape.size(); i++) {
                whole[i + 1] = shape.get(i);
            }
            return whole;
        }
    }

    /**
     * Binds the inputs of a graph to the bundle's.
     *
     * @throws ModelException if they contradict each other, or the graph wants what rows cannot be put into
     */
    public static InputBinding of(ModelBundle bundle, OnnxFile file) {
        Map<String, TensorSignature> tensors = new LinkedHashMap<>();
        for (TensorSignature tensor : file.inputs()) {
            tensors.put(tensor.name(), checked(bundle, tensor));
        }
        int batchRows = batchRows(bundle, tensors);
        List<ModelInput> declared = bundle.inputs().isEmpty() ? bareInputs(bundle, tensors) : bundle.inputs();
        Map<String, List<Integer>> columns = new LinkedHashMap<>();
        tensors.keySet().forEach(name -> columns.put(name, new ArrayList<>()));
        List<ModelInput> inputs = new ArrayList<>();
        int column = 0;
        for (ModelInput input : declared) {
            TensorSignature tensor = tensorOf(bundle, tensors, input);
            checkType(bundle, input, tensor);
            inputs.add(sharpened(bundle, input, tensor.type()));
            for (int i = 0; i < input.size(); i++) {
                columns.get(tensor.name()).add(column++);
            }
        }
        List<InputTensor> bound = new ArrayList<>();
        tensors.forEach((name, tensor) -> {
            List<Integer> held = List.copyOf(columns.get(name));
            bound.add(new InputTensor(name, tensor.type(), held, rowShape(bundle, tensor, held.size())));
        });
        return new InputBinding(List.copyOf(inputs), List.copyOf(bound), batchRows);
    }

    private static TensorSignature checked(ModelBundle bundle, TensorSignature tensor) {
        String where = "input " + tensor.name();
        if (tensor.form() != TensorSignature.Form.TENSOR) {
            throw Refusal.contract(bundle, where, "a tensor", tensor.description());
        }
        if (tensor.rank() < 1) {
            throw Refusal.contract(bundle, where, "shape [rows, ...]", tensor.description());
        }
        if (tensor.type() == null) {
            throw Refusal.contract(
                    bundle, where, "one of the types " + List.of(ElementType.values()), tensor.description());
        }
        if (tensor.columns() > MAX_COLUMNS) {
            throw Refusal.contract(bundle, where, "at most " + MAX_COLUMNS + " columns", tensor.description());
        }
        return tensor;
    }

    private static int batchRows(ModelBundle bundle, Map<String, TensorSignature> tensors) {
        long fixed = 0;
        for (TensorSignature tensor : tensors.values()) {
            long rows = Math.max(0, tensor.rows());
            if (fixed != 0 && rows != 0 && rows != fixed) {
                throw Refusal.contract(
                        bundle, "input " + tensor.name(), "the same number of rows as the others, " + fixed, rows);
            }
            if (rows > MAX_CELLS / Math.max(1, tensor.columns())) {
                throw Refusal.contract(
                        bundle, "input " + tensor.name(), "at most " + MAX_CELLS + " cells", tensor.description());
            }
            fixed = Math.max(fixed, rows);
        }
        return (int) fixed;
    }

    private static List<ModelInput> bareInputs(ModelBundle bundle, Map<String, TensorSignature> tensors) {
        List<ModelInput> inputs = new ArrayList<>();
        tensors.forEach((name, tensor) -> {
            if (tensor.columns() < 1) {
                throw Refusal.contract(
                        bundle,
                        "input " + name,
                        "a fixed number of columns, or a model.yaml that names them",
                        tensor.description());
            }
            inputs.add(ModelInput.vector(name, tensor.type().featureType(), (int) tensor.columns()));
        });
        return inputs;
    }

    /** The tensor that an input names, else the one of its own name, else the only one there is. */
    private static TensorSignature tensorOf(
            ModelBundle bundle, Map<String, TensorSignature> tensors, ModelInput input) {
        String only = tensors.size() == 1 ? tensors.keySet().iterator().next() : input.name();
        String name =
                !input.tensor().isEmpty() ? input.tensor() : tensors.containsKey(input.name()) ? input.name() : only;
        TensorSignature tensor = tensors.get(name);
        if (tensor == null) {
            throw Refusal.contract(
                    bundle, "input " + input.name(), "one of the graph's inputs " + tensors.keySet(), name);
        }
        return tensor;
    }

    private static void checkType(ModelBundle bundle, ModelInput input, TensorSignature tensor) {
        String where = "input " + input.name();
        boolean text = tensor.type() == ElementType.STRING;
        if (text && input.type() != FeatureType.CATEGORICAL) {
            throw Refusal.contract(
                    bundle,
                    where,
                    "type categorical, because tensor " + tensor.name() + " holds strings",
                    input.type());
        }
        if (!text && input.isOpenText()) {
            throw Refusal.contract(
                    bundle, where, "categories, because tensor " + tensor.name() + " holds their codes", "none");
        }
        if (!text && !tensor.type().holdsNaN() && input.type().isFloating()) {
            throw Refusal.contract(
                    bundle,
                    where,
                    "a type of whole numbers, because tensor " + tensor.name() + " holds " + tensor.type(),
                    input.type());
        }
    }

    /** The dimensions behind the rows, the one that the graph leaves open worked out from the number of columns. */
    private static List<Long> rowShape(ModelBundle bundle, TensorSignature tensor, int columns) {
        List<Long> shape = new ArrayList<>(tensor.shape().subList(1, tensor.rank()));
        long known =
                OnnxScan.elements(shape.stream().map(size -> Math.max(1, size)).toList());
        long open = shape.stream().filter(size -> size < 1).count();
        boolean fits = open == 0 ? columns == known : open == 1 && columns % known == 0;
        if (columns == 0 || !fits) {
            throw Refusal.contract(
                    bundle, "input " + tensor.name(), tensor.description(), columns + " columns in model.yaml");
        }
        for (int i = 0; i < shape.size(); i++) {
            if (shape.get(i) < 1) {
                shape.set(i, columns / known);
            }
        }
        return List.copyOf(shape);
    }

    /**
     * An input that lets nothing through that its tensor cannot hold: a tensor without NaN cannot hold a missing value,
     * nor a small integer a large one. Such a row is refused instead.
     */
    private static ModelInput sharpened(ModelBundle bundle, ModelInput input, ElementType type) {
        InputTreatment treatment = input.treatment();
        boolean categorical = input.type() == FeatureType.CATEGORICAL;
        MissingPolicy missing = treatment.missing();
        InvalidPolicy invalid = treatment.invalid();
        if (!type.holdsNaN()) {
            missing = missing == MissingPolicy.AS_IS ? MissingPolicy.RETURN_INVALID : missing;
            // the code of an unseen category is -1, which most tensors hold, and its text is itself
            boolean holdsUnseen = categorical && type.least() < 0;
            invalid = invalid == InvalidPolicy.AS_IS && !holdsUnseen ? InvalidPolicy.RETURN_INVALID : invalid;
        }
        ModelInput sharpened = input.withTreatment(treatment.withPolicies(missing, invalid));
        if (categorical || !narrower(type, input.type())) {
            return sharpened;
        }
        double low = Math.max(input.low(), type.least());
        double high = Math.min(input.high(), type.greatest());
        if (low > high) {
            throw Refusal.contract(
                    bundle,
                    "input " + input.name(),
                    "a range with values that " + type + " holds",
                    "[" + input.low() + ", " + input.high() + "]");
        }
        return sharpened.withRange(low, high);
    }

    /** Whether a feature's type has values that the tensor's has not. */
    private static boolean narrower(ElementType tensor, FeatureType feature) {
        return switch (feature) {
            case DOUBLE -> tensor != ElementType.DOUBLE;
            case FLOAT -> tensor == ElementType.FLOAT16 || tensor == ElementType.BFLOAT16;
            case INTEGER -> tensor.greatest() < Integer.MAX_VALUE;
            case LONG -> tensor.greatest() < 0x1p53;
            case BOOLEAN, CATEGORICAL -> false;
        };
    }
}
