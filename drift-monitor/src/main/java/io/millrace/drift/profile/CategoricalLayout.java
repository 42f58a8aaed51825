package io.millrace.drift.profile;

import io.millrace.drift.config.Checks;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Categories of a text: one exact counter for each that is listed; a window counts the others by name as far as its
 * bounded memory goes.
 */
public final class CategoricalLayout implements FeatureLayout {
    /** Most categories that a layout may list; 8 KB a window bound them. */
    public static final int MOST_CATEGORIES = 256;

    static final byte KIND = 2;

    private final String feature;
    private final List<String> categories;
    private final boolean complete;
    private final Map<String, Integer> indices = new HashMap<>();
    private final long fingerprint;

    private CategoricalLayout(String feature, List<String> categories, boolean complete) {
        this.feature = feature;
        this.categories = categories;
        this.complete = complete;
        long hash = Wire.mix(Wire.mix(Wire.startHash(), KIND), feature);
        for (String category : categories) {
            indices.put(category, indices.size());
            hash = Wire.mix(hash, category);
        }
        fingerprint = Wire.mix(hash, complete ? 1 : 0);
    }

    /**
     * Listed categories.
     *
     * @param feature name of the feature
     * @param categories each once, at most {@value #MOST_CATEGORIES}
     * @param complete whether the reference had no others, so that any other is one that was never seen
     * @throws io.millrace.drift.config.InvalidConfigException naming all mistakes
     */
    public static CategoricalLayout of(String feature, List<String> categories, boolean complete) {
        new Checks()
                .require(
                        categories.size() <= MOST_CATEGORIES,
                        "categories",
                        "must be at most " + MOST_CATEGORIES,
                        categories.size())
                .require(
                        categories.stream().distinct().count() == categories.size(),
                        "categories",
                        "must differ",
                        categories)
                .done();
        return new CategoricalLayout(feature, List.copyOf(categories), complete);
    }

    /** No category listed: for windows that a reference is made of. */
    public static CategoricalLayout open(String feature) {
        return of(feature, List.of(), false);
    }

    @Override
    public String feature() {
        return feature;
    }

    @Override
    public long fingerprint() {
        return fingerprint;
    }

    /** The listed categories. */
    public List<String> categories() {
        return categories;
    }

    /** Whether any category that is not listed is one that the reference never saw. */
    public boolean complete() {
        return complete;
    }

    /** The category's code for {@link CategoricalWindow#add(int)}; -1 where it is not listed. */
    public int code(String category) {
        Integer code = indices.get(category);
        if (code == null && category.length() * 3 > TextCounter.MOST_BYTES) {
            code = indices.get(TextCounter.bounded(category));
        }
        return code == null ? -1 : code;
    }

    @Override
    public CategoricalWindow newWindow() {
        return new CategoricalWindow(this);
    }

    @Override
    public void writeTo(DataOutput out) throws IOException {
        out.writeByte(Wire.VERSION);
        out.writeByte(KIND);
        out.writeUTF(feature);
        out.writeBoolean(complete);
        Wire.writeCount(out, categories.size());
        for (String category : categories) {
            out.writeUTF(category);
        }
    }

    static CategoricalLayout readBody(DataInput in) throws IOException {
        String feature = in.readUTF();
        boolean complete = in.readBoolean();
        String[] categories = new String[Wire.readLength(in, MOST_CATEGORIES, "categories")];
        for (int i = 0; i < categories.length; i++) {
            categories[i] = in.readUTF();
        }
        try {
            return of(feature, List.of(categories), complete);
        } catch (IllegalArgumentException e) {
            throw new IOException("layout of " + feature + " must be valid: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CategoricalLayout that
                && feature.equals(that.feature)
                && complete == that.complete
                && categories.equals(that.categories);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(fingerprint);
    }

    @Override
    public String toString() {
        return feature + ": " + categories.size() + " categories" + (complete ? "" : " and others");
    }
}
