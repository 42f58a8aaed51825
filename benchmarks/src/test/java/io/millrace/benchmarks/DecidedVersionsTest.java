package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.FirstOffset;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecidedVersionsTest {
    private static final long TEN = 10_000;

    @Test
    void theNewestDecisionWhoseCutAdmitsTheEventDecides() {
        DecidedVersions decided = new DecidedVersions(
                1,
                List.of(
                        status("a", StatusPhase.VALIDATING, 2, null),
                        status("a", StatusPhase.COMMITTING, 2, Instant.ofEpochMilli(TEN)),
                        status("a", StatusPhase.ACTIVE, 2, Instant.ofEpochMilli(TEN)),
                        status("bad", StatusPhase.REJECTED, 3, null),
                        status("b", StatusPhase.COMMITTING, 4, null),
                        status("b", StatusPhase.ACTIVE, 4, null, new FirstOffset(0, 100L))),
                2);

        assertThat(decided.versionOf(0, 99, TEN - 1)).as("before both").isEqualTo(1);
        assertThat(decided.versionOf(0, 99, TEN)).as("behind the event time").isEqualTo(2);
        assertThat(decided.versionOf(0, 100, TEN - 1)).as("behind the offset").isEqualTo(4);
        assertThat(decided.versionOf(0, 100, TEN)).as("behind both").isEqualTo(4);
        assertThat(decided.versionOf(1, 0, 0)).as("no event before").isEqualTo(4);
    }

    @Test
    void aDecisionThatNeverBecameActiveIsAMistakeOfTheJob() {
        assertThatThrownBy(() -> new DecidedVersions(1, List.of(status("a", StatusPhase.COMMITTING, 2, null)), 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must become active");
    }

    private static ModelStatus status(
            String command, StatusPhase phase, long version, Instant effectiveFrom, FirstOffset... positions) {
        return ModelStatus.newBuilder()
                .setTime(Instant.EPOCH)
                .setPhase(phase)
                .setSlot("score")
                .setCommandId(command)
                .setVersion(version)
                .setEffectiveFrom(effectiveFrom)
                .setPositions(List.of(positions))
                .build();
    }
}
