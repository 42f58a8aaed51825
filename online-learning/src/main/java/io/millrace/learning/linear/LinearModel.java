package io.millrace.learning.linear;

import io.millrace.learning.FeatureNames;
import io.millrace.learning.Learner;
import io.millrace.learning.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * A learner that is fully described by raw scores p = w·x + b and the {@link Link} from them to its scores, so that any engine which
 * knows linear models can serve it. These are the numbers that {@link Learner#score} uses: where weights are averaged, the averages.
 */
public interface LinearModel extends Learner {
    /** From raw scores to scores. */
    Link link();

    /** How many raw scores there are: 1, or under {@link Link#SOFTMAX} one for each class. */
    int equations();

    /** Weights w of an equation, {@link #dimension()} of them, in a new array. */
    double[] coefficients(int equation);

    /** Constant b of an equation. */
    double intercept(int equation);

    @Override
    default int outputs() {
        return equations();
    }

    /** The greatest weight or intercept; infinite also where the optimiser's memory is no longer finite. */
    @Override
    double magnitude();

    /**
     * {@code intercept} and each feature's coefficient, of several equations with {@code class c: } before it. Of more than 10,000
     * features only those whose coefficient is not 0.
     */
    @Override
    default List<Parameter> parameters(FeatureNames names) {
        List<Parameter> parameters = new ArrayList<>();
        for (int equation = 0; equation < equations(); equation++) {
            String prefix = equations() == 1 ? "" : "class " + equation + ": ";
            parameters.add(new Parameter(prefix + "intercept", intercept(equation)));
            double[] coefficients = coefficients(equation);
            for (int j = 0; j < coefficients.length; j++) {
                if (coefficients.length <= 10_000 || coefficients[j] != 0) {
                    parameters.add(new Parameter(prefix + names.name(j), coefficients[j]));
                }
            }
        }
        return parameters;
    }
}
