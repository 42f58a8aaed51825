package io.millrace.model.format.pmml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dmg.pmml.DataField;
import org.dmg.pmml.DerivedField;
import org.dmg.pmml.HasFieldReference;
import org.dmg.pmml.LocalTransformations;
import org.dmg.pmml.MiningField;
import org.dmg.pmml.Model;
import org.dmg.pmml.PMML;
import org.dmg.pmml.PMMLObject;
import org.dmg.pmml.Visitable;
import org.dmg.pmml.VisitorAction;
import org.dmg.pmml.mining.MiningModel;
import org.dmg.pmml.mining.Segment;
import org.jpmml.model.visitors.AbstractVisitor;

/**
 * A derived field may not be made from itself. Names are resolved as PMML scopes them: a model sees its own derived
 * fields, what its mining schema takes from the model around it, and the document's transformation dictionary.
 */
final class DerivedFieldRules {
    /** Derived fields that are made from one another in a row. */
    static final int MAX_CHAIN = 256;

    /** How many fields stand behind one another, the field itself included. */
    private final Map<DerivedField, Integer> lengths = new HashMap<>();

    private final Set<DerivedField> open = new HashSet<>();

    private DerivedFieldRules() {}

    /** The derived fields of one model, or of the document, and what lies around it. */
    private record Scope(Scope around, Set<String> taken, Map<String, DerivedField> fields) {}

    /**
     * Checks a document.
     *
     * @throws IllegalArgumentException naming the field that is made from itself
     */
    static void check(PMML pmml) {
        new DerivedFieldRules().checkAll(pmml);
    }

    private void checkAll(PMML pmml) {
        Map<String, DerivedField> shared = pmml.getTransformationDictionary() == null
                ? Map.of()
                : byName(pmml.getTransformationDictionary().getDerivedFields());
        Set<String> data = new HashSet<>();
        if (pmml.getDataDictionary() != null) {
            for (DataField field : pmml.getDataDictionary().getDataFields()) {
                data.add(field.requireName());
            }
        }
        Scope document = new Scope(new Scope(null, Set.of(), Map.of()), data, shared);
        for (DerivedField field : shared.values()) {
            check(field, document);
        }
        pmml.getModels().forEach(model -> check(model, document));
    }

    /** Models nest no deeper than elements may. */
    private void check(Model model, Scope around) {
        Set<String> taken = new HashSet<>();
        if (model.getMiningSchema() != null) {
            for (MiningField field : model.getMiningSchema().getMiningFields()) {
                taken.add(field.requireName());
            }
        }
        LocalTransformations local = model.getLocalTransformations();
        Scope scope = new Scope(around, taken, local == null ? Map.of() : byName(local.getDerivedFields()));
        for (DerivedField field : scope.fields().values()) {
            check(field, scope);
        }
        if (model instanceof MiningModel ensemble && ensemble.getSegmentation() != null) {
            for (Segment segment : ensemble.getSegmentation().getSegments()) {
                check(segment.requireModel(), scope);
            }
        }
    }

    /** Length of the chain that ends at {@code field}; the recursion ends at {@link #MAX_CHAIN}. */
    private int check(DerivedField field, Scope scope) {
        Integer known = lengths.get(field);
        if (known != null) {
            return known;
        }
        if (!open.add(field)) {
            throw new IllegalArgumentException(
                    "derived fields must not be made from themselves, found " + field.requireName());
        }
        int length = open.size() > MAX_CHAIN ? MAX_CHAIN : 0;
        if (length == 0) {
            for (String name : references(field)) {
                length = Math.max(length, resolve(name, scope));
            }
        }
        if (++length > MAX_CHAIN) {
            throw new IllegalArgumentException("derived fields must not be made from one another more than " + MAX_CHAIN
                    + " times, found more at " + field.requireName());
        }
        open.remove(field);
        lengths.put(field, length);
        return length;
    }

    private int resolve(String name, Scope from) {
        for (Scope scope = from; scope != null; scope = scope.around()) {
            // what a mining schema takes comes from around, whatever the model derives under the same name
            if (!scope.taken().contains(name) && scope.fields().containsKey(name)) {
                return check(scope.fields().get(name), scope);
            }
        }
        return 0;
    }

    /** Fields that {@code field} refers to. */
    private static List<String> references(Visitable field) {
        List<String> names = new ArrayList<>();
        new AbstractVisitor() {
            @Override
            public VisitorAction visit(PMMLObject object) {
                if (object instanceof HasFieldReference<?> reference && reference.getField() != null) {
                    names.add(reference.getField());
                }
                return super.visit(object);
            }
        }.applyTo(field);
        return names;
    }

    private static Map<String, DerivedField> byName(List<DerivedField> fields) {
        Map<String, DerivedField> byName = new HashMap<>();
        for (DerivedField field : fields) {
            byName.putIfAbsent(field.requireName(), field);
        }
        return byName;
    }
}
