package io.millrace.model.compiled.pmml;

import java.util.Collection;
import java.util.List;
import org.dmg.pmml.Array;
import org.jpmml.model.ArrayUtil;

/** The values of PMML's arrays. */
final class ArrayValues {
    private ArrayValues() {}

    static List<?> of(Array array) {
        Object value = array.getValue();
        if (value instanceof Collection<?> values) {
            return List.copyOf(values);
        }
        return ArrayUtil.parse(array.requireType(), String.valueOf(value));
    }

    static double[] numbers(Array array) {
        return of(array).stream()
                .mapToDouble(value -> Double.parseDouble(String.valueOf(value)))
                .toArray();
    }
}
