package io.millrace.jobs.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

final class TimelineTest {
    private static final DeployedModel A = SwapWorld.deployed("a", 1);
    private static final DeployedModel B = SwapWorld.deployed("b", 1);
    private static final DeployedModel C = SwapWorld.deployed("c", 1);

    private static TimelineEntry champion(long sequence, DeployedModel model, Cut cut) {
        return new TimelineEntry(sequence, TimelineEntry.Kind.CHAMPION, model, 100, cut, "");
    }

    private static TimelineEntry canary(long sequence, DeployedModel model, int percent, Cut cut) {
        return new TimelineEntry(sequence, TimelineEntry.Kind.CANARY, model, percent, cut, "");
    }

    private static TimelineEntry canaryEnd(long sequence, Cut cut) {
        return new TimelineEntry(sequence, TimelineEntry.Kind.CANARY_END, null, 100, cut, "");
    }

    private static int bucket(String key) {
        return Timeline.bucket(key.getBytes(StandardCharsets.UTF_8), new byte[0], 0, 0);
    }

    @Test
    void withoutEntriesThePipelineFileServes() {
        assertThat(Timeline.EMPTY.indexFor(0, 0, 0, 0)).isEqualTo(Timeline.PIPELINE_FILE);
        assertThat(Timeline.EMPTY.hasCanary()).isFalse();
    }

    @Test
    void anEventTimeDecidesWhateverTheOffset() {
        Timeline timeline =
                new Timeline(List.of(champion(0, A, Cut.atEventTime(100)), champion(1, B, Cut.atEventTime(200))));
        assertThat(timeline.indexFor(0, 9, 99, 0)).isEqualTo(Timeline.PIPELINE_FILE);
        assertThat(timeline.indexFor(0, 8, 100, 0)).isZero();
        assertThat(timeline.indexFor(3, 7, 199, 0)).isZero();
        assertThat(timeline.indexFor(3, 0, 200, 0)).isEqualTo(1);
    }

    @Test
    void theNewestCommandWinsFromItsOwnPointOn() {
        Timeline timeline =
                new Timeline(List.of(champion(0, A, Cut.atEventTime(200)), champion(1, B, Cut.atEventTime(100))));
        assertThat(timeline.indexFor(0, 0, 99, 0)).isEqualTo(Timeline.PIPELINE_FILE);
        assertThat(timeline.indexFor(0, 0, 100, 0)).isEqualTo(1);
        assertThat(timeline.indexFor(0, 0, 200, 0)).isEqualTo(1);
    }

    @Test
    void anOffsetDecidesInItsPartition() {
        Timeline timeline = new Timeline(List.of(champion(0, A, Cut.atOffsets(Map.of(0, 10L, 2, 30L)))));
        assertThat(timeline.indexFor(0, 9, 0, 0)).isEqualTo(Timeline.PIPELINE_FILE);
        assertThat(timeline.indexFor(0, 10, 0, 0)).isZero();
        assertThat(timeline.indexFor(2, 29, 0, 0)).isEqualTo(Timeline.PIPELINE_FILE);
        // partitions that had no event before, below and above the known ones
        assertThat(timeline.indexFor(1, 0, 0, 0)).isZero();
        assertThat(timeline.indexFor(7, 0, 0, 0)).isZero();
    }

    @Test
    void aCanaryAnswersItsShareUntilItEnds() {
        Timeline timeline = new Timeline(List.of(
                champion(0, A, Cut.atEventTime(0)),
                canary(1, B, 30, Cut.atEventTime(100)),
                canaryEnd(2, Cut.atEventTime(200))));
        assertThat(timeline.hasCanary()).isTrue();
        assertThat(timeline.indexFor(0, 0, 99, 0)).isZero();
        assertThat(timeline.indexFor(0, 0, 100, 29)).isEqualTo(1);
        assertThat(timeline.indexFor(0, 0, 100, 30)).isZero();
        assertThat(timeline.indexFor(0, 0, 200, 29)).isZero();
    }

    @Test
    void aLaterCanaryReplacesAnEarlierOne() {
        Timeline timeline = new Timeline(List.of(
                champion(0, A, Cut.atEventTime(0)),
                canary(1, B, 50, Cut.atEventTime(0)),
                canary(2, C, 10, Cut.atEventTime(0))));
        assertThat(timeline.indexFor(0, 0, 0, 9)).isEqualTo(2);
        assertThat(timeline.indexFor(0, 0, 0, 10)).isZero();
    }

    @Test
    void aNewChampionEndsACanary() {
        Timeline timeline =
                new Timeline(List.of(canary(0, B, 50, Cut.atEventTime(0)), champion(1, C, Cut.atEventTime(100))));
        assertThat(timeline.indexFor(0, 0, 99, 0)).isZero();
        assertThat(timeline.indexFor(0, 0, 99, 50)).isEqualTo(Timeline.PIPELINE_FILE);
        assertThat(timeline.indexFor(0, 0, 100, 0)).isEqualTo(1);
    }

    @Test
    void sequencesGrow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Timeline(List.of(champion(1, A, Cut.atEventTime(0)), champion(1, B, Cut.atEventTime(0)))));
    }

    @Test
    void furtherOffsetsDoNotMoveThoseThatAreKnown() {
        Cut cut = Cut.atOffsets(Map.of(1, 5L)).withFirstOffsets(Map.of(0, 3L, 1, 9L));
        assertThat(cut.firstOffsets()).isEqualTo(Map.of(0, 3L, 1, 5L));
        assertThat(Cut.atEventTime(7).withFirstOffsets(Map.of(0, 3L))).isEqualTo(Cut.atEventTime(7));
        Timeline timeline = new Timeline(List.of(champion(4, A, cut), champion(5, B, Cut.atOffsets(Map.of()))));
        assertThat(timeline.withFirstOffsets(Map.of(5L, Map.of(2, 8L))).entries())
                .containsExactly(champion(4, A, cut), champion(5, B, Cut.atOffsets(Map.of(2, 8L))));
    }

    @Test
    void cutsAreEqualByWhatTheySay() {
        assertThat(Cut.atOffsets(Map.of(0, 1L))).isEqualTo(Cut.atOffsets(Map.of(0, 1L)));
        assertThat(Cut.atOffsets(Map.of(0, 1L))).hasSameHashCodeAs(Cut.atOffsets(Map.of(0, 1L)));
        assertThat(Cut.atOffsets(Map.of())).isNotEqualTo(Cut.atEventTime(0));
        assertThat(Cut.atEventTime(0)).isNotEqualTo(Cut.atEventTime(1));
    }

    @Test
    void itTravels() throws Exception {
        Timeline timeline = new Timeline(List.of(
                champion(0, A, Cut.atEventTime(Long.MIN_VALUE)),
                canary(1, B, 50, Cut.atOffsets(Map.of(3, 7L))),
                canaryEnd(2, Cut.atEventTime(5))));
        Timeline arrived = InstantiationUtil.deserializeObject(
                InstantiationUtil.serializeObject(timeline), getClass().getClassLoader());
        assertThat(arrived).isEqualTo(timeline).hasSameHashCodeAs(timeline);
        assertThat(arrived.indexFor(3, 6, 0, 0)).isZero();
        assertThat(arrived.hasCanary()).isTrue();
    }

    @Test
    void bucketsShareKeysEvenly() {
        int[] share = new int[100];
        for (int i = 0; i < 10_000; i++) {
            share[bucket("N" + i)]++;
        }
        int below = 0;
        for (int percent = 1; percent <= 100; percent++) {
            below += share[percent - 1];
            assertThat(below / 100.0).as("share of %d %%", percent).isCloseTo(percent, within(2.0));
        }
    }

    /** They decide who answered in the past, so they never change. Computed by another program. */
    @Test
    void bucketsNeverChange() {
        assertThat(List.of(bucket(""), bucket("a"), bucket("N14228"), bucket("k1"), bucket("k2")))
                .isEqualTo(List.of(23, 15, 3, 46, 68));
    }

    @Test
    void anEventWithoutKeyIsSharedByItsId() {
        byte[] id = "xN14228y".getBytes(StandardCharsets.UTF_8);
        assertThat(Timeline.bucket(null, id, 1, 6)).isEqualTo(bucket("N14228"));
    }
}
