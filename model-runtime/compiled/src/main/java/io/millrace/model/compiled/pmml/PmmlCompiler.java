package io.millrace.model.compiled.pmml;

import io.millrace.model.FeatureType;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.MissingPolicy;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelInput;
import io.millrace.model.UnsupportedModelException;
import io.millrace.model.compiled.program.InputColumn;
import io.millrace.model.compiled.program.Program;
import io.millrace.model.compiled.program.ProgramBuilder;
import io.millrace.model.compiled.program.Result;
import io.millrace.model.compiled.program.Undefined;
import io.millrace.model.format.pmml.PmmlBinding;
import io.millrace.model.format.pmml.PmmlColumn;
import io.millrace.model.format.pmml.PmmlFile;
import io.millrace.model.format.pmml.PmmlResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dmg.pmml.DataType;
import org.dmg.pmml.Model;
import org.jpmml.model.PMMLException;

/**
 * Compiles PMML documents: fields become columns, expressions and models steps that write columns.
 *
 * <p>Semantics are those of the standard as JPMML-Evaluator 1.7.7 implements it. Every row gets what JPMML gives it, to
 * rounding: models with {@code x-mathContext="float"} are computed in double precision and rounded at the end. What is
 * not compiled is refused by name.
 */
public final class PmmlCompiler {
    private final ModelBundle bundle;
    private final PmmlBinding binding;
    private final Model model;
    private final ProgramBuilder builder = new ProgramBuilder();
    private final Lowering lowering;
    private final Scope scope;
    private final Map<Integer, Dictionary> dictionaries = new HashMap<>();

    private PmmlCompiler(ModelBundle bundle, PmmlFile file, PmmlBinding binding) {
        this.bundle = bundle;
        this.binding = binding;
        model = file.model();
        lowering = new Lowering(file.pmml(), builder);
        scope = new Scope(lowering, null, model);
    }

    /**
     * The program of a document.
     *
     * @throws UnsupportedModelException naming the element that is not supported
     */
    public static Program compile(ModelBundle bundle) {
        PmmlFile file = PmmlFile.read(bundle);
        return new PmmlCompiler(bundle, file, PmmlBinding.of(bundle, file)).compile();
    }

    private Program compile() {
        try {
            declareInputs();
            Results results = lowering.lower(model, scope);
            addResults(results);
            loadTexts();
            return builder.build(binding.contract());
        } catch (UnsupportedModelException e) {
            throw new UnsupportedModelException(bundle.path() + ": " + e.getMessage());
        } catch (PMMLException e) {
            throw new UnsupportedModelException(bundle.path() + ": not compiled: " + e.getMessage());
        }
    }

    private void declareInputs() {
        List<PmmlColumn> fields = binding.columns();
        List<Column> raw = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            raw.add(input(fields.get(i), binding.contract().inputOfColumn(i)));
        }
        for (int i = 0; i < fields.size(); i++) {
            PmmlColumn field = fields.get(i);
            Column treated = field.treatedByDocument()
                    ? lowering.treatment().treat(raw.get(i), field.field(), field.usage(), Undefined.REFUSED)
                    : checked(raw.get(i), binding.contract().inputOfColumn(i));
            lowering.columns().require(treated);
            scope.declare(field.name(), treated);
        }
    }

    private Column input(PmmlColumn field, ModelInput input) {
        DataType type = field.dataType();
        boolean mayBeMissing = input.treatment().missing() == MissingPolicy.AS_IS;
        if (input.type() == FeatureType.CATEGORICAL) {
            boolean isOpen = input.isOpenText() || input.treatment().invalid() == InvalidPolicy.AS_IS;
            Dictionary texts = isOpen ? Dictionary.open(input.categories()) : Dictionary.closed(input.categories());
            int index = builder.addInput(InputColumn.PLAIN);
            dictionaries.put(index, texts);
            return new Column(index, type, field.opType(), texts, null, index, mayBeMissing, false);
        }
        int index = builder.addInput(type == DataType.FLOAT ? InputColumn.SINGLE : InputColumn.PLAIN);
        return new Column(index, type, field.opType(), null, null, index, mayBeMissing, false);
    }

    /** A whole number or flag that the contract lets through although it is none; JPMML refuses it then. */
    private Column checked(Column raw, ModelInput input) {
        boolean isWhole = raw.type() == DataType.INTEGER || raw.type() == DataType.BOOLEAN;
        if (!isWhole || input.treatment().invalid() != InvalidPolicy.AS_IS) {
            return raw;
        }
        boolean isFlag = raw.type() == DataType.BOOLEAN;
        return lowering.columns().unary(raw, raw.withGaps(raw.mayBeMissing(), true), value -> {
            if (isFlag) {
                return Double.isNaN(value) || value == 0 || value == 1 ? value : Undefined.VALUE;
            }
            return Casts.unlessFractional(value);
        });
    }

    /** Texts are loaded by the program's own codes where these are more than the contract's. */
    private void loadTexts() {
        dictionaries.forEach((index, texts) -> {
            ModelInput input = binding.contract().inputOfColumn(index);
            if (texts.texts().size() > input.categories().size() || input.isOpenText()) {
                builder.setInput(index, InputColumn.text(Map.copyOf(texts.codes())));
            }
        });
    }

    private void addResults(Results results) {
        List<Column> found = new ArrayList<>();
        for (PmmlResult result : binding.results()) {
            found.add(find(result, results));
        }
        boolean anyRequired = binding.results().stream().anyMatch(PmmlResult::required);
        if (!anyRequired && lowering.columns().mayRefuse()) {
            throw Unsupported.thing("choice of outputs", "none that a row must have");
        }
        for (int i = 0; i < found.size(); i++) {
            boolean isText = binding.contract().outputs().get(i).isText();
            builder.addResult(
                    result(found.get(i), isText, binding.results().get(i).required()));
        }
    }

    private Column find(PmmlResult wanted, Results results) {
        if (wanted.field() != null) {
            Column column = results.fields().get(wanted.field().requireName());
            if (column == null) {
                throw Unsupported.element(wanted.field(), wanted.field().requireName());
            }
            return column;
        }
        if (!Objects.equals(wanted.target(), results.target())) {
            throw Unsupported.thing("target", wanted.target());
        }
        Outputs outputs = new Outputs(lowering, model, scope);
        Prediction prediction = results.prediction();
        return switch (wanted.feature()) {
            case PREDICTED_VALUE -> prediction.value();
            case PROBABILITY, AFFINITY -> {
                if (prediction.scores().isEmpty()) {
                    throw Unsupported.thing("output", wanted.feature().value());
                }
                yield outputs.scoreOf(prediction, wanted.value());
            }
            case REASON_CODE -> outputs.reason(prediction, wanted.rank());
            default -> throw Unsupported.thing("output", wanted.feature().value());
        };
    }

    private Result result(Column found, boolean isText, boolean required) {
        Column column = found;
        if (isText) {
            column = lowering.casts().cast(column, DataType.STRING, null);
            if (column.texts().isOpen()) {
                throw Unsupported.thing("output of a text", "one that may be any");
            }
            if (!required) {
                column = emptyWhereMissing(column);
            }
        } else if (column.isText()) {
            throw Unsupported.thing("output of a number", column.type().value());
        }
        column = lowering.columns().guarded(column);
        List<String> texts = isText ? column.texts().texts() : List.of();
        return new Result(lowering.columns().index(column), texts, required);
    }

    private Column emptyWhereMissing(Column column) {
        Column withEmpty = column.withTexts(column.texts().with(""));
        double empty = withEmpty.texts().code("");
        return lowering.columns()
                .unary(
                        withEmpty,
                        withEmpty.withGaps(false, column.mayBeUndefined()),
                        code -> Undefined.isMissing(code) ? empty : code);
    }
}
