package io.millrace.gateway.view;

import io.millrace.schemas.LearnedParameter;
import io.millrace.schemas.ModelSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How learners came to what they are: figures and parameters of snapshots that were not offered for serving, as far as the models topic, which is
 * compacted, has told since the gateway's start.
 *
 * <p>Of a learner at most {@value #MOST_POINTS} snapshots are kept; when there are more, every other one is left out, so that the whole
 * stays in sight, coarser. Of a snapshot the {@value #MOST_PARAMETERS} largest parameters are kept, as floats. Learners beyond {@value #MOST_LEARNERS} are
 * left out. Safe for all threads.
 */
public final class LearnerTrends {
    /** Most snapshots of a learner. */
    public static final int MOST_POINTS = 240;

    /** Most parameters of a snapshot. */
    public static final int MOST_PARAMETERS = 500;

    /** Most learners. */
    public static final int MOST_LEARNERS = 32;

    /**
     * A snapshot, as far as it is kept.
     *
     * @param examples examples learned by then
     * @param eventTime of the newest of them
     * @param metrics figures by name
     * @param parameters the largest parameters by name
     */
    public record Point(long examples, Instant eventTime, Map<String, Double> metrics, Map<String, Float> parameters) {}

    private final Map<String, List<Point>> byLearner = new LinkedHashMap<>();

    /** Adds a snapshot. One of fewer examples than the last takes back what came after it: a learner has begun anew, or again. */
    public synchronized void add(ModelSnapshot snapshot) {
        if (snapshot.getVersion() > 0) {
            return; // its figures are those of a trial
        }
        List<Point> points = byLearner.get(snapshot.getLearner());
        if (points == null) {
            if (byLearner.size() == MOST_LEARNERS) {
                return;
            }
            points = new ArrayList<>();
            byLearner.put(snapshot.getLearner(), points);
        }
        points.removeIf(point -> point.examples() >= snapshot.getExamples());
        points.add(new Point(
                snapshot.getExamples(),
                snapshot.getEventTime(),
                new TreeMap<>(snapshot.getMetrics()),
                parameters(snapshot)));
        if (points.size() > MOST_POINTS) {
            boolean isKept = true;
            for (Iterator<Point> all = points.iterator(); all.hasNext(); isKept = !isKept) {
                all.next();
                if (!isKept && all.hasNext()) {
                    all.remove();
                }
            }
        }
    }

    private static Map<String, Float> parameters(ModelSnapshot snapshot) {
        List<LearnedParameter> all = snapshot.getParameters();
        Map<String, Float> kept = new LinkedHashMap<>();
        if (all != null) {
            all.stream()
                    .sorted(Comparator.comparingDouble(parameter -> -Math.abs(parameter.getValue())))
                    .limit(MOST_PARAMETERS)
                    .forEach(parameter -> kept.put(parameter.getName(), (float) parameter.getValue()));
        }
        return kept;
    }

    /** The snapshots of a learner, oldest first; empty where none is known. */
    public synchronized List<Point> points(String learner) {
        return List.copyOf(byLearner.getOrDefault(learner, List.of()));
    }

    /**
     * Names of the parameters that moved furthest over these snapshots, furthest first. One that a snapshot has not was too small to be kept, or 0.
     *
     * @param most names at most
     */
    public static List<String> moved(List<Point> points, int most) {
        record Reach(float least, float greatest) {
            Reach with(float value) {
                return new Reach(Math.min(least, value), Math.max(greatest, value));
            }
        }
        Map<String, Reach> reaches = new TreeMap<>();
        points.forEach(point -> point.parameters()
                .keySet()
                .forEach(name -> reaches.putIfAbsent(name, new Reach(Float.MAX_VALUE, -Float.MAX_VALUE))));
        points.forEach(point -> reaches.replaceAll(
                (name, reach) -> reach.with(point.parameters().getOrDefault(name, 0f))));
        return reaches.entrySet().stream()
                .sorted(Comparator.comparingDouble(entry ->
                        entry.getValue().least() - (double) entry.getValue().greatest()))
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
    }
}
