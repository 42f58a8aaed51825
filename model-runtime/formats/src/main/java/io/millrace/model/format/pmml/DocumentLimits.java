package io.millrace.model.format.pmml;

import java.io.IOException;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Counts the elements of a document and their nesting, building nothing, so that no document exhausts heap or stack. */
final class DocumentLimits extends DefaultHandler {
    /** Documents are walked recursively; this depth fits the stack of any thread with room to spare. */
    static final int MAX_DEPTH = 512;

    /** A forest of 500 trees with 6,000 nodes each has as many. */
    static final int MAX_ELEMENTS = 10_000_000;

    private int depth;
    private int elements;

    private DocumentLimits() {}

    /**
     * Checks a document.
     *
     * @throws SAXException naming the limit and the element that breaks it, or what makes the bytes no XML
     */
    static void check(byte[] bytes) throws SAXException, IOException, ParserConfigurationException {
        PmmlFile.parse(bytes, new DocumentLimits());
    }

    @Override
    public void startElement(String uri, String localName, String qName, Attributes attributes) throws SAXException {
        if (elements == 0 && !localName.equals("PMML")) {
            throw new SAXException("the root element must be PMML, found " + localName);
        }
        if (++depth > MAX_DEPTH) {
            throw new SAXException("elements must not nest deeper than " + MAX_DEPTH + ", found one at " + localName);
        }
        if (++elements > MAX_ELEMENTS) {
            throw new SAXException("elements must be at most " + MAX_ELEMENTS + ", found more at " + localName);
        }
    }

    @Override
    public void endElement(String uri, String localName, String qName) {
        depth--;
    }
}
