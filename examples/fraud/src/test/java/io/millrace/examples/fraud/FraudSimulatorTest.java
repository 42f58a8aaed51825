package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class FraudSimulatorTest {
    private static final FraudConfig SMALL = new FraudConfig(7, 60, 400, 15, 45, 1, 1);

    private static List<Transaction> all(FraudConfig config) {
        List<Transaction> transactions = new ArrayList<>();
        new FraudSimulator(config).forEachRemaining(transactions::add);
        return transactions;
    }

    /** The figures of known-answers §2.11, from the handbook's draw and others of the same rules; spreads are 4 of their standard deviations. */
    @Test
    void halfAYearLooksAsDescribed() {
        FraudSimulator simulator = new FraudSimulator(FraudConfig.DEFAULTS);
        long count = 0;
        long[] scenarios = new long[4];
        long before = 0;
        while (simulator.hasNext()) {
            Transaction transaction = simulator.next();
            if (transaction.id() != count || transaction.second() < before) {
                throw new AssertionError("must come in order: " + transaction + " after " + count);
            }
            before = transaction.second();
            count++;
            scenarios[transaction.scenario()]++;
        }
        long frauds = count - scenarios[0];

        assertThat(count).isCloseTo(1_774_000L, within(60_000L));
        assertThat((double) frauds / count).isCloseTo(0.0084, within(0.0008));
        assertThat(scenarios[1]).isCloseTo(973L, within(250L));
        assertThat(scenarios[2]).isCloseTo(9_077L, within(1_200L));
        assertThat(scenarios[3]).isCloseTo(4_631L, within(500L));
        assertThat(before / Transaction.SECONDS_OF_DAY).isEqualTo(182);
    }

    @Test
    void theSameSeedGivesTheSameTransactions() {
        assertThat(all(SMALL)).isEqualTo(all(SMALL)).isNotEqualTo(all(SMALL.withSeed(8)));
    }

    @Test
    void aShorterSimulationIsTheBeginningOfALongerOneButForItsEnd() {
        List<Transaction> longer = all(SMALL);
        List<Transaction> shorter = all(SMALL.withDays(40));
        // On its last day, and for the last 14 days' thefts, a simulation knows how long it is.
        List<Transaction> same =
                shorter.stream().filter(transaction -> transaction.day() < 26).toList();
        assertThat(same).isNotEmpty().isEqualTo(longer.subList(0, same.size()));
    }

    @Test
    void fraudsFollowTheRules() {
        FraudConfig honest = new FraudConfig(7, 60, 400, 15, 45, 0, 0);
        List<Transaction> intended = all(honest);
        assertThat(intended)
                .allSatisfy(transaction ->
                        assertThat(transaction.scenario()).isEqualTo(transaction.cents() > 22_000 ? 1 : 0));

        List<Transaction> actual = all(SMALL);
        assertThat(actual).hasSameSizeAs(intended);
        for (int i = 0; i < actual.size(); i++) {
            Transaction was = intended.get(i);
            Transaction is = actual.get(i);
            assertThat(is.terminal()).isEqualTo(was.terminal());
            if (is.scenario() == 3) {
                assertThat(is.cents()).isIn(5 * was.cents(), 25 * was.cents());
            } else {
                assertThat(is.cents()).isEqualTo(was.cents());
            }
        }
        assertThat(actual).extracting(Transaction::scenario).contains(0, 1, 2, 3);
    }

    @Test
    void aCompromisedTerminalIsFraudulentFor28Days() {
        List<Transaction> transactions = all(new FraudConfig(3, 40, 1, 200, 60, 0, 0));
        assertThat(transactions).extracting(Transaction::scenario).doesNotContain(2);
        // One terminal only: compromised on each day but the last, and for 28 days.
        assertThat(all(new FraudConfig(3, 40, 1, 200, 60, 1, 0)))
                .extracting(Transaction::scenario)
                .containsOnly(2);
        List<Transaction> first = all(new FraudConfig(3, 40, 1, 200, 1, 1, 0));
        assertThat(first).isNotEmpty().extracting(Transaction::scenario).doesNotContain(2);
    }

    @Test
    void aThirdOfAStolenCardsPaymentsOf14DaysAreFrauds() {
        // One customer, whose card is stolen on the first of two days only: the last day steals none.
        FraudConfig two = new FraudConfig(5, 1, 50, 60, 2, 0, 1);
        long payments = all(two).size();
        assertThat(payments).isGreaterThan(3);
        assertThat(all(two).stream()
                        .filter(transaction -> transaction.scenario() == 3)
                        .count())
                .isEqualTo(payments / 3);
    }

    @Test
    void endsAndRefuses() {
        FraudSimulator simulator = new FraudSimulator(new FraudConfig(1, 3, 3, 5, 1, 0, 0));
        simulator.forEachRemaining(transaction -> {});
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(simulator::next)
                .withMessage("the simulation has 1 days");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SMALL.withDays(0))
                .withMessage("must be a world that can be: days=0");
        assertThatIllegalArgumentException().isThrownBy(() -> new FraudConfig(1, 2, 10, 5, 1, 0, 3));
        assertThat(new Transaction(0, 86_400 * 3 + 5, 0, 0, 0, 0).time()).hasToString("2018-04-04T00:00:05Z");
    }
}
