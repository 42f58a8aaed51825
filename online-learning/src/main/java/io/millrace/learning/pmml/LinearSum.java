package io.millrace.learning.pmml;

import io.millrace.learning.model.FeatureField;
import org.dmg.pmml.regression.CategoricalPredictor;
import org.dmg.pmml.regression.NumericPredictor;
import org.dmg.pmml.regression.RegressionTable;

/** Collects the terms of one equation; those with coefficient 0 are left out. */
final class LinearSum {
    private final DocumentFields fields;
    private final RegressionTable table = new RegressionTable();
    private double intercept;

    LinearSum(DocumentFields fields, double intercept) {
        this.fields = fields;
        this.intercept = intercept;
    }

    void addConstant(double value) {
        intercept += value;
    }

    /** Adds all fields as the learner sees them, times the coefficients of its columns. */
    void addColumns(double[] coefficients) {
        for (int i = 0; i < fields.config().fields().size(); i++) {
            if (fields.config().fields().get(i).kind() == FeatureField.Kind.NUMERIC) {
                addNumber(i, coefficients[fields.column(i)]);
            } else {
                addText(i, coefficients);
            }
        }
    }

    /** Adds a numeric field, times the coefficient that the learner has for it scaled. */
    private void addNumber(int field, double coefficient) {
        Scale scale = fields.scale(field);
        if (scale.isConstant()) {
            return;
        }
        if (scale.isNear()) {
            addTerm(fields.config().fields().get(field).name(), coefficient / scale.unit());
            intercept -= coefficient * scale.origin() / scale.unit();
        } else {
            addTerm(fields.scaled(field), coefficient);
        }
    }

    /** Adds what a one-hot field's text, if there is one, has among the coefficients of all columns. */
    void addText(int field, double[] coefficients) {
        String name = fields.config().fields().get(field).name();
        fields.categories(field).forEach((column, category) -> {
            if (coefficients[column] != 0) {
                table.addCategoricalPredictors(new CategoricalPredictor(name, category, coefficients[column]));
            }
        });
        double other = coefficients[fields.otherColumn(field)];
        if (other != 0) {
            addTerm(fields.isOther(field), other);
        }
    }

    /** Adds a field of the document, times a coefficient. */
    void addTerm(String name, double coefficient) {
        if (coefficient != 0) {
            table.addNumericPredictors(new NumericPredictor(name, coefficient));
        }
    }

    /** Adds the square of a field of the document, times a coefficient. */
    void addSquare(String name, double coefficient) {
        if (coefficient != 0) {
            table.addNumericPredictors(new NumericPredictor(name, coefficient).setExponent(2));
        }
    }

    RegressionTable table() {
        return table.setIntercept(intercept);
    }
}
