package io.millrace.jobs.decode;

import io.millrace.model.RowBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** Avro's single-object encoding: {@code C3 01}, the writer schema's fingerprint, the body. */
final class SingleObjectDecoder extends EventDecoder {
    private static final int HEADER = 10;

    private final AvroInput in = new AvroInput();
    private final long newestFingerprint;
    private final AvroPlan newestPlan;
    private final Map<Long, AvroPlan> olderPlans = new HashMap<>();

    /**
     * A decoder for known schemas.
     *
     * @param schemas as JSON, the current one first; it must have every field, older ones only the id
     */
    SingleObjectDecoder(EventMapping mapping, List<String> schemas, List<String> problems) {
        super(mapping);
        Schema newest = new Schema.Parser().parse(schemas.get(0));
        newestFingerprint = SchemaNormalization.parsingFingerprint64(newest);
        newestPlan = AvroPlan.of(newest, mapping, problems);
        for (String older : schemas.subList(1, schemas.size())) {
            // A field that an older writer did not know is missing in its events.
            Schema schema = new Schema.Parser().parse(older);
            olderPlans.put(
                    SchemaNormalization.parsingFingerprint64(schema), AvroPlan.of(schema, mapping, new ArrayList<>()));
        }
    }

    @Override
    void read(byte[] value, RowBatch rows, int row, EventHeader header) {
        if (value.length < HEADER) {
            boolean cut = value[0] == (byte) 0xC3 && (value.length == 1 || value[1] == 1);
            throw DecodeException.of(cut ? DecodeFault.TRUNCATED : DecodeFault.BAD_HEADER);
        }
        if (value[0] != (byte) 0xC3 || value[1] != 1) {
            throw DecodeException.of(DecodeFault.BAD_HEADER);
        }
        long fingerprint = AvroInput.longAt(value, 2);
        AvroPlan plan = fingerprint == newestFingerprint ? newestPlan : olderPlans.get(fingerprint);
        if (plan == null) {
            throw DecodeException.of(DecodeFault.UNKNOWN_SCHEMA);
        }
        in.reset(value, HEADER);
        plan.read(in, rows, row, header);
        if (in.position != in.limit) {
            throw DecodeException.of(DecodeFault.TRAILING);
        }
    }
}
