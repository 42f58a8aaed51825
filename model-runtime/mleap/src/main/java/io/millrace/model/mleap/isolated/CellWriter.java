package io.millrace.model.mleap.isolated;

import io.millrace.model.RowBatch;
import java.lang.reflect.Array;
import java.util.List;
import ml.combust.mleap.core.types.BasicType;
import ml.combust.mleap.core.types.DataType;
import ml.combust.mleap.core.types.ScalarType;
import ml.combust.mleap.core.types.TensorType;
import ml.combust.mleap.tensor.DenseTensor;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Turns one input's columns of a row into the object that MLeap wants. One per scorer, which reuses a vector's array. */
abstract class CellWriter {
    private final int column;

    private CellWriter(int column) {
        this.column = column;
    }

    /**
     * A writer.
     *
     * @param type MLeap's
     * @param column first column of the input
     * @param size number of its columns
     */
    static CellWriter of(DataType type, int column, int size) {
        Base base = Base.of(type.base());
        return type instanceof ScalarType
                ? new ScalarWriter(base, column)
                : new VectorWriter(base, (TensorType) type, column, size);
    }

    /** The object; null where the value is missing. */
    final Object value(RowBatch rows, int row) {
        return value(rows, row, column);
    }

    abstract Object value(RowBatch rows, int row, int from);

    /** How MLeap's basic types are boxed. */
    private enum Base {
        BOOLEAN(boolean.class),
        BYTE(byte.class),
        SHORT(short.class),
        INT(int.class),
        LONG(long.class),
        FLOAT(float.class),
        DOUBLE(double.class),
        TEXT(String.class);

        private final Class<?> element;

        Base(Class<?> element) {
            this.element = element;
        }

        static Base of(BasicType type) {
            if (type == BasicType.Boolean$.MODULE$) {
                return BOOLEAN;
            }
            if (type == BasicType.Byte$.MODULE$) {
                return BYTE;
            }
            if (type == BasicType.Short$.MODULE$) {
                return SHORT;
            }
            if (type == BasicType.Int$.MODULE$) {
                return INT;
            }
            if (type == BasicType.Long$.MODULE$) {
                return LONG;
            }
            if (type == BasicType.Float$.MODULE$) {
                return FLOAT;
            }
            return type == BasicType.Double$.MODULE$ ? DOUBLE : TEXT;
        }

        Object box(double value) {
            return switch (this) {
                case BOOLEAN -> value != 0;
                case BYTE -> (byte) value;
                case SHORT -> (short) value;
                case INT -> (int) value;
                case LONG -> (long) value;
                case FLOAT -> (float) value;
                case DOUBLE -> value;
                case TEXT -> throw new IllegalStateException("texts are no numbers");
            };
        }
    }

    private static final class ScalarWriter extends CellWriter {
        private final Base base;

        ScalarWriter(Base base, int column) {
            super(column);
            this.base = base;
        }

        @Override
        Object value(RowBatch rows, int row, int column) {
            if (base == Base.TEXT) {
                return rows.text(row, column);
            }
            double value = rows.get(row, column);
            if (base == Base.DOUBLE) {
                return Double.isNaN(value) ? null : (Double) value;
            }
            return Double.isNaN(value) ? null : base.box(value);
        }
    }

    private static final class VectorWriter extends CellWriter {
        private final Base base;
        private final int size;
        private final Object array;
        private final DenseTensor<?> tensor;

        VectorWriter(Base base, TensorType type, int column, int size) {
            super(column);
            this.base = base;
            this.size = size;
            array = Array.newInstance(base.element, size);
            Seq<Object> dimensions = BundleInput.size(type) == size
                    ? type.dimensions().get()
                    : JavaConverters.asScalaBuffer(List.<Object>of(size)).toSeq();
            ClassTag<Object> tag = ClassTag$.MODULE$.apply(base.element);
            tensor = new DenseTensor<>(array, dimensions, tag);
        }

        @Override
        Object value(RowBatch rows, int row, int from) {
            if (array instanceof double[] doubles) {
                for (int i = 0; i < size; i++) {
                    doubles[i] = rows.get(row, from + i);
                }
                return tensor;
            }
            for (int i = 0; i < size; i++) {
                Array.set(array, i, base.box(rows.get(row, from + i)));
            }
            return tensor;
        }
    }
}
