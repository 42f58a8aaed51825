package io.millrace.learning.pmml;

import io.millrace.learning.bayes.BernoulliNaiveBayes;
import io.millrace.learning.bayes.GaussianNaiveBayes;
import io.millrace.learning.bayes.MultinomialNaiveBayes;
import io.millrace.learning.bayes.NaiveBayes;
import io.millrace.learning.linear.Link;
import io.millrace.learning.model.FeatureField;
import org.dmg.pmml.Model;
import org.dmg.pmml.regression.RegressionTable;

/**
 * Naive Bayes as RegressionModel: the logarithm of P(c)·P(x|c) is a sum of terms, and the probabilities are softmax of these sums; of two
 * classes, logit of the difference.
 *
 * <p>PMML's NaiveBayesModel would not do: it has no counts, takes densities before their logarithms, so that they vanish some 37 standard
 * deviations out and such a row has no answer, and asks for a threshold in their stead that the learner does not have.
 */
final class NaiveBayesEquations {
    private final NaiveBayes learner;
    private final DocumentFields fields;

    private NaiveBayesEquations(NaiveBayes learner, DocumentFields fields) {
        this.learner = learner;
        this.fields = fields;
    }

    static Model model(NaiveBayes learner, DocumentFields fields, PmmlNames names) {
        NaiveBayesEquations equations = new NaiveBayesEquations(learner, fields);
        if (learner instanceof MultinomialNaiveBayes) {
            fields.refuseNegative();
        }
        return learner.outputs() == 1
                ? RegressionElement.of(fields, names, Link.LOGISTIC, none -> equations.difference())
                : RegressionElement.of(fields, names, Link.SOFTMAX, equations::ofClass);
    }

    /** Log-odds of class 1. */
    private RegressionTable difference() {
        if (!isKnown(0) || !isKnown(1)) {
            return new RegressionTable(
                    isKnown(0) ? RegressionElement.IMPOSSIBLE : isKnown(1) ? -RegressionElement.IMPOSSIBLE : 0);
        }
        LinearSum sum = new LinearSum(fields, Math.log(learner.prior(1)) - Math.log(learner.prior(0)));
        addLikelihood(sum, 1, 0);
        return sum.table();
    }

    private RegressionTable ofClass(int label) {
        if (!isKnown(label)) {
            return new RegressionTable(isUntaught() ? 0 : RegressionElement.IMPOSSIBLE);
        }
        LinearSum sum = new LinearSum(fields, Math.log(learner.prior(label)));
        addLikelihood(sum, label, -1);
        return sum.table();
    }

    private boolean isKnown(int label) {
        return learner.classWeight(label) > 0;
    }

    private boolean isUntaught() {
        for (int c = 0; c < learner.classes(); c++) {
            if (isKnown(c)) {
                return false;
            }
        }
        return true;
    }

    /** Adds log P(x|label), less that of another class if {@code against} is one. */
    private void addLikelihood(LinearSum sum, int label, int against) {
        if (learner instanceof MultinomialNaiveBayes multinomial) {
            addCounts(multinomial, sum, label, against);
        } else if (learner instanceof BernoulliNaiveBayes bernoulli) {
            addPresence(bernoulli, sum, label, against);
        } else if (learner instanceof GaussianNaiveBayes gaussian) {
            addNormals(gaussian, sum, label, 1);
            if (against >= 0) {
                addNormals(gaussian, sum, against, -1);
            }
        }
    }

    private void addCounts(MultinomialNaiveBayes bayes, LinearSum sum, int label, int against) {
        double[] coefficients = new double[bayes.dimension()];
        for (int j = 0; j < coefficients.length; j++) {
            coefficients[j] =
                    Math.log(bayes.probability(j, label)) - (against < 0 ? 0 : Math.log(bayes.probability(j, against)));
        }
        sum.addColumns(coefficients);
    }

    private void addPresence(BernoulliNaiveBayes bayes, LinearSum sum, int label, int against) {
        double[] gains = new double[bayes.dimension()];
        double threshold = bayes.config().threshold();
        for (int j = 0; j < gains.length; j++) {
            double absent = logAbsent(bayes, j, label) - (against < 0 ? 0 : logAbsent(bayes, j, against));
            double present = logPresent(bayes, j, label) - (against < 0 ? 0 : logPresent(bayes, j, against));
            gains[j] = present - absent;
            sum.addConstant(absent);
        }
        for (int i = 0; i < fields.config().fields().size(); i++) {
            if (isNumeric(i)) {
                String present = fields.isAbove(i, threshold);
                if (present != null) {
                    sum.addTerm(present, gains[fields.column(i)]);
                }
            } else if (threshold < 1) {
                sum.addText(i, gains);
            }
        }
    }

    private static double logPresent(BernoulliNaiveBayes bayes, int feature, int label) {
        return Math.log(bayes.probability(feature, label));
    }

    private static double logAbsent(BernoulliNaiveBayes bayes, int feature, int label) {
        return Math.log1p(-bayes.probability(feature, label));
    }

    /** Differences to the means are fields of their own: as a polynomial, x² and x would cancel each other. */
    private void addNormals(GaussianNaiveBayes bayes, LinearSum sum, int label, int sign) {
        for (int j = 0; j < bayes.dimension(); j++) {
            double mean = bayes.mean(j, label);
            double variance = bayes.variance(j, label);
            sum.addConstant(-sign * Math.log(2 * Math.PI * variance) / 2);
            String difference =
                    fields.difference(j, mean, fields.config().classes().get(label));
            if (difference == null) {
                sum.addConstant(-sign * mean * mean / (2 * variance));
            } else {
                sum.addSquare(difference, -sign / (2 * variance));
            }
        }
    }

    private boolean isNumeric(int field) {
        return fields.config().fields().get(field).kind() == FeatureField.Kind.NUMERIC;
    }
}
