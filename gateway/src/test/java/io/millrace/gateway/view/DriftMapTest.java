package io.millrace.gateway.view;

import static io.millrace.gateway.Messages.signal;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.MonitoringEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DriftMapTest {
    private final Deque<Signal> newestFirst = new ArrayDeque<>();

    private void add(String name, String model, int day, double value, boolean isDrift) {
        MonitoringEvent event = signal(DriftMap.KIND, name, model, value)
                .setLabels(Map.of("model", model, "drift", Boolean.toString(isDrift)))
                .setThreshold(0.1)
                .setWindow("2013-04-0%dT00:00:00Z to 2013-04-0%dT00:00:00Z".formatted(day, day + 1))
                .build();
        newestFirst.addFirst(new Signal(newestFirst.size(), 0, event));
    }

    private DriftMap map(String model, String statistic, int windows) {
        return DriftMap.of(
                List.copyOf(newestFirst), Optional.ofNullable(model), Optional.ofNullable(statistic), windows);
    }

    @Test
    void ofEachPlaceTheStrongestIsShown() {
        add("drift.feature.a.psi", "m@1", 1, 0.05, false);
        add("drift.feature.a.wasserstein", "m@1", 1, 0.08, false);
        add("drift.feature.wind.gust.psi", "m@1", 2, 0.2, false);
        add("drift.feature.wind.gust.wasserstein", "m@1", 2, 0.15, true);
        DriftMap map = map(null, null, 10);
        assertThat(map.model()).isEqualTo("m@1");
        assertThat(map.subjects()).containsExactly("feature.a", "feature.wind.gust");
        assertThat(map.statistics()).containsExactly("psi", "wasserstein");
        assertThat(map.windows())
                .extracting(DriftMap.Window::from)
                .containsExactly("2013-04-01T00:00:00Z", "2013-04-02T00:00:00Z");
        assertThat(map.cells().get(0).get(0).statistic()).isEqualTo("wasserstein");
        assertThat(map.cells().get(0).get(1)).isNull();
        assertThat(map.cells().get(1).get(1).isDrift())
                .as("a drift before a greater figure that is none")
                .isTrue();
    }

    @Test
    void oneStatisticOfOneModelInTheNewestWindows() {
        for (int day = 1; day < 5; day++) {
            add("drift.feature.a.psi", "m@1", day, day, false);
            add("drift.feature.a.wasserstein", "m@1", day, 9, false);
        }
        add("drift.feature.a.psi", "m@2", 5, 9, false);
        DriftMap map = map("m@1", "psi", 2);
        assertThat(map.models()).containsExactly("m@2", "m@1");
        assertThat(map.windows())
                .extracting(DriftMap.Window::to)
                .containsExactly("2013-04-04T00:00:00Z", "2013-04-05T00:00:00Z");
        assertThat(map.cells().get(0)).extracting(DriftMap.Cell::value).containsExactly(3.0, 4.0);
    }

    @Test
    void whatIsToldAgainCountsOnceAndOtherFindingsNot() {
        add("drift.feature.a.psi", "m@1", 1, 5, true);
        add("drift.feature.a.psi", "m@1", 1, 0.01, false);
        newestFirst.addFirst(
                new Signal(9, 0, signal("DRIFT", "drift.feature.b", "m@9", 1).build()));
        DriftMap map = map(null, null, 10);
        assertThat(map.models()).containsExactly("m@1");
        assertThat(map.cells().get(0).get(0).value()).isEqualTo(0.01);
    }

    @Test
    void withoutFindingsItIsEmpty() {
        DriftMap map = map(null, null, 10);
        assertThat(map.model()).isEmpty();
        assertThat(map.cells()).isEmpty();
    }
}
