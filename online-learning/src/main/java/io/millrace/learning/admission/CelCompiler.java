package io.millrace.learning.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.projectnessie.cel.Ast;
import org.projectnessie.cel.Env;
import org.projectnessie.cel.Env.AstIssuesTuple;
import org.projectnessie.cel.EnvOption;
import org.projectnessie.cel.EvalOption;
import org.projectnessie.cel.Program;
import org.projectnessie.cel.ProgramOption;
import org.projectnessie.cel.checker.Decls;
import org.projectnessie.cel.common.CELError;
import org.projectnessie.cel.relocated.com.google.api.expr.v1alpha1.Expr;

/**
 * Compiles expressions of the Common Expression Language, checked against the types of their variables. Left out of the language is what could take long: all macros
 * ({@code all}, {@code exists}, {@code map}, …) and {@code matches}, whose regular expressions may take exponential time here.
 */
final class CelCompiler {
    private final Env env;

    CelCompiler(ExampleVariables variables) {
        env = Env.newEnv(EnvOption.clearMacros(), EnvOption.declarations(variables.declarations()));
    }

    /** All that is wrong with an expression; empty if nothing is. */
    List<String> mistakes(String expression) {
        // Not in one go: the library's compile fails on what cannot be parsed.
        AstIssuesTuple parsed = env.parse(expression);
        AstIssuesTuple compiled = parsed.hasIssues() ? parsed : env.check(parsed.getAst());
        if (compiled.hasIssues()) {
            return compiled.getIssues().getErrors().stream()
                    .map(CelCompiler::text)
                    .toList();
        }
        List<String> mistakes = new ArrayList<>();
        Ast ast = compiled.getAst();
        if (!ast.getResultType().equals(Decls.Bool)) {
            mistakes.add("must be true or false, is " + describe(ast));
        }
        if (calls(ast.getExpr()).anyMatch("matches"::equals)) {
            mistakes.add("must not use matches: regular expressions may take for ever");
        }
        return mistakes;
    }

    private static String text(CELError error) {
        return "column %d: %s".formatted(error.getLocation().column() + 1, error.getMessage());
    }

    private static String describe(Ast ast) {
        return ast.getResultType().toString().strip().replaceAll("\\s+", " ");
    }

    /** Names of all functions that an expression calls. */
    private static Stream<String> calls(Expr expression) {
        if (expression.hasCallExpr()) {
            Expr.Call call = expression.getCallExpr();
            Stream<Expr> parts = Stream.concat(Stream.of(call.getTarget()), call.getArgsList().stream());
            return Stream.concat(Stream.of(call.getFunction()), parts.flatMap(CelCompiler::calls));
        }
        if (expression.hasSelectExpr()) {
            return calls(expression.getSelectExpr().getOperand());
        }
        if (expression.hasListExpr()) {
            return expression.getListExpr().getElementsList().stream().flatMap(CelCompiler::calls);
        }
        if (expression.hasStructExpr()) {
            return expression.getStructExpr().getEntriesList().stream()
                    .flatMap(entry -> Stream.of(entry.getMapKey(), entry.getValue()))
                    .flatMap(CelCompiler::calls);
        }
        return Stream.empty();
    }

    /**
     * Compiles an expression.
     *
     * @param expression without {@link #mistakes}
     */
    Program compile(String expression) {
        return env.program(env.compile(expression).getAst(), ProgramOption.evalOptions(EvalOption.OptOptimize));
    }
}
