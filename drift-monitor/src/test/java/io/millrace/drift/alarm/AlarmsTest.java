package io.millrace.drift.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.drift.compare.Finding;
import io.millrace.drift.compare.Statistic;
import io.millrace.drift.config.InvalidConfigException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AlarmsTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final AlarmPolicy POLICY = new AlarmPolicy(0.01, 2, 2, Duration.ofHours(3), 2, 5);

    /** Of windows without drift, with a minor and with a major one; the threshold is 0.1. */
    private static final Map<Character, Double> VALUES = Map.of('.', 0.01, 'X', 0.15, 'M', 0.2);

    @Test
    void oneDriftIsOneAlarm() {
        List<String> alarms = run(new Alarms(POLICY), "..XXXXXXXX..........XX");
        assertThat(alarms).containsExactly("3 RAISED", "11 CLEARED", "21 RAISED");
    }

    @Test
    void oneWindowIsNoAlarmAndOneCalmWindowNoEnd() {
        assertThat(run(new Alarms(POLICY), ".X.X.X.X")).isEmpty();
        assertThat(run(new Alarms(POLICY), "XX.X.X.X..")).containsExactly("1 RAISED", "9 CLEARED");
    }

    @Test
    void whatIsFarAboveItsThresholdIsRaisedAtOnce() {
        assertThat(run(new Alarms(POLICY), ".M..")).containsExactly("1 RAISED", "3 CLEARED");
        assertThat(run(new Alarms(POLICY), ".XM..")).containsExactly("2 RAISED", "4 CLEARED");
    }

    @Test
    void whatIsOrIsNotIsRaisedAtOnce() {
        Finding constant = finding("x", Statistic.CONSTANT, 1, 1, 1e-9);
        Alarms alarms = new Alarms(POLICY);
        assertThat(alarms.update(0, HOUR, alarms.decide(List.of(constant)))).hasSize(1);
    }

    @Test
    void anAlarmRestsAfterItsEnd() {
        // over in window 3, so that the next may be raised from window 6 on
        assertThat(run(new Alarms(POLICY), "XX..XX..")).containsExactly("1 RAISED", "3 CLEARED");
        assertThat(run(new Alarms(POLICY), "XX..XXX.")).containsExactly("1 RAISED", "3 CLEARED", "6 RAISED");
    }

    @Test
    void restoredAfterEachWindowItAnswersAlike() throws IOException {
        Random random = new Random(17);
        StringBuilder windows = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            windows.append(random.nextInt(3) == 0 ? '.' : 'X');
        }
        List<String> expected = run(new Alarms(POLICY), windows.toString());
        List<String> found = new ArrayList<>();
        Alarms alarms = new Alarms(POLICY);
        for (int i = 0; i < windows.length(); i++) {
            found.addAll(window(alarms, i, windows.charAt(i)));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            alarms.writeTo(new DataOutputStream(bytes));
            alarms = Alarms.read(POLICY, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        }
        assertThat(found).isEqualTo(expected).hasSizeGreaterThan(5);
    }

    @Test
    void anAlarmNamesItsStrongestFinding() {
        Alarms alarms = new Alarms(AlarmPolicy.defaults());
        List<Finding> findings = alarms.decide(List.of(
                finding("a", Statistic.MISSING_RATE, 0.2, 0.05, 1e-9),
                finding("a", Statistic.PSI, 0.6, 0.1, 1e-9),
                finding("b", Statistic.PSI, 0.05, 0.1, 1e-9),
                finding("c", Statistic.PSI, 0.6, 0.1, 0.2)));
        List<Alarm> raised = alarms.update(0, HOUR, findings);
        assertThat(raised).hasSize(1);
        Alarm alarm = raised.get(0);
        assertThat(alarm.feature()).isEqualTo("a");
        assertThat(alarm.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(alarm.since()).isEqualTo(HOUR);
        assertThat(alarm.findings())
                .extracting(Finding::statistic)
                .containsExactly(Statistic.PSI, Statistic.MISSING_RATE);
        assertThat(alarms.isRaised("a")).isTrue();
        assertThat(alarms.isRaised("b")).isFalse();
    }

    @Test
    void whatHasNoPValueKeepsItsDecision() {
        Finding mismatch =
                finding("a", Statistic.REFERENCE_MISMATCH, 1, 1, Double.NaN).decided(true);
        assertThat(FalseDiscovery.control(List.of(mismatch), 0.01)).containsExactly(mismatch);
        assertThat(FalseDiscovery.control(List.of(), 0.01)).isEmpty();
    }

    /** SciPy 1.17: stats.false_discovery_control([.01, .04, .03, .005, .5, .04]). */
    @Test
    void adjustedPValuesAreScipys() {
        double[] adjusted = BenjaminiHochberg.adjusted(.01, .04, .03, Double.NaN, .005, .5, .04);
        double[] expected = {.03, .048, .048, Double.NaN, .03, .5, .048};
        for (int i = 0; i < expected.length; i++) {
            if (Double.isNaN(expected[i])) {
                assertThat(adjusted[i]).isNaN();
            } else {
                assertThat(adjusted[i]).isCloseTo(expected[i], Offset.offset(1e-12));
            }
        }
    }

    /** 30 features without drift, 2,000 windows: the share of windows in which any is found is at most the rate. */
    @Test
    void chanceIsFoundNoMoreOftenThanTheRate() {
        Random random = new Random(23);
        int found = 0;
        for (int window = 0; window < 2_000; window++) {
            List<Finding> findings = new ArrayList<>();
            for (int feature = 0; feature < 30; feature++) {
                findings.add(finding("f" + feature, Statistic.PSI, 1, 0.1, random.nextDouble()));
            }
            found += FalseDiscovery.control(findings, 0.05).stream().anyMatch(Finding::drift) ? 1 : 0;
        }
        // expectation 100, standard deviation 10
        assertThat(found).isBetween(60, 140);
    }

    @Test
    void mistakesAreAllNamed() {
        assertThatThrownBy(() -> new AlarmPolicy(0, 0, 0, Duration.ofHours(-1), 0.5, 0.1))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContainingAll(
                        "falseDiscoveryRate: must be in (0, 1), found 0.0",
                        "raiseAfter: must be >= 1, found 0",
                        "clearAfter: must be >= 1, found 0",
                        "coolDown: must be >= 0, found PT-1H",
                        "majorStrength: must be >= 1, found 0.5",
                        "criticalStrength: must be >= majorStrength 0.5, found 0.1");
        assertThat(AlarmPolicy.defaults()).isEqualTo(new AlarmPolicy(0.001, 2, 2, Duration.ofHours(1), 1.5, 5));
    }

    @Test
    void anUnknownVersionIsRefused() {
        assertThatThrownBy(() -> Alarms.read(POLICY, new DataInputStream(new ByteArrayInputStream(new byte[] {7}))))
                .isInstanceOf(IOException.class)
                .hasMessage("alarms must be of version 1, found version 7");
    }

    private static List<String> run(Alarms alarms, String windows) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < windows.length(); i++) {
            lines.addAll(window(alarms, i, windows.charAt(i)));
        }
        return lines;
    }

    private static List<String> window(Alarms alarms, int i, char drift) {
        Finding finding = finding("x", Statistic.PSI, VALUES.get(drift), 0.1, 1e-9);
        List<Finding> decided = alarms.decide(List.of(finding));
        return alarms.update(i * HOUR, (i + 1) * HOUR, decided).stream()
                .map(alarm -> i + " " + alarm.kind())
                .toList();
    }

    private static Finding finding(String feature, Statistic statistic, double value, double threshold, double p) {
        return new Finding(feature, statistic, value, threshold, p, 1_000, false, "because");
    }
}
