package io.millrace.examples.fraud;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Who pays how much, how often and where; drawn once. */
final class Customers {
    private static final long TERMINAL_PLACES = 1;
    private static final long PROFILES = 2;
    private static final long PAYMENTS = 3;
    private static final double MAP = 100;
    private static final double NOON = 43_200;
    private static final double SPREAD = 20_000;

    /** A payment as intended, before fraudsters come in. */
    record Payment(int second, int terminal, long cents) {}

    private final long seed;
    private final double[] meanAmounts;
    private final double[] rates;
    private final int[][] terminals;

    Customers(FraudConfig config) {
        seed = config.seed();
        meanAmounts = new double[config.customers()];
        rates = new double[config.customers()];
        terminals = new int[config.customers()][];
        double[] xs = new double[config.terminals()];
        double[] ys = new double[config.terminals()];
        Draws places = new Draws(seed, TERMINAL_PLACES, 0);
        for (int i = 0; i < xs.length; i++) {
            xs[i] = places.uniform(0, MAP);
            ys[i] = places.uniform(0, MAP);
        }
        for (int customer = 0; customer < terminals.length; customer++) {
            Draws draws = new Draws(seed, PROFILES, customer);
            terminals[customer] = near(draws.uniform(0, MAP), draws.uniform(0, MAP), xs, ys, config.radius());
            meanAmounts[customer] = draws.uniform(5, 100);
            rates[customer] = draws.uniform(0, 4);
        }
    }

    private static int[] near(double x, double y, double[] xs, double[] ys, double radius) {
        int[] found = new int[xs.length];
        int count = 0;
        for (int i = 0; i < xs.length; i++) {
            double dx = xs[i] - x;
            double dy = ys[i] - y;
            if (dx * dx + dy * dy < radius * radius) {
                found[count++] = i;
            }
        }
        return Arrays.copyOf(found, count);
    }

    int count() {
        return terminals.length;
    }

    /** What a customer pays on a day, in no order; the same each time it is asked. */
    List<Payment> payments(int customer, int day) {
        Draws draws = new Draws(seed, PAYMENTS, (long) customer << 32 | day);
        int intended = terminals[customer].length == 0 ? 0 : draws.poisson(rates[customer]);
        List<Payment> payments = new ArrayList<>(intended);
        for (int i = 0; i < intended; i++) {
            int second = (int) draws.normal(NOON, SPREAD);
            if (second > 0 && second < Transaction.SECONDS_OF_DAY) {
                double mean = meanAmounts[customer];
                double amount = draws.normal(mean, mean / 2);
                if (amount < 0) {
                    amount = draws.uniform(0, 2 * mean);
                }
                int terminal = terminals[customer][draws.below(terminals[customer].length)];
                payments.add(new Payment(second, terminal, Math.round(amount * 100)));
            }
        }
        return payments;
    }
}
