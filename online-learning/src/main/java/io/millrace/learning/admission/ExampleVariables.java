package io.millrace.learning.admission;

import io.millrace.learning.Task;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.projectnessie.cel.checker.Decls;
import org.projectnessie.cel.common.types.BoolT;
import org.projectnessie.cel.common.types.DoubleT;
import org.projectnessie.cel.common.types.Err;
import org.projectnessie.cel.common.types.StringT;
import org.projectnessie.cel.common.types.TimestampT;
import org.projectnessie.cel.common.types.ref.Val;
import org.projectnessie.cel.interpreter.Activation;
import org.projectnessie.cel.interpreter.ResolvedValue;
import org.projectnessie.cel.relocated.com.google.api.expr.v1alpha1.Decl;
import org.projectnessie.cel.relocated.com.google.api.expr.v1alpha1.Type;

/**
 * What an expression can ask of an example, with CEL types:
 *
 * <ul>
 *   <li>{@code example.<field>}: double, or string for a field of texts; an error where the value is missing;
 *   <li>{@code missing.<field>}: bool, so that {@code missing.amount || example.amount > 0.0} holds of what is missing;
 *   <li>{@code label}, {@code weight}: double;
 *   <li>{@code score}: double, what the learner answered before it learned this: the probability of class 1, the value of a regression, of several classes the probability
 *       of the label's, the distance to the nearest centre;
 *   <li>{@code id}: string, of the event, empty if it has none; {@code time}: timestamp, of the event;
 *   <li>{@code principal.name}: string, empty if unknown; {@code principal.trustClass}: string, as configured.
 * </ul>
 *
 * <p>Fields whose names are no identifiers cannot be asked for. One thread at a time.
 */
final class ExampleVariables implements Activation {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");
    private static final Val MISSING = Err.newErr("the value is missing");

    /** How a variable is read. */
    private record Variable(Type type, Function<Submission, Val> reader) {}

    private final StageContext context;
    private final Map<String, Variable> variables = new HashMap<>();
    private Submission example = new Submission();

    ExampleVariables(StageContext context) {
        this.context = context;
        for (int i = 0; i < context.fields().size(); i++) {
            String field = context.fields().get(i);
            if (IDENTIFIER.matcher(field).matches()) {
                addField(field, i, context.texts().contains(field));
            }
        }
        add("label", Decls.Double, shown -> DoubleT.doubleOf(shown.label()));
        add("weight", Decls.Double, shown -> DoubleT.doubleOf(shown.weight()));
        add("score", Decls.Double, shown -> DoubleT.doubleOf(score(shown)));
        add("id", Decls.String, shown -> StringT.stringOf(shown.id()));
        add("time", Decls.Timestamp, ExampleVariables::time);
        add("principal.name", Decls.String, shown -> StringT.stringOf(shown.principal()));
        add("principal.trustClass", Decls.String, this::trustClass);
    }

    private void addField(String field, int index, boolean isText) {
        if (isText) {
            add("example." + field, Decls.String, shown -> {
                String text = shown.row().text(index);
                return text == null ? MISSING : StringT.stringOf(text);
            });
            add("missing." + field, Decls.Bool, shown -> bool(shown.row().text(index) == null));
        } else {
            add("example." + field, Decls.Double, shown -> {
                double number = shown.row().number(index);
                return Double.isNaN(number) ? MISSING : DoubleT.doubleOf(number);
            });
            add(
                    "missing." + field,
                    Decls.Bool,
                    shown -> bool(Double.isNaN(shown.row().number(index))));
        }
    }

    private void add(String name, Type type, Function<Submission, Val> reader) {
        variables.put(name, new Variable(type, reader));
    }

    private static Val bool(boolean value) {
        return value ? BoolT.True : BoolT.False;
    }

    private double score(Submission shown) {
        double[] scores = shown.scores();
        if (context.task() == Task.MULTICLASS_CLASSIFICATION) {
            return scores[(int) shown.label()];
        }
        if (context.task() == Task.CLUSTERING) {
            return GradientNorm.nearest(context.outputs(), scores);
        }
        return scores[0];
    }

    private static Val time(Submission shown) {
        return TimestampT.timestampOf(Instant.ofEpochMilli(shown.time()).atZone(ZoneOffset.UTC));
    }

    private Val trustClass(Submission shown) {
        return StringT.stringOf(context.principals().trustClass(shown.slot()).name());
    }

    /** The variables with their types. */
    List<Decl> declarations() {
        List<Decl> declarations = new ArrayList<>();
        variables.forEach((name, variable) -> declarations.add(Decls.newVar(name, variable.type())));
        return declarations;
    }

    /** Answers for this example from now on. */
    void show(Submission shown) {
        example = shown;
    }

    @Override
    public ResolvedValue resolveName(String name) {
        Variable variable = variables.get(name);
        return variable == null
                ? ResolvedValue.ABSENT
                : ResolvedValue.resolvedValue(variable.reader().apply(example));
    }

    @Override
    public Activation parent() {
        return null;
    }
}
