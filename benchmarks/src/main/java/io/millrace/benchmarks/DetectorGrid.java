package io.millrace.benchmarks;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.detector.AdwinConfig;
import io.millrace.drift.detector.CusumConfig;
import io.millrace.drift.detector.DdmConfig;
import io.millrace.drift.detector.EddmConfig;
import io.millrace.drift.detector.ErrorRiseConfig;
import io.millrace.drift.detector.EwmaConfig;
import io.millrace.drift.detector.HddmAConfig;
import io.millrace.drift.detector.HddmWConfig;
import io.millrace.drift.detector.KswinConfig;
import io.millrace.drift.detector.PageHinkleyConfig;
import io.millrace.drift.detector.PageHinkleyMode;
import io.millrace.drift.detector.SeedConfig;
import io.millrace.drift.detector.StepdConfig;
import java.util.ArrayList;
import java.util.List;

/** Settings that are tried of each detector, around its defaults: a dozen, as one would who tunes it. */
final class DetectorGrid {
    private DetectorGrid() {}

    static List<DetectorConfig> all() {
        List<DetectorConfig> all = new ArrayList<>();
        for (double delta : new double[] {2e-4, 0.002, 0.02, 0.05, 0.2, 0.5}) {
            all.add(new AdwinConfig(delta, 32, 5, 5, 10, false));
            all.add(new AdwinConfig(delta, 32, 5, 5, 10, true));
        }
        for (double drift : new double[] {0.05, 0.1, 0.25, 0.5}) {
            for (double threshold : new double[] {8, 15, 30}) {
                all.add(new CusumConfig(1_000, drift, threshold, false));
            }
        }
        for (double threshold : new double[] {2, 2.5, 3, 3.5, 4, 5}) {
            all.add(new DdmConfig(30, 2, threshold));
            all.add(new DdmConfig(300, 2, threshold));
        }
        for (double beta : new double[] {0.95, 0.9, 0.8, 0.7, 0.6, 0.5}) {
            all.add(new EddmConfig(30, 0.95, beta));
            all.add(new EddmConfig(300, 0.95, beta));
        }
        for (double threshold : new double[] {5, 7, 8, 9, 10, 12}) {
            for (int least : new int[] {30, 60, 120}) {
                all.add(new ErrorRiseConfig(Math.min(threshold, 7), threshold, 8, 5, least, 500));
            }
        }
        for (double lambda : new double[] {0.01, 0.02, 0.05, 0.1}) {
            for (double threshold : new double[] {3, 4, 5}) {
                all.add(new EwmaConfig(1_000, lambda, 3, threshold, false));
            }
        }
        for (double confidence : new double[] {1e-5, 1e-4, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1}) {
            all.add(new HddmAConfig(confidence, confidence, false));
        }
        for (double confidence : new double[] {1e-9, 1e-7, 1e-5, 0.001}) {
            for (double lambda : new double[] {0.01, 0.02, 0.05}) {
                all.add(new HddmWConfig(confidence, confidence, lambda, false));
            }
        }
        for (double alpha : new double[] {1e-4, 0.005}) {
            all.add(new KswinConfig(alpha, 100, 30, 42));
            all.add(new KswinConfig(alpha, 400, 100, 42));
        }
        for (double delta : new double[] {0.005, 0.02, 0.05}) {
            for (double threshold : new double[] {10, 20, 35, 50}) {
                all.add(new PageHinkleyConfig(30, delta, threshold, 0.9999, PageHinkleyMode.UP));
            }
        }
        for (double delta : new double[] {0.001, 0.01, 0.05, 0.1, 0.2}) {
            all.add(new SeedConfig(delta, 32, 0.01, 0.8, 75));
            all.add(new SeedConfig(delta, 64, 0.01, 0.8, 75));
            all.add(new SeedConfig(delta, 128, 0.01, 0.8, 75));
        }
        for (int window : new int[] {30, 60, 100, 200}) {
            for (double alpha : new double[] {1e-5, 1e-4, 0.003}) {
                all.add(new StepdConfig(window, alpha, 0.05));
            }
        }
        return all;
    }
}
