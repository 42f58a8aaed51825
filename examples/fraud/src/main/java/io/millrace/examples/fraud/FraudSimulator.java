package io.millrace.examples.fraud;

import io.millrace.examples.fraud.Customers.Payment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Card transactions in time order, a day at a time.
 *
 * <ul>
 *   <li>Customers and terminals are spread evenly over a map of 100 × 100; a customer uses the terminals within the radius, any of them as often.
 *   <li>A customer pays Poisson(rate) times a day, rate uniform in 0 to 4; at a second of the day drawn from a normal distribution around noon
 *       (deviation 20,000 s; outside the day the payment does not happen); an amount drawn from normal(mean, mean/2), mean uniform in 5 to 100, a
 *       negative one drawn again uniformly up to 2·mean.
 *   <li>Frauds, a later rule taking over from an earlier one: (1) an amount above 220; (2) each day but the last some terminals fall to
 *       fraudsters: all their transactions of 28 days; (3) each day but the last the cards of some customers are stolen: a third of their transactions of
 *       14 days, chosen at random, at five times the amount.
 * </ul>
 *
 * <p>The third rule needs to know the days to come; a customer's day is drawn from a generator of its own, so it can be looked at in advance.
 * Memory: the world, a day, and marks for 14 days. One thread at a time.
 */
public final class FraudSimulator implements Iterator<Transaction> {
    private static final long COMPROMISED_TERMINALS = 4;
    private static final long STOLEN_CARDS = 5;
    private static final long CHOSEN_PAYMENTS = 6;
    private static final long HIGH_AMOUNT_CENTS = 22_000;
    private static final int TERMINAL_DAYS = 28;
    private static final int CARD_DAYS = 14;
    private static final int FACTOR = 5;

    private final FraudConfig config;
    private final Customers customers;
    private final int[] compromisedUntil;
    private final Deque<Map<Integer, List<Integer>>> chosen = new ArrayDeque<>();
    private Iterator<Draft> drafts = List.<Draft>of().iterator();
    private int day;
    private long id;

    /** A payment with what became of it. */
    private record Draft(int second, int customer, int terminal, long cents, int scenario) {}

    /** Begins on the first day. Takes a tenth of a second for the full size. */
    public FraudSimulator(FraudConfig config) {
        this.config = config;
        customers = new Customers(config);
        compromisedUntil = new int[config.terminals()];
        for (int i = 0; i < CARD_DAYS; i++) {
            chosen.add(new HashMap<>());
        }
    }

    @Override
    public boolean hasNext() {
        while (!drafts.hasNext() && day < config.days()) {
            drafts = draftDay().iterator();
            day++;
        }
        return drafts.hasNext();
    }

    @Override
    public Transaction next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the simulation has " + config.days() + " days");
        }
        Draft draft = drafts.next();
        long second = (long) (day - 1) * Transaction.SECONDS_OF_DAY + draft.second();
        return new Transaction(id++, second, draft.customer(), draft.terminal(), draft.cents(), draft.scenario());
    }

    private List<Draft> draftDay() {
        if (day < config.days() - 1) {
            compromiseTerminals();
            stealCards();
        }
        Map<Integer, List<Integer>> chosenToday = chosen.remove();
        chosen.add(new HashMap<>());
        List<Draft> today = new ArrayList<>();
        for (int customer = 0; customer < customers.count(); customer++) {
            List<Payment> payments = customers.payments(customer, day);
            List<Integer> stolen = chosenToday.getOrDefault(customer, List.of());
            for (int i = 0; i < payments.size(); i++) {
                today.add(draft(customer, payments.get(i), i, stolen));
            }
        }
        // A stable sort: payments of one second stay in the order of customers.
        today.sort(Comparator.comparingInt(Draft::second));
        return today;
    }

    private Draft draft(int customer, Payment payment, int index, List<Integer> stolen) {
        long cents = payment.cents();
        int scenario = cents > HIGH_AMOUNT_CENTS ? 1 : 0;
        if (day < compromisedUntil[payment.terminal()]) {
            scenario = 2;
        }
        for (int other : stolen) {
            if (other == index) {
                cents *= FACTOR;
                scenario = 3;
            }
        }
        return new Draft(payment.second(), customer, payment.terminal(), cents, scenario);
    }

    private void compromiseTerminals() {
        Draws draws = new Draws(config.seed(), COMPROMISED_TERMINALS, day);
        for (int terminal : draws.distinct(config.compromisedTerminals(), config.terminals())) {
            compromisedUntil[terminal] = day + TERMINAL_DAYS;
        }
    }

    private void stealCards() {
        Draws draws = new Draws(config.seed(), STOLEN_CARDS, day);
        for (int customer : draws.distinct(config.compromisedCustomers(), config.customers())) {
            choosePayments(customer);
        }
    }

    /** Marks a third of a customer's payments from today on. */
    private void choosePayments(int customer) {
        int[] firstOfDay = new int[CARD_DAYS + 1];
        for (int i = 0; i < CARD_DAYS; i++) {
            boolean happens = day + i < config.days();
            firstOfDay[i + 1] = firstOfDay[i]
                    + (happens ? customers.payments(customer, day + i).size() : 0);
        }
        int total = firstOfDay[CARD_DAYS];
        Draws draws = new Draws(config.seed(), CHOSEN_PAYMENTS, (long) customer << 32 | day);
        int[] picked = draws.distinct(total / 3, total);
        int i = 0;
        for (Map<Integer, List<Integer>> ofDay : chosen) {
            for (int payment : picked) {
                if (payment >= firstOfDay[i] && payment < firstOfDay[i + 1]) {
                    ofDay.computeIfAbsent(customer, key -> new ArrayList<>()).add(payment - firstOfDay[i]);
                }
            }
            i++;
        }
    }
}
