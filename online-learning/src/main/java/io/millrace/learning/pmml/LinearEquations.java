package io.millrace.learning.pmml;

import io.millrace.learning.linear.LinearModel;
import org.dmg.pmml.Model;
import org.dmg.pmml.regression.RegressionTable;

/** Linear learners. Scalers are multiplied out, so that coefficients are those of the inputs in their own units. */
final class LinearEquations {
    private LinearEquations() {}

    static Model model(LinearModel learner, DocumentFields fields, PmmlNames names) {
        return RegressionElement.of(
                fields,
                names,
                learner.link(),
                equation -> table(fields, learner.intercept(equation), learner.coefficients(equation)));
    }

    private static RegressionTable table(DocumentFields fields, double intercept, double[] coefficients) {
        LinearSum sum = new LinearSum(fields, intercept);
        sum.addColumns(coefficients);
        return sum.table();
    }
}
