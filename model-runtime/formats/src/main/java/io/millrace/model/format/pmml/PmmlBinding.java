package io.millrace.model.format.pmml;

import io.millrace.model.ModelBundle;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelException;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import java.util.ArrayList;
import java.util.List;
import org.jpmml.model.PMMLException;

/**
 * What a PMML document needs and gives, the same for every engine. Immutable.
 *
 * <p>Inputs are the active and supplementary fields of the served model's mining schema, in its order, or in that of
 * {@code model.yaml}; then targets of which an output field asks the residual. The document's treatments of missing,
 * invalid and outlying values are the contract's ({@link PmmlInputs}). Outputs are those that {@code model.yaml} asks
 * for, else the document's final output fields, else its targets with what the model knows besides ({@link
 * PmmlOutputs}).
 *
 * @param contract what the model needs and gives
 * @param columns one per column of a row
 * @param results one per output of the contract
 */
public record PmmlBinding(ModelContract contract, List<PmmlColumn> columns, List<PmmlResult> results) {

    /**
     * Binds a document.
     *
     * @throws ModelException if document and {@code model.yaml} contradict each other, or the document itself
     */
    public static PmmlBinding of(ModelBundle bundle, PmmlFile file) {
        try {
            PmmlInputs inputs = new PmmlInputs(bundle, file);
            List<ModelInput> modelInputs = new ArrayList<>();
            List<PmmlColumn> columns = new ArrayList<>();
            inputs.bind(modelInputs, columns);
            PmmlOutputs outputs = new PmmlOutputs(bundle, file);
            List<ModelOutput> modelOutputs = new ArrayList<>();
            List<PmmlResult> results = new ArrayList<>();
            outputs.bind(modelOutputs, results);
            return new PmmlBinding(
                    new ModelContract(modelInputs, modelOutputs), List.copyOf(columns), List.copyOf(results));
        } catch (IllegalArgumentException | PMMLException e) {
            // pmml-model's exceptions: what PMML demands is missing from the document
            throw new ModelException(bundle.path() + ": CONTRACT: " + e.getMessage(), e);
        }
    }

    static ModelException contradiction(ModelBundle bundle, String where, String expected, Object found) {
        return new ModelException(
                bundle.path() + ": CONTRACT: " + where + ": expected " + expected + ", found " + found);
    }
}
