package io.millrace.learning.pmml;

import io.millrace.learning.linear.Link;
import java.util.ArrayList;
import java.util.List;
import org.dmg.pmml.MiningFunction;
import org.dmg.pmml.Model;
import org.dmg.pmml.regression.RegressionModel;
import org.dmg.pmml.regression.RegressionModel.NormalizationMethod;
import org.dmg.pmml.regression.RegressionTable;

/** Equations and the link from their values to scores, as RegressionModel. */
final class RegressionElement {
    /** The logarithm of a probability of 0 in a document: e to the power of it is 0, and it is finite. */
    static final double IMPOSSIBLE = -1e300;

    private RegressionElement() {}

    /** The equations of a model, in terms of a document's fields. */
    interface Equations {
        /** Equation {@code index}, without the name of a class. */
        RegressionTable table(int index);
    }

    /**
     * The model element.
     *
     * @param equations one, or under {@link Link#SOFTMAX} one for each class
     */
    static Model of(DocumentFields fields, PmmlNames names, Link link, Equations equations) {
        if (link == Link.IDENTITY) {
            fields.declareTarget(names.scores().get(0), List.of());
            return new RegressionModel(MiningFunction.REGRESSION, fields.miningSchema(), List.of(equations.table(0)));
        }
        List<String> classes = fields.config().classes();
        fields.declareTarget(names.choice(), classes);
        List<RegressionTable> tables = new ArrayList<>();
        if (link == Link.LOGISTIC) {
            tables.add(equations.table(0).setTargetCategory(classes.get(1)));
            tables.add(new RegressionTable(0.0).setTargetCategory(classes.get(0)));
        } else {
            for (int k = 0; k < classes.size(); k++) {
                tables.add(equations.table(k).setTargetCategory(classes.get(k)));
            }
        }
        return new RegressionModel(MiningFunction.CLASSIFICATION, fields.miningSchema(), tables)
                .setNormalizationMethod(link == Link.LOGISTIC ? NormalizationMethod.LOGIT : NormalizationMethod.SOFTMAX)
                .setOutput(
                        Outputs.probabilities(names.scores(), link == Link.LOGISTIC ? classes.subList(1, 2) : classes));
    }
}
