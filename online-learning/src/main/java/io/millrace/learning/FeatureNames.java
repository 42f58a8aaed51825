package io.millrace.learning;

import java.util.List;

/** What features are called in what people read. */
@FunctionalInterface
public interface FeatureNames {
    /** Name of feature {@code index}, unique. */
    String name(int index);

    /** {@code x0}, {@code x1}, and so on. */
    static FeatureNames numbered() {
        return index -> "x" + index;
    }

    /** These names, in order. */
    static FeatureNames of(List<String> names) {
        return List.copyOf(names)::get;
    }
}
