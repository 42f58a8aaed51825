package io.millrace.model.compiled.pmml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The texts that a column of codes stands for. An open one belongs to an input that may hold any text: it learns each
 * text that the document compares the input with, and -1 is every other. A closed one is complete.
 */
final class Dictionary {
    /** Code of no text at all: a closed dictionary's answer to a text that it does not have. */
    static final int NEVER = -2;

    private final List<String> texts = new ArrayList<>();
    private final Map<String, Integer> codes = new HashMap<>();
    private final boolean open;

    private Dictionary(List<String> texts, boolean open) {
        for (String text : texts) {
            learn(text);
        }
        this.open = open;
    }

    static Dictionary closed(List<String> texts) {
        return new Dictionary(texts, false);
    }

    static Dictionary open(List<String> texts) {
        return new Dictionary(texts, true);
    }

    /** Code of a text, which an open dictionary learns; {@link #NEVER} where it cannot occur. */
    int code(String text) {
        Integer code = codes.get(text);
        if (code != null) {
            return code;
        }
        return open ? learn(text) : NEVER;
    }

    private int learn(String text) {
        return codes.computeIfAbsent(text, added -> {
            texts.add(added);
            return texts.size() - 1;
        });
    }

    /** A dictionary with the same codes that has {@code text} too. */
    Dictionary with(String text) {
        if (open) {
            learn(text);
        }
        if (codes.containsKey(text)) {
            return this;
        }
        List<String> more = new ArrayList<>(texts);
        more.add(text);
        return closed(more);
    }

    boolean isOpen() {
        return open;
    }

    /** The texts by code, so far. */
    List<String> texts() {
        return Collections.unmodifiableList(texts);
    }

    /** The codes by text, a live view. */
    Map<String, Integer> codes() {
        return Collections.unmodifiableMap(codes);
    }
}
