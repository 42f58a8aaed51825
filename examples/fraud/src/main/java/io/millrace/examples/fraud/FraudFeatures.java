package io.millrace.examples.fraud;

import java.util.List;

/**
 * What could be known of a transaction when it happens, as numbers. Transactions are told in time order, each once. What is known of terminals
 * ends seven days ago, as that is how long it takes until a fraud is reported.
 *
 * <p>Memory: the payments of 37 days. One thread at a time.
 */
public final class FraudFeatures {
    /** Days after which it is known whether a transaction was a fraud. */
    public static final int LABEL_DELAY_DAYS = 7;

    /** The features, in order. Times are in UTC, amounts in the currency's unit, windows include the transaction itself. */
    public static final List<String> NAMES = List.of(
            "amount",
            "weekend",
            "night",
            "customer_count_1d",
            "customer_mean_1d",
            "customer_count_7d",
            "customer_mean_7d",
            "customer_count_30d",
            "customer_mean_30d",
            "terminal_count_1d",
            "terminal_risk_1d",
            "terminal_count_7d",
            "terminal_risk_7d",
            "terminal_count_30d",
            "terminal_risk_30d");

    private static final long DAY = Transaction.SECONDS_OF_DAY;
    private static final long[] LENGTHS = {DAY, 7 * DAY, 30 * DAY};
    private static final int LAST_HOUR_OF_NIGHT = 6;

    private final SlidingWindows[] customers;
    private final SlidingWindows[] terminals;

    /** Knows nothing yet. */
    public FraudFeatures(FraudConfig config) {
        customers = new SlidingWindows[config.customers()];
        terminals = new SlidingWindows[config.terminals()];
        for (int i = 0; i < customers.length; i++) {
            customers[i] = new SlidingWindows(0, LENGTHS);
        }
        for (int i = 0; i < terminals.length; i++) {
            terminals[i] = new SlidingWindows(LABEL_DELAY_DAYS * DAY, LENGTHS);
        }
    }

    /**
     * Takes note of the next transaction.
     *
     * @param features {@link #NAMES} of them are written
     */
    public void next(Transaction transaction, double[] features) {
        SlidingWindows customer = customers[transaction.customer()];
        SlidingWindows terminal = terminals[transaction.terminal()];
        customer.add(transaction.second(), transaction.cents());
        customer.moveTo(transaction.second());
        terminal.add(transaction.second(), transaction.isFraud() ? 1 : 0);
        terminal.moveTo(transaction.second());
        features[0] = transaction.cents() / 100.0;
        features[1] = isWeekend(transaction) ? 1 : 0;
        features[2] = transaction.second() % DAY / 3_600 <= LAST_HOUR_OF_NIGHT ? 1 : 0;
        for (int i = 0; i < LENGTHS.length; i++) {
            features[3 + 2 * i] = customer.count(i);
            features[4 + 2 * i] = customer.mean(i) / 100;
            features[9 + 2 * i] = terminal.count(i);
            features[10 + 2 * i] = terminal.mean(i);
        }
    }

    /** The first day is a Sunday. */
    private static boolean isWeekend(Transaction transaction) {
        return transaction.day() % 7 == 0 || transaction.day() % 7 == 6;
    }
}
