package io.millrace.jobs.decode;

import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * How to read events of one writer schema into rows: a flat list of steps, worked out once, run for each event.
 *
 * <p>Neighbouring fields of fixed size that nobody needs are skipped in one step; unions are jumps. Reading makes no
 * objects (texts outside their category list aside). Measured in {@code benchmarks}: see the report there for the ratio
 * to Avro's own reader. Immutable and safe for all threads, but an {@link AvroInput} is for one.
 */
final class AvroPlan {
    // Steps as ints in parallel arrays: measured faster than an object a step, because the loop stays one method.
    private static final byte FLOAT = 0;
    private static final byte DOUBLE = 1;
    private static final byte NUMBER = 2;
    private static final byte BOOLEAN = 3;
    private static final byte TEXT = 4;
    private static final byte ENUM = 5;
    private static final byte VECTOR = 6;
    private static final byte ID_TEXT = 7;
    private static final byte ID_NUMBER = 8;
    private static final byte TIME = 9;
    private static final byte SKIP = 10;
    private static final byte SKIP_NUMBER = 11;
    private static final byte SKIP_BYTES = 12;
    private static final byte SKIP_VALUE = 13;
    private static final byte BRANCH = 14;
    private static final byte JUMP = 15;
    private static final byte MARK = 16;
    private static final byte REWIND = 17;

    private final byte[] kinds;
    private final int[] columns;
    private final int[] arguments;
    private final Object[] helpers;

    private AvroPlan(Builder builder) {
        int steps = builder.kinds.size();
        kinds = new byte[steps];
        columns = new int[steps];
        arguments = new int[steps];
        helpers = builder.helpers.toArray();
        for (int i = 0; i < steps; i++) {
            kinds[i] = builder.kinds.get(i);
            columns[i] = builder.columns.get(i);
            arguments[i] = builder.arguments.get(i);
        }
    }

    /**
     * The plan for events written with {@code schema}.
     *
     * @param problems collects fields that are not there or have a type that their use does not take
     */
    static AvroPlan of(Schema schema, EventMapping mapping, List<String> problems) {
        Builder builder = new Builder(problems);
        builder.record(schema, mapping.root(), "");
        return new AvroPlan(builder);
    }

    /**
     * Reads the event at {@code in} into row {@code row}, which must be fresh.
     *
     * @throws DecodeException if the event cannot be read
     */
    void read(AvroInput in, RowBatch rows, int row, EventHeader header) {
        byte[] bytes = in.bytes;
        int limit = in.limit;
        double[] cells = rows.values();
        int base = row * rows.contract().width();
        int at = in.position;
        int mark = at;
        int step = 0;
        int steps = kinds.length;
        while (step < steps) {
            switch (kinds[step]) {
                case FLOAT -> {
                    if (limit - at < 4) {
                        throw DecodeException.of(DecodeFault.TRUNCATED);
                    }
                    cells[base + columns[step]] = AvroInput.floatAt(bytes, at);
                    at += 4;
                }
                case DOUBLE -> {
                    if (limit - at < 8) {
                        throw DecodeException.of(DecodeFault.TRUNCATED);
                    }
                    cells[base + columns[step]] = AvroInput.doubleAt(bytes, at);
                    at += 8;
                }
                case NUMBER -> {
                    in.position = at;
                    cells[base + columns[step]] = in.readLong();
                    at = in.position;
                }
                case BOOLEAN -> {
                    if (at >= limit) {
                        throw DecodeException.of(DecodeFault.TRUNCATED);
                    }
                    int value = bytes[at++];
                    if ((value & ~1) != 0) {
                        throw DecodeException.of(DecodeFault.MALFORMED);
                    }
                    cells[base + columns[step]] = value;
                }
                case TEXT -> {
                    in.position = at;
                    int length = in.readLength();
                    rows.setText(row, columns[step], bytes, in.position, length);
                    at = in.position + length;
                }
                case ENUM -> {
                    in.position = at;
                    byte[][] symbols = (byte[][]) helpers[step];
                    byte[] symbol = symbols[in.readIndex(symbols.length)];
                    rows.setText(row, columns[step], symbol, 0, symbol.length);
                    at = in.position;
                }
                case VECTOR -> {
                    in.position = at;
                    readVector(in, rows, row, columns[step], arguments[step], (Schema.Type) helpers[step]);
                    at = in.position;
                }
                case ID_TEXT -> {
                    in.position = at;
                    int length = in.readLength();
                    header.setId(bytes, in.position, length);
                    at = in.position + length;
                }
                case ID_NUMBER -> {
                    in.position = at;
                    byte[] digits = Long.toString(in.readLong()).getBytes(StandardCharsets.US_ASCII);
                    header.setId(digits, 0, digits.length);
                    at = in.position;
                }
                case TIME -> {
                    in.position = at;
                    header.setEventTime(Math.floorDiv(in.readLong(), arguments[step]));
                    at = in.position;
                }
                case SKIP -> {
                    if (limit - at < arguments[step]) {
                        throw DecodeException.of(DecodeFault.TRUNCATED);
                    }
                    at += arguments[step];
                }
                case SKIP_NUMBER -> {
                    in.position = at;
                    in.readLong();
                    at = in.position;
                }
                case SKIP_BYTES -> {
                    in.position = at;
                    in.skip(in.readLength());
                    at = in.position;
                }
                case SKIP_VALUE -> {
                    in.position = at;
                    ((AvroSkip) helpers[step]).skip(in);
                    at = in.position;
                }
                case BRANCH -> {
                    in.position = at;
                    int[] targets = (int[]) helpers[step];
                    step = targets[in.readIndex(targets.length)] - 1;
                    at = in.position;
                }
                case JUMP -> step = arguments[step] - 1;
                case MARK -> mark = at;
                default -> at = mark; // REWIND
            }
            step++;
        }
        in.position = at;
    }

    /** A vector of another length than the model's is read to its end, so that the id is known, and marks the row. */
    private static void readVector(AvroInput in, RowBatch rows, int row, int column, int size, Schema.Type item) {
        long filled = 0;
        for (long count = AvroSkip.blockCount(in); count != 0; count = AvroSkip.blockCount(in)) {
            for (long i = 0; i < count; i++, filled++) {
                double value = readItem(in, item);
                if (filled < size) {
                    rows.set(row, column + (int) filled, value);
                }
            }
        }
        if (filled != size) {
            rows.fail(row, RowFault.SHAPE, column);
        }
    }

    private static double readItem(AvroInput in, Schema.Type item) {
        int at = in.position;
        return switch (item) {
            case FLOAT -> {
                in.skip(4);
                yield AvroInput.floatAt(in.bytes, at);
            }
            case DOUBLE -> {
                in.skip(8);
                yield AvroInput.doubleAt(in.bytes, at);
            }
            default -> in.readLong();
        };
    }

    /** Writes the steps. */
    private static final class Builder {
        private final List<String> problems;
        private final List<Byte> kinds = new ArrayList<>();
        private final List<Integer> columns = new ArrayList<>();
        private final List<Integer> arguments = new ArrayList<>();
        private final List<Object> helpers = new ArrayList<>();
        /** Steps before this one may be jumped over, so nothing may be merged into them. */
        private int barrier;

        Builder(List<String> problems) {
            this.problems = problems;
        }

        void record(Schema schema, EventMapping.Node node, String path) {
            node.children().forEach((name, child) -> {
                if (schema.getField(name) == null) {
                    problems.add(path + name + ": must be a field of the event schema, found none in "
                            + schema.getFullName());
                }
            });
            for (Schema.Field field : schema.getFields()) {
                EventMapping.Node child = node.children().get(field.name());
                if (child == null) {
                    skip(field.schema());
                } else {
                    use(field.schema(), child, path + field.name());
                }
            }
        }

        private void use(Schema schema, EventMapping.Node node, String path) {
            int uses = node.targets().size() + (node.children().isEmpty() ? 0 : 1);
            if (uses > 1) {
                add(MARK, 0, 0, null);
            }
            for (int i = 0; i < node.targets().size(); i++) {
                if (i > 0) {
                    add(REWIND, 0, 0, null);
                }
                target(schema, node.targets().get(i), path);
            }
            if (!node.children().isEmpty()) {
                if (!node.targets().isEmpty()) {
                    add(REWIND, 0, 0, null);
                }
                inside(schema, node, path);
            }
        }

        private void inside(Schema schema, EventMapping.Node node, String path) {
            if (schema.getType() == Schema.Type.RECORD) {
                record(schema, node, path + ".");
            } else if (schema.getType() == Schema.Type.UNION && hasOneRecord(schema)) {
                branches(schema, branch -> {
                    if (branch.getType() == Schema.Type.RECORD) {
                        inside(branch, node, path);
                    } else {
                        skip(branch);
                    }
                });
            } else {
                problems.add(path + ": must be a record to look inside, found "
                        + schema.getType().getName());
                skip(schema);
            }
        }

        private static boolean hasOneRecord(Schema union) {
            return union.getTypes().stream()
                            .filter(branch -> branch.getType() == Schema.Type.RECORD)
                            .count()
                    == 1;
        }

        private void target(Schema schema, EventMapping.Target target, String path) {
            if (schema.getType() == Schema.Type.UNION) {
                branches(schema, branch -> {
                    if (branch.getType() != Schema.Type.NULL) {
                        target(branch, target, path);
                    }
                });
                return;
            }
            if (!takes(target.use(), schema)) {
                problems.add(path + ": must have a type that can be used as "
                        + target.use().name().toLowerCase(java.util.Locale.ROOT) + ", found "
                        + schema.getType().getName());
                skip(schema);
                return;
            }
            switch (target.use()) {
                case ID -> add(schema.getType() == Schema.Type.STRING ? ID_TEXT : ID_NUMBER, 0, 0, null);
                case TIME -> add(TIME, 0, perMilli(schema.getLogicalType()), null);
                case VECTOR ->
                    add(
                            VECTOR,
                            target.column(),
                            target.size(),
                            schema.getElementType().getType());
                case NUMBER -> add(numberKind(schema.getType()), target.column(), 0, null);
                case CATEGORY -> {
                    if (schema.getType() == Schema.Type.ENUM) {
                        byte[][] symbols = schema.getEnumSymbols().stream()
                                .map(symbol -> symbol.getBytes(StandardCharsets.UTF_8))
                                .toArray(byte[][]::new);
                        add(ENUM, target.column(), 0, symbols);
                    } else {
                        add(TEXT, target.column(), 0, null);
                    }
                }
            }
        }

        private static boolean takes(EventMapping.Use use, Schema schema) {
            Schema.Type type = schema.getType();
            return switch (use) {
                case ID -> type == Schema.Type.STRING || type == Schema.Type.INT || type == Schema.Type.LONG;
                case TIME -> type == Schema.Type.LONG;
                case CATEGORY -> type == Schema.Type.STRING || type == Schema.Type.ENUM;
                case VECTOR ->
                    type == Schema.Type.ARRAY
                            && isNumber(schema.getElementType().getType());
                case NUMBER -> isNumber(type) || type == Schema.Type.BOOLEAN;
            };
        }

        private static boolean isNumber(Schema.Type type) {
            return type == Schema.Type.FLOAT
                    || type == Schema.Type.DOUBLE
                    || type == Schema.Type.INT
                    || type == Schema.Type.LONG;
        }

        private static byte numberKind(Schema.Type type) {
            return switch (type) {
                case FLOAT -> FLOAT;
                case DOUBLE -> DOUBLE;
                case BOOLEAN -> BOOLEAN;
                default -> NUMBER;
            };
        }

        /** Units of the field in a millisecond. A long without a logical type is taken as milliseconds. */
        private static int perMilli(LogicalType type) {
            if (type instanceof LogicalTypes.TimestampMicros) {
                return 1_000;
            }
            return type instanceof LogicalTypes.TimestampNanos ? 1_000_000 : 1;
        }

        private void skip(Schema schema) {
            switch (schema.getType()) {
                case NULL -> {}
                case BOOLEAN -> skipBytes(1);
                case FLOAT -> skipBytes(4);
                case DOUBLE -> skipBytes(8);
                case FIXED -> skipBytes(schema.getFixedSize());
                case INT, LONG -> add(SKIP_NUMBER, 0, 0, null);
                case STRING, BYTES -> add(SKIP_BYTES, 0, 0, null);
                default -> add(SKIP_VALUE, 0, 0, AvroSkip.of(schema));
            }
        }

        private void skipBytes(int count) {
            int last = kinds.size() - 1;
            if (last >= barrier && kinds.get(last) == SKIP) {
                arguments.set(last, arguments.get(last) + count);
            } else {
                add(SKIP, 0, count, null);
            }
        }

        private void branches(Schema union, java.util.function.Consumer<Schema> each) {
            int[] targets = new int[union.getTypes().size()];
            add(BRANCH, 0, 0, targets);
            List<Integer> jumps = new ArrayList<>();
            for (int i = 0; i < targets.length; i++) {
                targets[i] = kinds.size();
                barrier = kinds.size();
                each.accept(union.getTypes().get(i));
                if (i < targets.length - 1) {
                    jumps.add(kinds.size());
                    add(JUMP, 0, 0, null);
                }
            }
            jumps.forEach(jump -> arguments.set(jump, kinds.size()));
            barrier = kinds.size();
        }

        private void add(byte kind, int column, int argument, Object helper) {
            kinds.add(kind);
            columns.add(column);
            arguments.add(argument);
            helpers.add(helper);
        }
    }

    @Override
    public String toString() {
        return "AvroPlan" + Arrays.toString(kinds);
    }
}
