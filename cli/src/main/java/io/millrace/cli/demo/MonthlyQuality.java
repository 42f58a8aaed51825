package io.millrace.cli.demo;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;

/** Quality of probabilities in all and by the month of the flight, New York time. One thread. */
final class MonthlyQuality {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private final BinaryQuality total = new BinaryQuality();
    private final Map<YearMonth, BinaryQuality> months = new TreeMap<>();

    void add(Instant eventTime, double probability, boolean label) {
        total.add(probability, label);
        months.computeIfAbsent(YearMonth.from(eventTime.atZone(NEW_YORK)), none -> new BinaryQuality())
                .add(probability, label);
    }

    BinaryQuality total() {
        return total;
    }

    /** By month, in order. */
    Map<YearMonth, BinaryQuality> months() {
        return months;
    }
}
