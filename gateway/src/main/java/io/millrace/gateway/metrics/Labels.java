package io.millrace.gateway.metrics;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.millrace.schemas.Printable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Values of labels, which come from messages of others: short, printable, and of a bounded number. One thread. */
final class Labels {
    private static final int MOST_CHARACTERS = 120;
    private static final String OTHER = "other";

    private final int most;
    private final Set<String> seen = new HashSet<>();

    /**
     * Values of one label.
     *
     * @param most different values; further ones become {@code other}
     */
    Labels(int most) {
        this.most = most;
    }

    /** The value for a text. */
    String bounded(String text) {
        String value = clean(text);
        if (seen.contains(value)) {
            return value;
        }
        if (seen.size() < most) {
            seen.add(value);
            return value;
        }
        return OTHER;
    }

    /** A text as the value of a label. */
    static String clean(String text) {
        String printable = Printable.of(text);
        return printable.length() <= MOST_CHARACTERS ? printable : printable.substring(0, MOST_CHARACTERS) + "…";
    }

    /** The labels of a meter with these values, in its order. */
    static Tags of(MeterName name, String... values) {
        if (values.length != name.labels().size()) {
            throw new IllegalArgumentException(
                    name + ": must have " + name.labels().size() + " values, found " + values.length);
        }
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            tags.add(Tag.of(name.labels().get(i), values[i]));
        }
        return Tags.of(tags);
    }
}
