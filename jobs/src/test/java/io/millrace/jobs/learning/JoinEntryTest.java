package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.jobs.learning.JoinEntry.Stage;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The saved form of what the join knows of an event. The bytes are golden: state of a release must be readable for ever. */
final class JoinEntryTest {
    /** Written down by hand from the layout in {@link JoinEntry}, texts as length + 1 and one byte a character. */
    private static final String LABELLED = "01" + "28" + "0000000000000190" + "00000002" + "0000000000000009"
            + "3ff0000000000000" + "09" + "557365723a636174";

    private static final String PREDICTED =
            "01" + "01" + "0000000000000064" + "00000003" + "0000000000000007" + "616e73776572";
    private static final String PARKED = "01" + "1a" + "0000000000000064" + "00000003" + "0000000000000007"
            + "0000000000000190" + "00000002" + "0000000000000009" + "04" + "796573" + "616e73776572";
    private static final String OVER =
            "01" + "2b" + "0000000000000064" + "3ff0000000000000" + "09" + "557365723a636174";
    private static final String FALLBACK = "01" + "05" + "0000000000000064" + "00000003" + "0000000000000007";

    private static PredictionRecord prediction() {
        PredictionRecord record = new PredictionRecord();
        record.kind = PredictionRecord.Kind.SCORED;
        record.eventTime = 100;
        record.partition = 3;
        record.offset = 7;
        record.value = "answer".getBytes(StandardCharsets.UTF_8);
        return record;
    }

    private static LabelRecord label(double number, String text, String principal) {
        LabelRecord label = new LabelRecord();
        label.knownAt = 400;
        label.partition = 2;
        label.offset = 9;
        label.number = number;
        label.text = text;
        label.principal = principal;
        return label;
    }

    private static String hex(JoinEntry entry) {
        return HexFormat.of().formatHex(entry.toBytes());
    }

    /** What is read from golden bytes by an instance that holds something else. */
    private static JoinEntry read(String hex) {
        JoinEntry entry = new JoinEntry();
        entry.begin(prediction());
        entry.setLabel(label(Double.NaN, "other", "User:other"));
        entry.fallback = true;
        entry.read(HexFormat.of().parseHex(hex));
        assertThat(hex(entry)).isEqualTo(hex);
        return entry;
    }

    @Test
    void aLabel() {
        JoinEntry entry = new JoinEntry();
        entry.begin(label(1, null, "User:cat"));
        assertThat(hex(entry)).isEqualTo(LABELLED);
        JoinEntry again = read(LABELLED);
        assertThat(again.stage).isEqualTo(Stage.LABELLED);
        assertThat(again.begin()).isEqualTo(400);
        assertThat(again.labelPartition).isEqualTo(2);
        assertThat(again.labelOffset).isEqualTo(9);
        assertThat(again.prediction).isNull();
        assertThat(again.compare(label(1, null, "User:dog"))).isEqualTo(LabelOutcome.DUPLICATE);
        assertThat(again.compare(label(0, null, "User:cat"))).isEqualTo(LabelOutcome.CORRECTED);
    }

    @Test
    void aPrediction() {
        JoinEntry entry = new JoinEntry();
        entry.begin(prediction());
        assertThat(hex(entry)).isEqualTo(PREDICTED);
        JoinEntry again = read(PREDICTED);
        assertThat(again.stage).isEqualTo(Stage.PREDICTED);
        assertThat(again.begin()).isEqualTo(100);
        assertThat(again.eventPartition).isEqualTo(3);
        assertThat(again.eventOffset).isEqualTo(7);
        assertThat(again.labelled).isFalse();
        assertThat(again.prediction).asString().isEqualTo("answer");
    }

    @Test
    void both() {
        JoinEntry entry = new JoinEntry();
        entry.begin(prediction());
        entry.setLabel(label(Double.NaN, "yes", null));
        entry.stage = Stage.PARKED;
        assertThat(hex(entry)).isEqualTo(PARKED);
        JoinEntry again = read(PARKED);
        assertThat(again.stage).isEqualTo(Stage.PARKED);
        assertThat(again.exampleTime()).isEqualTo(400);
        assertThat(again.text).isEqualTo("yes");
        assertThat(again.principal).isNull();
        assertThat(again.prediction).asString().isEqualTo("answer");
    }

    @Test
    void whatIsOver() {
        JoinEntry entry = new JoinEntry();
        entry.begin(prediction());
        entry.setLabel(label(1, null, "User:cat"));
        entry.end();
        assertThat(hex(entry)).isEqualTo(OVER);
        JoinEntry again = read(OVER);
        assertThat(again.stage).isEqualTo(Stage.OVER);
        assertThat(again.begin()).isEqualTo(100);
        assertThat(again.prediction).isNull();
        assertThat(again.compare(label(0, null, null))).isEqualTo(LabelOutcome.CONFLICTING);
    }

    @Test
    void aFallback() {
        PredictionRecord record = prediction();
        record.kind = PredictionRecord.Kind.FALLBACK;
        JoinEntry entry = new JoinEntry();
        entry.begin(record);
        assertThat(hex(entry)).isEqualTo(FALLBACK);
        assertThat(read(FALLBACK).prediction).isNull();
    }

    @Test
    void anotherVersionIsRefused() {
        assertThatThrownBy(() -> new JoinEntry().read(new byte[] {9, 0}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("version of a join entry must be 1: version=9");
    }
}
