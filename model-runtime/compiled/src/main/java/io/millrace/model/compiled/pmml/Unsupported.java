package io.millrace.model.compiled.pmml;

import io.millrace.model.UnsupportedModelException;
import org.dmg.pmml.PMMLObject;

/** Says what of a document is not compiled. Refusing is always right: the reference engine serves then. */
final class Unsupported {
    private Unsupported() {}

    /** An attribute's value. */
    static UnsupportedModelException attribute(PMMLObject element, String attribute, Object value) {
        return new UnsupportedModelException(
                "not compiled: PMML element " + name(element) + ", attribute " + attribute + ", found " + value);
    }

    /** An element as a whole, or a certain use of it. */
    static UnsupportedModelException element(PMMLObject element, String found) {
        return new UnsupportedModelException("not compiled: PMML element " + name(element) + ", found " + found);
    }

    /** Something else. */
    static UnsupportedModelException thing(String what, Object found) {
        return new UnsupportedModelException("not compiled: PMML " + what + ", found " + found);
    }

    private static String name(PMMLObject element) {
        return element.getClass().getSimpleName();
    }
}
