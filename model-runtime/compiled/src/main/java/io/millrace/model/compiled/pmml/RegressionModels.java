package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.Softmax;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.dmg.pmml.DataType;
import org.dmg.pmml.MiningFunction;
import org.dmg.pmml.OpType;
import org.dmg.pmml.regression.CategoricalPredictor;
import org.dmg.pmml.regression.NumericPredictor;
import org.dmg.pmml.regression.PredictorTerm;
import org.dmg.pmml.regression.RegressionModel;
import org.dmg.pmml.regression.RegressionModel.NormalizationMethod;
import org.dmg.pmml.regression.RegressionTable;

/** Compiles RegressionModel: linear and logistic regression, for numbers and classes. */
final class RegressionModels {
    private final Lowering lowering;
    private final Columns columns;
    private final Names names;
    private final Target target;

    RegressionModels(Lowering lowering, Names names, Target target) {
        this.lowering = lowering;
        columns = lowering.columns();
        this.names = names;
        this.target = target;
    }

    Prediction lower(RegressionModel model) {
        List<RegressionTable> tables = model.requireRegressionTables();
        if (model.requireMiningFunction() == MiningFunction.REGRESSION) {
            if (tables.size() != 1) {
                throw Unsupported.element(model, tables.size() + " tables for a number");
            }
            return target.number(normalized(model, sums(tables).get(0)));
        }
        List<String> classes = classes(model, tables);
        return target.mostProbable(classes, probabilities(model, tables));
    }

    private List<String> classes(RegressionModel model, List<RegressionTable> tables) {
        List<String> classes = tables.stream()
                .map(table -> Literals.text(table.requireTargetCategory()))
                .toList();
        boolean fits = target.categories().isEmpty()
                || (classes.size() == target.categories().size()
                        && target.categories().containsAll(classes));
        if (classes.size() < 2 || classes.stream().distinct().count() < classes.size() || !fits) {
            throw Unsupported.element(model, "tables for " + classes + ", target " + target.categories());
        }
        return classes;
    }

    private Column normalized(RegressionModel model, Column sum) {
        DoubleUnaryOperator link =
                switch (model.getNormalizationMethod()) {
                    case NONE -> null;
                    case SOFTMAX, LOGIT -> Links::logit;
                    case EXP -> Math::exp;
                    default -> sigmoid(model);
                };
        return link == null ? sum : columns.unary(sum, sum, Links.lifted(link));
    }

    /** The link to a probability. */
    private static DoubleUnaryOperator sigmoid(RegressionModel model) {
        return switch (model.getNormalizationMethod()) {
            case NONE -> x -> Math.min(Math.max(x, 0), 1);
            case LOGIT -> Links::logit;
            case CLOGLOG -> Links::cloglog;
            case LOGLOG -> Links::loglog;
            case CAUCHIT -> Links::cauchit;
            case PROBIT -> NormalDistribution::cumulative;
            default ->
                throw Unsupported.attribute(
                        model,
                        "normalizationMethod",
                        model.getNormalizationMethod().value());
        };
    }

    private List<Column> probabilities(RegressionModel model, List<RegressionTable> tables) {
        NormalizationMethod method = model.getNormalizationMethod();
        if (target.opType() == OpType.ORDINAL) {
            return ordinal(model, sums(tables));
        }
        boolean isReference = method == NormalizationMethod.SOFTMAX && isZero(tables.get(1));
        boolean isBinary = tables.size() == 2 && method != NormalizationMethod.SIMPLEMAX;
        if (isBinary && (method != NormalizationMethod.SOFTMAX || isReference)) {
            // only the first one counts, but what the second one needs must be there
            Column first = sums(tables).get(0);
            DoubleUnaryOperator link = method == NormalizationMethod.SOFTMAX ? Links::logit : sigmoid(model);
            Column probability = columns.unary(first, first, Links.lifted(link));
            return List.of(probability, residual(probability));
        }
        List<Column> sums = sums(tables);
        return switch (method) {
            case NONE -> {
                List<Column> all = new ArrayList<>(sums.subList(0, sums.size() - 1));
                all.add(residual(total(all)));
                yield all;
            }
            case LOGIT -> // one against the rest
                simplemax(sums.stream()
                        .map(sum -> columns.unary(sum, sum, Links.lifted(Links::logit)))
                        .toList());
            case SIMPLEMAX -> simplemax(sums);
            case SOFTMAX -> softmax(sums);
            default -> throw Unsupported.attribute(model, "normalizationMethod", method.value());
        };
    }

    private static boolean isZero(RegressionTable table) {
        return !table.hasNumericPredictors()
                && !table.hasCategoricalPredictors()
                && !table.hasPredictorTerms()
                && table.requireIntercept().doubleValue() == 0;
    }

    /** Cumulative probabilities of the classes in their order, taken apart. */
    private List<Column> ordinal(RegressionModel model, List<Column> sums) {
        DoubleUnaryOperator link = Links.lifted(sigmoid(model));
        List<Column> probabilities = new ArrayList<>();
        Column total = null;
        for (Column sum : sums.subList(0, sums.size() - 1)) {
            Column cumulative = columns.unary(sum, sum, link);
            Column probability = total == null ? cumulative : difference(cumulative, total);
            total = total == null ? cumulative : sum(total, probability);
            probabilities.add(probability);
        }
        probabilities.add(residual(total));
        return probabilities;
    }

    private Column residual(Column probability) {
        return columns.unary(probability, probability, x -> Double.isNaN(x) ? x : 1 - x);
    }

    private Column sum(Column left, Column right) {
        return columns.binary(left, right, left.gapsOf(right), Arithmetic::add);
    }

    private Column difference(Column left, Column right) {
        return columns.binary(left, right, left.gapsOf(right), Arithmetic::subtract);
    }

    private Column total(List<Column> parts) {
        return parts.stream().reduce(this::sum).orElseThrow();
    }

    /** Each one's share of the total; undefined where that is 0. */
    List<Column> simplemax(List<Column> values) {
        Column total = total(values);
        return values.stream()
                .map(value -> columns.binary(
                        value,
                        total,
                        value.gapsOf(total).gapsOf(Column.flag().withGaps(false, true)),
                        (x, sum) -> sum == 1 ? x : Arithmetic.share(x, sum)))
                .toList();
    }

    private List<Column> softmax(List<Column> sums) {
        Column like = sums.get(0).gapsOf(sums.toArray(Column[]::new));
        int first = columns.builder().newColumns(sums.size());
        columns.builder().add(new Softmax(columns.indices(sums), first, false, false));
        List<Column> probabilities = new ArrayList<>();
        for (int i = 0; i < sums.size(); i++) {
            Column share = like.at(first + i);
            probabilities.add(columns.binary(
                    sums.get(i), share, like, (sum, value) -> Double.isNaN(sum) ? sum : Links.answer(value)));
        }
        return probabilities;
    }

    /** The linear predictor of each table; missing in all where one of them lacks a number that it needs. */
    private List<Column> sums(List<RegressionTable> tables) {
        LinearSums sums = new LinearSums(lowering, tables.size());
        for (int i = 0; i < tables.size(); i++) {
            addTerms(sums, i, tables.get(i));
        }
        return sums.finish();
    }

    private void addTerms(LinearSums sums, int table, RegressionTable terms) {
        sums.addConstant(table, terms.requireIntercept().doubleValue());
        if (terms.hasNumericPredictors()) {
            for (NumericPredictor predictor : terms.getNumericPredictors()) {
                Column column = sums.number(names.column(predictor.requireField()), predictor);
                sums.add(
                        table,
                        power(column, predictor.getExponent()),
                        predictor.requireCoefficient().doubleValue());
            }
        }
        if (terms.hasCategoricalPredictors()) {
            addCategories(sums, table, terms.getCategoricalPredictors());
        }
        if (terms.hasPredictorTerms()) {
            for (PredictorTerm term : terms.getPredictorTerms()) {
                Column product = term.requireFieldRefs().stream()
                        .map(reference ->
                                sums.number(lowering.expressions().lower(reference, names, DataType.DOUBLE), term))
                        .reduce((left, right) -> columns.binary(
                                left, right, Column.number(DataType.DOUBLE).gapsOf(left, right), Arithmetic::multiply))
                        .orElseThrow();
                sums.add(table, product, term.requireCoefficient().doubleValue());
            }
        }
    }

    private Column power(Column column, int exponent) {
        return exponent == 1
                ? column
                : columns.unary(
                        column,
                        Column.number(DataType.DOUBLE).gapsOf(column),
                        x -> Double.isNaN(x) ? x : Math.pow(x, exponent));
    }

    /** Neighbouring predictors of the same field are one: the first that matches counts. A missing field adds nothing. */
    private void addCategories(LinearSums sums, int table, List<CategoricalPredictor> predictors) {
        int from = 0;
        while (from < predictors.size()) {
            String field = predictors.get(from).requireField();
            Column column = names.column(field);
            CategoryTable coefficients = new CategoryTable(lowering, column, 0, 0);
            int to = from;
            while (to < predictors.size() && predictors.get(to).requireField().equals(field)) {
                CategoricalPredictor predictor = predictors.get(to++);
                coefficients.put(
                        predictor.requireValue(), predictor.requireCoefficient().doubleValue(), predictor);
            }
            sums.add(table, coefficients.column(DataType.DOUBLE), 1);
            from = to;
        }
    }
}
