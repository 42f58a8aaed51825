package io.millrace.drift.detector;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.config.Checks;
import java.io.DataInput;
import java.io.IOException;

/**
 * Settings of {@link Seed}.
 *
 * @param delta probability that one check of a stream without drift finds a cut, in (0, 1)
 * @param blockSize values of a block, in [1, 1,000,000]; there is a check whenever one is full
 * @param epsilonPrime neighbouring blocks whose means are nearer than this become one, in units of the values, &gt;= 0
 * @param alpha growth of {@code epsilonPrime} from one compression to the next, as a share of it, &gt;= 0
 * @param compressTerm blocks from one compression to the next, in [1, 10,000]
 */
public record SeedConfig(double delta, int blockSize, double epsilonPrime, double alpha, int compressTerm)
        implements DetectorConfig {
    /** As the paper: delta 0.05, blocks of 32, epsilon prime 0.01, alpha 0.8, compressed every 75 blocks. */
    public static final SeedConfig DEFAULTS = new SeedConfig(0.05, 32, 0.01, 0.8, 75);

    public SeedConfig {
        new Checks()
                .probability("delta", delta)
                .within("blockSize", blockSize, 1, 1_000_000)
                .notNegative("epsilonPrime", epsilonPrime)
                .notNegative("alpha", alpha)
                .within("compressTerm", compressTerm, 1, 10_000)
                .done();
    }

    @Override
    public String detector() {
        return "seed";
    }

    @Override
    public Seed newDetector() {
        return new Seed(this);
    }

    @Override
    public Seed readDetector(DataInput in) throws IOException {
        return SequentialDetector.restored(newDetector(), in);
    }
}
