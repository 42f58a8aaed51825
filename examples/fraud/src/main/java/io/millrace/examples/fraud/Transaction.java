package io.millrace.examples.fraud;

import java.time.Instant;

/**
 * A payment by card.
 *
 * @param id 0, 1, 2, … in time order
 * @param second of the payment, since 2018-04-01T00:00:00Z
 * @param customer who paid
 * @param terminal where
 * @param cents amount
 * @param scenario 0: honest; 1: amount above 220; 2: at a compromised terminal; 3: with a stolen card
 */
public record Transaction(long id, long second, int customer, int terminal, long cents, int scenario) {
    /** Beginning of the simulation, a Sunday. */
    public static final Instant START = Instant.parse("2018-04-01T00:00:00Z");

    static final int SECONDS_OF_DAY = 86_400;

    /** Whether it is a fraud. */
    public boolean isFraud() {
        return scenario > 0;
    }

    /** Day of the payment, from 0. */
    public int day() {
        return (int) (second / SECONDS_OF_DAY);
    }

    /** When it happened. */
    public Instant time() {
        return START.plusSeconds(second);
    }
}
