package io.millrace.model.pmml;

import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelEngine;
import io.millrace.model.ModelException;
import jakarta.xml.bind.JAXBException;
import java.io.ByteArrayInputStream;
import java.util.Set;
import javax.xml.parsers.ParserConfigurationException;
import org.jpmml.evaluator.Evaluator;
import org.jpmml.evaluator.FieldNameSet;
import org.jpmml.evaluator.FunctionNameStack;
import org.jpmml.evaluator.LoadingModelEvaluatorBuilder;
import org.jpmml.model.SAXUtil;
import org.xml.sax.SAXException;

/**
 * Loads PMML models with JPMML-Evaluator. The document's first scorable model is the one that is served.
 *
 * <p>Without a {@code model.yaml} the contract is the document's: its active fields, which JPMML treats by the
 * document's own rules for missing, invalid and outlying values.
 */
public final class PmmlEngine implements ModelEngine {
    /** Calls that one function may nest; PMML forbids recursion, a document may contain it all the same. */
    private static final int FUNCTION_DEPTH = 16;

    private static final int DERIVED_FIELD_DEPTH = 256;

    static final String NAME = "jpmml-evaluator";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> formats() {
        return Set.of("pmml");
    }

    @Override
    public boolean isReference() {
        return true;
    }

    @Override
    public Model load(ModelBundle bundle, Device device) {
        if (bundle.bytes().length == 0) {
            throw new ModelException(bundle.path() + ": the PMML file is empty");
        }
        Evaluator evaluator = build(bundle);
        try {
            evaluator.verify();
        } catch (RuntimeException e) {
            // The document's own examples come out differently here, or cannot be scored: not a model to trust.
            throw new ModelException(bundle.path() + ": the PMML's ModelVerification fails: " + firstLine(e), e);
        }
        return new PmmlModel(bundle.id(), evaluator, PmmlLayout.of(bundle, evaluator));
    }

    /** Parses through JPMML's SAXUtil, which forbids DOCTYPE; JAXB alone would expand entities. */
    private static Evaluator build(ModelBundle bundle) {
        try {
            return new LoadingModelEvaluatorBuilder()
                    .setFilters(PmmlGuards.filters())
                    .setValidationEventHandler(event -> false) // stop at the first mistake, print nothing
                    .setFunctionGuard(new FunctionNameStack(FUNCTION_DEPTH))
                    .setDerivedFieldGuard(new FieldNameSet(DERIVED_FIELD_DEPTH))
                    .load(new ByteArrayInputStream(bundle.bytes()))
                    .transform(PmmlGuards::checkFunctions)
                    .build();
        } catch (JAXBException e) {
            Throwable cause = SAXUtil.getCause(e);
            throw unreadable(bundle, cause == null ? e : cause);
        } catch (SAXException | ParserConfigurationException | RuntimeException e) {
            // JPMML reports unsupported and contradictory markup as runtime exceptions of several families.
            throw unreadable(bundle, e);
        }
    }

    private static ModelException unreadable(ModelBundle bundle, Throwable cause) {
        return new ModelException(bundle.path() + ": JPMML cannot load it as PMML: " + firstLine(cause), cause);
    }

    static String firstLine(Throwable e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().lines().findFirst().orElse("");
    }
}
