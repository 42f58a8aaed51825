package io.millrace.jobs.decode;

import io.millrace.jobs.pipeline.Feature;
import io.millrace.model.FeatureType;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/**
 * A random event schema with a random model that wants some of its fields, and random events of it. Fields that are
 * wanted lie beside and between others of any type, some of them in nullable records; some are wanted twice.
 */
final class RandomEvents {
    private static final int VECTOR_SIZE = 3;
    private static final List<String> CATEGORIES = List.of("alpha", "beta", "γ");

    private final Random random;
    private final List<Feature> features = new ArrayList<>();
    private final List<ModelInput> inputs = new ArrayList<>();
    private int names;

    final Schema schema;
    final ModelContract contract;

    RandomEvents(long seed) {
        random = new Random(seed);
        Schema id = oneOf(Schema.create(Schema.Type.STRING), Schema.create(Schema.Type.INT), longs());
        Schema time = LogicalTypes.timestampMillis().addToSchema(longs());
        List<Schema.Field> fields = new ArrayList<>(fields(2, "", 2 + random.nextInt(8)));
        fields.add(new Schema.Field("id", id));
        fields.add(new Schema.Field("time", maybeNullable(time)));
        if (random.nextBoolean()) {
            want("id", id.getType() == Schema.Type.STRING ? "text" : "number");
        }
        want("time", "number");
        Collections.shuffle(fields, random);
        schema = Schema.createRecord("Event", null, "random", false, fields);
        Collections.shuffle(inputs, random);
        contract = new ModelContract(inputs, List.of(ModelOutput.number("y")));
    }

    List<Feature> features() {
        return features;
    }

    /** An event whose id and time are there; anything else may be null, empty, odd. */
    GenericData.Record next() {
        GenericData.Record event = (GenericData.Record) value(schema, 0);
        event.put("time", random.nextLong(4_000_000_000_000L) - 1_000_000_000_000L);
        if (schema.getField("id").schema().getType() == Schema.Type.STRING) {
            event.put("id", "id-é-" + random.nextInt(1000));
        }
        return event;
    }

    private List<Schema.Field> fields(int depth, String path, int count) {
        List<Schema.Field> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = "f" + names++;
            fields.add(new Schema.Field(name, random.nextBoolean() ? wanted(depth, path + name) : any(depth)));
        }
        return fields;
    }

    /** A field that the model takes as an input, or a record with such fields inside. */
    private Schema wanted(int depth, String path) {
        switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> {
                wantOnceOrTwice(path, "number");
                return oneOf(maybeNullable(number()), Schema.createUnion(nulls(), number(), longs(), booleans()));
            }
            case 1 -> {
                wantOnceOrTwice(path, "text");
                return maybeNullable(Schema.create(Schema.Type.STRING));
            }
            case 2 -> {
                wantOnceOrTwice(path, "text");
                return maybeNullable(enums());
            }
            case 3 -> {
                wantOnceOrTwice(path, "vector");
                return maybeNullable(Schema.createArray(oneOf(
                        Schema.create(Schema.Type.FLOAT),
                        Schema.create(Schema.Type.DOUBLE),
                        Schema.create(Schema.Type.INT),
                        longs())));
            }
            default -> {
                Schema record = Schema.createRecord(
                        "R" + names++, null, "random", false, fields(depth - 1, path + ".", 1 + random.nextInt(3)));
                return random.nextInt(4) == 0
                        ? Schema.createUnion(Schema.create(Schema.Type.STRING), record, nulls())
                        : maybeNullable(record);
            }
        }
    }

    private void wantOnceOrTwice(String path, String use) {
        want(path, use);
        if (random.nextInt(4) == 0) {
            want(path, use);
        }
    }

    private void want(String path, String use) {
        String name = "input" + inputs.size();
        features.add(new Feature(name, path, use.equals("text"), use.equals("vector") ? VECTOR_SIZE : 1));
        inputs.add(
                switch (use) {
                    case "text" ->
                        random.nextBoolean()
                                ? ModelInput.categorical(name, CATEGORIES)
                                : ModelInput.of(name, FeatureType.CATEGORICAL);
                    case "vector" -> ModelInput.vector(name, FeatureType.FLOAT, VECTOR_SIZE);
                    default -> ModelInput.of(name, FeatureType.DOUBLE);
                });
    }

    /** Any type at all, for a field that nobody wants. */
    private Schema any(int depth) {
        return switch (random.nextInt(depth > 0 ? 16 : 11)) {
            case 0 -> nulls();
            case 1 -> Schema.create(Schema.Type.STRING);
            case 2 -> Schema.create(Schema.Type.BYTES);
            case 3 -> Schema.createFixed("X" + names++, null, "random", random.nextInt(20));
            case 4 -> enums();
            case 5 -> maybeNullable(number());
            case 6, 7, 8 -> number();
            case 9, 10 -> booleans();
            case 11 -> Schema.createArray(any(depth - 1));
            case 12 -> Schema.createMap(any(depth - 1));
            case 13 ->
                Schema.createRecord(
                        "R" + names++, null, "random", false, List.of(new Schema.Field("a", any(depth - 1))));
            case 14 -> Schema.createUnion(nulls(), Schema.create(Schema.Type.STRING), Schema.createMap(number()));
            default -> recursive();
        };
    }

    /** A list that links to itself directly and through arrays and maps. */
    private Schema recursive() {
        Schema node = Schema.createRecord("R" + names++, null, "random", false);
        node.setFields(List.of(
                new Schema.Field("value", number()),
                new Schema.Field("next", Schema.createUnion(nulls(), node)),
                new Schema.Field("children", Schema.createArray(node)),
                new Schema.Field("named", Schema.createMap(Schema.createUnion(node, nulls())))));
        return node;
    }

    private Object value(Schema type, int depth) {
        return switch (type.getType()) {
            case NULL -> null;
            case BOOLEAN -> random.nextBoolean();
            case INT -> random.nextInt() >> random.nextInt(32);
            case LONG -> random.nextLong() >> random.nextInt(64);
            case FLOAT -> oneOf(random.nextFloat(), Float.NaN, Float.NEGATIVE_INFINITY, -0.0f);
            case DOUBLE -> oneOf(random.nextGaussian(), Double.NaN, Double.POSITIVE_INFINITY, 1e308);
            case STRING -> oneOf("alpha", "γ", "", "other " + random.nextInt(), "x".repeat(random.nextInt(200)));
            case BYTES -> ByteBuffer.wrap(randomBytes(random.nextInt(100)));
            case FIXED -> new GenericData.Fixed(type, randomBytes(type.getFixedSize()));
            case ENUM ->
                new GenericData.EnumSymbol(
                        type,
                        type.getEnumSymbols()
                                .get(random.nextInt(type.getEnumSymbols().size())));
            case UNION -> value(branch(type, depth), depth);
            case ARRAY -> {
                List<Object> items = new ArrayList<>();
                for (int i = arrayLength(type, depth); i > 0; i--) {
                    items.add(value(type.getElementType(), depth + 1));
                }
                yield items;
            }
            case MAP -> {
                Map<String, Object> entries = new HashMap<>();
                for (int i = length(depth); i > 0; i--) {
                    entries.put("key" + random.nextInt(), value(type.getValueType(), depth + 1));
                }
                yield entries;
            }
            case RECORD -> {
                GenericData.Record record = new GenericData.Record(type);
                type.getFields().forEach(field -> record.put(field.name(), value(field.schema(), depth + 1)));
                yield record;
            }
        };
    }

    /** Deep down null or nothing, so that a recursive value ends. */
    private Schema branch(Schema union, int depth) {
        boolean end = depth > 6 && union.isNullable();
        return end
                ? nulls()
                : union.getTypes().get(random.nextInt(union.getTypes().size()));
    }

    private int length(int depth) {
        return depth > 4 ? 0 : random.nextInt(3);
    }

    /** Vectors mostly have the length that the model wants. */
    private int arrayLength(Schema array, int depth) {
        boolean vector = isNumber(array.getElementType().getType());
        return !vector ? length(depth) : random.nextInt(4) > 0 ? VECTOR_SIZE : random.nextInt(VECTOR_SIZE * 2);
    }

    private static boolean isNumber(Schema.Type type) {
        return type == Schema.Type.FLOAT
                || type == Schema.Type.DOUBLE
                || type == Schema.Type.INT
                || type == Schema.Type.LONG;
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private Schema maybeNullable(Schema type) {
        return oneOf(type, Schema.createUnion(nulls(), type), Schema.createUnion(type, nulls()));
    }

    private Schema number() {
        return oneOf(
                Schema.create(Schema.Type.INT),
                Schema.create(Schema.Type.FLOAT),
                Schema.create(Schema.Type.DOUBLE),
                Schema.create(Schema.Type.DOUBLE));
    }

    private Schema enums() {
        return Schema.createEnum("X" + names++, null, "random", List.of("alpha", "omega", "beta"));
    }

    private static Schema nulls() {
        return Schema.create(Schema.Type.NULL);
    }

    private static Schema longs() {
        return Schema.create(Schema.Type.LONG);
    }

    private static Schema booleans() {
        return Schema.create(Schema.Type.BOOLEAN);
    }

    @SafeVarargs
    private <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
