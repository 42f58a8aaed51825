package io.millrace.learning.pmml;

/** What XML 1.0 can hold. */
final class XmlText {
    private XmlText() {}

    /**
     * Whether every character may stand in a document and comes out of it as it went in. Not control characters: most are forbidden, and
     * readers make spaces of tabs and line ends in attributes.
     */
    static boolean canHold(String text) {
        return text.codePoints().allMatch(XmlText::isKept);
    }

    private static boolean isKept(int c) {
        return (c >= 0x20 && c < 0xD800) || (c >= 0xE000 && c < 0xFFFE) || c >= 0x10000;
    }
}
