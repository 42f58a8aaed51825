package io.millrace.model.mleap.isolated;

import io.millrace.model.FeatureType;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.MissingPolicy;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelException;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.OutputSource;
import io.millrace.model.UnsupportedModelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ml.combust.mleap.core.types.BasicType;
import ml.combust.mleap.core.types.DataType;
import ml.combust.mleap.core.types.ScalarType;
import ml.combust.mleap.core.types.StructField;
import ml.combust.mleap.core.types.StructType;
import ml.combust.mleap.core.types.TensorType;
import ml.combust.mleap.runtime.frame.ArrayRow;
import ml.combust.mleap.runtime.frame.RowTransformer;
import ml.combust.mleap.runtime.frame.Transformer;
import scala.Function1;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * Which columns of a row become which cell of MLeap's row, the steps that fill the others, and which cells are the
 * outputs. Worked out once per model. Immutable; the steps are MLeap's closures, which keep no state of a row.
 *
 * @param contract what the model needs and gives
 * @param types MLeap's type of each input of the contract; cell {@code i} is input {@code i}
 * @param steps what MLeap's row transformer runs, in order; each sets cells, or gives none for a row it filters out
 * @param cells how many cells MLeap's row has
 * @param outputs where each output of the contract is
 */
record MleapLayout(
        ModelContract contract,
        List<DataType> types,
        List<Function1<ArrayRow, Option<ArrayRow>>> steps,
        int cells,
        List<Output> outputs) {

    /**
     * Where an output is.
     *
     * @param cell of MLeap's row
     * @param element of the vector in it; {@link #SCALAR} where it is none
     */
    record Output(int cell, int element) {
        static final int SCALAR = -1;
    }

    /** A field of the bundle, or one element of it, as an output. */
    private record Result(ModelOutput output, String field, int element) {}

    /**
     * The layout of a freshly loaded bundle.
     *
     * @throws ModelException if bundle and {@code model.yaml} contradict each other, or MLeap finds that the stages do
     *     not fit together
     */
    static MleapLayout of(ModelBundle bundle, Transformer root) {
        PipelineFields fields = new PipelineFields(root);
        Map<String, BundleInput> needed = new LinkedHashMap<>();
        fields.inputs().forEach((name, uses) -> needed.put(name, BundleInput.of(name, uses)));
        List<ModelInput> inputs = inputs(bundle, needed);
        List<Result> results = results(bundle, fields);
        ModelContract contract;
        try {
            contract = new ModelContract(
                    inputs, results.stream().map(Result::output).toList());
        } catch (IllegalArgumentException e) {
            throw new ModelException(bundle.path() + ": CONTRACT: " + e.getMessage(), e);
        }
        List<DataType> types =
                inputs.stream().map(input -> needed.get(input.name()).type()).toList();
        RowTransformer transformer = rowTransformer(root, inputs, types);
        List<Object> cellOfField = JavaConverters.seqAsJavaList(transformer.indices());
        List<Output> outputs = results.stream()
                .map(result -> new Output(
                        (int) cellOfField.get((int)
                                transformer.outputSchema().indexOf(result.field).get()),
                        result.element))
                .toList();
        return new MleapLayout(
                contract,
                types,
                List.copyOf(JavaConverters.seqAsJavaList(transformer.transforms())),
                transformer.maxSize(),
                outputs);
    }

    private static RowTransformer rowTransformer(Transformer root, List<ModelInput> inputs, List<DataType> types) {
        List<StructField> schema = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            schema.add(new StructField(inputs.get(i).name(), types.get(i)));
        }
        RowTransformer start = RowTransformer.apply(
                StructType.apply((Iterable<StructField>) schema).get());
        return root.transform(start).get();
    }

    private static List<ModelInput> inputs(ModelBundle bundle, Map<String, BundleInput> needed) {
        List<ModelInput> inputs = new ArrayList<>();
        for (BundleInput field : needed.values()) {
            if (field.featureType().isEmpty()) {
                throw new UnsupportedModelException(bundle.path() + ": input " + field.name()
                        + " must be a number, a text or a vector of numbers, found "
                        + field.type().printString());
            }
            if (bundle.inputs().isEmpty() && field.size() == BundleInput.UNKNOWN) {
                throw contract(
                        bundle, "input " + field.name(), "its size in a model.yaml", "an MLeap vector of any size");
            }
            if (bundle.inputs().isEmpty()) {
                inputs.add(field.toModelInput(field.featureType().get()));
            }
        }
        if (bundle.inputs().isEmpty()) {
            return inputs;
        }
        Map<String, BundleInput> open = new LinkedHashMap<>(needed);
        for (ModelInput declared : bundle.inputs()) {
            BundleInput field = open.remove(declared.name());
            if (field == null) {
                throw contract(
                        bundle,
                        "input " + declared.name(),
                        "one of the bundle's inputs " + needed.keySet() + ", once",
                        needed.containsKey(declared.name()) ? "it twice" : declared.name());
            }
            inputs.add(declared(bundle, declared, field));
        }
        if (!open.isEmpty()) {
            throw contract(bundle, "inputs", "all of the bundle's inputs", "none for " + open.keySet());
        }
        return inputs;
    }

    /** What {@code model.yaml} declares, unless MLeap cannot take it; see {@link io.millrace.model.mleap.MleapEngine}. */
    private static ModelInput declared(ModelBundle bundle, ModelInput declared, BundleInput field) {
        String where = "input " + declared.name();
        FeatureType type = field.featureType().orElseThrow();
        if (!fits(declared.type(), type)) {
            throw contract(bundle, where, "a type that fits MLeap's " + type, declared.type());
        }
        if (field.size() != BundleInput.UNKNOWN && declared.size() != field.size()) {
            throw contract(bundle, where, "size " + field.size(), declared.size());
        }
        boolean isText = type == FeatureType.CATEGORICAL;
        MissingPolicy missing = declared.treatment().missing();
        InvalidPolicy invalid = declared.treatment().invalid();
        boolean takesInvalid = isText ? field.takesUnseen() : type.isFloating();
        ModelInput input =
                declared.isOpenText() && !field.takesUnseen() ? declared.withCategories(field.categories()) : declared;
        return input.withPolicies(
                missing == MissingPolicy.AS_IS && !field.takesMissing() ? MissingPolicy.RETURN_INVALID : missing,
                invalid == InvalidPolicy.AS_IS && !takesInvalid ? InvalidPolicy.RETURN_INVALID : invalid);
    }

    /** Whether every value of the declared type is one of the field's, but for rounding to the field's precision. */
    private static boolean fits(FeatureType declared, FeatureType field) {
        return switch (field) {
            case CATEGORICAL -> declared == FeatureType.CATEGORICAL;
            case DOUBLE, FLOAT -> declared != FeatureType.CATEGORICAL;
            case LONG ->
                declared == FeatureType.LONG || declared == FeatureType.INTEGER || declared == FeatureType.BOOLEAN;
            case INTEGER -> declared == FeatureType.INTEGER || declared == FeatureType.BOOLEAN;
            case BOOLEAN -> declared == FeatureType.BOOLEAN;
        };
    }

    private static List<Result> results(ModelBundle bundle, PipelineFields fields) {
        OutputMeanings meanings = new OutputMeanings(fields);
        List<Result> results = new ArrayList<>();
        if (bundle.outputs().isEmpty()) {
            for (PipelineFields.Produced field : fields.results()) {
                results.addAll(all(bundle, field, meanings));
            }
            return results;
        }
        for (OutputSource source : bundle.outputs()) {
            String where = "output " + source.name();
            PipelineFields.Produced field = fields.produced().get(source.from());
            if (field == null) {
                throw contract(
                        bundle,
                        where,
                        "from: one of the fields that the bundle produces "
                                + fields.produced().keySet(),
                        source.from());
            }
            int element = element(bundle, source, field);
            results.add(new Result(meanings.of(field, source.name(), element), field.name(), element));
        }
        return results;
    }

    private static List<Result> all(ModelBundle bundle, PipelineFields.Produced field, OutputMeanings meanings) {
        checkKind(bundle, field);
        if (field.type() instanceof ScalarType) {
            return List.of(new Result(meanings.of(field, field.name(), Output.SCALAR), field.name(), Output.SCALAR));
        }
        int size = BundleInput.size(field.type());
        if (size == BundleInput.UNKNOWN) {
            throw contract(
                    bundle,
                    "output " + field.name(),
                    "its elements to be listed in a model.yaml",
                    "an MLeap vector of any size");
        }
        List<Result> results = new ArrayList<>();
        for (int element = 0; element < size; element++) {
            String name = field.name() + "[" + element + "]";
            results.add(new Result(meanings.of(field, name, element), field.name(), element));
        }
        return results;
    }

    private static int element(ModelBundle bundle, OutputSource source, PipelineFields.Produced field) {
        checkKind(bundle, field);
        String where = "output " + source.name();
        int size = BundleInput.size(field.type());
        if (field.type() instanceof ScalarType) {
            if (source.index() >= 0) {
                throw contract(
                        bundle, where, "no index, because " + field.name() + " is a single value", source.index());
            }
            return Output.SCALAR;
        }
        if (source.index() < 0 || (size != BundleInput.UNKNOWN && source.index() >= size)) {
            throw contract(
                    bundle,
                    where,
                    size == BundleInput.UNKNOWN ? "an index into the vector" : "an index from 0 to " + (size - 1),
                    source.index() < 0 ? "none" : source.index());
        }
        return source.index();
    }

    private static void checkKind(ModelBundle bundle, PipelineFields.Produced field) {
        boolean known = field.type() instanceof ScalarType || field.type() instanceof TensorType;
        if (!known || field.type().base() == BasicType.ByteString$.MODULE$) {
            throw new UnsupportedModelException(bundle.path() + ": output " + field.name()
                    + " must be a number, a text or a vector, found "
                    + field.type().printString() + ": list the outputs to be given in a model.yaml");
        }
    }

    private static ModelException contract(ModelBundle bundle, String where, String expected, Object found) {
        return new ModelException(
                bundle.path() + ": CONTRACT: " + where + ": expected " + expected + ", found " + found);
    }
}
