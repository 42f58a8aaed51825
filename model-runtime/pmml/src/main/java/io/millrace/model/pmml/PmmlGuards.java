package io.millrace.model.pmml;

import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dmg.pmml.Apply;
import org.dmg.pmml.DefineFunction;
import org.dmg.pmml.PMML;
import org.dmg.pmml.PMMLFunctions;
import org.dmg.pmml.VisitorAction;
import org.jpmml.model.filters.ImportFilter;
import org.jpmml.model.visitors.AbstractVisitor;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.XMLFilter;
import org.xml.sax.helpers.XMLFilterImpl;

/** What a PMML document may not do, whoever signed it: exhaust stack or memory, run code, or stall a thread. */
final class PmmlGuards {
    /** JPMML walks documents recursively; this depth fits the stack of any thread with room to spare. */
    static final int MAX_DEPTH = 512;

    static final int MAX_ELEMENTS = 20_000_000;

    /** Regular expressions from the document, compiled and run without limits. */
    private static final Set<String> REFUSED_FUNCTIONS = Set.of(PMMLFunctions.MATCHES, PMMLFunctions.REPLACE);

    private static final Set<String> BUILT_IN_FUNCTIONS = builtInFunctions();

    private PmmlGuards() {}

    /** Filters for one reading of one document. */
    static List<XMLFilter> filters() {
        return List.of(new ElementLimits(), new ImportFilter());
    }

    /**
     * Checks each function that the document applies. JPMML takes an unknown name for a Java class, looks for it on the
     * class path, and keeps the outcome in a static map that is not synchronised.
     *
     * @return {@code pmml}
     */
    static PMML checkFunctions(PMML pmml) {
        Set<String> defined = new HashSet<>();
        Set<String> applied = new TreeSet<>();
        new AbstractVisitor() {
            @Override
            public VisitorAction visit(DefineFunction function) {
                defined.add(function.requireName());
                return super.visit(function);
            }

            @Override
            public VisitorAction visit(Apply apply) {
                applied.add(apply.requireFunction());
                return super.visit(apply);
            }
        }.applyTo(pmml);
        for (String function : applied) {
            if (REFUSED_FUNCTIONS.contains(function)) {
                throw new IllegalArgumentException(
                        "functions must not run regular expressions of the document, found " + function);
            }
            if (!BUILT_IN_FUNCTIONS.contains(function) && !defined.contains(function)) {
                throw new IllegalArgumentException(
                        "functions must be PMML's own or defined in the document, found " + function);
            }
        }
        return pmml;
    }

    /** The constants of the interface that names them. */
    private static Set<String> builtInFunctions() {
        Set<String> names = new HashSet<>();
        for (Field constant : PMMLFunctions.class.getFields()) {
            try {
                names.add((String) constant.get(null));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("constants of an interface are public: " + constant, e);
            }
        }
        return Set.copyOf(names);
    }

    /** Counts elements and their nesting. */
    private static final class ElementLimits extends XMLFilterImpl {
        private int depth;
        private int elements;

        @Override
        public void startElement(String uri, String localName, String qName, Attributes attributes)
                throws SAXException {
            if (elements == 0 && !localName.equals("PMML")) {
                throw new SAXException("the root element must be PMML, found " + localName);
            }
            if (++depth > MAX_DEPTH) {
                throw new SAXException(
                        "elements must not nest deeper than " + MAX_DEPTH + ", found one at " + localName);
            }
            if (++elements > MAX_ELEMENTS) {
                throw new SAXException("elements must be at most " + MAX_ELEMENTS + ", found more at " + localName);
            }
            super.startElement(uri, localName, qName, attributes);
        }

        @Override
        public void endElement(String uri, String localName, String qName) throws SAXException {
            depth--;
            super.endElement(uri, localName, qName);
        }
    }
}
