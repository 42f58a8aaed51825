package io.millrace.model.compiled.pmml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.dmg.pmml.DataType;
import org.dmg.pmml.MiningFunction;
import org.dmg.pmml.general_regression.GeneralRegressionModel;
import org.dmg.pmml.general_regression.GeneralRegressionModel.ModelType;
import org.dmg.pmml.general_regression.PCell;
import org.dmg.pmml.general_regression.PPCell;
import org.dmg.pmml.general_regression.Predictor;
import org.dmg.pmml.general_regression.PredictorList;

/**
 * Compiles GeneralRegressionModel where it is linear: general linear models, generalized linear models with their links,
 * multinomial logistic regression. A parameter is a product of covariates and indicators of factors.
 */
final class GeneralRegressionModels {
    private final Lowering lowering;
    private final Columns columns;
    private final Names names;
    private final Target target;

    GeneralRegressionModels(Lowering lowering, Names names, Target target) {
        this.lowering = lowering;
        columns = lowering.columns();
        this.names = names;
        this.target = target;
    }

    Prediction lower(GeneralRegressionModel model) {
        Set<String> factors = fields(model.getFactorList());
        Set<String> covariates = fields(model.getCovariateList());
        if (model.requireMiningFunction() == MiningFunction.REGRESSION) {
            return target.number(mean(model, sum(model, null, factors, covariates)));
        }
        return classes(model, factors, covariates);
    }

    private static Set<String> fields(PredictorList list) {
        Set<String> fields = new LinkedHashSet<>();
        if (list != null && list.hasPredictors()) {
            for (Predictor predictor : list.getPredictors()) {
                if (predictor.getMatrix() != null) {
                    throw Unsupported.element(predictor, "a contrast matrix");
                }
                fields.add(predictor.requireField());
            }
        }
        return fields;
    }

    private Column mean(GeneralRegressionModel model, Column sum) {
        return switch (model.requireModelType()) {
            case REGRESSION, GENERAL_LINEAR -> sum;
            case GENERALIZED_LINEAR -> linked(model, sum);
            default ->
                throw Unsupported.attribute(
                        model, "modelType", model.requireModelType().value());
        };
    }

    private Prediction classes(GeneralRegressionModel model, Set<String> factors, Set<String> covariates) {
        ModelType type = model.requireModelType();
        if (type != ModelType.GENERALIZED_LINEAR && type != ModelType.MULTINOMIAL_LOGISTIC) {
            throw Unsupported.attribute(model, "modelType", type.value());
        }
        List<String> classes = new ArrayList<>(target.categories());
        String reference = reference(model, classes);
        classes.remove(reference);
        List<Column> values = new ArrayList<>();
        for (String category : classes) {
            Column sum = sum(model, category, factors, covariates);
            values.add(
                    type == ModelType.GENERALIZED_LINEAR
                            ? linked(model, sum)
                            : columns.unary(sum, sum, Links.lifted(Math::exp)));
        }
        classes.add(reference);
        Column last = values.get(values.size() - 1);
        if (type == ModelType.GENERALIZED_LINEAR) {
            values.add(columns.unary(last, last, value -> Double.isNaN(value) ? value : 1 - value));
            return target.mostProbable(classes, values);
        }
        Column one = columns.unary(last, last, value -> Double.isNaN(value) ? value : 1);
        values.add(one);
        return target.mostProbable(classes, new RegressionModels(lowering, names, target).simplemax(values));
    }

    /** The category that has no parameters. */
    private static String reference(GeneralRegressionModel model, List<String> classes) {
        if (classes.size() < 2) {
            throw Unsupported.element(model, "a target with the values " + classes);
        }
        if (model.getTargetReferenceCategory() != null) {
            String reference = Literals.text(model.getTargetReferenceCategory());
            if (!classes.contains(reference)) {
                throw Unsupported.attribute(model, "targetReferenceCategory", reference);
            }
            return reference;
        }
        List<String> without = new ArrayList<>(classes);
        for (PCell cell : model.requireParamMatrix().getPCells()) {
            without.remove(categoryOf(cell.getTargetCategory()));
        }
        if (without.size() != 1) {
            throw Unsupported.element(model, "no reference category among " + classes);
        }
        return without.get(0);
    }

    private static String categoryOf(Object category) {
        return category == null ? null : Literals.text(category);
    }

    /**
     * The linear predictor.
     *
     * @param category of the target; null for a number
     */
    private Column sum(GeneralRegressionModel model, String category, Set<String> factors, Set<String> covariates) {
        List<PCell> parameters = cells(model, category);
        Map<String, List<PPCell>> rows = rows(model, category);
        LinearSums sums = new LinearSums(lowering, 1);
        for (PCell parameter : parameters) {
            double beta = parameter.requireBeta().doubleValue();
            List<PPCell> row = rows.get(parameter.requireParameterName());
            if (row == null) {
                sums.addConstant(0, beta);
            } else {
                sums.add(0, product(row, factors, covariates), beta);
            }
        }
        return sums.finish().get(0);
    }

    private static List<PCell> cells(GeneralRegressionModel model, String category) {
        List<PCell> all = model.requireParamMatrix().getPCells();
        List<PCell> own = all.stream()
                .filter(cell -> Objects.equals(categoryOf(cell.getTargetCategory()), category))
                .toList();
        boolean isForAll = category != null && own.isEmpty();
        List<PCell> cells = isForAll
                ? all.stream().filter(cell -> cell.getTargetCategory() == null).toList()
                : own;
        if (cells.isEmpty() || (category == null && cells.size() < all.size())) {
            throw Unsupported.element(model.requireParamMatrix(), "parameters of target category " + category);
        }
        return cells;
    }

    /** What each parameter is made of; parameters that are made of nothing are intercepts. */
    private static Map<String, List<PPCell>> rows(GeneralRegressionModel model, String category) {
        Map<String, List<PPCell>> own = new LinkedHashMap<>();
        Map<String, List<PPCell>> forAll = new LinkedHashMap<>();
        boolean hasCells = model.requirePPMatrix().hasPPCells();
        for (PPCell cell : hasCells ? model.requirePPMatrix().getPPCells() : List.<PPCell>of()) {
            String of = categoryOf(cell.getTargetCategory());
            if (of == null || of.equals(category)) {
                (of == null ? forAll : own)
                        .computeIfAbsent(cell.requireParameterName(), added -> new ArrayList<>())
                        .add(cell);
            }
        }
        if (own.isEmpty() && forAll.isEmpty() && hasCells) {
            throw Unsupported.element(model.requirePPMatrix(), "cells of target category " + category);
        }
        return own.isEmpty() ? forAll : own;
    }

    /** Factors first: where one of them does not hold, covariates are not looked at. */
    private Column product(List<PPCell> cells, Set<String> factors, Set<String> covariates) {
        Column indicator = null;
        Column product = null;
        for (PPCell cell : cells) {
            Column column = names.column(cell.requireField());
            if (factors.contains(cell.requireField())) {
                CategoryTable table = new CategoryTable(lowering, column, 0, Double.NaN);
                table.put(cell.requireValue(), 1, cell);
                Column holds = table.column(DataType.DOUBLE);
                indicator = indicator == null ? holds : times(indicator, holds);
            } else if (covariates.contains(cell.requireField())) {
                Column power = power(column, cell);
                product = product == null ? power : times(product, power);
            } else {
                throw Unsupported.attribute(cell, "predictorName", cell.requireField());
            }
        }
        if (indicator == null || product == null) {
            return indicator == null ? product : indicator;
        }
        Column like = Column.number(DataType.DOUBLE).gapsOf(indicator, product);
        return columns.binary(
                indicator, product, like, (holds, value) -> holds == 0 ? 0 : Arithmetic.multiply(holds, value));
    }

    private Column times(Column left, Column right) {
        return columns.binary(left, right, left.gapsOf(right), Arithmetic::multiply);
    }

    private Column power(Column covariate, PPCell cell) {
        if (!covariate.isNumeric()) {
            throw Unsupported.element(
                    cell, "a covariate of type " + covariate.type().value());
        }
        double exponent = Literals.number(DataType.DOUBLE, cell.requireValue(), cell);
        Column number = covariate.withType(DataType.DOUBLE, covariate.opType());
        Column like = Column.number(DataType.DOUBLE).gapsOf(covariate);
        return exponent == 1 ? number : columns.unary(number, like, Links.lifted(value -> Math.pow(value, exponent)));
    }

    private Column linked(GeneralRegressionModel model, Column sum) {
        if (model.getOffsetVariable() != null || model.getTrialsVariable() != null) {
            throw Unsupported.attribute(
                    model,
                    "offsetVariable, trialsVariable",
                    model.getOffsetVariable() + ", " + model.getTrialsVariable());
        }
        double offset =
                model.getOffsetValue() == null ? 0 : model.getOffsetValue().doubleValue();
        double trials =
                model.getTrialsValue() == null ? 1 : model.getTrialsValue().doubleValue();
        DoubleUnaryOperator link =
                switch (model.requireLinkFunction()) {
                    case CLOGLOG -> Links::cloglog;
                    case IDENTITY -> value -> value;
                    case LOG -> Math::exp;
                    case LOGC -> Links::logc;
                    case LOGIT -> Links::logit;
                    case LOGLOG -> Links::loglog;
                    case NEGBIN -> Links.negbin(model.requireDistParameter().doubleValue());
                    case ODDSPOWER ->
                        Links.oddspower(model.requireLinkParameter().doubleValue());
                    case POWER -> Links.power(model.requireLinkParameter().doubleValue());
                    case PROBIT -> NormalDistribution::cumulative;
                };
        return columns.unary(sum, sum, Links.lifted(value -> link.applyAsDouble(value + offset) * trials));
    }
}
