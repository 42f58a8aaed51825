package io.millrace.learning.pmml;

import io.millrace.learning.Learner;
import io.millrace.learning.bayes.NaiveBayes;
import io.millrace.learning.cluster.KMeans;
import io.millrace.learning.linear.LinearModel;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.parallel.ParallelLearner;
import io.millrace.learning.tree.LeafPrediction;
import io.millrace.learning.tree.TreeLearner;
import jakarta.xml.bind.JAXBException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.dmg.pmml.Application;
import org.dmg.pmml.DataDictionary;
import org.dmg.pmml.Header;
import org.dmg.pmml.Model;
import org.dmg.pmml.PMML;
import org.dmg.pmml.Version;
import org.jpmml.model.JAXBSerializer;

/**
 * Writes what an {@link OnlineModel} has learned as a PMML 4.4 document that scores as {@link OnlineModel#score} does, to rounding (1e-9
 * in tests, against JPMML and our own engine).
 *
 * <p>Inputs are the model's fields: numbers as {@code double}, texts with the categories known so far. Missing and unseen values are
 * treated as the model treats them: a missing number is replaced by its mean, a missing text sets nothing, an unseen one is "other"; under
 * {@link io.millrace.learning.model.MissingValues#REFUSE} a row with a missing value is invalid. Infinite numbers are invalid. A category with
 * characters that XML cannot hold (control characters, half a surrogate pair) is scored as "other".
 *
 * <p>The same model and names give the same bytes: there is no time or machine in them. Cost: a pass over all parameters; the first
 * document of a process takes a second for JAXB. Any thread, one at a time per model.
 */
public final class PmmlExport {
    private PmmlExport() {}

    /**
     * What keeps models of a configuration from being written, whatever they learn; each a clause such as {@code field user: hashed, which PMML
     * cannot express}. Empty if nothing does.
     */
    public static List<String> obstacles(OnlineModelConfig config) {
        return obstacles(config, config.learner().newLearner(config.dimension()));
    }

    /** Who answers: of a learner that several threads teach, the one that they have made together. */
    static Learner answering(Learner learner) {
        return learner instanceof ParallelLearner parallel ? parallel.combined() : learner;
    }

    private static List<String> obstacles(OnlineModelConfig config, Learner taught) {
        Learner learner = answering(taught);
        List<String> obstacles = new ArrayList<>();
        for (FeatureField field : config.fields()) {
            if (field.kind() == FeatureField.Kind.HASHED) {
                obstacles.add("field " + field.name() + ": hashed, which PMML cannot express");
            }
            if (!XmlText.canHold(field.name())) {
                obstacles.add("field " + field.name() + ": has characters that XML cannot hold");
            }
        }
        for (String name : config.classes()) {
            if (!XmlText.canHold(name)) {
                obstacles.add("class " + name + ": has characters that XML cannot hold");
            }
        }
        if (learner instanceof TreeLearner tree && tree.tree().prediction() != LeafPrediction.MAJORITY) {
            obstacles.add("prediction " + tree.tree().prediction() + ": is no leaf of a PMML tree, "
                    + LeafPrediction.MAJORITY + " is");
        } else if (elementOf(learner) == null) {
            obstacles.add("algorithm " + learner.config().algorithm() + ": has no form in PMML");
        }
        return obstacles;
    }

    /**
     * The document of a model as it is now.
     *
     * @param model left as it is
     * @throws NotExportableException if there are {@link #obstacles}, or what was learned is not finite, or is not enough to score with
     */
    public static byte[] export(OnlineModel model, PmmlNames names) {
        List<String> obstacles = obstacles(model.config(), model.learner());
        if (!obstacles.isEmpty()) {
            throw new NotExportableException(String.join("; ", obstacles));
        }
        double magnitude = model.magnitude();
        if (!Double.isFinite(magnitude)) {
            throw new NotExportableException("must have finite parameters, found one of magnitude " + magnitude);
        }
        DocumentFields fields = new DocumentFields(model, names);
        Learner learner = answering(model.learner());
        Model element = elementOf(learner).of(fields, names);
        element.setModelName(names.model()).setAlgorithmName(learner.config().algorithm());
        if (!fields.derived().isEmpty()) {
            element.setLocalTransformations(fields.transformations());
        }
        Header header = new Header()
                .setModelVersion(Long.toString(names.version()))
                .setApplication(new Application("Millrace"));
        PMML pmml = new PMML(
                        Version.PMML_4_4.getVersion(), header, new DataDictionary().addDataFields(fields.dictionary()))
                .addModels(element);
        return bytes(pmml);
    }

    /** Makes the model element of one kind of learner. */
    private interface Element {
        Model of(DocumentFields fields, PmmlNames names);
    }

    /** Null if PMML cannot express the learner. */
    private static Element elementOf(Learner learner) {
        if (learner instanceof LinearModel linear) {
            return (fields, names) -> LinearEquations.model(linear, fields, names);
        }
        if (learner instanceof NaiveBayes bayes) {
            return (fields, names) -> NaiveBayesEquations.model(bayes, fields, names);
        }
        if (learner instanceof KMeans clusters) {
            return (fields, names) -> ClusterElement.of(clusters, fields, names);
        }
        if (learner instanceof TreeLearner tree) {
            return (fields, names) -> TreeElement.of(tree, fields, names);
        }
        return null;
    }

    private static byte[] bytes(PMML pmml) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new JAXBSerializer().serializePretty(pmml, out);
        } catch (JAXBException e) {
            throw new IllegalStateException("memory does not fail, and the document is made by this class", e);
        }
        return out.toByteArray();
    }
}
