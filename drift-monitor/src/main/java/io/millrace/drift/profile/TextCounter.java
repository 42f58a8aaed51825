package io.millrace.drift.profile;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.datasketches.common.ArrayOfStringsSerDe;
import org.apache.datasketches.common.SketchesArgumentException;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.apache.datasketches.memory.Memory;

/**
 * Counts texts in bounded memory: exactly while there are at most {@value #MOST_EXACT} different ones, beyond that by a
 * frequent-items sketch (Anderson et al. 2017; Apache DataSketches), which keeps each text that is more than about 3 % of
 * all. Texts longer than {@value #MOST_BYTES} bytes are counted by their beginning and a hash of the whole.
 */
final class TextCounter {
    /** Most different texts that are counted exactly. */
    static final int MOST_EXACT = 96;

    /** Longest text, in bytes of UTF-8, that is kept as it is. */
    static final int MOST_BYTES = 40;

    private static final int SKETCH_SIZE = 128;
    private static final int KEPT_CHARACTERS = 9; // at most 27 bytes, then 1 + 8 for the hash
    private static final ArrayOfStringsSerDe TEXTS = new ArrayOfStringsSerDe();

    private final Map<String, Tally> exact = new HashMap<>();

    /** Null while counts are exact. */
    private ItemsSketch<String> sketch;

    private long total;

    private static final class Tally {
        private long count;
    }

    void add(String text, long count) {
        total += count;
        String key = bounded(text);
        if (sketch != null) {
            sketch.update(key, count);
            return;
        }
        Tally tally = exact.get(key);
        if (tally == null) {
            tally = new Tally();
            exact.put(key, tally);
        }
        tally.count += count;
        if (exact.size() > MOST_EXACT) {
            toSketch();
        }
    }

    private void toSketch() {
        sketch = new ItemsSketch<>(SKETCH_SIZE);
        // in order of the texts, so that the sketch does not depend on the map's
        new TreeMap<>(exact).forEach((text, tally) -> sketch.update(text, tally.count));
        exact.clear();
    }

    /** The text that {@code text} is counted by. */
    static String bounded(String text) {
        if (text.length() * 3 <= MOST_BYTES || text.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(KEPT_CHARACTERS - 1)) ? KEPT_CHARACTERS - 1 : KEPT_CHARACTERS;
        int hash = Long.hashCode(Wire.mix(Wire.startHash(), text));
        return text.substring(0, end) + "#" + String.format("%08x", hash);
    }

    long total() {
        return total;
    }

    boolean isExact() {
        return sketch == null;
    }

    /** The most frequent texts, at most {@code most}, equally frequent ones by name; counts of a sketch are estimates. */
    List<TextCount> top(int most) {
        List<TextCount> all = new ArrayList<>();
        if (sketch == null) {
            exact.forEach((text, tally) -> all.add(new TextCount(text, tally.count)));
        } else {
            for (ItemsSketch.Row<String> row : sketch.getFrequentItems(ErrorType.NO_FALSE_NEGATIVES)) {
                // the lower bound: all of them together are never more than there were
                if (row.getLowerBound() > 0) {
                    all.add(new TextCount(row.getItem(), row.getLowerBound()));
                }
            }
        }
        all.sort(Comparator.comparingLong(TextCount::count).reversed().thenComparing(TextCount::text));
        return List.copyOf(all.subList(0, Math.min(most, all.size())));
    }

    void merge(TextCounter other) {
        if (other.sketch == null) {
            new TreeMap<>(other.exact).forEach((text, tally) -> add(text, tally.count));
            return;
        }
        if (sketch == null) {
            toSketch();
        }
        sketch.merge(other.sketch);
        total += other.total;
    }

    void clear() {
        exact.clear();
        sketch = null;
        total = 0;
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeBoolean(sketch == null);
        if (sketch == null) {
            Wire.writeCount(out, exact.size());
            for (Map.Entry<String, Tally> entry : new TreeMap<>(exact).entrySet()) {
                out.writeUTF(entry.getKey());
                Wire.writeCount(out, entry.getValue().count);
            }
        } else {
            byte[] bytes = sketch.toByteArray(TEXTS);
            Wire.writeCount(out, total);
            Wire.writeCount(out, bytes.length);
            out.write(bytes);
        }
    }

    void readBody(DataInput in) throws IOException {
        clear();
        if (in.readBoolean()) {
            int size = Wire.readLength(in, MOST_EXACT, "texts");
            for (int i = 0; i < size; i++) {
                String text = in.readUTF();
                add(text, Wire.readCount(in));
            }
            return;
        }
        total = Wire.readCount(in);
        byte[] bytes = new byte[Wire.readLength(in, FeatureWindow.MOST_BYTES, "sketch")];
        in.readFully(bytes);
        try {
            sketch = ItemsSketch.getInstance(Memory.wrap(bytes), TEXTS);
        } catch (SketchesArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("sketch must be one of frequent texts: " + e.getMessage(), e);
        }
    }
}
