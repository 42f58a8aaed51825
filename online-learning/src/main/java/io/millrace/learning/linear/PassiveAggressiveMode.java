package io.millrace.learning.linear;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;

/** How far a passive-aggressive learner goes for an example with loss l; Crammer et al. 2006. */
public enum PassiveAggressiveMode {
    /** All the way: τ = l/‖x‖². A single wrong label can undo everything. */
    PA,
    /** At most C: τ = min(C, l/‖x‖²). scikit-learn's {@code hinge} and {@code epsilon_insensitive}. */
    PA_I,
    /** Less the smaller C: τ = l/(‖x‖² + 1/(2C)). scikit-learn's squared losses. */
    PA_II;

    double tau(double loss, double squaredNorm, double c) {
        return switch (this) {
            case PA -> squaredNorm == 0 ? 0 : loss / squaredNorm;
            case PA_I -> squaredNorm == 0 ? 0 : Math.min(c, loss / squaredNorm);
            case PA_II -> loss / (squaredNorm + 1 / (2 * c));
        };
    }

    static PassiveAggressiveMode read(SnapshotInput in) {
        String name = in.text();
        for (PassiveAggressiveMode mode : values()) {
            if (mode.name().equals(name)) {
                return mode;
            }
        }
        throw new SnapshotException("must be a passive-aggressive mode, found " + name);
    }
}
