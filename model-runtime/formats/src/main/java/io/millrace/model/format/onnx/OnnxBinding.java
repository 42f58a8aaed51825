package io.millrace.model.format.onnx;

import io.millrace.model.ModelBundle;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelException;
import io.millrace.model.ModelOutput;
import io.millrace.model.OutputSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The contract of an ONNX model, and where rows go in and scores come out. The one place that makes it, whichever engine
 * serves:
 *
 * <pre>{@code
 * OnnxFile file = OnnxFile.read(bundle);
 * InputBinding inputs = InputBinding.of(bundle, file);
 * List<TensorSignature> wanted = OnnxBinding.wanted(bundle, file);
 * List<OutputSignature> outputs = …;              // each of wanted, with its width found out
 * OnnxBinding binding = OnnxBinding.bind(bundle, file, inputs, outputs);
 * }</pre>
 *
 * @param contract what the model needs and gives
 * @param inputs which columns go into which tensor
 * @param outputs the graph's outputs that are asked for, in the graph's order
 */
public record OnnxBinding(ModelContract contract, InputBinding inputs, List<BoundOutput> outputs) {

    /**
     * A graph output and what becomes of it.
     *
     * @param targets for each value of a row the contract's output, or -1 if nobody asked for it
     */
    public record BoundOutput(OutputSignature signature, List<Integer> targets) {}

    /**
     * The graph's outputs that the bundle asks for, in the graph's order: all, if {@code model.yaml} names none.
     *
     * @throws ModelException if {@code model.yaml} names one that the graph has not
     */
    public static List<TensorSignature> wanted(ModelBundle bundle, OnnxFile file) {
        List<String> names = file.outputs().stream().map(TensorSignature::name).toList();
        for (OutputSource source : bundle.outputs()) {
            if (!names.contains(source.from())) {
                throw Refusal.contract(
                        bundle, "output " + source.name(), "from: one of the graph's outputs " + names, source.from());
            }
        }
        return file.outputs().stream()
                .filter(output -> bundle.outputs().isEmpty()
                        || bundle.outputs().stream()
                                .anyMatch(source -> source.from().equals(output.name())))
                .map(output -> checked(bundle, output))
                .toList();
    }

    private static TensorSignature checked(ModelBundle bundle, TensorSignature output) {
        String where = "output " + output.name();
        if (output.form() == TensorSignature.Form.OTHER) {
            throw Refusal.contract(bundle, where, "a tensor or a sequence of maps", output.description());
        }
        if (output.type() == null) {
            throw Refusal.contract(
                    bundle, where, "one of the types " + List.of(ElementType.values()), output.description());
        }
        if (output.rank() == 0) {
            throw Refusal.contract(bundle, where, "shape [rows, ...]", output.description());
        }
        return output;
    }

    /**
     * Makes the contract.
     *
     * <p>Without {@code outputs} in {@code model.yaml} each value of each output becomes one of the contract: {@code name},
     * {@code name[i]} where a row has several, {@code name(key)} out of a map.
     *
     * @param outputs what {@link #wanted} gave, found out
     * @throws ModelException if {@code model.yaml} asks for a value that there is not
     */
    public static OnnxBinding bind(
            ModelBundle bundle, OnnxFile file, InputBinding inputs, List<OutputSignature> outputs) {
        OutputMeaning meaning = new OutputMeaning(file.graph());
        List<OutputSource> asked = bundle.outputs().isEmpty() ? everything(outputs) : bundle.outputs();
        Map<String, Integer[]> targets = new LinkedHashMap<>();
        List<ModelOutput> contractOutputs = new ArrayList<>();
        for (OutputSource source : asked) {
            OutputSignature output = outputs.stream()
                    .filter(candidate -> candidate.name().equals(source.from()))
                    .findFirst()
                    .orElseThrow();
            int index = index(bundle, source, output);
            Integer[] target = targets.computeIfAbsent(output.name(), name -> {
                Integer[] none = new Integer[output.width()];
                Arrays.fill(none, -1);
                return none;
            });
            if (target[index] >= 0) {
                throw Refusal.contract(
                        bundle,
                        "output " + source.name(),
                        "a value of its own",
                        source.from() + "[" + index + "] twice");
            }
            target[index] = contractOutputs.size();
            contractOutputs.add(meaning.of(source.name(), output, index));
        }
        List<BoundOutput> bound = outputs.stream()
                .filter(output -> targets.containsKey(output.name()))
                .map(output -> new BoundOutput(output, List.of(targets.get(output.name()))))
                .toList();
        return new OnnxBinding(contract(bundle, inputs, contractOutputs), inputs, bound);
    }

    private static ModelContract contract(ModelBundle bundle, InputBinding inputs, List<ModelOutput> outputs) {
        if (inputs.inputs().isEmpty()) {
            throw Refusal.contract(bundle, "graph", "at least one input", "none");
        }
        return new ModelContract(inputs.inputs(), outputs);
    }

    private static int index(ModelBundle bundle, OutputSource source, OutputSignature output) {
        int index = Math.max(0, source.index());
        if (index >= output.width() || (source.index() < 0 && output.width() > 1)) {
            throw Refusal.contract(
                    bundle,
                    "output " + source.name(),
                    "an index from 0 to " + (output.width() - 1) + " into " + output.name(),
                    source.index() < 0 ? "none" : source.index());
        }
        return index;
    }

    private static List<OutputSource> everything(List<OutputSignature> outputs) {
        List<OutputSource> sources = new ArrayList<>();
        for (OutputSignature output : outputs) {
            for (int i = 0; i < output.width(); i++) {
                String name = output.isMaps()
                        ? output.name() + "(" + output.keys().get(i) + ")"
                        : output.width() > 1 ? output.name() + "[" + i + "]" : output.name();
                sources.add(new OutputSource(name, output.name(), i));
            }
        }
        return sources;
    }
}
