package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class KnownIdsTest {
    private static final int EVENTS = 1_000_000;

    private static long known(KnownIds ids, String prefix) {
        return IntStream.range(0, EVENTS).filter(i -> ids.mayHave(prefix + i)).count();
    }

    @Test
    void itKnowsAllThatWereAddedAndFewOthers() {
        KnownIds ids = new KnownIds();
        assertThat(known(ids, "event-")).isZero();
        for (int i = 0; i < EVENTS; i++) {
            ids.add("event-" + i, i);
        }
        assertThat(known(ids, "event-")).isEqualTo(EVENTS);
        assertThat(known(ids, "other-")).isLessThan(EVENTS / 50);
    }

    @Test
    void whatMayBeForgottenIsForgottenInGenerations() {
        KnownIds ids = new KnownIds();
        ids.add("a", 100);
        ids.forget(50); // nothing is in the old generation, so a is in that now
        ids.add("b", 200);
        ids.forget(100);
        assertThat(ids.mayHave("a")).as("its time has not passed").isTrue();
        ids.forget(101);
        assertThat(ids.mayHave("a")).isFalse();
        assertThat(ids.mayHave("b")).isTrue();
        ids.forget(200);
        assertThat(ids.mayHave("b")).isTrue();
        ids.add("c", 300);
        ids.forget(201);
        assertThat(ids.mayHave("b")).isFalse();
        assertThat(ids.mayHave("c")).isTrue();
    }

    @Test
    void anEventThatIsAddedAgainIsKnownUntilTheLaterTime() {
        KnownIds ids = new KnownIds();
        ids.add("a", 100);
        ids.forget(50);
        ids.add("a", 300);
        ids.forget(200);
        assertThat(ids.mayHave("a")).isTrue();
    }

    @Test
    void timesThatNoClockShowsDoNoHarm() {
        KnownIds ids = new KnownIds();
        ids.add("beginning", Long.MIN_VALUE);
        ids.add("end", Long.MAX_VALUE);
        ids.forget(Long.MIN_VALUE);
        ids.forget(Long.MAX_VALUE);
        ids.forget(Long.MAX_VALUE);
        assertThat(ids.mayHave("beginning")).isTrue();
        assertThat(ids.mayHave("end")).isTrue();
    }
}
