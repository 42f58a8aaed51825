package io.millrace.drift.stream;

/** How the share of rows of the next concept grows during a drift. */
public enum Blend {
    /** In a straight line from 0 to 1. */
    LINEAR {
        @Override
        double share(double progress) {
            return progress;
        }
    },
    /** 1 / (1 + e^(−8(p − ½))): slow at both ends, steepest in the middle. */
    SIGMOID {
        @Override
        double share(double progress) {
            return 1 / (1 + StrictMath.exp(-STEEPNESS * (progress - 0.5)));
        }
    };

    /** 4 over half of the drift's length, which is what a sigmoid of the length's own slope comes to. */
    private static final double STEEPNESS = 8;

    /** Share at a progress in [0, 1). */
    abstract double share(double progress);
}
