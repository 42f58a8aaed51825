package io.millrace.jobs.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.pipeline.EventFormat;
import io.millrace.jobs.pipeline.Events;
import io.millrace.jobs.pipeline.Feature;
import io.millrace.model.FeatureType;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A decoder with its batch, as the operator uses them. Every decoding checks that a fault leaves no row. */
final class Decoding {
    private final EventDecoder decoder;
    private final RowBatch rows;
    private final EventHeader header = new EventHeader();

    Decoding(Events events, List<Feature> features, ModelContract contract) {
        List<String> problems = new ArrayList<>();
        decoder = EventDecoder.of(events, features, contract, "slot", problems);
        assertThat(problems).isEmpty();
        rows = new RowBatch(contract, 4);
    }

    /** Avro events with fields {@code id} and {@code time}. */
    static Decoding avro(List<Feature> features, ModelContract contract, String... schemas) {
        return new Decoding(events(EventFormat.AVRO, "", List.of(schemas)), features, contract);
    }

    static Decoding json(List<Feature> features, ModelContract contract) {
        return new Decoding(events(EventFormat.JSON, "", List.of()), features, contract);
    }

    static Decoding confluent(String registry, List<Feature> features, ModelContract contract) {
        return new Decoding(events(EventFormat.CONFLUENT, registry, List.of()), features, contract);
    }

    static Events events(EventFormat format, String registry, List<String> schemas) {
        return new Events("events", format, schemas, registry, "id", "", "time");
    }

    static ModelContract contract(ModelInput... inputs) {
        return new ModelContract(List.of(inputs), List.of(ModelOutput.number("y")));
    }

    static ModelInput number(String name) {
        return ModelInput.of(name, FeatureType.DOUBLE);
    }

    static Feature feature(String name, String from) {
        return new Feature(name, from, false, 1);
    }

    /** Decodes into a batch that is emptied first. */
    DecodeFault decode(byte[] value) {
        rows.clear();
        rows.addRow(); // a neighbour, which must stay
        DecodeFault fault = decoder.decode(value, rows, header);
        assertThat(rows.size()).as("rows after %s", fault).isEqualTo(fault == DecodeFault.NONE ? 2 : 1);
        return fault;
    }

    String id() {
        return new String(header.idBytes(), header.idFrom(), header.idLength(), StandardCharsets.UTF_8);
    }

    long time() {
        return header.eventTime();
    }

    double cell(int column) {
        return rows.get(1, column);
    }

    String text(int column) {
        return rows.text(1, column);
    }

    RowFault rowFault() {
        return rows.fault(1);
    }

    int faultColumn() {
        return rows.faultColumn(1);
    }
}
