package io.millrace.examples.fraud;

/**
 * Size of the simulated world.
 *
 * @param seed of all randomness; the same seed gives the same transactions
 * @param customers how many, &gt;= 3 and no fewer than {@code compromisedCustomers}
 * @param terminals how many, no fewer than {@code compromisedTerminals}
 * @param radius within which a customer uses terminals, on a map of 100 × 100
 * @param days that are simulated from Sunday 2018-04-01 on, 1 to 10,000
 * @param compromisedTerminals terminals that fall to fraudsters each day but the last
 * @param compromisedCustomers customers whose card is stolen each day but the last
 */
public record FraudConfig(
        long seed,
        int customers,
        int terminals,
        double radius,
        int days,
        int compromisedTerminals,
        int compromisedCustomers) {
    /** The world of the handbook: 5,000 customers, 10,000 terminals, half a year; some 1.77 million transactions, 0.84 % of them frauds. */
    public static final FraudConfig DEFAULTS = new FraudConfig(1, 5_000, 10_000, 5, 183, 2, 3);

    /** Refuses values outside their ranges. */
    public FraudConfig {
        require(compromisedTerminals >= 0 && terminals >= Math.max(1, compromisedTerminals), "terminals", terminals);
        require(compromisedCustomers >= 0 && customers >= Math.max(1, compromisedCustomers), "customers", customers);
        require(radius > 0 && radius <= 200, "radius", radius);
        require(days >= 1 && days <= 10_000, "days", days);
    }

    private static void require(boolean holds, String name, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("must be a world that can be: " + name + "=" + value);
        }
    }

    /** With another seed. */
    public FraudConfig withSeed(long value) {
        return new FraudConfig(value, customers, terminals, radius, days, compromisedTerminals, compromisedCustomers);
    }

    /** With so many days. */
    public FraudConfig withDays(int value) {
        return new FraudConfig(seed, customers, terminals, radius, value, compromisedTerminals, compromisedCustomers);
    }

    /** With so many customers; with fewer, frauds are a greater share. */
    public FraudConfig withCustomers(int value) {
        return new FraudConfig(seed, value, terminals, radius, days, compromisedTerminals, compromisedCustomers);
    }
}
