package io.millrace.model.compiled.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The texts that a graph knows, all in one list: a code is a position in it. Grows while a graph is compiled. */
final class Texts {
    /** Code of any text that the graph does not know. */
    static final int UNKNOWN = -1;

    private final Map<String, Integer> codes = new HashMap<>();
    private final List<String> texts = new ArrayList<>();

    /** The code of a text, which is known from now on. */
    int add(String text) {
        return codes.computeIfAbsent(text, added -> {
            texts.add(added);
            return texts.size() - 1;
        });
    }

    /** The code of a text; {@link #UNKNOWN} where there is none. */
    int codeOf(String text) {
        return codes.getOrDefault(text, UNKNOWN);
    }

    String text(int code) {
        return texts.get(code);
    }

    List<String> list() {
        return List.copyOf(texts);
    }
}
