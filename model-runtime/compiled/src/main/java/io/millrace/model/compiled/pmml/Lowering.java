package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.ProgramBuilder;
import java.util.HashMap;
import java.util.Map;
import org.dmg.pmml.DataField;
import org.dmg.pmml.DefineFunction;
import org.dmg.pmml.DerivedField;
import org.dmg.pmml.Model;
import org.dmg.pmml.PMML;
import org.dmg.pmml.clustering.ClusteringModel;
import org.dmg.pmml.general_regression.GeneralRegressionModel;
import org.dmg.pmml.mining.MiningModel;
import org.dmg.pmml.naive_bayes.NaiveBayesModel;
import org.dmg.pmml.regression.RegressionModel;
import org.dmg.pmml.scorecard.Scorecard;
import org.dmg.pmml.tree.TreeModel;

/** One document on its way into a program: the parts that compile it, and what the whole document declares. */
final class Lowering {
    private final Columns columns;
    private final Casts casts;
    private final Treatment treatment;
    private final Expressions expressions;
    private final Predicates predicates;
    private final Map<String, DataField> dataFields = new HashMap<>();
    private final Map<String, DerivedField> sharedFields = new HashMap<>();
    private final Map<String, DefineFunction> functions = new HashMap<>();

    Lowering(PMML pmml, ProgramBuilder builder) {
        columns = new Columns(builder);
        casts = new Casts(columns);
        treatment = new Treatment(columns);
        expressions = new Expressions(this);
        predicates = new Predicates(this);
        pmml.requireDataDictionary().getDataFields().forEach(field -> dataFields.put(field.requireName(), field));
        if (pmml.getTransformationDictionary() != null) {
            pmml.getTransformationDictionary()
                    .getDerivedFields()
                    .forEach(field -> sharedFields.put(field.requireName(), field));
            pmml.getTransformationDictionary()
                    .getDefineFunctions()
                    .forEach(function -> functions.put(function.requireName(), function));
        }
    }

    Columns columns() {
        return columns;
    }

    Casts casts() {
        return casts;
    }

    Treatment treatment() {
        return treatment;
    }

    Expressions expressions() {
        return expressions;
    }

    Predicates predicates() {
        return predicates;
    }

    /** A field of the data dictionary, or null. */
    DataField dataField(String name) {
        return dataFields.get(name);
    }

    /** A derived field of the document, or null. */
    DerivedField sharedField(String name) {
        return sharedFields.get(name);
    }

    /** A function that the document defines, or null. */
    DefineFunction function(String name) {
        return functions.get(name);
    }

    /**
     * Compiles a model together with its output fields.
     *
     * @param scope the model's own
     */
    Results lower(Model model, Scope scope) {
        Results results = predict(model, scope);
        return new Outputs(this, model, scope).addTo(results);
    }

    private Results predict(Model model, Scope scope) {
        if (model instanceof MiningModel ensemble) {
            return new MiningModels(this).lower(ensemble, scope);
        }
        Target target = Target.of(this, model);
        Prediction prediction;
        if (model instanceof RegressionModel regression) {
            prediction = new RegressionModels(this, scope, target).lower(regression);
        } else if (model instanceof GeneralRegressionModel regression) {
            prediction = new GeneralRegressionModels(this, scope, target).lower(regression);
        } else if (model instanceof TreeModel tree) {
            prediction = new TreeModels(this, scope, target).lower(tree);
        } else if (model instanceof Scorecard scorecard) {
            prediction = new Scorecards(this, scope, target).lower(scorecard);
        } else if (model instanceof ClusteringModel clustering) {
            prediction = new ClusteringModels(this, scope).lower(clustering);
        } else if (model instanceof NaiveBayesModel bayes) {
            prediction = new NaiveBayesModels(this, scope, target).lower(bayes);
        } else {
            throw Unsupported.thing("model", model.getClass().getSimpleName());
        }
        return new Results(target.name(), prediction);
    }
}
