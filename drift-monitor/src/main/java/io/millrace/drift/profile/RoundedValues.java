package io.millrace.drift.profile;

import io.millrace.drift.distribution.EmpiricalDistribution;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Values on a grid that is as fine as fits into {@value #MOST} different ones: up to that many, all of them exactly; beyond, each is rounded up by leaving out low bits of its
 * binary form, as few as do. The grid of more bits left out is part of that of fewer, so the outcome depends on the values alone, not on their order nor on how they were
 * merged. A rounded value is on the same side of every point of the grid as the value itself: bins whose edges are points of the grid have exact counts.
 *
 * <p>The grid is finer where values are smaller: with b bits left a value is rounded by at most its 2^-b. 100,000 normal values keep 4 bits, amounts
 * that differ by a factor of a million 5. Memory: 20 KB while values are taken, at most 8 KB written.
 */
final class RoundedValues implements ValueStore {
    /** Most different values that are kept. */
    static final int MOST = 640;

    private static final int BATCH = 256;

    /** With so many bits left out, all doubles are on 2^9 + 1 points. */
    private static final int MOST_SHIFT = 55;

    private static final long GREATEST = Double.doubleToLongBits(Double.MAX_VALUE);

    /** Values in the order of numbers, as whole numbers, that have not entered. */
    private final long[] waiting = new long[BATCH];

    private int waitingCount;

    /** Bits that are left out. */
    private int shift;

    /** Points of the grid without the bits that are left out, increasing, and how many values are on each. */
    private long[] points = {};

    private long[] counts = {};
    private int size;

    @Override
    public void add(double value) {
        waiting[waitingCount++] = ordered(value + 0.0); // -0.0 and 0.0 are one value
        if (waitingCount == BATCH) {
            settle();
        }
    }

    /** The bits of a double so that they are in the order of the numbers; the same again gives the bits. */
    private static long ordered(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    private static double value(long point, int shift) {
        long ordered = point > GREATEST >> shift ? GREATEST : point << shift;
        return Double.longBitsToDouble(ordered ^ ((ordered >> 63) & Long.MAX_VALUE));
    }

    /** The next point at or above, with {@code bits} more left out. */
    private static long roundedUp(long point, int bits) {
        long down = point >> bits;
        return down << bits == point ? down : down + 1;
    }

    private void settle() {
        if (waitingCount == 0) {
            return;
        }
        Arrays.sort(waiting, 0, waitingCount);
        long[] entering = new long[waitingCount];
        long[] once = new long[waitingCount];
        for (int i = 0; i < waitingCount; i++) {
            entering[i] = roundedUp(waiting[i], shift);
        }
        Arrays.fill(once, 1);
        int number = waitingCount;
        waitingCount = 0;
        mergePoints(entering, once, number);
    }

    /** Takes points of the present grid, in order; some may be equal. */
    private void mergePoints(long[] otherPoints, long[] otherCounts, int number) {
        long[] mergedPoints = new long[size + number];
        long[] mergedCounts = new long[size + number];
        int merged = 0;
        int own = 0;
        int other = 0;
        while (own < size || other < number) {
            boolean takeOwn = other == number || (own < size && points[own] <= otherPoints[other]);
            long point = takeOwn ? points[own] : otherPoints[other];
            long count = takeOwn ? counts[own++] : otherCounts[other++];
            if (merged > 0 && mergedPoints[merged - 1] == point) {
                mergedCounts[merged - 1] += count;
            } else {
                mergedPoints[merged] = point;
                mergedCounts[merged++] = count;
            }
        }
        points = mergedPoints;
        counts = mergedCounts;
        size = merged;
        while (size > MOST) {
            leaveOut(1);
        }
    }

    /** Leaves out more bits. */
    private void leaveOut(int bits) {
        shift += bits;
        int kept = 0;
        for (int i = 0; i < size; i++) {
            long point = roundedUp(points[i], bits);
            if (kept > 0 && points[kept - 1] == point) {
                counts[kept - 1] += counts[i];
            } else {
                points[kept] = point;
                counts[kept++] = counts[i];
            }
        }
        size = kept;
    }

    @Override
    public void merge(ValueStore other) {
        RoundedValues that = (RoundedValues) other;
        settle();
        that.settle();
        if (shift < that.shift) {
            leaveOut(that.shift - shift);
        }
        long[] coarser = Arrays.copyOf(that.points, that.size);
        for (int i = 0; i < coarser.length; i++) {
            coarser[i] = roundedUp(coarser[i], shift - that.shift);
        }
        mergePoints(coarser, that.counts, that.size);
    }

    @Override
    public void clear() {
        waitingCount = 0;
        shift = 0;
        size = 0;
    }

    @Override
    public EmpiricalDistribution distribution() {
        settle();
        if (size == 0) {
            return EmpiricalDistribution.of();
        }
        double[] values = new double[size];
        long[] cumulative = new long[size];
        long sum = 0;
        for (int i = 0; i < size; i++) {
            values[i] = value(points[i], shift);
            sum += counts[i];
            cumulative[i] = sum;
        }
        return EmpiricalDistribution.ofSorted(values, cumulative);
    }

    @Override
    public void writeTo(DataOutput out) throws IOException {
        settle();
        out.writeByte(shift);
        Wire.writeCount(out, size);
        for (int i = 0; i < size; i++) {
            if (i == 0) {
                out.writeLong(points[i]);
            } else {
                // differences may be 2^63 and more: seven bits a byte, as a number without a sign
                Wire.writeUnsigned(out, points[i] - points[i - 1]);
            }
            Wire.writeCount(out, counts[i]);
        }
    }

    @Override
    public void readBody(DataInput in) throws IOException {
        clear();
        shift = in.readByte();
        if (shift < 0 || shift > MOST_SHIFT) {
            throw new IOException("bits left out must be 0 to " + MOST_SHIFT + ", found " + shift);
        }
        int length = Wire.readLength(in, MOST, "values");
        points = new long[length];
        counts = new long[length];
        for (int i = 0; i < length; i++) {
            points[i] = i == 0 ? in.readLong() : points[i - 1] + Wire.readUnsigned(in);
            counts[i] = Wire.readCount(in);
            if (counts[i] < 1 || (i > 0 && points[i] <= points[i - 1])) {
                throw new IOException("values must increase, each seen at least once");
            }
        }
        size = length;
    }
}
