package io.millrace.cli.publish;

import io.millrace.cli.parquet.ParquetFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * A Parquet file, row group by row group. Lists are read in the three-level form of the format's specification and in the
 * plain repeated one. Decimals become Double, dates ISO texts, INT96 timestamps milliseconds since 1970.
 */
final class ParquetFile extends RecordFile {
    private static final long JULIAN_DAY_OF_1970 = 2_440_588;

    private final ParquetFileReader reader;
    private final MessageType schema;
    private final long size;
    private RecordReader<Group> group;
    private long leftInGroup;
    private long recordsRead;

    ParquetFile(Path file) throws IOException {
        this(file, ParquetFiles.read(file));
    }

    private ParquetFile(Path file, ParquetFileReader reader) throws IOException {
        super(file, reader);
        this.reader = reader;
        schema = reader.getFileMetaData().getSchema();
        size = Files.size(file);
    }

    @Override
    public Optional<List<String>> fieldNames() {
        return Optional.of(schema.getFields().stream().map(Type::getName).toList());
    }

    @Override
    public long bytesRead() {
        return size * recordsRead / Math.max(1, reader.getRecordCount());
    }

    @Override
    FileRecord read() throws IOException {
        try {
            while (leftInGroup == 0) {
                PageReadStore next = reader.readNextRowGroup();
                if (next == null) {
                    return null;
                }
                group = new ColumnIOFactory()
                        .getColumnIO(schema)
                        .getRecordReader(next, new GroupRecordConverter(schema));
                leftInGroup = next.getRowCount();
            }
            Map<String, Object> values = fields(group.read(), schema);
            leftInGroup--;
            recordsRead++;
            return new MapRecord(file(), recordsRead, values);
        } catch (RuntimeException e) {
            // Parquet reports damaged pages by unchecked exceptions of many kinds.
            throw new RecordFileException(file(), nextLine(), "must be a Parquet record, found: " + cause(e), e);
        }
    }

    /** Parquet wraps what is wrong in what it was doing. */
    private static String cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }

    @Override
    long nextLine() {
        return recordsRead + 1;
    }

    private static Map<String, Object> fields(Group record, GroupType type) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int field = 0; field < type.getFieldCount(); field++) {
            Type fieldType = type.getType(field);
            int count = record.getFieldRepetitionCount(field);
            if (fieldType.isRepetition(Type.Repetition.REPEATED)) {
                List<Object> items = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    items.add(value(record, fieldType, field, i));
                }
                values.put(fieldType.getName(), items);
            } else {
                values.put(fieldType.getName(), count == 0 ? null : value(record, fieldType, field, 0));
            }
        }
        return values;
    }

    private static Object value(Group record, Type type, int field, int index) {
        if (type.isPrimitive()) {
            return primitive(record, type.asPrimitiveType(), field, index);
        }
        Group nested = record.getGroup(field, index);
        GroupType nestedType = type.asGroupType();
        if (type.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation && nestedType.getFieldCount() == 1) {
            return list(nested, nestedType.getType(0));
        }
        return fields(nested, nestedType);
    }

    /** {@code group list (LIST) { repeated group { optional T element } }}; older writers leave the inner group out. */
    private static List<Object> list(Group list, Type repeated) {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
            if (!repeated.isPrimitive() && repeated.asGroupType().getFieldCount() == 1) {
                Group item = list.getGroup(0, i);
                boolean present = item.getFieldRepetitionCount(0) > 0;
                items.add(present ? value(item, repeated.asGroupType().getType(0), 0, 0) : null);
            } else {
                items.add(value(list, repeated, 0, i));
            }
        }
        return items;
    }

    private static Object primitive(Group record, PrimitiveType type, int field, int index) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
            return decimal(record, type, field, index, decimal.getScale());
        }
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> record.getBoolean(field, index);
            case INT32 ->
                logical instanceof DateLogicalTypeAnnotation
                        ? LocalDate.ofEpochDay(record.getInteger(field, index)).toString()
                        : (Object) (long) record.getInteger(field, index);
            case INT64 -> record.getLong(field, index);
            case FLOAT -> (double) record.getFloat(field, index);
            case DOUBLE -> record.getDouble(field, index);
            case INT96 -> millis(record.getInt96(field, index).toByteBuffer());
            case BINARY, FIXED_LEN_BYTE_ARRAY ->
                logical == null
                        ? (Object) record.getBinary(field, index).getBytes()
                        : record.getBinary(field, index).toStringUsingUTF8();
        };
    }

    private static double decimal(Group record, PrimitiveType type, int field, int index, int scale) {
        BigInteger unscaled =
                switch (type.getPrimitiveTypeName()) {
                    case INT32 -> BigInteger.valueOf(record.getInteger(field, index));
                    case INT64 -> BigInteger.valueOf(record.getLong(field, index));
                    default -> new BigInteger(record.getBinary(field, index).getBytes());
                };
        return new BigDecimal(unscaled, scale).doubleValue();
    }

    /** Nanoseconds of the day, then the Julian day: what older versions of Spark and Impala write. */
    private static long millis(ByteBuffer int96) {
        ByteBuffer in = int96.order(ByteOrder.LITTLE_ENDIAN);
        long nanos = in.getLong();
        return (in.getInt() - JULIAN_DAY_OF_1970) * 86_400_000 + nanos / 1_000_000;
    }
}
