package io.millrace.gateway.view;

import static io.millrace.gateway.Messages.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.LearnedParameter;
import io.millrace.schemas.ModelSnapshot;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LearnerTrendsTest {
    private final LearnerTrends trends = new LearnerTrends();

    private void add(long examples, double a, double b) {
        trends.add(ModelSnapshot.newBuilder(snapshot("l", 0, examples))
                .setParameters(List.of(new LearnedParameter("a", a), new LearnedParameter("b", b)))
                .build());
    }

    @Test
    void snapshotsComeInOrderAndThoseOfTrialsNot() {
        add(100, 1, 2);
        trends.add(snapshot("l", 3, 150));
        add(200, 1, 3);
        assertThat(trends.points("l")).extracting(LearnerTrends.Point::examples).containsExactly(100L, 200L);
        assertThat(trends.points("l").get(0).metrics()).containsEntry("learner.log-loss", 0.25);
        assertThat(trends.points("other")).isEmpty();
    }

    @Test
    void aLearnerThatGoesBackTakesBackWhatCameAfter() {
        add(100, 1, 2);
        add(200, 1, 3);
        add(300, 1, 4);
        add(200, 9, 9);
        assertThat(trends.points("l")).extracting(LearnerTrends.Point::examples).containsExactly(100L, 200L);
        assertThat(trends.points("l").get(1).parameters()).containsEntry("a", 9f);
    }

    @Test
    void theWholeStaysInSightCoarser() {
        int all = LearnerTrends.MOST_POINTS * 3;
        for (int i = 1; i <= all; i++) {
            add(i, i, 0);
        }
        List<LearnerTrends.Point> points = trends.points("l");
        assertThat(points).hasSizeBetween(LearnerTrends.MOST_POINTS / 2, LearnerTrends.MOST_POINTS);
        assertThat(points.get(0).examples()).isLessThan(10);
        assertThat(points.get(points.size() - 1).examples()).isEqualTo(all);
        assertThat(points).extracting(LearnerTrends.Point::examples).isSorted();
    }

    @Test
    void whatMovedFurthestIsFirst() {
        add(100, 1, 5);
        add(200, -1, 5.5);
        assertThat(LearnerTrends.moved(trends.points("l"), 5)).containsExactly("a", "b");
        assertThat(LearnerTrends.moved(trends.points("l"), 1)).containsExactly("a");
    }

    @Test
    void onlyTheLargestParametersAreKept() {
        trends.add(ModelSnapshot.newBuilder(snapshot("l", 0, 1))
                .setParameters(IntStream.rangeClosed(0, LearnerTrends.MOST_PARAMETERS)
                        .mapToObj(i -> new LearnedParameter("p" + i, (double) i))
                        .toList())
                .build());
        assertThat(trends.points("l").get(0).parameters())
                .hasSize(LearnerTrends.MOST_PARAMETERS)
                .doesNotContainKey("p0");
    }
}
