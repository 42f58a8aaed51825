package io.millrace.drift.profile;

import io.millrace.drift.distribution.EmpiricalDistribution;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** A window of numbers: counts per bin, moments, extremes, and what its layout says it keeps of the values. */
public final class NumericWindow implements FeatureWindow {
    /** Size of the sketch of {@link Retention#SKETCH}: KLL's k. */
    public static final int SKETCH_K = 200;

    private final NumericLayout layout;
    private final long[] counts;

    /** Null where nothing is kept. */
    private final ValueStore values;

    private long missing;
    private long invalid;
    private long outOfRange;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    /** Sums of the values and of their squares, both less {@code shift}. */
    private double sum;

    private double squares;
    private double shift;
    private boolean shifted;

    NumericWindow(NumericLayout layout) {
        this.layout = layout;
        counts = new long[layout.bins()];
        values = ValueStore.of(layout.retention());
        resetShift();
    }

    /**
     * A window of which only counts and moments are known, such as a profile's.
     *
     * @param layout without retention
     * @param counts values per bin
     * @param outOfRange how many are outside the layout's range
     * @param min least value; as the next three, of no account where nothing was counted
     * @param max greatest value
     * @param mean arithmetic mean
     * @param std standard deviation (divided by count)
     * @throws IllegalArgumentException if counts are negative or are not one a bin, or the layout keeps values
     */
    public static NumericWindow ofCounts(
            NumericLayout layout,
            long[] counts,
            long missing,
            long invalid,
            long outOfRange,
            double min,
            double max,
            double mean,
            double std) {
        if (layout.retention() != Retention.NONE || counts.length != layout.bins()) {
            throw new IllegalArgumentException("counts must be one a bin, of a layout without retention: "
                    + layout.bins() + " bins, retention " + layout.retention() + ", found " + counts.length
                    + " counts");
        }
        NumericWindow window = layout.newWindow();
        long count = 0;
        for (int bin = 0; bin < counts.length; bin++) {
            if (counts[bin] < 0) {
                throw new IllegalArgumentException("count must be >= 0: bin " + bin + ", found " + counts[bin]);
            }
            window.counts[bin] = counts[bin];
            count += counts[bin];
        }
        window.missing = missing;
        window.invalid = invalid;
        window.outOfRange = outOfRange;
        if (count > 0) {
            window.min = min;
            window.max = max;
            window.addMoments(count, mean, std);
        }
        return window;
    }

    /** Takes a value: NaN counts as missing, an infinity as invalid. Allocates nothing unless values are kept. */
    public void add(double value) {
        if (!(Math.abs(value) <= Double.MAX_VALUE)) {
            addUnusual(value);
            return;
        }
        if (!shifted) {
            shift = value;
            shifted = true;
        }
        counts[layout.bin(value)]++;
        double difference = value - shift;
        sum += difference;
        squares += difference * difference;
        if (value < min) {
            min = value;
        }
        if (value > max) {
            max = value;
        }
        if (value < layout.low() || value > layout.high()) {
            outOfRange++;
        }
        if (values != null) {
            values.add(value);
        }
    }

    private void addUnusual(double value) {
        if (Double.isNaN(value)) {
            missing++;
        } else {
            invalid++;
        }
    }

    @Override
    public void addMissing() {
        missing++;
    }

    @Override
    public void addInvalid() {
        invalid++;
    }

    @Override
    public NumericLayout layout() {
        return layout;
    }

    @Override
    public long count() {
        long count = 0;
        for (long bin : counts) {
            count += bin;
        }
        return count;
    }

    @Override
    public long missing() {
        return missing;
    }

    @Override
    public long invalid() {
        return invalid;
    }

    /** Values outside the layout's range. */
    public long outOfRange() {
        return outOfRange;
    }

    /** Values per bin, a copy. */
    public long[] counts() {
        return counts.clone();
    }

    /** Least value; NaN where there is none. */
    public double min() {
        return count() == 0 ? Double.NaN : min;
    }

    /** Greatest value; NaN where there is none. */
    public double max() {
        return count() == 0 ? Double.NaN : max;
    }

    /** Arithmetic mean; NaN where there is no value. Where sums overflow, a value within the extremes. */
    public double mean() {
        long count = count();
        if (count == 0) {
            return Double.NaN;
        }
        double mean = shift + sum / count;
        return Double.isNaN(mean) ? min / 2 + max / 2 : Math.min(Math.max(mean, min), max);
    }

    /**
     * Standard deviation of these values (divided by count, not count - 1); NaN where there is no value, the greatest
     * double where sums overflow.
     */
    public double std() {
        long count = count();
        if (count == 0) {
            return Double.NaN;
        }
        if (min == max) {
            return 0;
        }
        double offset = sum / count;
        double variance = squares / count - offset * offset;
        return Double.isFinite(variance) ? Math.sqrt(Math.max(0, variance)) : Double.MAX_VALUE;
    }

    /** The values, or a sketch of them; empty where the layout keeps none. */
    public Optional<EmpiricalDistribution> values() {
        return values == null ? Optional.empty() : Optional.of(values.distribution());
    }

    @Override
    public void merge(FeatureWindow other) {
        if (!(other instanceof NumericWindow that) || layout.fingerprint() != that.layout.fingerprint()) {
            throw new IllegalArgumentException(
                    "window must be of the same layout: " + layout + ", found " + other.layout());
        }
        long added = that.count();
        for (int bin = 0; bin < counts.length; bin++) {
            counts[bin] += that.counts[bin];
        }
        missing += that.missing;
        invalid += that.invalid;
        outOfRange += that.outOfRange;
        min = Math.min(min, that.min);
        max = Math.max(max, that.max);
        if (shifted && shift == that.shift) {
            sum += that.sum;
            squares += that.squares;
        } else if (added > 0) {
            addMoments(added, that.mean(), that.std());
        }
        if (values != null) {
            values.merge(that.values);
        }
    }

    private void addMoments(long added, double mean, double std) {
        if (!shifted) {
            shift = mean;
            shifted = true;
        }
        double difference = mean - shift;
        sum += added * difference;
        squares += added * (std * std + difference * difference);
    }

    @Override
    public void clear() {
        Arrays.fill(counts, 0);
        missing = 0;
        invalid = 0;
        outOfRange = 0;
        min = Double.POSITIVE_INFINITY;
        max = Double.NEGATIVE_INFINITY;
        sum = 0;
        squares = 0;
        resetShift();
        if (values != null) {
            values.clear();
        }
    }

    /** Windows of one set of bins share their shift, so that their sums just add; without bins the first value is it. */
    private void resetShift() {
        shift = layout.centre();
        shifted = layout.bins() > 1;
    }

    @Override
    public void writeTo(DataOutput out) throws IOException {
        out.writeByte(Wire.VERSION);
        out.writeLong(layout.fingerprint());
        for (long count : counts) {
            Wire.writeCount(out, count);
        }
        Wire.writeCount(out, missing);
        Wire.writeCount(out, invalid);
        Wire.writeCount(out, outOfRange);
        out.writeDouble(min);
        out.writeDouble(max);
        out.writeDouble(sum);
        out.writeDouble(squares);
        out.writeDouble(shift);
        out.writeBoolean(shifted);
        if (values != null) {
            values.writeTo(out);
        }
    }

    void readBody(DataInput in) throws IOException {
        for (int bin = 0; bin < counts.length; bin++) {
            counts[bin] = Wire.readCount(in);
        }
        missing = Wire.readCount(in);
        invalid = Wire.readCount(in);
        outOfRange = Wire.readCount(in);
        min = in.readDouble();
        max = in.readDouble();
        sum = in.readDouble();
        squares = in.readDouble();
        shift = in.readDouble();
        shifted = in.readBoolean();
        if (values != null) {
            values.readBody(in);
        }
    }

    /**
     * The same values in bins of equal count, as the profile of a model bundle has them: every thirtieth quantile is a
     * cut, each a value itself, equal ones once. Extremes become the range.
     */
    NumericWindow inQuantileBins(Retention retention) {
        EmpiricalDistribution all = values.distribution();
        double[] edges = new double[NumericLayout.QUANTILE_BINS - 1];
        int size = 0;
        long count = all.count();
        for (int bin = 1; bin < NumericLayout.QUANTILE_BINS && count > 0; bin++) {
            // least value with at least bin/BINS of all values at or below it
            long rank = (count * bin + NumericLayout.QUANTILE_BINS - 1) / NumericLayout.QUANTILE_BINS;
            double edge = all.atRank(rank);
            if (size == 0 || edge > edges[size - 1]) {
                edges[size++] = edge;
            }
        }
        NumericLayout binned = NumericLayout.of(
                layout.feature(),
                Arrays.copyOf(edges, size),
                count == 0 ? Double.NEGATIVE_INFINITY : min,
                count == 0 ? Double.POSITIVE_INFINITY : max,
                retention);
        NumericWindow window = countedIn(binned);
        window.outOfRange = 0; // extremes of rounded values may lie beyond
        window.keep(values, all);
        return window;
    }

    /**
     * The same values in other bins. Moments and extremes are those of this window; of {@link Retention#ROUNDED} values, counts are exact in bins that were made of such values
     * on the same grid or a coarser one, else those near an edge may be one bin further up.
     *
     * @param bins of any retention; what it keeps of values stays empty
     * @throws IllegalArgumentException if this window keeps no values
     */
    NumericWindow countedIn(NumericLayout bins) {
        if (values == null) {
            throw new IllegalArgumentException("window must keep values to be counted in other bins: " + layout);
        }
        EmpiricalDistribution all = values.distribution();
        NumericWindow window = bins.newWindow();
        long count = all.count();
        long before = 0;
        for (int bin = 0; bin < window.counts.length && count > 0; bin++) {
            long upTo = bin < window.counts.length - 1 ? all.countUpTo(bins.edge(bin)) : count;
            window.counts[bin] = upTo - before;
            before = upTo;
        }
        window.missing = missing;
        window.invalid = invalid;
        if (count > 0) {
            window.min = min;
            window.max = max;
            window.addMoments(count, mean(), std());
            window.outOfRange = count - all.countUpTo(bins.high()) + all.countUpTo(Math.nextDown(bins.low()));
        }
        return window;
    }

    private void keep(ValueStore source, EmpiricalDistribution all) {
        if (values == null) {
            return;
        }
        if (values.getClass() == source.getClass()) {
            values.merge(source);
        } else if (source instanceof AllValues) {
            for (int i = 0; i < all.size(); i++) {
                values.add(all.value(i));
            }
        } else {
            throw new IllegalArgumentException(
                    "retention must be NONE or that of the values, where these are not all kept; found "
                            + layout.retention());
        }
    }
}
