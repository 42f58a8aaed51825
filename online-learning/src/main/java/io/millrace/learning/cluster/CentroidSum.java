package io.millrace.learning.cluster;

import io.millrace.learning.batch.RowBuffer;
import java.util.List;

/** Makes centres that were taught apart one again. */
final class CentroidSum {
    private CentroidSum() {}

    /**
     * Centres that went on from a common base.
     *
     * @param left what they have left of the base's weights
     * @param share what the sum has left of theirs
     */
    record Part(Centroids centroids, double left, double share) {}

    /**
     * Adds what each part has gained to the base: weight, and weight times position.
     *
     * @param base becomes the sum
     * @param left what the sum has left of the base's weights
     */
    static void addUp(Centroids base, double left, List<Part> parts) {
        for (int k = 0; k < base.clusters(); k++) {
            double weight = left * base.weight(k);
            for (Part part : parts) {
                weight += part.share * gain(base, part, k);
            }
            if (weight > 0) {
                for (int j = 0; j < base.dimension(); j++) {
                    double sum = left * base.weight(k) * base.position(k, j);
                    for (Part part : parts) {
                        Centroids centroids = part.centroids;
                        sum += part.share
                                * (centroids.weight(k) * centroids.position(k, j)
                                        - part.left * base.weight(k) * base.position(k, j));
                    }
                    base.setPosition(k, j, sum / weight);
                }
            }
            base.setWeight(k, Math.max(weight, 0));
        }
    }

    private static double gain(Centroids base, Part part, int cluster) {
        return part.centroids.weight(cluster) - part.left * base.weight(cluster);
    }

    /**
     * Becomes the leading part, which then learns the centres of the others like rows, each with the share of its weight that its
     * part has gained.
     *
     * @param known the base's weight, counted once, in the leading part
     */
    static void follow(Centroids target, double known, List<Part> parts, int lead) {
        RowBuffer others = new RowBuffer(target.dimension());
        for (int p = 0; p < parts.size(); p++) {
            if (p != lead) {
                Part part = parts.get(p);
                double total = part.centroids.totalWeight();
                double gained = total > 0 ? Math.max(1 - part.left * known / total, 0) : 0;
                for (int k = 0; k < target.clusters(); k++) {
                    double weight = part.centroids.weight(k) * gained * part.share;
                    others.add(part.centroids.position(k), weight);
                }
            }
        }
        target.become(parts.get(lead).centroids);
        target.scaleWeights(parts.get(lead).share);
        target.learn(others);
    }
}
