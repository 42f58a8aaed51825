package io.millrace.gateway.view;

import static io.millrace.gateway.Messages.held;
import static io.millrace.gateway.Messages.signal;
import static io.millrace.gateway.Messages.snapshot;
import static io.millrace.gateway.Messages.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelSnapshot;
import io.millrace.schemas.QuarantineState;
import io.millrace.schemas.Severity;
import io.millrace.schemas.StatusPhase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ViewsTest {
    private static final byte[] RUBBISH = "rubbish".getBytes(StandardCharsets.UTF_8);

    private final StatusView statuses = new StatusView(3);
    private final SignalsView signals = new SignalsView(3);
    private final LearnersView learners = new LearnersView();

    private void add(StatusPhase phase, CommandKind kind, long offset, long version) {
        statuses.add(
                offset,
                MessageCodec.MODEL_STATUS.encode(
                        status("delay", phase, kind, offset / 10, "m", version).build()));
    }

    private void addSignal(long offset, String name, Severity severity) {
        signals.add(
                offset,
                offset,
                MessageCodec.MONITORING_EVENT.encode(signal("DRIFT", name, "m@1", (double) offset)
                        .setSeverity(severity)
                        .build()));
    }

    @Test
    void aFloodOfOneKindLeavesTheOthersWhereTheyAre() {
        signals.add(
                1,
                1,
                MessageCodec.MONITORING_EVENT.encode(
                        signal("QUALITY", "champion.log-loss", "", 0.5).build()));
        for (long offset = 2; offset < 50; offset++) {
            addSignal(offset, "drift.feature.x", Severity.INFO);
        }
        assertThat(signals.find(SignalFilter.ALL, Long.MAX_VALUE, 10))
                .extracting(Signal::offset)
                .containsExactly(49L, 48L, 1L);
    }

    @Test
    void moreKindsThanAreToldApartAreStillFound() {
        SignalsView many = new SignalsView(200);
        for (int i = 0; i < 100; i++) {
            many.add(
                    i,
                    i,
                    MessageCodec.MONITORING_EVENT.encode(
                            signal("KIND_" + i, "x", "", i).build()));
        }
        SignalFilter last = new SignalFilter(
                Optional.of("KIND_99"), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(many.find(last, Long.MAX_VALUE, 10))
                .extracting(Signal::offset)
                .containsExactly(99L);
        assertThat(many.find(SignalFilter.ALL, Long.MAX_VALUE, 1_000)).hasSize(100);
    }

    @Test
    void whatServesIsToldByAllStatusesAndHistoryByTheNewest() {
        add(StatusPhase.ACTIVE, CommandKind.DEPLOY, 10, 1);
        add(StatusPhase.VALIDATING, CommandKind.DEPLOY, 20, 2);
        add(StatusPhase.PREPARING, CommandKind.DEPLOY, 21, 2);
        add(StatusPhase.REJECTED, CommandKind.DEPLOY, 22, 2);
        assertThat(statuses.slot("delay").champion().orElseThrow().getVersion()).isEqualTo(1);
        assertThat(statuses.slots()).containsExactly("delay");
        assertThat(statuses.history("delay", Long.MAX_VALUE, 10, false))
                .extracting(StatusEntry::offset)
                .containsExactly(22L, 21L, 20L);
        assertThat(statuses.history("delay", 22, 1, false))
                .extracting(StatusEntry::offset)
                .containsExactly(21L);
        assertThat(statuses.history("delay", Long.MAX_VALUE, 10, true)).isEmpty();
        assertThat(statuses.ofCommand("c2")).hasSize(3);
        assertThat(statuses.models())
                .extracting(entry -> entry.status().getVersion())
                .containsExactly(2L, 1L);
        assertThat(statuses.model("m", 2).orElseThrow().status().getPhase()).isEqualTo(StatusPhase.REJECTED);
    }

    @Test
    void whatCannotBeReadIsCounted() {
        assertThat(statuses.add(1, RUBBISH)).isEmpty();
        assertThat(statuses.add(2, null)).isEmpty();
        assertThat(signals.add(1, 1, RUBBISH)).isEmpty();
        assertThat(learners.add("a", RUBBISH)).isEmpty();
        assertThat(statuses.unreadable()).isEqualTo(2);
        assertThat(signals.unreadable()).isEqualTo(1);
        assertThat(learners.unreadable()).isEqualTo(1);
    }

    @Test
    void signalsAreFilteredAndPaged() {
        addSignal(1, "drift.feature.a", Severity.ALARM);
        addSignal(2, "drift.feature.b", Severity.INFO);
        addSignal(3, "drift.output.p", Severity.WARNING);
        addSignal(4, "drift.feature.c", Severity.ALARM);
        assertThat(signals.find(SignalFilter.ALL, Long.MAX_VALUE, 10))
                .extracting(Signal::offset)
                .containsExactly(4L, 3L, 2L);
        assertThat(signals.find(SignalFilter.ALL, 4, 1))
                .extracting(Signal::offset)
                .containsExactly(3L);
        SignalFilter filter = new SignalFilter(
                Optional.of("DRIFT"),
                Optional.of("drift.feature.*"),
                Optional.of("delay"),
                Optional.of("m@1"),
                Optional.of(Severity.WARNING));
        assertThat(signals.find(filter, Long.MAX_VALUE, 10))
                .extracting(Signal::offset)
                .containsExactly(4L);
    }

    @Test
    void aListenerGetsWhatItMissedAndWhatComesAndASlowOneLosesTheOldest() throws InterruptedException {
        addSignal(1, "a", Severity.INFO);
        addSignal(2, "a", Severity.INFO);
        SignalSubscription subscription = signals.subscribe(SignalFilter.ALL, Optional.of(1L));
        assertThat(subscription.next(Duration.ZERO)).map(Signal::offset).contains(2L);
        for (int i = 0; i < SignalSubscription.MOST_WAITING + 5; i++) {
            addSignal(10 + i, "a", Severity.INFO);
        }
        assertThat(subscription.takeDropped()).isEqualTo(5);
        assertThat(subscription.next(Duration.ZERO)).map(Signal::offset).contains(15L);
        subscription.close();
        while (subscription.next(Duration.ZERO).isPresent()) {
            assertThat(subscription.takeDropped()).isZero();
        }
        addSignal(9_999, "a", Severity.INFO);
        assertThat(subscription.next(Duration.ZERO)).isEmpty();
    }

    @Test
    void ofALearnerTheNewestSnapshotAndTheNewestOfferedCount() {
        learners.add("l", MessageCodec.MODEL_SNAPSHOT.encode(snapshot("l", 3, 500)));
        learners.add("l/candidate", MessageCodec.MODEL_SNAPSHOT.encode(snapshot("l", 0, 900)));
        assertThat(learners.newest("l").orElseThrow().getExamples()).isEqualTo(900);
        assertThat(learners.offered("l").orElseThrow().getVersion()).isEqualTo(3);
        assertThat(learners.newest()).hasSize(1);
        learners.add("l/candidate", null);
        assertThat(learners.newest("l").orElseThrow().getExamples()).isEqualTo(500);
        assertThat(learners.newest("other")).isEmpty();
    }

    @Test
    void quarantineHoldsTheNewestThatAreStillHeld() {
        QuarantineView quarantine = new QuarantineView();
        for (int i = 0; i <= QuarantineView.MOST_EXAMPLES; i++) {
            quarantine.add(i, MessageCodec.QUARANTINED_EXAMPLE.encode(held("l", "e" + i, QuarantineState.HELD)));
        }
        quarantine.add(99_999, MessageCodec.QUARANTINED_EXAMPLE.encode(held("l", "e5", QuarantineState.REJECTED)));
        quarantine.add(100_000, RUBBISH);
        assertThat(quarantine.find(example -> true, Long.MAX_VALUE, 100_000))
                .hasSize(QuarantineView.MOST_EXAMPLES - 1)
                .noneMatch(entry -> entry.example().getEventId().equals("e5"))
                .noneMatch(entry -> entry.example().getEventId().equals("e0"));
        assertThat(quarantine.find(example -> true, 3, 1))
                .extracting(QuarantineView.Entry::offset)
                .containsExactly(2L);
        assertThat(quarantine.unreadable()).isEqualTo(1);
    }

    @Test
    void learnersDoNotGrowBeyondTheirRoom() {
        ModelSnapshot large = ModelSnapshot.newBuilder(snapshot("l", 1, 1))
                .setFile(ByteBuffer.allocate(900_000))
                .build();
        byte[] bytes = MessageCodec.MODEL_SNAPSHOT.encode(large);
        long room = LearnersView.MOST_BYTES / bytes.length;
        for (long i = 0; i <= room; i++) {
            learners.add("l" + i, bytes);
        }
        assertThat(learners.refused()).isEqualTo(1);
        learners.add("l0", bytes);
        assertThat(learners.refused()).isEqualTo(1);
    }
}
