package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.Undefined;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.dmg.pmml.DataField;
import org.dmg.pmml.DataType;
import org.dmg.pmml.DerivedField;
import org.dmg.pmml.Field;
import org.dmg.pmml.MiningField;
import org.dmg.pmml.Model;
import org.dmg.pmml.OpType;
import org.dmg.pmml.OutputField;

/**
 * What the names inside one model stand for. A name of the mining schema is a field of the model around it, or a data
 * field; any other is a derived field, the model's own before the document's.
 */
final class Scope implements Names {
    private final Lowering lowering;
    private final Scope around;
    private final Map<String, MiningField> usages = new HashMap<>();
    private final Map<String, DerivedField> own = new HashMap<>();
    private final Map<String, Column> columns = new HashMap<>();
    private final Map<String, OutputField> outputs = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    /**
     * The scope of a model.
     *
     * @param around of the model around it; null for the one that is served
     */
    Scope(Lowering lowering, Scope around, Model model) {
        this.lowering = lowering;
        this.around = around;
        for (MiningField usage : model.requireMiningSchema().getMiningFields()) {
            usages.put(usage.requireName(), usage);
        }
        if (model.getLocalTransformations() != null) {
            for (DerivedField field : model.getLocalTransformations().getDerivedFields()) {
                own.put(field.requireName(), field);
            }
        }
    }

    Scope inner(Model model) {
        return new Scope(lowering, this, model);
    }

    /** Whether this is the scope of the model that is served. */
    boolean isOutermost() {
        return around == null;
    }

    /** Makes known what a column of the row, or an output field, is called. */
    void declare(String name, Column column) {
        columns.put(name, column);
    }

    /** Makes an output field of an inner model known to the models behind it. */
    void declare(OutputField field, Column column) {
        outputs.put(field.requireName(), field);
        columns.put(field.requireName(), column);
    }

    @Override
    public Column column(String name) {
        Column known = columns.get(name);
        if (known != null) {
            return known;
        }
        if (!open.add(name)) {
            throw Unsupported.thing("field that is made from itself", name);
        }
        Column found = find(name);
        open.remove(name);
        columns.put(name, found);
        return found;
    }

    private Column find(String name) {
        MiningField usage = usages.get(name);
        if (usage == null) {
            DerivedField field = own.get(name);
            if (field != null) {
                return lowering.expressions().derived(field, this);
            }
            DerivedField shared = lowering.sharedField(name);
            if (shared != null) {
                return around != null && takesInputsAsTheyAre()
                        ? around.column(name)
                        : lowering.expressions().derived(shared, this);
            }
            throw Unsupported.thing("field that the model does not know", name);
        }
        if (around == null) {
            throw Unsupported.attribute(usage, "usageType", usage.getUsageType().value());
        }
        Field<?> field = around.declaration(name);
        Column raw = around.column(name);
        OpType defaultOpType = field instanceof DataField ? field.getOpType() : null;
        if (Treatment.isDefault(usage, defaultOpType)) {
            return raw;
        }
        DataType type = field.getDataType() == null ? raw.type() : field.getDataType();
        OpType opType = usage.getOpType() != null
                ? usage.getOpType()
                : field.getOpType() != null ? field.getOpType() : raw.opType();
        return lowering.treatment().treat(lowering.casts().cast(raw, type, opType), field, usage, Undefined.VALUE);
    }

    /** Whether the fields of the dictionary are the same in this model as in the one around it. */
    private boolean takesInputsAsTheyAre() {
        return usages.values().stream().allMatch(usage -> {
            DataField field = lowering.dataField(usage.requireName());
            return field == null || Treatment.isDefault(usage, field.getOpType());
        });
    }

    /** Where the field called {@code name} is declared. */
    private Field<?> declaration(String name) {
        DataField field = lowering.dataField(name);
        if (field != null) {
            return field;
        }
        for (Scope scope = this; scope != null; scope = scope.around) {
            if (scope.outputs.containsKey(name)) {
                return scope.outputs.get(name);
            }
            if (scope.own.containsKey(name)) {
                return scope.own.get(name);
            }
        }
        throw Unsupported.thing("field that the model does not know", name);
    }
}
