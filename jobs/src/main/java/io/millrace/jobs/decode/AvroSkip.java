package io.millrace.jobs.decode;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * Skips a value of any Avro schema, recursive ones included, without making anything of it. Immutable once built.
 */
final class AvroSkip {
    /** Records, arrays and maps inside one another beyond this are refused, long before the stack ends. */
    static final int MAX_DEPTH = 200;

    /** Most items that take no bytes; their number is not bounded by the length of the value. */
    private static final long MAX_EMPTY_ITEMS = 1_000_000;

    private enum Kind {
        NOTHING,
        FIXED,
        NUMBER,
        BYTES,
        ENUM,
        RECORD,
        UNION,
        ARRAY,
        MAP
    }

    private final Kind kind;
    private final int size;
    private final List<AvroSkip> children = new ArrayList<>();

    private AvroSkip(Kind kind, int size) {
        this.kind = kind;
        this.size = size;
    }

    static AvroSkip of(Schema schema) {
        return of(schema, new IdentityHashMap<>());
    }

    private static AvroSkip of(Schema schema, Map<Schema, AvroSkip> records) {
        return switch (schema.getType()) {
            case NULL -> new AvroSkip(Kind.NOTHING, 0);
            case BOOLEAN -> new AvroSkip(Kind.FIXED, 1);
            case FLOAT -> new AvroSkip(Kind.FIXED, 4);
            case DOUBLE -> new AvroSkip(Kind.FIXED, 8);
            case FIXED -> new AvroSkip(Kind.FIXED, schema.getFixedSize());
            case INT, LONG -> new AvroSkip(Kind.NUMBER, 0);
            case STRING, BYTES -> new AvroSkip(Kind.BYTES, 0);
            case ENUM -> new AvroSkip(Kind.ENUM, schema.getEnumSymbols().size());
            case RECORD -> {
                AvroSkip known = records.get(schema);
                if (known != null) {
                    yield known;
                }
                AvroSkip skip = new AvroSkip(Kind.RECORD, 0);
                records.put(schema, skip);
                schema.getFields().forEach(field -> skip.children.add(of(field.schema(), records)));
                yield skip;
            }
            case UNION -> {
                AvroSkip skip = new AvroSkip(Kind.UNION, schema.getTypes().size());
                schema.getTypes().forEach(branch -> skip.children.add(of(branch, records)));
                yield skip;
            }
            case ARRAY -> {
                AvroSkip skip = new AvroSkip(Kind.ARRAY, 0);
                skip.children.add(of(schema.getElementType(), records));
                yield skip;
            }
            case MAP -> {
                AvroSkip skip = new AvroSkip(Kind.MAP, 0);
                skip.children.add(of(schema.getValueType(), records));
                yield skip;
            }
        };
    }

    void skip(AvroInput in) {
        skip(in, 0);
    }

    private void skip(AvroInput in, int depth) {
        if (depth > MAX_DEPTH) {
            throw DecodeException.of(DecodeFault.TOO_DEEP);
        }
        switch (kind) {
            case NOTHING -> {}
            case FIXED -> in.skip(size);
            case NUMBER -> in.readLong();
            case BYTES -> in.skip(in.readLength());
            case ENUM -> in.readIndex(size);
            case RECORD -> {
                for (AvroSkip child : children) {
                    child.skip(in, depth + 1);
                }
            }
            case UNION -> children.get(in.readIndex(size)).skip(in, depth); // never directly inside another
            case ARRAY, MAP -> skipBlocks(in, depth);
        }
    }

    private void skipBlocks(AvroInput in, int depth) {
        long emptyItems = 0;
        for (long count = blockCount(in); count != 0; count = blockCount(in)) {
            for (long i = 0; i < count; i++) {
                int before = in.position;
                if (kind == Kind.MAP) {
                    in.skip(in.readLength());
                }
                children.get(0).skip(in, depth + 1);
                if (in.position == before && ++emptyItems > MAX_EMPTY_ITEMS) {
                    throw DecodeException.of(DecodeFault.MALFORMED);
                }
            }
        }
    }

    /** Items of the next block of an array or map; 0 at its end. */
    static long blockCount(AvroInput in) {
        long count = in.readLong();
        if (count >= 0) {
            return count;
        }
        if (count == Long.MIN_VALUE) {
            throw DecodeException.of(DecodeFault.MALFORMED);
        }
        in.readLength(); // a negative count is followed by the block's size in bytes
        return -count;
    }
}
