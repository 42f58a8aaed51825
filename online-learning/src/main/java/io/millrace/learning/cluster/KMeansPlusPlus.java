package io.millrace.learning.cluster;

import io.millrace.learning.batch.RowBuffer;
import io.millrace.learning.random.RandomState;
import java.util.Arrays;

/**
 * Chooses rows of a mini-batch as the first centres: the first at random, each further one with probability in proportion to the
 * squared distance from those chosen, times the row's weight. Of 2 + ⌊ln k⌋ candidates the one that leaves the least sum of squares is
 * taken.
 *
 * <p>D. Arthur, S. Vassilvitskii, "k-means++: The Advantages of Careful Seeding", SODA 2007, with the greedy choice that its section 5
 * proposes. Time in rows × features × k × candidates. Where there are fewer different rows than centres some centres coincide.
 */
final class KMeansPlusPlus {
    private final RowBuffer rows;
    private final Centroids centroids;
    private final RandomState random;

    private KMeansPlusPlus(RowBuffer rows, Centroids centroids, RandomState random) {
        this.rows = rows;
        this.centroids = centroids;
        this.random = random;
    }

    /** Puts all centres on rows. */
    static void place(RowBuffer rows, Centroids centroids, RandomState random) {
        new KMeansPlusPlus(rows, centroids, random).place();
    }

    private void place() {
        double[] closest = new double[rows.rows()];
        Arrays.fill(closest, 1);
        int first = draw(closest);
        Arrays.fill(closest, Double.POSITIVE_INFINITY);
        put(0, first, closest);
        int candidates = 2 + (int) Math.log(centroids.clusters());
        for (int k = 1; k < centroids.clusters(); k++) {
            double[] before = closest;
            double least = Double.POSITIVE_INFINITY;
            int best = -1;
            for (int t = 0; t < candidates; t++) {
                int candidate = draw(before);
                double[] after = before.clone();
                double cost = put(k, candidate, after);
                if (best < 0 || cost < least) {
                    least = cost;
                    best = candidate;
                    closest = after;
                }
            }
            centroids.place(k, rows.values(), rows.offset(best));
        }
    }

    /** Puts a centre on a row and brings the squared distances to the closest centre up to date; gives their sum. */
    private double put(int cluster, int row, double[] closest) {
        centroids.place(cluster, rows.values(), rows.offset(row));
        double cost = 0;
        for (int i = 0; i < closest.length; i++) {
            closest[i] = Math.min(closest[i], centroids.squaredDistance(cluster, rows.values(), rows.offset(i)));
            cost += closest[i] * rows.weight(i);
        }
        return cost;
    }

    /** A row with probability in proportion to its share times its weight; any row if all of that is 0. */
    private int draw(double[] shares) {
        double total = 0;
        for (int i = 0; i < shares.length; i++) {
            total += shares[i] * rows.weight(i);
        }
        if (!(total > 0)) {
            return random.nextInt(shares.length);
        }
        double rest = random.nextDouble() * total;
        int last = 0;
        for (int i = 0; i < shares.length; i++) {
            double share = shares[i] * rows.weight(i);
            if (share > 0) {
                last = i;
                rest -= share;
                if (rest < 0) {
                    break;
                }
            }
        }
        return last;
    }
}
