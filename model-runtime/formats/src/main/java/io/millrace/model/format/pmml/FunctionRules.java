package io.millrace.model.format.pmml;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dmg.pmml.Apply;
import org.dmg.pmml.DefineFunction;
import org.dmg.pmml.PMML;
import org.dmg.pmml.PMMLFunctions;
import org.dmg.pmml.TextIndex;
import org.dmg.pmml.Visitable;
import org.dmg.pmml.VisitorAction;
import org.jpmml.model.visitors.AbstractVisitor;

/**
 * Which functions a document may apply: PMML's own and those that it defines, which may not call themselves in a circle.
 * JPMML takes any other name for a Java class and looks for it on the class path.
 *
 * <p>Regular expressions of the document are refused, because Java's run without a limit: the functions {@code matches}
 * and {@code replace}, and a {@code TextIndex} whose expression is not one of the few that exporters write.
 */
final class FunctionRules {
    private static final Set<String> REFUSED = Set.of(PMMLFunctions.MATCHES, PMMLFunctions.REPLACE);

    private static final Set<String> BUILT_IN = builtIn();

    /** Functions that call one another in a row. */
    static final int MAX_NESTING = 16;

    /** Calls of one function, those of the functions that it calls included. Functions that call functions multiply. */
    static final long MAX_CALLS = 100_000;

    /** What splits or finds words in PMML's default and in scikit-learn's vectorizers; all run in linear time. */
    private static final Set<String> WORD_EXPRESSIONS =
            Set.of("\\s+", "\\s", "\\W+", "(?u)\\b\\w\\w+\\b", "\\b\\w\\w+\\b", "(?u)\\b\\w+\\b", "\\w+");

    private final Map<String, List<String>> callsOfFunction = new HashMap<>();
    private final Map<String, Cost> costs = new HashMap<>();

    private FunctionRules() {}

    /** What one call of a function makes: calls, its own included, and how many lie within one another. */
    private record Cost(long calls, int nesting) {}

    /**
     * Checks a document.
     *
     * @throws IllegalArgumentException naming the rule and the function that breaks it
     */
    static void check(PMML pmml) {
        new FunctionRules().checkAll(pmml);
    }

    private void checkAll(PMML pmml) {
        new AbstractVisitor() {
            @Override
            public VisitorAction visit(DefineFunction function) {
                if (callsOfFunction.put(function.requireName(), calls(function)) != null) {
                    throw new IllegalArgumentException(
                            "functions must be defined once, found twice " + function.requireName());
                }
                return super.visit(function);
            }

            @Override
            public VisitorAction visit(TextIndex index) {
                checkExpression(index.getWordSeparatorCharacterRE());
                checkExpression(index.getWordRE());
                return super.visit(index);
            }
        }.applyTo(pmml);
        for (String function : calls(pmml)) {
            checkName(function);
            cost(function, new HashSet<>());
        }
    }

    /** Names of the functions applied somewhere below {@code element}, once for each place. */
    private static List<String> calls(Visitable element) {
        List<String> calls = new ArrayList<>();
        new AbstractVisitor() {
            @Override
            public VisitorAction visit(Apply apply) {
                calls.add(apply.requireFunction());
                return super.visit(apply);
            }
        }.applyTo(element);
        return calls;
    }

    private void checkName(String function) {
        if (REFUSED.contains(function)) {
            throw new IllegalArgumentException(
                    "functions must not run regular expressions of the document, found " + function);
        }
        if (!BUILT_IN.contains(function) && !callsOfFunction.containsKey(function)) {
            throw new IllegalArgumentException(
                    "functions must be PMML's own or defined in the document, found " + function);
        }
    }

    /** What one call of a function makes; the recursion ends at {@link #MAX_NESTING}. */
    private Cost cost(String function, Set<String> callers) {
        Cost known = costs.get(function);
        if (known != null) {
            return known;
        }
        if (!callers.add(function)) {
            throw new IllegalArgumentException("functions must not call themselves, found " + function);
        }
        if (callers.size() > MAX_NESTING) {
            throw tooDeep(function);
        }
        long calls = 1;
        int nesting = 0;
        for (String called : callsOfFunction.getOrDefault(function, List.of())) {
            Cost cost = cost(called, callers);
            calls += cost.calls();
            nesting = Math.max(nesting, cost.nesting());
            if (calls > MAX_CALLS) {
                throw new IllegalArgumentException(
                        "functions must make at most " + MAX_CALLS + " calls, found more in " + function);
            }
        }
        if (++nesting > MAX_NESTING) {
            throw tooDeep(function);
        }
        callers.remove(function);
        Cost cost = new Cost(calls, nesting);
        costs.put(function, cost);
        return cost;
    }

    private static IllegalArgumentException tooDeep(String function) {
        return new IllegalArgumentException(
                "functions must not nest deeper than " + MAX_NESTING + ", found one at " + function);
    }

    private static void checkExpression(String expression) {
        if (expression != null && !WORD_EXPRESSIONS.contains(expression)) {
            throw new IllegalArgumentException("TextIndex must not run regular expressions of the document other than "
                    + "the usual ones, found " + expression);
        }
    }

    /** The constants of the interface that names them. */
    private static Set<String> builtIn() {
        Set<String> names = new HashSet<>();
        for (Field constant : PMMLFunctions.class.getFields()) {
            try {
                names.add((String) constant.get(null));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("constants of an interface are public: " + constant, e);
            }
        }
        return Set.copyOf(names);
    }
}
