package io.millrace.drift.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MovingReferenceTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final NumericLayout LAYOUT = NumericLayout.of("x", new double[] {10, 20}, 0, 30, Retention.NONE);

    @Test
    void theLastWindowsAreTheReference() throws IOException {
        TrailingReference trailing = new TrailingReference(LAYOUT, 3);
        for (int i = 0; i < 5; i++) {
            assertThat(trailing.reference().isPresent()).isEqualTo(i >= 3);
            trailing.add(window(i, 10));
        }
        NumericWindow reference =
                (NumericWindow) trailing.reference().orElseThrow().window();
        assertThat(reference.count()).isEqualTo(30);
        assertThat(reference.min()).isEqualTo(2);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        trailing.writeTo(new DataOutputStream(bytes));
        TrailingReference copy = TrailingReference.read(LAYOUT, 2, in(bytes));
        assertThat(copy.reference().orElseThrow().window().count()).isEqualTo(20);
        assertThatThrownBy(() -> new TrailingReference(LAYOUT, 0)).hasMessage("length must be >= 1, found 0");
    }

    /** Monday 9:00 in Berlin is compared with Mondays 9:00, also across the change of clocks. */
    @Test
    void mondaysAtNineAreComparedWithMondaysAtNine() throws IOException {
        SeasonalReference seasonal = new SeasonalReference(LAYOUT, Season.HOUR_OF_WEEK, ZONE, 2);
        long winter = Instant.parse("2026-03-23T08:00:00Z").toEpochMilli();
        long summer = Instant.parse("2026-03-30T07:00:00Z").toEpochMilli();
        seasonal.add(winter, window(5, 10));
        assertThat(seasonal.referenceAt(summer)).isEmpty();
        seasonal.add(summer, window(6, 10));
        long next = Instant.parse("2026-04-06T07:59:59Z").toEpochMilli();
        assertThat(seasonal.referenceAt(next).orElseThrow().window().count()).isEqualTo(20);
        assertThat(seasonal.referenceAt(next + 1000)).isEmpty();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        seasonal.writeTo(new DataOutputStream(bytes));
        SeasonalReference copy = new SeasonalReference(LAYOUT, Season.HOUR_OF_WEEK, ZONE, 2);
        copy.readFrom(in(bytes));
        assertThat(copy.referenceAt(next).orElseThrow().window().count()).isEqualTo(20);
        assertThatThrownBy(() -> new SeasonalReference(LAYOUT, Season.HOUR_OF_DAY, ZONE, 2).readFrom(in(bytes)))
                .isInstanceOf(IOException.class)
                .hasMessage("season must be HOUR_OF_DAY, found HOUR_OF_WEEK");
    }

    @Test
    void slotsBeginOnMondayAtMidnight() {
        long monday = Instant.parse("2026-03-22T23:00:00Z").toEpochMilli();
        assertThat(Season.HOUR_OF_WEEK.slot(monday, ZONE)).isZero();
        assertThat(Season.HOUR_OF_WEEK.slot(monday - 1, ZONE)).isEqualTo(167);
        assertThat(Season.DAY_OF_WEEK.slot(monday - 1, ZONE)).isEqualTo(6);
        assertThat(Season.HOUR_OF_DAY.slot(monday - 1, ZONE)).isEqualTo(23);
    }

    private static NumericWindow window(double value, int times) {
        NumericWindow window = LAYOUT.newWindow();
        IntStream.range(0, times).forEach(i -> window.add(value));
        return window;
    }

    private static DataInputStream in(ByteArrayOutputStream bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    }
}
