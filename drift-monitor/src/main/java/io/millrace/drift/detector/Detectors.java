package io.millrace.drift.detector;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.config.InvalidConfigException;
import io.millrace.drift.config.InvalidConfigException.Problem;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All detectors by name, and their settings by name. The options of a detector are the components of its configuration record; each default stands in that
 * record alone.
 */
public final class Detectors {
    private static final SortedMap<String, DetectorConfig> DEFAULTS = new TreeMap<>();

    static {
        for (DetectorConfig defaults : List.of(
                AdwinConfig.DEFAULTS,
                CusumConfig.DEFAULTS,
                DdmConfig.DEFAULTS,
                EddmConfig.DEFAULTS,
                ErrorRiseConfig.DEFAULTS,
                EwmaConfig.DEFAULTS,
                HddmAConfig.DEFAULTS,
                HddmWConfig.DEFAULTS,
                KswinConfig.DEFAULTS,
                PageHinkleyConfig.DEFAULTS,
                SeedConfig.DEFAULTS,
                StepdConfig.DEFAULTS)) {
            DEFAULTS.put(defaults.detector(), defaults);
        }
    }

    private Detectors() {}

    /** Names of all detectors, in alphabetical order. */
    public static List<String> names() {
        return List.copyOf(DEFAULTS.keySet());
    }

    /**
     * The default settings of a detector.
     *
     * @throws InvalidConfigException if there is none of that name
     */
    public static DetectorConfig defaults(String name) {
        DetectorConfig defaults = DEFAULTS.get(name);
        if (defaults == null) {
            throw new InvalidConfigException(
                    List.of(new Problem("detector", "must be one of " + String.join(", ", names()), name)));
        }
        return defaults;
    }

    /**
     * Settings with some options changed.
     *
     * @param name of the detector
     * @param options option → a number, a flag, or the name of a constant in lower case with hyphens; the others are as in {@link #defaults}
     * @throws InvalidConfigException with all mistakes: a detector or option that is not there, a value of the wrong type or outside its range
     */
    public static DetectorConfig configured(String name, Map<String, ?> options) {
        Record defaults = (Record) defaults(name);
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        List<String> names =
                Arrays.stream(components).map(RecordComponent::getName).toList();
        List<Problem> problems = new ArrayList<>();
        for (Map.Entry<String, ?> option : new TreeMap<>(options).entrySet()) {
            if (!names.contains(option.getKey())) {
                problems.add(new Problem(
                        option.getKey(),
                        "is no option of " + name + ", which has " + String.join(", ", names),
                        String.valueOf(option.getValue())));
            }
        }
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            values[i] = valueOf(component, defaults);
            if (options.containsKey(component.getName())) {
                Object given = options.get(component.getName());
                Object value = converted(component.getType(), given);
                if (value == null) {
                    problems.add(new Problem(
                            component.getName(), "must be " + expected(component.getType()), String.valueOf(given)));
                } else {
                    values[i] = value;
                }
            }
        }
        DetectorConfig made = made(defaults.getClass(), components, values, problems);
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        return made;
    }

    private static Object valueOf(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("must be readable: " + component, e);
        }
    }

    /** The value as the type; null if it is none. */
    private static Object converted(Class<?> type, Object given) {
        if (type == boolean.class) {
            return given instanceof Boolean ? given : null;
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> optionName(constant).equals(given))
                    .findFirst()
                    .orElse(null);
        }
        if (!(given instanceof Number number)) {
            return null;
        }
        double value = number.doubleValue();
        if (type == double.class) {
            return value;
        }
        if (type == int.class) {
            return value == (int) value ? (Object) (int) value : null;
        }
        return value == number.longValue() ? (Object) number.longValue() : null;
    }

    private static String expected(Class<?> type) {
        if (type == boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return "one of "
                    + String.join(
                            ", ",
                            Arrays.stream(type.getEnumConstants())
                                    .map(Detectors::optionName)
                                    .toList());
        }
        return type == double.class ? "a number" : "a whole number";
    }

    private static String optionName(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static DetectorConfig made(
            Class<? extends Record> type, RecordComponent[] components, Object[] values, List<Problem> problems) {
        try {
            return (DetectorConfig) type.getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new))
                    .newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidConfigException mistakes) {
                problems.addAll(mistakes.problems());
                return null;
            }
            throw new IllegalStateException("must refuse bad values with an InvalidConfigException: " + type, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("must have a public constructor: " + type, e);
        }
    }
}
