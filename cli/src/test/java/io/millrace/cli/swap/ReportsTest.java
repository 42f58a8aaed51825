package io.millrace.cli.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.FirstOffset;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import io.millrace.schemas.status.SlotStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What status and history look like. */
final class ReportsTest {
    private static final Instant T = Instant.parse("2026-03-01T12:00:00Z");

    private static ModelStatus.Builder status(StatusPhase phase, CommandKind kind, String model) {
        return ModelStatus.newBuilder()
                .setTime(T)
                .setPhase(phase)
                .setSlot("delay")
                .setKind(kind)
                .setCommandId("id-" + model)
                .setControlOffset(3)
                .setModel(model)
                .setVersion(2)
                .setEngine("compiled")
                .setIssuer("Ada");
    }

    @Test
    void statusIsATableWithWhatIsPendingAndWrongBelow() throws Exception {
        ModelStatus champion = status(StatusPhase.ACTIVE, CommandKind.DEPLOY, "trees")
                .setPositions(List.of(new FirstOffset(0, 17L), new FirstOffset(1, 25L)))
                .build();
        ModelStatus canary = status(StatusPhase.ACTIVE, CommandKind.CANARY, "neural")
                .setPercent(10)
                .setEffectiveFrom(Instant.parse("2013-04-01T04:00:00Z"))
                .build();
        ModelStatus pending = status(StatusPhase.PREPARING, CommandKind.SHADOW, "x")
                .setReady(1)
                .setOf(4)
                .build();
        ModelStatus degraded = status(StatusPhase.DEGRADED, CommandKind.UNKNOWN, "trees")
                .setCommandId("")
                .setReason("ARTEFACT_MISSING")
                .setDetail("not in\nthe store")
                .build();
        ModelStatus gap = status(StatusPhase.DEGRADED, CommandKind.UNKNOWN, "")
                .setSlot("")
                .setCommandId("")
                .setReason("CONTROL_GAP")
                .build();
        StatusReport report = new StatusReport(
                new SlotStatus(
                        "delay",
                        Optional.of(champion),
                        Optional.of(canary),
                        List.of(),
                        List.of(pending),
                        List.of(degraded)),
                "first@1",
                12_345.6,
                Optional.of(gap),
                2);
        assertThat(report.lines())
                .containsExactly(
                        "SLOT   ROLE         MODEL     SINCE                            POSITIONS   ENGINE    EVENTS/S",
                        "delay  champion     trees@2   2026-03-01T12:00:00Z             0@17, 1@25  compiled  12,346",
                        "       canary 10 %  neural@2  event time 2013-04-01T04:00:00Z              compiled",
                        "Pending: 2026-03-01T12:00:00Z  SHADOW  x@2  PREPARING  1 of 4 subtasks  command id-x",
                        "Degraded: 2026-03-01T12:00:00Z  trees@2  ARTEFACT_MISSING: not in the store",
                        "Control topic: 2026-03-01T12:00:00Z  CONTROL_GAP",
                        "2 records on the status topic could not be read.");
        JsonNode json = new ObjectMapper().readTree(report.json());
        assertThat(json.at("/champion/positions/1").asLong()).isEqualTo(25);
        assertThat(json.at("/canary/percent").asInt()).isEqualTo(10);
        assertThat(json.at("/canary/effectiveFrom").asText()).isEqualTo("2013-04-01T04:00:00Z");
        assertThat(json.at("/pending/0/of").asInt()).isEqualTo(4);
        assertThat(json.at("/degradations/0/detail").asText()).isEqualTo("not in\nthe store");
        assertThat(json.at("/control/reason").asText()).isEqualTo("CONTROL_GAP");
        assertThat(json.get("eventsPerSecond").asDouble()).isEqualTo(12_345.6);
        assertThat(json.get("unreadable").asLong()).isEqualTo(2);
    }

    @Test
    void positionsOfManyPartitionsAreCutShort() {
        ModelStatus many = status(StatusPhase.ACTIVE, CommandKind.DEPLOY, "m")
                .setPositions(IntStream.range(0, 64)
                        .mapToObj(partition -> new FirstOffset(partition, 5L))
                        .toList())
                .build();
        assertThat(StatusText.positions(many)).endsWith("7@5, … (64)");
    }

    @Test
    void historyKeepsTheNewestSteps() throws Exception {
        HistoryReport report = new HistoryReport(2);
        report.add(status(StatusPhase.VALIDATING, CommandKind.DEPLOY, "a").build());
        report.add(status(StatusPhase.ACTIVE, CommandKind.DEPLOY, "b")
                .setFetchMillis(40)
                .setValidationMillis(2_340)
                .setPreparationMillis(999)
                .build());
        report.add(status(StatusPhase.REJECTED, CommandKind.DEPLOY, "c")
                .setReason("HASH")
                .setDetail("\u001b[31m" + "x".repeat(200))
                .setSecurity(true)
                .build());
        List<String> lines = report.lines(1);
        assertThat(lines.get(0)).matches("TIME +SLOT +KIND +MODEL +PHASE +REASON +DURATIONS +ISSUER");
        assertThat(lines.get(1))
                .startsWith("2026-03-01T12:00:00Z  delay  DEPLOY  b@2    ACTIVE")
                .endsWith("fetched 40 ms, validated 2.3 s, prepared 999 ms  Ada");
        assertThat(lines.get(2)).contains("HASH (security): \\u001b[31mxxx").contains("x…");
        assertThat(lines.get(3)).isEqualTo("(1 earlier steps: --limit)");
        assertThat(lines.get(4)).isEqualTo("1 records on the status topic could not be read.");
        JsonNode json = new ObjectMapper().readTree(report.json(1));
        assertThat(json.get("steps")).hasSize(2);
        assertThat(json.at("/steps/1/detail").asText()).startsWith("\u001b[31m");
        assertThat(json.at("/steps/1/security").asBoolean()).isTrue();
        assertThat(json.get("total").asLong()).isEqualTo(3);
    }
}
