package io.millrace.jobs.pipeline;

import io.millrace.drift.alarm.AlarmPolicy;
import io.millrace.drift.baseline.BaselineConfig;
import io.millrace.drift.compare.DriftTestConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is watched for drift, and what comes of it.
 *
 * @param window over what features are held against their reference
 * @param reference what they are held against
 * @param tests what is measured of windows
 * @param baseline when it is more than usual
 * @param alarms when that becomes an alarm
 * @param ignored features that are not watched
 * @param detectors sequential detectors
 * @param performance estimated from probabilities; empty: it is not
 * @param policy what alarms lead to
 * @param outOfOrder how far an event may be behind the newest of its partition and still count in its window
 * @param idle after how long a silent partition holds time up no longer
 * @param maxAhead how far the time of an event may be ahead of the clock; what is further is in no window
 */
public record Drift(
        DriftWindow window,
        DriftReference reference,
        DriftTestConfig tests,
        BaselineConfig baseline,
        AlarmPolicy alarms,
        Set<String> ignored,
        List<DetectorPlan> detectors,
        Optional<DriftPerformance> performance,
        DriftPolicy policy,
        Duration outOfOrder,
        Duration idle,
        Duration maxAhead) {
    /** Copies set and list. */
    public Drift {
        ignored = Set.copyOf(ignored);
        detectors = List.copyOf(detectors);
    }

    /** Whether labels are needed. */
    public boolean watchesErrors() {
        return detectors.stream().anyMatch(plan -> plan.watch().isError());
    }

    /** This with a key for a policy that has none. */
    Drift withSigningKey(SigningKey key) {
        return policy.signingKey().isPresent()
                ? this
                : new Drift(
                        window,
                        reference,
                        tests,
                        baseline,
                        alarms,
                        ignored,
                        detectors,
                        performance,
                        policy.withSigningKey(key),
                        outOfOrder,
                        idle,
                        maxAhead);
    }
}
