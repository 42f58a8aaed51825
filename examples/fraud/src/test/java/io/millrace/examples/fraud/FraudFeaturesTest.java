package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.DayOfWeek;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class FraudFeaturesTest {
    private static final FraudConfig CONFIG = new FraudConfig(7, 12, 8, 60, 60, 1, 1);
    private static final long DAY = 86_400;

    /** Every feature of every transaction, by its definition, from all transactions. */
    @Test
    void areWhatTheirNamesSay() {
        List<Transaction> past = new ArrayList<>();
        FraudFeatures features = new FraudFeatures(CONFIG);
        FraudSimulator simulator = new FraudSimulator(CONFIG);
        double[] row = new double[FraudFeatures.NAMES.size()];
        boolean anyRisk = false;
        while (simulator.hasNext()) {
            Transaction now = simulator.next();
            past.add(now);
            features.next(now, row);
            OffsetDateTime time = now.time().atOffset(ZoneOffset.UTC);
            boolean weekend = time.getDayOfWeek() == DayOfWeek.SATURDAY || time.getDayOfWeek() == DayOfWeek.SUNDAY;
            assertThat(row[0]).isEqualTo(now.cents() / 100.0);
            assertThat(row[1]).as("%s", time).isEqualTo(weekend ? 1 : 0);
            assertThat(row[2]).as("%s", time).isEqualTo(time.getHour() <= 6 ? 1 : 0);
            int[] days = {1, 7, 30};
            for (int i = 0; i < days.length; i++) {
                List<Transaction> own = during(past, now, 0, days[i], other -> other.customer() == now.customer());
                assertThat(row[3 + 2 * i]).isEqualTo(own.size());
                assertThat(row[4 + 2 * i])
                        .isCloseTo(
                                own.stream()
                                                .mapToLong(Transaction::cents)
                                                .average()
                                                .orElse(0)
                                        / 100,
                                within(1e-9));
                List<Transaction> there = during(past, now, 7, days[i], other -> other.terminal() == now.terminal());
                assertThat(row[9 + 2 * i]).isEqualTo(there.size());
                double risk = there.stream()
                        .mapToInt(other -> other.isFraud() ? 1 : 0)
                        .average()
                        .orElse(0);
                assertThat(row[10 + 2 * i]).isCloseTo(risk, within(1e-12));
                anyRisk |= risk > 0 && risk < 1;
            }
        }
        assertThat(past).hasSizeGreaterThan(500);
        assertThat(anyRisk).isTrue();
    }

    private static List<Transaction> during(
            List<Transaction> past, Transaction now, int delayDays, int days, Predicate<Transaction> same) {
        long end = now.second() - delayDays * DAY;
        return past.stream()
                .filter(same)
                .filter(other -> other.second() <= end && other.second() > end - days * DAY)
                .toList();
    }
}
