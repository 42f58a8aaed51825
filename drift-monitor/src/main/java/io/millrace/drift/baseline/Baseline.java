package io.millrace.drift.baseline;

import io.millrace.drift.compare.Finding;
import io.millrace.drift.compare.Statistic;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How great the measures of one feature usually are from window to window. A day's weather is never that of the month, and a Monday has only
 * Mondays: windows differ from their reference without anything being wrong, and each feature in its own way. What is usual is learned from
 * normal windows, as NannyML does from chunks of its reference: up to the mean of a measure plus some standard deviations (population). As a
 * few windows say little about rare ones, it is also up to a multiple of the greatest, which NannyML does not ask for.
 *
 * <p>State of a {@link BaselineConfig}. One thread at a time.
 */
public final class Baseline {
    private static final byte VERSION = 1;

    private final BaselineConfig config;
    private final Map<Statistic, double[]> sizes = new EnumMap<>(Statistic.class);
    /** Windows so far. */
    private long windows;

    /** One that knows nothing. */
    public Baseline(BaselineConfig config) {
        this.config = config;
    }

    /** Takes the findings of a feature in a normal window; what is not among them was 0. */
    public void add(List<Finding> findings) {
        int place = (int) (windows % config.mostWindows());
        windows++;
        sizes.values().forEach(of -> of[place] = 0);
        for (Finding finding : findings) {
            if (Double.isFinite(finding.value())) {
                sizes.computeIfAbsent(finding.statistic(), any -> new double[config.mostWindows()])[place] =
                        finding.value();
            }
        }
    }

    /** Normal windows that were taken. */
    public long windows() {
        return windows;
    }

    /** The greatest value of a measure that is usual; 0 where nothing is known. */
    public double usual(Statistic statistic) {
        double[] all = sizes.get(statistic);
        int count = (int) Math.min(windows, config.mostWindows());
        if (all == null || count < config.minimumWindows()) {
            return 0;
        }
        double mean = 0;
        double greatest = 0;
        for (int i = 0; i < count; i++) {
            mean += all[i] / count;
            greatest = Math.max(greatest, all[i]);
        }
        double variance = 0;
        for (int i = 0; i < count; i++) {
            variance += (all[i] - mean) * (all[i] - mean) / count;
        }
        return Math.max(mean + config.deviations() * Math.sqrt(variance), config.margin() * greatest);
    }

    /** The finding with a threshold that is not below what is usual. */
    public Finding judged(Finding finding) {
        double usual = usual(finding.statistic());
        if (usual <= finding.threshold()) {
            return finding;
        }
        return new Finding(
                finding.feature(),
                finding.statistic(),
                finding.value(),
                usual,
                finding.pValue(),
                finding.n(),
                finding.drift() && finding.value() >= usual,
                finding.cause());
    }

    /** Writes all state, without the configuration. */
    public void writeTo(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeLong(windows);
        int count = (int) Math.min(windows, config.mostWindows());
        out.writeInt(count);
        out.writeInt(sizes.size());
        for (Map.Entry<Statistic, double[]> entry : sizes.entrySet()) {
            out.writeUTF(entry.getKey().label());
            for (int i = 0; i < count; i++) {
                out.writeDouble(entry.getValue()[i]);
            }
        }
    }

    /**
     * The baseline that {@link #writeTo} wrote; it goes on under {@code config}.
     *
     * @throws IOException if the bytes end early or are of another version
     */
    public static Baseline read(BaselineConfig config, DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("baseline must be of version " + VERSION + ", found version " + version);
        }
        Baseline baseline = new Baseline(config);
        long windows = in.readLong();
        int count = in.readInt();
        if (windows < 0 || count < 0 || count > 1_000) {
            throw new IOException("baseline must be of 0 to 1000 windows, found " + count + " of " + windows);
        }
        int kept = Math.min(count, config.mostWindows());
        boolean same = count < config.mostWindows() ? windows == count : count == config.mostWindows();
        baseline.windows = same ? windows : kept;
        for (int i = in.readInt(); i > 0; i--) {
            String label = in.readUTF();
            double[] all = new double[config.mostWindows()];
            for (int k = 0; k < count; k++) {
                double size = in.readDouble();
                if (k < kept) {
                    all[k] = size;
                }
            }
            Statistic.of(label).ifPresent(statistic -> baseline.sizes.put(statistic, all));
        }
        return baseline;
    }

    /** What it was made of. */
    public BaselineConfig config() {
        return config;
    }
}
