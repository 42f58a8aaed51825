package io.millrace.drift.profile;

import io.millrace.drift.config.Checks;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Bins of a number: up to and with {@code edges[0]}, then above {@code edges[i-1]} up to and with {@code edges[i]}, last
 * above the last edge; the same rule as a model bundle's reference profile.
 */
public final class NumericLayout implements FeatureLayout {
    /** Bins of a reference: quantiles that hold a thirtieth of its values each, where values differ enough. */
    public static final int QUANTILE_BINS = 30;

    /** Most edges that a layout may have; 8 KB a window bound them. */
    public static final int MOST_EDGES = 255;

    static final byte KIND = 1;

    private final String feature;
    private final double[] edges;
    private final double low;
    private final double high;
    private final Retention retention;
    private final long fingerprint;

    /** The edges, filled up with infinity to one less than a power of two, so that the search needs no bounds. */
    private final double[] searched;

    private final int firstStep;
    private final double centre;

    private NumericLayout(String feature, double[] edges, double low, double high, Retention retention) {
        this.feature = feature;
        this.edges = edges;
        this.low = low;
        this.high = high;
        this.retention = retention;
        int size = Integer.highestOneBit(Math.max(1, edges.length)) * 2;
        searched = Arrays.copyOf(edges, size - 1);
        Arrays.fill(searched, edges.length, searched.length, Double.POSITIVE_INFINITY);
        firstStep = edges.length == 0 ? 0 : size / 2;
        centre = edges.length > 0 ? edges[edges.length / 2] : 0;
        long hash = Wire.mix(Wire.mix(Wire.startHash(), KIND), feature);
        for (double edge : edges) {
            hash = Wire.mix(hash, Double.doubleToLongBits(edge));
        }
        hash = Wire.mix(Wire.mix(hash, Double.doubleToLongBits(low)), Double.doubleToLongBits(high));
        fingerprint = Wire.mix(hash, retention.name());
    }

    /**
     * Bins between {@code edges}.
     *
     * @param feature name of the feature
     * @param edges increasing and finite, at most {@value #MOST_EDGES}; none: one bin
     * @param low least value that is in range; negative infinity: any
     * @param high greatest value that is in range; infinity: any
     * @param retention what windows keep beside counts
     * @throws io.millrace.drift.config.InvalidConfigException naming all mistakes
     */
    public static NumericLayout of(String feature, double[] edges, double low, double high, Retention retention) {
        boolean increasing = true;
        for (int i = 0; i < edges.length; i++) {
            increasing &= Double.isFinite(edges[i]) && (i == 0 || edges[i - 1] < edges[i]);
        }
        new Checks()
                .require(edges.length <= MOST_EDGES, "edges", "must be at most " + MOST_EDGES, edges.length)
                .require(increasing, "edges", "must be finite and increase", Arrays.toString(edges))
                .require(low <= high, "low", "must be <= high " + high, low)
                .done();
        return new NumericLayout(feature, edges.clone(), low, high, retention);
    }

    /** One bin, any range, and {@code retention} of the values: for windows that a reference is made of. */
    public static NumericLayout unbinned(String feature, Retention retention) {
        return of(feature, new double[0], Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, retention);
    }

    @Override
    public String feature() {
        return feature;
    }

    @Override
    public long fingerprint() {
        return fingerprint;
    }

    /** The cuts between bins, a copy. */
    public double[] edges() {
        return edges.clone();
    }

    /** How many bins there are: one more than edges. */
    public int bins() {
        return edges.length + 1;
    }

    /** The {@code i}th cut, from 0. */
    public double edge(int i) {
        return edges[i];
    }

    /** Least value that is in range. */
    public double low() {
        return low;
    }

    /** Greatest value that is in range. */
    public double high() {
        return high;
    }

    /** What windows keep beside counts. */
    public Retention retention() {
        return retention;
    }

    /** The same bins with another retention. */
    public NumericLayout with(Retention other) {
        return new NumericLayout(feature, edges, low, high, other);
    }

    /** The bin of a finite value, from 0. A search without branches that a processor could guess wrong. */
    public int bin(double value) {
        int bin = 0;
        for (int step = firstStep; step > 0; step >>= 1) {
            bin += value > searched[bin + step - 1] ? step : 0;
        }
        return bin;
    }

    /** What sums are taken from: a value in the middle of the bins, so that little is lost to rounding. */
    double centre() {
        return centre;
    }

    @Override
    public NumericWindow newWindow() {
        return new NumericWindow(this);
    }

    @Override
    public void writeTo(DataOutput out) throws IOException {
        out.writeByte(Wire.VERSION);
        out.writeByte(KIND);
        out.writeUTF(feature);
        Wire.writeCount(out, edges.length);
        for (double edge : edges) {
            out.writeDouble(edge);
        }
        out.writeDouble(low);
        out.writeDouble(high);
        out.writeUTF(retention.name());
    }

    static NumericLayout readBody(DataInput in) throws IOException {
        String feature = in.readUTF();
        double[] edges = new double[Wire.readLength(in, MOST_EDGES, "edges")];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = in.readDouble();
        }
        double low = in.readDouble();
        double high = in.readDouble();
        String retention = in.readUTF();
        try {
            return of(feature, edges, low, high, Retention.valueOf(retention));
        } catch (IllegalArgumentException e) {
            throw new IOException("layout of " + feature + " must be valid: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumericLayout that
                && feature.equals(that.feature)
                && Arrays.equals(edges, that.edges)
                && Double.compare(low, that.low) == 0
                && Double.compare(high, that.high) == 0
                && retention == that.retention;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(fingerprint);
    }

    @Override
    public String toString() {
        return feature + ": " + bins() + " bins in [" + low + ", " + high + "]";
    }
}
