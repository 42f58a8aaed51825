package io.millrace.examples.fraud;

import java.util.SplittableRandom;

/**
 * Draws who reports each payment, and what. Payments are told in time order. The same seed gives the same reports. One thread at a time.
 */
public final class Reporters {
    private final ReportersConfig config;
    private final long payments;
    private final SplittableRandom random;
    private long told;
    private int reporter;
    private boolean isLie;

    /**
     * Has reported nothing.
     *
     * @param payments how many there will be
     * @param seed of who reports what
     */
    public Reporters(ReportersConfig config, long payments, long seed) {
        this.config = config;
        this.payments = payments;
        random = new SplittableRandom(seed);
    }

    /** Draws the report of the next payment. */
    public void next() {
        boolean lying = told >= config.from() * payments;
        double weightOfRing = config.ring() * (lying ? config.busy() : 1);
        boolean ofRing = random.nextDouble() * (config.honest() + weightOfRing) < weightOfRing;
        reporter = ofRing ? random.nextInt(config.ring()) : config.ring() + random.nextInt(config.honest());
        isLie = ofRing && lying;
        told++;
    }

    /** Name of the one who reports it. */
    public String reporter() {
        return "reporter-" + reporter;
    }

    /** Whether the report is the contrary of the truth. */
    public boolean isLie() {
        return isLie;
    }
}
