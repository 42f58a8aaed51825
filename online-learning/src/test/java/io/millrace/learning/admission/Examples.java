package io.millrace.learning.admission;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.model.FeatureRow;
import java.util.Random;

/** Examples with something wrong in some of them. */
final class Examples {
    private static final double[] TRUTH = {2, -1, 1, 0.5};

    private Examples() {}

    /** Of 20 principals the first two lie, now and then an event comes twice, and a few rows are wild. A window of time is 100 examples. */
    static void next(Random random, int i, Submission example) {
        FeatureRow row = new FeatureRow(TRUTH.length);
        FeatureVector x = FeatureVector.dense(TRUTH.length);
        boolean wild = i > 500 && i % 41 == 0;
        double p = 0;
        for (int j = 0; j < TRUTH.length; j++) {
            double value = wild ? 9 + random.nextGaussian() : random.nextGaussian();
            row.setNumber(j, value);
            x.set(j, value);
            p += TRUTH[j] * value;
        }
        double probability = 1 / (1 + Math.exp(-p));
        int principal = random.nextInt(20);
        double label = random.nextDouble() < probability ? 1 : 0;
        if (principal < 2) {
            label = 1 - label;
        }
        String id = "event-" + (i % 50 == 49 ? i - 1 : i);
        example.from(id, "principal-" + principal, "", i * 36_000L).says(row, x, label, 1, new double[] {probability});
    }
}
