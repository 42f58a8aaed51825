package io.millrace.model.format.pmml;

import io.millrace.model.FeatureType;
import io.millrace.model.InputTreatment;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.MissingPolicy;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelInput;
import io.millrace.model.OutlierPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dmg.pmml.DataField;
import org.dmg.pmml.MiningField;
import org.dmg.pmml.Model;
import org.dmg.pmml.Output;
import org.dmg.pmml.OutputField;
import org.dmg.pmml.ResultFeature;

/**
 * The inputs of a document: its own declarations, and what {@code model.yaml} says besides.
 *
 * <p>Where {@code model.yaml} lists inputs, its order and units hold, and its policies other than the defaults; where it
 * keeps to the defaults, the document decides; refusing invalid values is no default where {@code model.yaml} states a
 * range or categories. A value is valid if both call it valid. The type is the document's.
 */
final class PmmlInputs {
    private final ModelBundle bundle;
    private final PmmlFile file;

    PmmlInputs(ModelBundle bundle, PmmlFile file) {
        this.bundle = bundle;
        this.file = file;
    }

    void bind(List<ModelInput> inputs, List<PmmlColumn> columns) {
        Map<String, PmmlField> fields = fields();
        if (bundle.inputs().isEmpty()) {
            fields.values().forEach(field -> {
                inputs.add(field.input());
                columns.add(field.column());
            });
            return;
        }
        Map<String, PmmlField> open = new LinkedHashMap<>(fields);
        for (ModelInput declared : bundle.inputs()) {
            String where = "input " + declared.name();
            PmmlField field = open.remove(declared.name());
            if (field == null) {
                throw PmmlBinding.contradiction(
                        bundle,
                        where,
                        "one of the PMML's active fields " + fields.keySet() + ", once",
                        fields.containsKey(declared.name()) ? "it twice" : declared.name());
            }
            PmmlField merged = merge(declared, field);
            inputs.add(merged.input());
            columns.add(merged.column());
        }
        if (!open.isEmpty()) {
            throw PmmlBinding.contradiction(
                    bundle, "inputs", "all of the PMML's active fields", "none for " + open.keySet());
        }
    }

    /** Active and supplementary fields, then targets that residuals are asked of: what JPMML wants to be given. */
    private Map<String, PmmlField> fields() {
        Map<String, DataField> dictionary = new LinkedHashMap<>();
        if (file.pmml().getDataDictionary() != null) {
            for (DataField field : file.pmml().getDataDictionary().getDataFields()) {
                dictionary.putIfAbsent(field.requireName(), field);
            }
        }
        Model model = file.model();
        Map<String, PmmlField> fields = new LinkedHashMap<>();
        MiningField target = null;
        for (MiningField usage : model.requireMiningSchema().getMiningFields()) {
            switch (usage.getUsageType()) {
                case ACTIVE, SUPPLEMENTARY -> fields.put(usage.requireName(), field(dictionary, usage));
                case TARGET, PREDICTED -> target = target == null ? usage : target;
                default -> {}
            }
        }
        Output output = model.getOutput();
        if (output != null) {
            for (OutputField asked : output.getOutputFields()) {
                if (asked.getResultFeature() == ResultFeature.RESIDUAL && target != null) {
                    MiningField usage = asked.getTargetField() == null ? target : usageOf(asked.getTargetField());
                    fields.put(usage.requireName(), field(dictionary, usage));
                }
            }
        }
        return fields;
    }

    private MiningField usageOf(String name) {
        return file.model().requireMiningSchema().getMiningFields().stream()
                .filter(usage -> usage.requireName().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> PmmlBinding.contradiction(bundle, "residual", "a target of the mining schema", name));
    }

    private PmmlField field(Map<String, DataField> dictionary, MiningField usage) {
        DataField field = dictionary.get(usage.requireName());
        if (field == null) {
            throw PmmlBinding.contradiction(
                    bundle, "mining field " + usage.requireName(), "a field of the data dictionary", "none");
        }
        return PmmlField.of(field, usage);
    }

    private PmmlField merge(ModelInput declared, PmmlField field) {
        String where = "input " + declared.name();
        if (declared.size() > 1) {
            throw PmmlBinding.contradiction(bundle, where, "size 1, because PMML fields are scalars", declared.size());
        }
        ModelInput own = field.input();
        boolean isText = own.type() == FeatureType.CATEGORICAL;
        if (isText != (declared.type() == FeatureType.CATEGORICAL)) {
            throw PmmlBinding.contradiction(
                    bundle,
                    where,
                    (isText ? "type categorical" : "a numeric type") + ", because the PMML's dataType is "
                            + field.column().dataType().value(),
                    declared.type());
        }
        if (field.column().treatedByDocument() || refusesWhatTheDocumentTreats(declared, own)) {
            ModelInput first = new ModelInput(
                    declared.name(),
                    own.type(),
                    1,
                    declared.unit(),
                    declared.low(),
                    declared.high(),
                    declared.categories(),
                    declared.treatment(),
                    "");
            return new PmmlField(
                    first, new PmmlColumn(field.column().field(), field.column().usage(), true));
        }
        double low = Math.max(declared.low(), own.low());
        double high = Math.min(declared.high(), own.high());
        if (low > high) {
            throw PmmlBinding.contradiction(
                    bundle,
                    where,
                    "a range that meets the PMML's [" + own.low() + ", " + own.high() + "]",
                    "[" + declared.low() + ", " + declared.high() + "]");
        }
        List<String> categories = categories(declared, own);
        ModelInput both = new ModelInput(
                declared.name(),
                own.type(),
                1,
                declared.unit(),
                low,
                high,
                categories,
                treatment(declared, own, categories),
                "");
        return new PmmlField(both, field.column());
    }

    /**
     * Whether {@code model.yaml} refuses what it calls invalid, while the document treats in another way what it calls
     * invalid besides. One input has one policy, so the document's own engine must apply the other.
     */
    private static boolean refusesWhatTheDocumentTreats(ModelInput declared, ModelInput own) {
        return statesDomain(declared)
                && declared.treatment().invalid() == InvalidPolicy.RETURN_INVALID
                && own.treatment().invalid() != InvalidPolicy.RETURN_INVALID
                && (own.low() > declared.low()
                        || own.high() < declared.high()
                        || (!own.categories().isEmpty() && !own.categories().containsAll(declared.categories())));
    }

    private static boolean statesDomain(ModelInput declared) {
        return !declared.categories().isEmpty()
                || !Double.isInfinite(declared.low())
                || !Double.isInfinite(declared.high());
    }

    /** What both list, in the order of {@code model.yaml}. */
    private List<String> categories(ModelInput declared, ModelInput own) {
        if (declared.categories().isEmpty()) {
            return own.categories();
        }
        if (own.categories().isEmpty()) {
            return declared.categories();
        }
        List<String> both = new ArrayList<>(declared.categories());
        both.retainAll(own.categories());
        if (both.isEmpty()) {
            throw PmmlBinding.contradiction(
                    bundle,
                    "input " + declared.name(),
                    "some of the categories " + own.categories(),
                    declared.categories());
        }
        return both;
    }

    private InputTreatment treatment(ModelInput declared, ModelInput own, List<String> categories) {
        InputTreatment wanted = declared.treatment();
        InputTreatment given = own.treatment();
        boolean missingIsOurs = wanted.missing() != MissingPolicy.AS_IS;
        boolean invalidIsOurs = wanted.invalid() != InvalidPolicy.AS_IS
                && (wanted.invalid() != InvalidPolicy.RETURN_INVALID || statesDomain(declared));
        boolean outlierIsOurs = wanted.outlier() != OutlierPolicy.AS_IS;
        InputTreatment outliers = outlierIsOurs ? wanted : given;
        return new InputTreatment(
                missingIsOurs ? wanted.missing() : given.missing(),
                missingIsOurs
                        ? code(wanted.missingReplacement(), declared, categories)
                        : code(given.missingReplacement(), own, categories),
                invalidIsOurs ? wanted.invalid() : given.invalid(),
                invalidIsOurs
                        ? code(wanted.invalidReplacement(), declared, categories)
                        : code(given.invalidReplacement(), own, categories),
                outliers.outlier(),
                outliers.outlierLow(),
                outliers.outlierHigh());
    }

    /** A replacement of {@code from}, whose categories may have other codes, under {@code categories}. */
    private double code(double replacement, ModelInput from, List<String> categories) {
        if (from.type() != FeatureType.CATEGORICAL || Double.isNaN(replacement)) {
            return replacement;
        }
        String text = from.categories().get((int) replacement);
        int code = categories.indexOf(text);
        if (code < 0) {
            throw PmmlBinding.contradiction(
                    bundle, "input " + from.name(), "a replacement out of the categories " + categories, text);
        }
        return code;
    }
}
