package io.millrace.model.format.pmml;

import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.Unmarshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.xml.parsers.ParserConfigurationException;
import org.dmg.pmml.Model;
import org.dmg.pmml.PMML;
import org.dmg.pmml.mining.MiningModel;
import org.dmg.pmml.mining.Segment;
import org.jpmml.model.JAXBUtil;
import org.jpmml.model.SAXUtil;
import org.jpmml.model.filters.ImportFilter;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;

/**
 * A PMML document that is safe to hand to an engine: within {@link DocumentLimits}, without DOCTYPE and entities, without
 * functions that could run code, loop or recurse ({@link FunctionRules}, {@link DerivedFieldRules}).
 *
 * <p>The tree is pmml-model's and mutable; an engine that rewrites it reads its own. What the document does not say
 * where PMML demands it, pmml-model's {@code require} getters report as {@link org.jpmml.model.PMMLException}.
 */
public final class PmmlFile {
    private final PMML pmml;
    private final Model model;

    private PmmlFile(PMML pmml, Model model) {
        this.pmml = pmml;
        this.model = model;
    }

    /**
     * Reads the bundle's file. Limits are checked in a pass of their own, before anything is built from the document.
     *
     * @throws ModelException if it is not PMML, is damaged, breaks a rule, or has no model that can be scored
     */
    public static PmmlFile read(ModelBundle bundle) {
        if (bundle.bytes().length == 0) {
            throw new ModelException(bundle.path() + ": the PMML file is empty");
        }
        try {
            DocumentLimits.check(bundle.bytes());
            PMML pmml = parse(bundle.bytes());
            Model model = firstScorable(pmml);
            FunctionRules.check(pmml);
            DerivedFieldRules.check(pmml);
            return new PmmlFile(pmml, model);
        } catch (JAXBException e) {
            Throwable cause = SAXUtil.getCause(e);
            throw unreadable(bundle, cause == null ? e : cause);
        } catch (SAXException | IOException | ParserConfigurationException | RuntimeException e) {
            // pmml-model reports what is missing or contradictory as runtime exceptions of several families.
            throw unreadable(bundle, e);
        }
    }

    /** The document. */
    public PMML pmml() {
        return pmml;
    }

    /** The model that is served: the first one that can be scored. */
    public Model model() {
        return model;
    }

    /** {@link #model()} and all models inside it, outer before inner, in the order of the document. */
    public List<Model> models() {
        List<Model> models = new ArrayList<>();
        Deque<Model> open = new ArrayDeque<>();
        open.push(model);
        while (!open.isEmpty()) {
            Model next = open.pop();
            models.add(next);
            if (next instanceof MiningModel ensemble && ensemble.getSegmentation() != null) {
                List<Segment> segments = ensemble.getSegmentation().getSegments();
                for (int i = segments.size() - 1; i >= 0; i--) {
                    open.push(segments.get(i).requireModel());
                }
            }
        }
        return models;
    }

    private static PMML parse(byte[] bytes) throws JAXBException, SAXException, ParserConfigurationException {
        Unmarshaller unmarshaller = JAXBUtil.getContext().createUnmarshaller();
        unmarshaller.setEventHandler(event -> false); // stop at the first mistake, print nothing
        return (PMML) unmarshaller.unmarshal(
                SAXUtil.createFilteredSource(new ByteArrayInputStream(bytes), new ImportFilter()));
    }

    private static Model firstScorable(PMML pmml) {
        return pmml.getModels().stream()
                .filter(Model::isScorable)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("the document must have a model that is scorable, found "
                                + pmml.getModels().size() + " models"));
    }

    /** SAXUtil's reader, which forbids DOCTYPE; any other would expand entities. */
    static void parse(byte[] bytes, org.xml.sax.ContentHandler handler)
            throws SAXException, IOException, ParserConfigurationException {
        XMLReader reader = SAXUtil.createXMLReader();
        reader.setContentHandler(handler);
        reader.setErrorHandler(new org.xml.sax.helpers.DefaultHandler()); // print nothing
        reader.parse(new InputSource(new ByteArrayInputStream(bytes)));
    }

    private static ModelException unreadable(ModelBundle bundle, Throwable cause) {
        return new ModelException(bundle.path() + ": cannot be loaded as PMML: " + firstLine(cause), cause);
    }

    private static String firstLine(Throwable e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().lines().findFirst().orElse("");
    }
}
