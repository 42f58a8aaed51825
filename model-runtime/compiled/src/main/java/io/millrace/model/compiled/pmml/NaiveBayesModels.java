package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.LogLikelihoods;
import io.millrace.model.compiled.program.Softmax;
import io.millrace.model.compiled.program.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dmg.pmml.DataType;
import org.dmg.pmml.Discretize;
import org.dmg.pmml.GaussianDistribution;
import org.dmg.pmml.naive_bayes.BayesInput;
import org.dmg.pmml.naive_bayes.NaiveBayesModel;
import org.dmg.pmml.naive_bayes.PairCounts;
import org.dmg.pmml.naive_bayes.TargetValueCount;
import org.dmg.pmml.naive_bayes.TargetValueCounts;
import org.dmg.pmml.naive_bayes.TargetValueStat;

/**
 * Compiles NaiveBayesModel: the logarithms of a class's count and of each field's likelihood are summed up, and softmax
 * makes probabilities of the sums. A missing field says nothing.
 */
final class NaiveBayesModels {
    /** Counts below count as 0. */
    private static final double ZERO_COUNT = 1e-15;

    private final Lowering lowering;
    private final Columns columns;
    private final Names names;
    private final Target target;

    NaiveBayesModels(Lowering lowering, Names names, Target target) {
        this.lowering = lowering;
        columns = lowering.columns();
        this.names = names;
        this.target = target;
    }

    Prediction lower(NaiveBayesModel model) {
        double threshold = model.requireThreshold().doubleValue();
        Map<String, Double> priors = new LinkedHashMap<>();
        for (TargetValueCount count :
                model.requireBayesOutput().requireTargetValueCounts().requireTargetValueCounts()) {
            priors.put(
                    Literals.text(count.requireValue()),
                    Math.log(count.requireCount().doubleValue()));
        }
        List<String> classes = List.copyOf(priors.keySet());
        double[] prior =
                priors.values().stream().mapToDouble(Double::doubleValue).toArray();
        List<List<Column>> terms = new ArrayList<>();
        for (BayesInput input : model.requireBayesInputs().requireBayesInputs()) {
            terms.add(
                    input.getTargetValueStats() == null
                            ? discrete(input, classes, threshold)
                            : continuous(input, classes, threshold));
        }
        List<Column> sums = new ArrayList<>();
        for (int k = 0; k < classes.size(); k++) {
            LinearSums sum = new LinearSums(lowering, 1);
            sum.addConstant(0, prior[k]);
            for (List<Column> term : terms) {
                sum.add(0, term.get(k), 1);
            }
            sums.add(sum.finish().get(0));
        }
        int first = columns.builder().newColumns(classes.size());
        columns.builder().add(new Softmax(columns.indices(sums), first, false, false));
        List<Column> probabilities = new ArrayList<>();
        for (int k = 0; k < classes.size(); k++) {
            Column share = Column.number(DataType.DOUBLE).at(first + k);
            // a row that is infinitely unlikely in every class has no shares, and JPMML says so
            probabilities.add(columns.unary(share, share, value -> Double.isNaN(value) ? Undefined.ANSWER : value));
        }
        return target.mostProbable(classes, probabilities);
    }

    private List<Column> continuous(BayesInput input, List<String> classes, double threshold) {
        Column column = names.column(input.requireField());
        if (!column.isNumeric() || column.isConstant()) {
            throw Unsupported.element(input, "a field of type " + column.type().value());
        }
        columns.require(column);
        double[] means = new double[classes.size()];
        double[] variances = new double[classes.size()];
        List<String> told = new ArrayList<>();
        for (TargetValueStat stat : input.requireTargetValueStats().requireTargetValueStats()) {
            if (!(stat.requireContinuousDistribution() instanceof GaussianDistribution gaussian)) {
                throw Unsupported.element(
                        stat, stat.requireContinuousDistribution().getClass().getSimpleName());
            }
            String category = Literals.text(stat.requireValue());
            int index = classes.indexOf(category);
            told.add(category);
            double variance = gaussian.requireVariance().doubleValue();
            if (index < 0 || !(variance > 0)) {
                throw Unsupported.attribute(stat, "value", category + " with variance " + variance);
            }
            means[index] = gaussian.requireMean().doubleValue();
            variances[index] = variance;
        }
        checkAll(input, classes, told);
        int first = columns.builder().newColumns(classes.size());
        columns.builder().add(new LogLikelihoods(column.index(), means, variances, threshold, first));
        List<Column> terms = new ArrayList<>();
        for (int k = 0; k < classes.size(); k++) {
            terms.add(Column.number(DataType.DOUBLE)
                    .withGaps(false, column.mayBeUndefined())
                    .at(first + k));
        }
        return terms;
    }

    private List<Column> discrete(BayesInput input, List<String> classes, double threshold) {
        Column column = names.column(input.requireField());
        if (input.getDerivedField() != null) {
            if (!(input.getDerivedField().requireExpression() instanceof Discretize discretize)) {
                throw Unsupported.element(input, "a derived field that is no Discretize");
            }
            Column field = column;
            column = lowering.casts()
                    .cast(
                            new Transformations(lowering).discretize(discretize, name -> field),
                            input.getDerivedField().getDataType(),
                            input.getDerivedField().getOpType());
        }
        columns.require(column);
        double[] totals = new double[classes.size()];
        for (PairCounts pair : input.requirePairCounts()) {
            double[] counts = counts(pair.requireTargetValueCounts(), classes, input);
            for (int k = 0; k < counts.length; k++) {
                totals[k] += counts[k];
            }
        }
        List<Column> terms = new ArrayList<>();
        for (int k = 0; k < classes.size(); k++) {
            // a value that the table does not know says nothing, nor does a missing one
            CategoryTable table = new CategoryTable(lowering, column, 0, 0);
            for (PairCounts pair : input.requirePairCounts()) {
                double count = counts(pair.requireTargetValueCounts(), classes, input)[k];
                double likelihood = Math.abs(count) <= ZERO_COUNT ? threshold : count / totals[k];
                table.put(pair.requireValue(), Math.log(likelihood), pair);
            }
            terms.add(table.column(DataType.DOUBLE));
        }
        return terms;
    }

    private static double[] counts(TargetValueCounts written, List<String> classes, BayesInput input) {
        double[] counts = new double[classes.size()];
        List<String> told = new ArrayList<>();
        for (TargetValueCount count : written.requireTargetValueCounts()) {
            String category = Literals.text(count.requireValue());
            told.add(category);
            if (classes.contains(category)) {
                counts[classes.indexOf(category)] = count.requireCount().doubleValue();
            }
        }
        checkAll(input, classes, told);
        return counts;
    }

    private static void checkAll(BayesInput input, List<String> classes, List<String> told) {
        if (told.size() != classes.size() || !told.containsAll(classes)) {
            throw Unsupported.element(input, "classes " + told + ", where the model has " + classes);
        }
    }
}
