package io.millrace.cli.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.jobs.pipeline.EventFormat;
import io.millrace.jobs.pipeline.Events;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageDecoder;
import org.junit.jupiter.api.Test;

/** The example's real data, through file and encoder and back through Avro's own reader. */
class FlightsTest {
    private static final Path FLIGHTS = Path.of("..", "examples", "flights");
    private static final int EVENTS = 2_000;

    @Test
    void everyCellComesBack() throws IOException {
        assumeTrue(Files.exists(FLIGHTS.resolve("flights.csv.zst")), "the example's data is not here");
        String json = Files.readString(FLIGHTS.resolve("flight.avsc"));
        Schema schema = new Schema.Parser().parse(json);
        EventEncoder encoder = EventEncoder.of(
                new Events("flights", EventFormat.AVRO, List.of(json), "", "flight_id", "tailnum", "sched_dep"),
                List.of());
        BinaryMessageDecoder<GenericData.Record> decoder = new BinaryMessageDecoder<>(GenericData.get(), schema);
        int keysFromId = 0;
        try (RecordFile file = RecordFile.open(FLIGHTS.resolve("flights.csv.zst"))) {
            file.require(encoder.requiredFields());
            for (int i = 0; i < EVENTS; i++) {
                FileRecord record = file.next();
                GenericData.Record event = decoder.decode(encoder.encode(record));
                assertThat(record.lineNumber()).isEqualTo(i + 2);
                assertThat(encoder.eventTime(record)).isEqualTo(event.get("sched_dep"));
                for (Schema.Field field : schema.getFields()) {
                    assertSame(record.value(field.name()), event.get(field.pos()), record, field);
                }
                String key = new String(encoder.key(record), StandardCharsets.UTF_8);
                assertThat(key)
                        .isEqualTo(String.valueOf(event.get(event.get("tailnum") == null ? "flight_id" : "tailnum")));
                keysFromId += event.get("tailnum") == null ? 1 : 0;
            }
        }
        assertThat(keysFromId)
                .as("flights without a tail number, keyed by their id")
                .isPositive();
    }

    private static void assertSame(Object cell, Object decoded, FileRecord record, Schema.Field field) {
        String what = "line " + record.lineNumber() + ", " + field.name();
        if (decoded instanceof Double number) {
            assertThat(number).as(what).isEqualTo(Double.parseDouble((String) cell));
        } else {
            assertThat(decoded == null ? null : decoded.toString()).as(what).isEqualTo(cell);
        }
    }
}
