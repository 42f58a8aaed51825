package io.millrace.cli.publish;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** A record of a file that knows types. */
record MapRecord(Path file, long lineNumber, Map<String, Object> values) implements FileRecord {
    @Override
    public Object value(String field) {
        return find(values, field);
    }

    @Override
    public Set<String> fieldNames() {
        return values.keySet();
    }

    @Override
    public boolean untyped() {
        return false;
    }

    private static Object find(Map<?, ?> values, String field) {
        if (values.containsKey(field)) {
            return values.get(field);
        }
        int dot = field.indexOf('.');
        return dot > 0 && values.get(field.substring(0, dot)) instanceof Map<?, ?> nested
                ? find(nested, field.substring(dot + 1))
                : null;
    }
}
