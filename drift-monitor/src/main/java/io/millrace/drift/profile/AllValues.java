package io.millrace.drift.profile;

import io.millrace.drift.distribution.EmpiricalDistribution;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Every value, as it came. */
final class AllValues implements ValueStore {
    /** Values that memory is reserved for before they were read: a length that is wrong must not cost more. */
    private static final int READ_AHEAD = 1 << 16;

    private double[] values = new double[64];
    private int size;

    @Override
    public void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value + 0.0; // -0.0 and 0.0 are one value
    }

    @Override
    public void merge(ValueStore other) {
        AllValues that = (AllValues) other;
        if (size + that.size > values.length) {
            values = Arrays.copyOf(values, Math.max(size + that.size, 2 * size));
        }
        System.arraycopy(that.values, 0, values, size, that.size);
        size += that.size;
    }

    @Override
    public void clear() {
        size = 0;
    }

    @Override
    public EmpiricalDistribution distribution() {
        return EmpiricalDistribution.of(Arrays.copyOf(values, size));
    }

    @Override
    public void writeTo(DataOutput out) throws IOException {
        Wire.writeCount(out, size);
        for (int i = 0; i < size; i++) {
            out.writeDouble(values[i]);
        }
    }

    @Override
    public void readBody(DataInput in) throws IOException {
        int length = Wire.readLength(in, Integer.MAX_VALUE - 8, "values");
        values = new double[Math.max(1, Math.min(length, READ_AHEAD))];
        size = 0;
        for (int i = 0; i < length; i++) {
            add(in.readDouble());
        }
    }
}
