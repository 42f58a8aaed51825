package io.millrace.cli.publish;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/** Turns the values of one record into what Avro's generic writer takes. */
final class AvroValues {
    private final FileRecord record;

    AvroValues(FileRecord record) {
        this.record = record;
    }

    GenericData.Record convert(Schema schema) {
        return fields(schema, record.fieldNames(), record::value, "");
    }

    private GenericData.Record fields(Schema schema, Set<?> present, Function<String, Object> values, String path) {
        GenericData.Record converted = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            converted.put(field.pos(), field(field, present, values, path + field.name()));
        }
        return converted;
    }

    private Object field(Schema.Field field, Set<?> present, Function<String, Object> values, String path) {
        Object value = values.apply(field.name());
        boolean nullable = field.schema().isNullable();
        if (value == null && field.hasDefaultValue() && !(nullable && present.contains(field.name()))) {
            return GenericData.get().getDefaultValue(field);
        }
        return value(field.schema(), value, path);
    }

    private Object value(Schema schema, Object value, String path) {
        if (schema.isUnion()) {
            return branch(schema, value, path);
        }
        if (value == null) {
            if (schema.getType() == Schema.Type.NULL) {
                return null;
            }
            throw wrong(schema, null, path);
        }
        try {
            return switch (schema.getType()) {
                case STRING -> text(value);
                case INT -> Math.toIntExact(Numbers.whole(value));
                case LONG -> whole(schema.getLogicalType(), value);
                case FLOAT -> (float) Numbers.real(value);
                case DOUBLE -> Numbers.real(value);
                case BOOLEAN -> bool(value);
                case ENUM -> symbol(schema, value);
                case BYTES -> ByteBuffer.wrap((byte[]) value);
                case FIXED -> new GenericData.Fixed(schema, fixed(schema, (byte[]) value));
                case ARRAY -> elements(schema, value, path);
                case MAP -> entries(schema, (Map<?, ?>) value, path);
                case RECORD -> {
                    Map<?, ?> nested = (Map<?, ?>) value;
                    yield fields(schema, nested.keySet(), nested::get, path + ".");
                }
                default -> throw new IllegalArgumentException("no value of this type");
            };
        } catch (IllegalArgumentException | ArithmeticException | ClassCastException e) {
            throw wrong(schema, value, path);
        }
    }

    /** The null branch for no value, else the first branch that can hold the value. */
    private Object branch(Schema union, Object value, String path) {
        RecordFileException last = null;
        for (Schema branch : union.getTypes()) {
            if ((branch.getType() == Schema.Type.NULL) == (value == null)) {
                try {
                    return value(branch, value, path);
                } catch (RecordFileException e) {
                    last = e;
                }
            }
        }
        throw last == null || union.getTypes().size() > 2 ? wrong(union, value, path) : last;
    }

    private static String text(Object value) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw new IllegalArgumentException("not text");
    }

    private static long whole(LogicalType type, Object value) {
        if (type instanceof LogicalTypes.TimestampMillis) {
            return Numbers.millis(value);
        }
        return type instanceof LogicalTypes.TimestampMicros ? Numbers.micros(value) : Numbers.whole(value);
    }

    private static boolean bool(Object value) {
        return switch (value.toString().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException("not a boolean");
        };
    }

    private static GenericData.EnumSymbol symbol(Schema schema, Object value) {
        if (!schema.hasEnumSymbol(value.toString())) {
            throw new IllegalArgumentException("no symbol");
        }
        return new GenericData.EnumSymbol(schema, value.toString());
    }

    private static byte[] fixed(Schema schema, byte[] value) {
        if (value.length != schema.getFixedSize()) {
            throw new IllegalArgumentException("other size");
        }
        return value;
    }

    private List<Object> elements(Schema schema, Object value, String path) {
        List<?> elements = value instanceof String text ? Numbers.elements(text) : (List<?>) value;
        List<Object> converted = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            converted.add(value(schema.getElementType(), elements.get(i), path + "[" + i + "]"));
        }
        return converted;
    }

    private Map<String, Object> entries(Schema schema, Map<?, ?> entries, String path) {
        Map<String, Object> converted = new LinkedHashMap<>();
        entries.forEach(
                (key, entry) -> converted.put(key.toString(), value(schema.getValueType(), entry, path + "." + key)));
        return converted;
    }

    private RecordFileException wrong(Schema schema, Object value, String path) {
        String found = value instanceof String text ? '"' + text + '"' : value == null ? "none" : value.toString();
        return new RecordFileException(record, "field " + path + ": must be " + describe(schema) + ", found " + found);
    }

    private static String describe(Schema schema) {
        if (schema.getType() == Schema.Type.ENUM) {
            return "one of " + schema.getEnumSymbols();
        }
        if (schema.isUnion()) {
            return schema.getTypes().stream().map(AvroValues::describe).toList().toString();
        }
        String type = schema.getType().getName();
        return schema.getLogicalType() == null
                ? type
                : type + " (" + schema.getLogicalType().getName() + ")";
    }
}
