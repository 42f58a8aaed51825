package io.millrace.drift.profile;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * A window of texts: an exact count for each category of the layout, and the others by name, exactly up to {@value
 * TextCounter#MOST_EXACT} of them and by a frequent-items sketch beyond. Counts of the layout's categories and of all
 * others together are exact always.
 */
public final class CategoricalWindow implements FeatureWindow {
    /** Stands for values whose names a profile did not keep. */
    public static final String OTHER = "(other)";

    private final CategoricalLayout layout;
    private final long[] counts;
    private final TextCounter others = new TextCounter();
    private long missing;
    private long invalid;

    CategoricalWindow(CategoricalLayout layout) {
        this.layout = layout;
        counts = new long[layout.categories().size()];
    }

    /**
     * A window of which only counts are known, such as a profile's.
     *
     * @param counts values per category of the layout
     * @param other values that are none of them
     * @throws IllegalArgumentException if counts are negative or not one a category
     */
    public static CategoricalWindow ofCounts(
            CategoricalLayout layout, long[] counts, long other, long missing, long invalid) {
        if (counts.length != layout.categories().size()
                || other < 0
                || Arrays.stream(counts).anyMatch(c -> c < 0)) {
            throw new IllegalArgumentException("counts must be >= 0 and one a category: "
                    + layout.categories().size() + " categories, found " + counts.length + " counts, other " + other);
        }
        CategoricalWindow window = layout.newWindow();
        System.arraycopy(counts, 0, window.counts, 0, counts.length);
        window.missing = missing;
        window.invalid = invalid;
        if (other > 0) {
            window.others.add(OTHER, other);
        }
        return window;
    }

    /** Takes a text; null counts as missing. Allocates nothing for a category of the layout. */
    public void add(String text) {
        if (text == null) {
            missing++;
            return;
        }
        int code = layout.code(text);
        if (code >= 0) {
            counts[code]++;
        } else {
            others.add(text, 1);
        }
    }

    /**
     * Takes a category of the layout.
     *
     * @param code as {@link CategoricalLayout#code} gives it, not -1
     */
    public void add(int code) {
        counts[code]++;
    }

    @Override
    public void addMissing() {
        missing++;
    }

    @Override
    public void addInvalid() {
        invalid++;
    }

    @Override
    public CategoricalLayout layout() {
        return layout;
    }

    @Override
    public long count() {
        long count = others.total();
        for (long category : counts) {
            count += category;
        }
        return count;
    }

    @Override
    public long missing() {
        return missing;
    }

    @Override
    public long invalid() {
        return invalid;
    }

    /** Values per category of the layout, a copy. */
    public long[] counts() {
        return counts.clone();
    }

    /** Values that are no category of the layout. */
    public long other() {
        return others.total();
    }

    /** The most frequent of the values that are no category of the layout, at most {@code most}. */
    public List<TextCount> topOthers(int most) {
        return others.top(most);
    }

    /** Whether {@link #topOthers} counts exactly and knows all names. */
    public boolean othersExact() {
        return others.isExact();
    }

    @Override
    public void merge(FeatureWindow other) {
        if (!(other instanceof CategoricalWindow that) || layout.fingerprint() != that.layout.fingerprint()) {
            throw new IllegalArgumentException(
                    "window must be of the same layout: " + layout + ", found " + other.layout());
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] += that.counts[i];
        }
        missing += that.missing;
        invalid += that.invalid;
        others.merge(that.others);
    }

    @Override
    public void clear() {
        Arrays.fill(counts, 0);
        missing = 0;
        invalid = 0;
        others.clear();
    }

    @Override
    public void writeTo(DataOutput out) throws IOException {
        out.writeByte(Wire.VERSION);
        out.writeLong(layout.fingerprint());
        for (long count : counts) {
            Wire.writeCount(out, count);
        }
        Wire.writeCount(out, missing);
        Wire.writeCount(out, invalid);
        others.writeTo(out);
    }

    void readBody(DataInput in) throws IOException {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = Wire.readCount(in);
        }
        missing = Wire.readCount(in);
        invalid = Wire.readCount(in);
        others.readBody(in);
    }

    /** The same values by the categories of another layout; what only a sketch knew of is among the others. */
    CategoricalWindow countedIn(CategoricalLayout other) {
        CategoricalWindow window = other.newWindow();
        for (int code = 0; code < counts.length; code++) {
            window.add(layout.categories().get(code), counts[code]);
        }
        long named = 0;
        for (TextCount text : others.top(Integer.MAX_VALUE)) {
            window.add(text.text(), text.count());
            named += text.count();
        }
        window.add(OTHER, others.total() - named);
        window.missing = missing;
        window.invalid = invalid;
        return window;
    }

    private void add(String text, long times) {
        if (times == 0) {
            return;
        }
        int code = layout.code(text);
        if (code >= 0) {
            counts[code] += times;
        } else {
            others.add(text, times);
        }
    }

    /** The same values with the most frequent texts as categories, at most {@code most}, the most frequent first. */
    CategoricalWindow withCategories(int most) {
        List<TextCount> top = others.top(most);
        long listed = top.stream().mapToLong(TextCount::count).sum();
        CategoricalLayout named = CategoricalLayout.of(
                layout.feature(), top.stream().map(TextCount::text).toList(), listed == others.total());
        return ofCounts(
                named, top.stream().mapToLong(TextCount::count).toArray(), others.total() - listed, missing, invalid);
    }
}
