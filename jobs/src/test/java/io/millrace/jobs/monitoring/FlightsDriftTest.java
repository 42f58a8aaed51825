package io.millrace.jobs.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.drift.alarm.AlarmPolicy;
import io.millrace.drift.baseline.BaselineConfig;
import io.millrace.drift.compare.DriftTestConfig;
import io.millrace.jobs.monitoring.FlightWindows.Flight;
import io.millrace.jobs.pipeline.DriftReference;
import io.millrace.jobs.pipeline.DriftWindow;
import io.millrace.schemas.MonitoringEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real flights, held day by day against the four weeks before, at default settings: faults that are put in are named, and days without any are
 * quiet: twenty stretches of 30 days.
 */
final class FlightsDriftTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Instant FIRST = first(LocalDate.of(2013, 6, 1));
    private static final int REFERENCE_DAYS = 28;
    private static final int DAYS = 30;
    private static final long FAULT =
            FIRST.plus(DAY.multipliedBy(REFERENCE_DAYS + 15)).toEpochMilli();

    private static List<Flight> year;

    @BeforeAll
    static void read() throws IOException {
        year = FlightWindows.read(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static Instant first(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static List<MonitoringEvent> drifts(UnaryOperator<Flight> fault) throws IOException {
        return drifts(FIRST, fault);
    }

    private static List<MonitoringEvent> drifts(Instant first, UnaryOperator<Flight> fault) throws IOException {
        long from = first.toEpochMilli();
        long until = first.plus(DAY.multipliedBy(REFERENCE_DAYS + DAYS)).toEpochMilli();
        return FlightWindows.watch(
                        year.stream()
                                .filter(flight -> flight.time() >= from && flight.time() < until)
                                .toList(),
                        fault,
                        DriftWindow.DEFAULT,
                        new DriftReference(DriftReference.Kind.FIRST, DriftReference.OF_MODEL.events(), REFERENCE_DAYS),
                        DriftTestConfig.defaults(),
                        BaselineConfig.DEFAULTS,
                        AlarmPolicy.defaults())
                .stream()
                .filter(event -> event.getKind().equals(Kinds.DRIFT))
                .toList();
    }

    /** Named by the end of the second window after {@code begin}. */
    private static void assertNamed(String feature, long begin, UnaryOperator<Flight> fault) throws IOException {
        assertThat(drifts(fault)).anySatisfy(event -> {
            assertThat(event.getName()).isEqualTo("drift.feature." + feature);
            assertThat(event.getTime().toEpochMilli()).isBetween(begin, begin + 2 * DAY.toMillis());
        });
    }

    private static double distance(Flight flight) {
        return Double.parseDouble(flight.values().get("distance"));
    }

    /**
     * Four weeks from the first of a month, then 30 days; nobody has put in a fault. The rules that decide were chosen with a look at the stretches of the 1st, and not at those
     * of the 15th.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 15})
    void thirtyQuietDaysHaveAtMostOneAlarm(int dayOfMonth) throws IOException {
        Map<LocalDate, List<MonitoringEvent>> alarms = new TreeMap<>();
        for (int month = 1; month <= 10; month++) {
            LocalDate day = LocalDate.of(2013, month, dayOfMonth);
            alarms.put(day, drifts(first(day), flight -> flight));
        }
        assertThat(alarms).allSatisfy((day, raised) -> assertThat(raised).hasSizeLessThanOrEqualTo(1));
    }

    @Test
    void milesThatBecomeKilometresAreNamed() throws IOException {
        assertNamed(
                "distance",
                FAULT,
                flight -> flight.time() < FAULT
                        ? flight
                        : flight.with("distance", Double.toString(1.609344 * distance(flight))));
    }

    @Test
    void aCarrierThatIsRenamedIsNamed() throws IOException {
        assertNamed(
                "carrier",
                FAULT,
                flight ->
                        flight.time() >= FAULT && flight.values().get("carrier").equals("UA")
                                ? flight.with("carrier", "UNITED")
                                : flight);
    }

    @Test
    void aFeatureThatIsMissingForTwoHoursIsNamed() throws IOException {
        long from = FAULT + Duration.ofHours(14).toMillis();
        long until = from + Duration.ofHours(2).toMillis();
        assertNamed(
                "distance",
                FAULT,
                flight -> flight.time() >= from && flight.time() < until ? flight.with("distance", "") : flight);
    }

    /** Over a week distances grow by a tenth; named by two windows after the full tenth. */
    @Test
    void aGradualShiftOfATenthIsNamed() throws IOException {
        long week = DAY.multipliedBy(7).toMillis();
        assertThat(drifts(flight -> {
                    double grown = Math.max(0, Math.min(1, (flight.time() - (FAULT - week)) / (double) week));
                    return flight.with("distance", Double.toString((1 + 0.1 * grown) * distance(flight)));
                }))
                .anySatisfy(event -> {
                    assertThat(event.getName()).isEqualTo("drift.feature.distance");
                    assertThat(event.getTime().toEpochMilli()).isBetween(FAULT - week, FAULT + 2 * DAY.toMillis());
                });
    }
}
