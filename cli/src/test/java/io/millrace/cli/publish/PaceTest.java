package io.millrace.cli.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void theFastestPaceNeverWaits() {
        Pace.Schedule schedule = Pace.asFastAsPossible().start();
        assertThat(schedule.due(5)).isZero();
        assertThat(schedule.due(5_000_000)).isZero();
    }

    @Test
    void aRateIsAScheduleFromTheStart() {
        Pace.Schedule schedule = Pace.rate(4).start();
        assertThat(schedule.due(-1)).isZero();
        assertThat(schedule.due(-1)).isEqualTo(SECOND / 4);
        assertThat(schedule.due(-1)).isEqualTo(SECOND / 2);
    }

    @Test
    void aSpeedupFollowsEventTimeFromTheFirstEvent() {
        long t = 1_357_035_300_000L;
        Pace.Schedule schedule = Pace.speedup(60).start();
        assertThat(schedule.due(-1)).isZero();
        assertThat(schedule.due(t)).isZero();
        assertThat(schedule.due(t + 120_000)).isEqualTo(2 * SECOND);
        assertThat(schedule.due(t + 60_000)).as("late").isEqualTo(2 * SECOND);
        assertThat(schedule.due(-1)).as("without a time").isEqualTo(2 * SECOND);
        assertThat(schedule.due(t + 180_000)).isEqualTo(3 * SECOND);
    }

    @Test
    void eachStartBeginsAnew() {
        Pace pace = Pace.speedup(1);
        assertThat(pace.start().due(1_000)).isZero();
        assertThat(pace.start().due(9_000)).isZero();
    }

    @Test
    void namesRuleSettingAndValue() {
        assertThatThrownBy(() -> Pace.rate(0)).hasMessage("must be above 0 and finite: eventsPerSecond=0.0");
        assertThatThrownBy(() -> Pace.speedup(Double.NaN)).hasMessage("must be above 0 and finite: factor=NaN");
        assertThatThrownBy(() -> PublishPlan.everything().withLimit(-1)).hasMessage("must be >= 0: limit=-1");
    }

    @Test
    void aPlanStartsAtAnEventTimeInclusive() {
        assertThat(PublishPlan.everything().includes(-1)).isTrue();
        PublishPlan plan = PublishPlan.everything().withFrom(10);
        assertThat(plan.includes(9)).isFalse();
        assertThat(plan.includes(10)).isTrue();
        assertThat(plan.includes(-1)).isFalse();
    }
}
