package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.CodeTable;
import io.millrace.model.compiled.program.Undefined;
import jakarta.xml.bind.JAXBElement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dmg.pmml.Cell;
import org.dmg.pmml.DataType;
import org.dmg.pmml.FieldColumnPair;
import org.dmg.pmml.MapValues;
import org.dmg.pmml.OpType;
import org.dmg.pmml.Row;
import org.w3c.dom.Element;

/**
 * Compiles MapValues: the row of a table whose columns match fields. Each field becomes the number of the value that it
 * matches in its column; together they are one number, by which the result is looked up.
 */
final class MapValuesTable {
    /** Most combinations of values that a table is laid out for. */
    private static final int MAX_COMBINATIONS = 1 << 20;

    private final Lowering lowering;

    MapValuesTable(Lowering lowering) {
        this.lowering = lowering;
    }

    Column lower(MapValues map, Names names) {
        if (map.getTableLocator() != null || map.getInlineTable() == null) {
            throw Unsupported.element(map, "no InlineTable");
        }
        List<FieldColumnPair> pairs = map.getFieldColumnPairs();
        List<Map<String, String>> rows =
                map.getInlineTable().getRows().stream().map(this::cells).toList();
        List<Column> fields = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        int combinations = 1;
        for (FieldColumnPair pair : pairs) {
            Column field = names.column(pair.requireField());
            double[] distinct = rows.stream()
                    .filter(row -> row.containsKey(pair.requireColumn()))
                    .mapToDouble(row -> cell(field, row, pair))
                    .filter(value -> value >= 0 || !field.isText()) // a text that cannot occur matches nothing
                    .sorted()
                    .distinct()
                    .toArray();
            for (double value : distinct) {
                lowering.columns().boundary(field, value);
            }
            fields.add(field);
            values.add(distinct);
            combinations = combinations > MAX_COMBINATIONS ? combinations : combinations * Math.max(1, distinct.length);
        }
        if (pairs.isEmpty() || combinations > MAX_COMBINATIONS) {
            throw Unsupported.element(map, pairs.size() + " fields with " + combinations + " combinations of values");
        }
        Transformations.Written written =
                new Transformations.Written(map.getDataType() == null ? DataType.STRING : map.getDataType());
        double other = written.cell(map.getDefaultValue(), map);
        double missing = written.cell(map.getMapMissingTo(), map);
        double[] table = new double[combinations];
        Arrays.fill(table, other);
        boolean[] taken = new boolean[combinations];
        for (Map<String, String> row : rows) {
            int at = position(row, pairs, fields, values);
            if (at < 0) {
                continue; // it leaves a column out, or asks for a text that cannot occur: it matches nothing
            }
            String result = row.get(map.requireOutputColumn());
            if (taken[at] || result == null) {
                throw Unsupported.element(map.getInlineTable(), "a row twice, or without a result: " + row);
            }
            taken[at] = true;
            table[at] = written.cell(result, map);
        }
        return lookUp(fields, values, table, other, missing, written.column());
    }

    private static int position(
            Map<String, String> row, List<FieldColumnPair> pairs, List<Column> fields, List<double[]> values) {
        int at = 0;
        for (int i = 0; i < pairs.size(); i++) {
            if (!row.containsKey(pairs.get(i).requireColumn())) {
                return -1;
            }
            int index = Arrays.binarySearch(values.get(i), cell(fields.get(i), row, pairs.get(i)));
            if (index < 0) {
                return -1;
            }
            at = at * values.get(i).length + index;
        }
        return at;
    }

    private static double cell(Column field, Map<String, String> row, FieldColumnPair pair) {
        String text = row.get(pair.requireColumn());
        if (field.isText()) {
            return field.texts().code(text);
        }
        return Literals.number(field.type(), text, pair);
    }

    private Column lookUp(
            List<Column> fields, List<double[]> values, double[] table, double other, double missing, Column like) {
        boolean mayBeMissing = false;
        Column at = null;
        for (int i = 0; i < fields.size(); i++) {
            mayBeMissing |= fields.get(i).mayBeMissing();
            Column index = index(fields.get(i), values.get(i));
            int radix = values.get(i).length;
            at = at == null
                    ? index
                    : lowering.columns().binary(at, index, index.gapsOf(at), (left, right) -> {
                        if (Double.isNaN(left) || Double.isNaN(right)) {
                            return Undefined.is(left) || Undefined.is(right) ? Undefined.VALUE : Double.NaN;
                        }
                        return left < 0 || right < 0 ? -1 : left * radix + right;
                    });
        }
        boolean gaps = (mayBeMissing && Double.isNaN(missing))
                || Double.isNaN(other)
                || Arrays.stream(table).anyMatch(Double::isNaN);
        Column output = lowering.columns().place(like.withGaps(gaps, at.mayBeUndefined()));
        lowering.columns()
                .builder()
                .add(new CodeTable(lowering.columns().index(at), output.index(), table, other, missing));
        return output;
    }

    /** Which of the values a field has; -1 for none. */
    private Column index(Column field, double[] values) {
        Column like = Column.like(DataType.INTEGER, OpType.CATEGORICAL).gapsOf(field);
        return lowering.columns().unary(field, like, cell -> {
            if (Double.isNaN(cell)) {
                return cell;
            }
            int index = Arrays.binarySearch(values, cell + 0.0);
            return index < 0 ? -1 : index;
        });
    }

    /** A row's texts by the names of their columns. */
    private Map<String, String> cells(Row row) {
        Map<String, String> cells = new HashMap<>();
        for (Object content : row.getContent()) {
            if (content instanceof Cell cell) {
                cells.put(name(cell.getName()), String.valueOf(cell.getValue()));
            } else if (content instanceof JAXBElement<?> element) {
                cells.put(name(element.getName()), String.valueOf(element.getValue()));
            } else if (content instanceof Element element) {
                cells.put(element.getTagName(), element.getTextContent());
            } else if (!(content instanceof String text && text.isBlank())) {
                throw Unsupported.element(row, content.getClass().getSimpleName());
            }
        }
        return cells;
    }

    private static String name(javax.xml.namespace.QName name) {
        return name.getPrefix() == null || name.getPrefix().isEmpty()
                ? name.getLocalPart()
                : name.getPrefix() + ":" + name.getLocalPart();
    }
}
