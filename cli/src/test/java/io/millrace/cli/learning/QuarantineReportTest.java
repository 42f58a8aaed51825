package io.millrace.cli.learning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.schemas.QuarantineState;
import io.millrace.schemas.QuarantinedExample;
import io.millrace.schemas.QuarantinedFeature;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QuarantineReportTest {
    private static QuarantinedExample record(String event, String principal, QuarantineState state) {
        return QuarantinedExample.newBuilder()
                .setEventId(event)
                .setSlot("fraud")
                .setLearner("online")
                .setState(state)
                .setReason("outlier")
                .setStage("outlier-filter")
                .setScore(0.98765)
                .setPrincipal(principal)
                .setLabel(1.0)
                .setFeatures(
                        state == QuarantineState.HELD
                                ? List.of(new QuarantinedFeature("amount", 12.5), new QuarantinedFeature("age", null))
                                : List.of())
                .setEventTime(Instant.EPOCH)
                .setKnownAt(Instant.EPOCH)
                .build();
    }

    private static QuarantineReport report(int limit, QuarantineState state, QuarantinedExample... records) {
        QuarantineReport report = new QuarantineReport(limit, record -> !"other".equals(record.getPrincipal()), state);
        List.of(records).forEach(report::add);
        return report;
    }

    private static final QuarantinedExample[] TOPIC = {
        record("a", "ann", QuarantineState.HELD),
        record("b", "bob", QuarantineState.HELD),
        record("x", "other", QuarantineState.HELD),
        record("a", "ann", QuarantineState.RELEASED),
        record("c", "bob", QuarantineState.HELD),
        record("d\u001b[2J", null, QuarantineState.HELD),
    };

    @Test
    void whatIsHeldIsShownTheNewestLast() {
        List<String> lines = report(50, QuarantineState.HELD, TOPIC).lines(2);
        assertThat(lines).hasSize(6);
        assertThat(lines.get(1)).matches("b +online +HELD +outlier +outlier-filter +0\\.987\\d +bob +1\\.0 +1970-.*");
        assertThat(lines.get(2)).startsWith("c ");
        assertThat(lines.get(3)).startsWith("d\\u001b[2J");
        assertThat(lines.get(4)).isEqualTo("Held: 3, released: 1, rejected: 0, expired: 0; shown: 3");
        assertThat(lines.get(5)).isEqualTo("2 records on the quarantine topic could not be read.");
    }

    @Test
    void theLimitBoundsWhatIsRememberedAndNotWhatIsCounted() {
        QuarantineReport report = report(1, QuarantineState.HELD, TOPIC);
        assertThat(report.lines(0)).hasSize(3);
        assertThat(report.held()).isEqualTo(3);
    }

    @Test
    void anyStateIsTheNewestWithItsFeatures() throws Exception {
        QuarantineReport report = report(50, null, TOPIC);
        JsonNode json = new ObjectMapper().readTree(report.json(0));
        assertThat(json.get("examples")).hasSize(4);
        JsonNode released = json.get("examples").get(1);
        assertThat(released.get("event").asText()).isEqualTo("a");
        assertThat(released.get("state").asText()).isEqualTo("RELEASED");
        assertThat(released.get("features").get("amount").asDouble()).isEqualTo(12.5);
        assertThat(released.get("features").get("age").isNull()).isTrue();
        assertThat(json.get("held").asLong()).isEqualTo(3);
        assertThat(report.details()).anyMatch(line -> line.matches(" +age +\\(missing\\)"));
    }

    @Test
    void nothingIsEmpty() {
        assertThat(report(50, QuarantineState.REJECTED, TOPIC).isEmpty()).isTrue();
    }
}
