package io.millrace.gateway.flow;

import java.util.Arrays;

/** The newest {@value #MOST} latencies, and quantiles of those that are not too old. One thread. */
final class LatencySample {
    private static final int MOST = 8_192;

    private final long maxAgeMillis;
    private final long[] latencies = new long[MOST];
    private final long[] times = new long[MOST];
    private long added;

    /** Keeps none yet. */
    LatencySample(long maxAgeMillis) {
        this.maxAgeMillis = maxAgeMillis;
    }

    /** Adds a latency in milliseconds; below 0, where clocks differ, is 0. */
    void add(long latency, long now) {
        int at = (int) (added++ % MOST);
        latencies[at] = Math.max(0, latency);
        times[at] = now;
    }

    /** Quantiles in milliseconds, nearest rank; NaN where there is no latency that is new enough. */
    double[] quantiles(long now, double... shares) {
        int known = (int) Math.min(added, MOST);
        long[] fresh = new long[known];
        int n = 0;
        for (int i = 0; i < known; i++) {
            if (times[i] >= now - maxAgeMillis) {
                fresh[n++] = latencies[i];
            }
        }
        Arrays.sort(fresh, 0, n);
        double[] quantiles = new double[shares.length];
        for (int i = 0; i < shares.length; i++) {
            quantiles[i] = n == 0 ? Double.NaN : fresh[Math.max(0, (int) Math.ceil(shares[i] * n) - 1)];
        }
        return quantiles;
    }
}
