package io.millrace.learning.admission;

import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;
import org.projectnessie.cel.Program;
import org.projectnessie.cel.common.types.BoolT;
import org.projectnessie.cel.common.types.Err;
import org.projectnessie.cel.common.types.ref.Val;

/**
 * Declared expressions in CEL over an example, the learner's score of it and its principal; each must be true. The score is the number of the rule that is not,
 * from 1 on.
 *
 * <p>Expressions are compiled once. One that cannot be answered, e.g. since a value that it asks for is missing, or it divides by zero, refuses the example too, as
 * {@link Reason#EXPRESSION_FAILED}. There are no loops and no regular expressions in them, and their length is bounded, so that time is. Unlike other stages this one
 * allocates: values are objects in CEL. No state.
 */
public final class ExpressionRules extends AdmissionStage {
    private final ExpressionRulesConfig config;
    private final ExampleVariables variables;
    private final Program[] programs;

    ExpressionRules(ExpressionRulesConfig config, StageContext context) {
        this.config = config;
        variables = new ExampleVariables(context);
        CelCompiler compiler = new CelCompiler(variables);
        List<ExpressionRule> rules = config.rules();
        programs =
                rules.stream().map(rule -> compiler.compile(rule.expression())).toArray(Program[]::new);
    }

    @Override
    public ExpressionRulesConfig config() {
        return config;
    }

    @Override
    public Reason judge(Submission example) {
        variables.show(example);
        for (int i = 0; i < programs.length; i++) {
            Val answer = answer(programs[i]);
            if (answer != BoolT.True) {
                example.setScore(i + 1);
                return Err.isError(answer) ? Reason.EXPRESSION_FAILED : Reason.EXPRESSION;
            }
        }
        return Reason.ADMITTED;
    }

    private Val answer(Program program) {
        try {
            return program.eval(variables).getVal();
        } catch (RuntimeException e) {
            // The interpreter's own trouble with this example's values: as good as an answer that is an error, and the
            // next example may do.
            return Err.newErr(e, "%s", e.getMessage());
        }
    }

    @Override
    public boolean settle(Submission example) {
        return false; // rules learn nothing
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        // Rules remember nothing.
    }
}
