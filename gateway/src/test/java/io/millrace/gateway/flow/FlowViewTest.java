package io.millrace.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.flow.FlowView.Outcome;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class FlowViewTest {
    private final FlowView view = new FlowView();

    @Test
    void ratesAreOfWhatCameBetweenTwoTicks() {
        view.begin();
        view.tick(Map.of(0, 100L, 1, 50L), 1_000);
        assertThat(view.newest()).as("a rate needs two").isEmpty();
        view.answered(Outcome.SCORED, 0, 100, 1_900, 2_000);
        view.answered(Outcome.FALLBACK, 0, 101, 1_700, 2_000);
        view.answered(Outcome.DEAD_LETTER, 1, 50, 1_500, 2_000);
        view.tick(Map.of(0, 104L, 1, 52L), 3_000);
        FlowPoint point = view.newest().orElseThrow();
        assertThat(point.arriving()).isEqualTo(3);
        assertThat(point.answered()).isEqualTo(1.5);
        assertThat(point.waiting()).isEqualTo(2 + 1);
        assertThat(point.p50Millis()).isEqualTo(300);
        assertThat(point.p99Millis()).isEqualTo(500);
        assertThat(view.answers(Outcome.DEAD_LETTER)).isEqualTo(1);
    }

    @Test
    void latencyIsOfTheLastTenSeconds() {
        view.begin();
        view.tick(Map.of(), 0);
        view.answered(Outcome.SCORED, 0, 0, 0, 400);
        view.tick(Map.of(), 5_000);
        assertThat(view.newest().orElseThrow().p50Millis()).isEqualTo(400);
        view.tick(Map.of(), 20_000);
        assertThat(view.newest().orElseThrow().p50Millis()).isNaN();
    }

    @Test
    void beforeItBeginsAnswersOnlyTellUpToWhereTheyAre() {
        view.answered(Outcome.SCORED, 0, 7, 0, 100);
        view.tick(Map.of(0, 10L), 1_000);
        view.tick(Map.of(0, 10L), 2_000);
        FlowPoint point = view.newest().orElseThrow();
        assertThat(point.waiting()).isEqualTo(2);
        assertThat(point.answered()).isZero();
        assertThat(view.answers(Outcome.SCORED)).isZero();
        assertThat(view.repeated()).isZero();
    }

    @Test
    void whatIsSkippedIsAnsweredAndNotCounted() {
        view.begin();
        view.tick(Map.of(), 0);
        view.skip(5_000);
        view.tick(Map.of(), 1_000);
        assertThat(view.newest().orElseThrow().answered()).isCloseTo(5_000, Offset.offset(1e-9));
        assertThat(view.skipped()).isEqualTo(5_000);
        view.begin();
        view.answered(Outcome.SCORED, 0, 9, 0, 1_100);
        view.answered(Outcome.SCORED, 0, 9, 0, 1_200);
        assertThat(view.repeated()).isEqualTo(1);
    }

    @Test
    void noMorePointsAreKeptThanPromised() {
        for (int i = 0; i < FlowView.MOST_POINTS + 10; i++) {
            view.tick(Map.of(0, (long) i), 1_000L * i);
        }
        assertThat(view.points(Integer.MAX_VALUE)).hasSize(FlowView.MOST_POINTS);
        assertThat(view.points(2)).extracting(FlowPoint::time).containsExactly(908_000L, 909_000L);
    }
}
