package io.millrace.learning.preprocessing;

/**
 * MurmurHash3 for x86 of 32 bits, seed 0, over the UTF-8 form of texts given piece by piece, without making that form. Half a surrogate pair
 * counts as {@code ?}, as in {@link String#getBytes()}.
 */
final class Murmur3 {
    private int hash;
    private int block;
    private int length;

    Murmur3 begin() {
        hash = 0;
        block = 0;
        length = 0;
        return this;
    }

    Murmur3 add(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit < 0x80) {
                octet(unit);
            } else {
                int point = text.codePointAt(i);
                if (point > 0xFFFF) {
                    i++;
                }
                add(point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? '?' : point);
            }
        }
        return this;
    }

    Murmur3 add(int codePoint) {
        if (codePoint < 0x80) {
            octet(codePoint);
        } else if (codePoint < 0x800) {
            octet(0xC0 | (codePoint >> 6));
            octet(0x80 | (codePoint & 0x3F));
        } else {
            if (codePoint < 0x10000) {
                octet(0xE0 | (codePoint >> 12));
            } else {
                octet(0xF0 | (codePoint >> 18));
                octet(0x80 | ((codePoint >> 12) & 0x3F));
            }
            octet(0x80 | ((codePoint >> 6) & 0x3F));
            octet(0x80 | (codePoint & 0x3F));
        }
        return this;
    }

    private void octet(int value) {
        block |= value << (8 * (length & 3));
        length++;
        if ((length & 3) == 0) {
            hash = Integer.rotateLeft(hash ^ mixed(block), 13) * 5 + 0xE6546B64;
            block = 0;
        }
    }

    private static int mixed(int block) {
        return Integer.rotateLeft(block * 0xCC9E2D51, 15) * 0x1B873593;
    }

    int end() {
        int value = hash ^ mixed(block) ^ length; // the block is 0, and mixed to 0, where nothing is left
        value = (value ^ (value >>> 16)) * 0x85EBCA6B;
        value = (value ^ (value >>> 13)) * 0xC2B2AE35;
        return value ^ (value >>> 16);
    }
}
