package io.millrace.jobs.pipeline;

import io.millrace.config.ConfigNode;
import io.millrace.learning.config.InvalidConfigException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads configuration records out of a pipeline file: each component is a key of its name, and what the file does not say is as in a
 * record with the defaults. So there is no option of an algorithm that a file cannot set, and each default stands where the algorithm is. The
 * records check themselves; their mistakes are noted with the path in the file.
 *
 * <p>A component is a number, a flag, a text, a constant of an enum, a list of numbers or texts, a record in the same way, or one of several
 * kinds of record ({@link Kinds}), chosen by the key {@code name}. A record of one list is written as that list.
 */
final class RecordOptions {
    /**
     * What a component may be, where its type leaves a choice.
     *
     * @param byType for each such type its kinds by name
     */
    record Kinds(Map<Class<?>, Map<String, Kind>> byType) {}

    /**
     * One of several kinds of record.
     *
     * @param type its class
     * @param defaults where the file says nothing; null: there it must say something
     */
    record Kind(Class<? extends Record> type, Record defaults) {
        /** One whose keys all have a default. */
        static Kind of(Record defaults) {
            return new Kind(defaults.getClass(), defaults);
        }

        /** One whose keys are all required. */
        static Kind of(Class<? extends Record> type) {
            return new Kind(type, null);
        }
    }

    private final Kinds kinds;

    RecordOptions(Kinds kinds) {
        this.kinds = kinds;
    }

    /**
     * Reads a record.
     *
     * @param given components that do not come from the file, by name
     * @return a record that may stand in for one with mistakes; null if there is none that could
     */
    <R extends Record> R read(ConfigNode node, Class<R> type, R defaults, Map<String, Object> given) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        boolean complete = true;
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            Object otherwise = defaults == null ? null : valueOf(component, defaults);
            values[i] = given.containsKey(component.getName())
                    ? given.get(component.getName())
                    : value(node, component.getName(), component.getGenericType(), otherwise, given);
            complete &= values[i] != null;
        }
        R made = complete ? make(node, type, components, values) : null;
        return made == null ? defaults : made;
    }

    private static Object valueOf(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("must be readable: " + component, e);
        }
    }

    private static <R extends Record> R make(
            ConfigNode node, Class<R> type, RecordComponent[] components, Object[] values) {
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidConfigException mistakes) {
                mistakes.problems().forEach(problem -> node.note(problem.name(), problem.rule(), problem.found()));
                return null;
            }
            throw new IllegalStateException("must refuse bad values with an InvalidConfigException: " + type, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("must have a public constructor: " + type, e);
        }
    }

    /** The value of a key; null if it is required and there is none, or it has a mistake that nothing can stand in for. */
    private Object value(ConfigNode node, String key, Type type, Object otherwise, Map<String, Object> given) {
        if (type instanceof ParameterizedType list) {
            return list(node, key, list, otherwise);
        }
        Class<?> raw = (Class<?>) type;
        if (kinds.byType().containsKey(raw)) {
            return kind(node, key, kinds.byType().get(raw), otherwise);
        }
        if (raw.isRecord()) {
            return nested(node, key, raw.asSubclass(Record.class), (Record) otherwise, given);
        }
        if (raw == boolean.class) {
            return node.flag(key, (Boolean) otherwise);
        }
        if (raw.isEnum()) {
            return constant(node, key, raw, otherwise);
        }
        if (raw == String.class) {
            return node.text(key, (String) otherwise);
        }
        if (raw == double.class) {
            return number(node, key, (Double) otherwise);
        }
        long least = raw == int.class ? Integer.MIN_VALUE : Long.MIN_VALUE;
        long most = raw == int.class ? Integer.MAX_VALUE : Long.MAX_VALUE;
        if (raw != int.class && raw != long.class) {
            throw new IllegalStateException("no way to read " + raw + " " + key);
        }
        Long usual = otherwise == null ? null : (Long) ((Number) otherwise).longValue();
        long value = node.integer(key, usual, least, most);
        return raw == int.class ? (Object) (int) value : (Object) value;
    }

    private static Double number(ConfigNode node, String key, Double otherwise) {
        if (!node.has(key)) {
            if (otherwise == null) {
                node.reject(key, "is required and must be a number");
            }
            return otherwise;
        }
        double number = node.number(key);
        return Double.isNaN(number) ? otherwise : (Double) number;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // raw is an enum, and its constant is one of it
    private static Object constant(ConfigNode node, String key, Class<?> raw, Object otherwise) {
        return node.oneOf(key, (Class) raw, (Enum) otherwise);
    }

    private static Object list(ConfigNode node, String key, ParameterizedType type, Object otherwise) {
        if (!node.has(key) && otherwise != null) {
            return otherwise;
        }
        Type element = type.getActualTypeArguments()[0];
        if (type.getRawType() == List.class && element == Double.class) {
            return node.numbers(key);
        }
        if (type.getRawType() == List.class && element == String.class) {
            return node.texts(key);
        }
        if (node.has(key)) {
            node.reject(key, "cannot be set in a pipeline file");
        }
        return otherwise;
    }

    /** A record inside a record; one of a single component may be written as that component's value. */
    private Object nested(
            ConfigNode node, String key, Class<? extends Record> type, Record otherwise, Map<String, Object> given) {
        RecordComponent[] components = type.getRecordComponents();
        if (components.length == 1 && !node.isObject(key)) {
            if (!node.has(key) && otherwise != null) {
                return otherwise;
            }
            Object value = value(node, key, components[0].getGenericType(), null, given);
            return value == null ? otherwise : standIn(make(node, type, components, new Object[] {value}), otherwise);
        }
        ConfigNode inner = node.object(key);
        Object made = readAny(inner, type, otherwise, given);
        inner.finish();
        return made;
    }

    private static Object standIn(Object made, Object otherwise) {
        return made == null ? otherwise : made;
    }

    private <R extends Record> Object readAny(
            ConfigNode node, Class<R> type, Record defaults, Map<String, Object> given) {
        return read(node, type, type.isInstance(defaults) ? type.cast(defaults) : null, given);
    }

    /** {@code key: adam}, {@code key: {name: adam, beta1: 0.8}}, or, where one kind is a single number, {@code key: 0.1}. */
    private Object kind(ConfigNode node, String key, Map<String, Kind> byName, Object otherwise) {
        if (!node.has(key) && otherwise != null) {
            return otherwise;
        }
        if (node.isObject(key)) {
            ConfigNode inner = node.object(key);
            Kind kind = chosen(inner, "name", inner.text("name"), byName);
            Object made = kind == null ? null : readAny(inner, kind.type(), kind.defaults(), Map.of());
            if (kind != null) {
                inner.finish();
            }
            return standIn(made, otherwise);
        }
        Object scalar = node.scalar(key);
        if (scalar instanceof Double number) {
            return standIn(ofNumber(node, key, number, byName), otherwise);
        }
        Kind kind = scalar == null ? null : chosen(node, key, (String) scalar, byName);
        if (kind != null && kind.defaults() == null) {
            node.reject(
                    key,
                    "needs more than a name: must be {name: " + scalar + ", " + String.join(": …, ", names(kind.type()))
                            + ": …}");
        }
        return standIn(kind == null ? null : kind.defaults(), otherwise);
    }

    private static Kind chosen(ConfigNode node, String key, String name, Map<String, Kind> byName) {
        Kind kind = byName.get(name);
        if (kind == null && !name.isEmpty()) {
            node.reject(key, "must be one of " + String.join(", ", byName.keySet()));
        }
        return kind;
    }

    /** A number alone is the first kind, if that is made of one. */
    private static Object ofNumber(ConfigNode node, String key, double number, Map<String, Kind> byName) {
        Class<? extends Record> first = byName.values().iterator().next().type();
        RecordComponent[] components = first.getRecordComponents();
        if (components.length == 1 && components[0].getType() == double.class) {
            return make(node, first, components, new Object[] {number});
        }
        node.reject(key, "must be one of " + String.join(", ", byName.keySet()));
        return null;
    }

    private static List<String> names(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    /** Kinds by name, in the order in which they are told. */
    static Map<String, Kind> kinds(Object... namesAndKinds) {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        for (int i = 0; i < namesAndKinds.length; i += 2) {
            kinds.put((String) namesAndKinds[i], (Kind) namesAndKinds[i + 1]);
        }
        return kinds;
    }
}
