package io.millrace.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Category texts to their codes, asked with UTF-8 bytes as they lie in an event, so that no String is made.
 *
 * <p>Open addressing at most half full, FNV-1a hash. Immutable, safe for all threads.
 */
final class CategoryIndex {
    /** Code of a text that is not listed. */
    static final int UNSEEN = -1;

    private final byte[][] texts;
    private final int[] codes;
    private final int mask;

    CategoryIndex(List<String> categories) {
        int slots = Integer.highestOneBit(Math.max(2, categories.size() * 2 - 1)) << 1;
        texts = new byte[slots][];
        codes = new int[slots];
        mask = slots - 1;
        for (int code = 0; code < categories.size(); code++) {
            byte[] utf8 = categories.get(code).getBytes(StandardCharsets.UTF_8);
            int slot = slotOf(utf8, 0, utf8.length);
            if (texts[slot] != null) {
                throw new IllegalArgumentException("categories must differ: " + categories.get(code));
            }
            texts[slot] = utf8;
            codes[slot] = code;
        }
    }

    int codeOf(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return codeOf(utf8, 0, utf8.length);
    }

    int codeOf(byte[] utf8, int from, int length) {
        int slot = slotOf(utf8, from, length);
        return texts[slot] == null ? UNSEEN : codes[slot];
    }

    /** The slot that holds the text, or the free one where it would go. */
    private int slotOf(byte[] utf8, int from, int length) {
        int hash = 0x811C9DC5;
        for (int i = from; i < from + length; i++) {
            hash = (hash ^ utf8[i]) * 0x01000193;
        }
        int slot = (hash ^ (hash >>> 15)) & mask;
        while (texts[slot] != null && !Arrays.equals(texts[slot], 0, texts[slot].length, utf8, from, from + length)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
