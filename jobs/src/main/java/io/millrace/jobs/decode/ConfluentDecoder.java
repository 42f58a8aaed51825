package io.millrace.jobs.decode;

import io.millrace.model.RowBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** Confluent framing: a zero byte, the schema's id in four bytes (big endian), the Avro body. */
final class ConfluentDecoder extends EventDecoder {
    private static final int HEADER = 5;

    /** Ids that the registry does not know are asked for again after this many events with such an id. */
    private static final int UNKNOWN_IDS_REMEMBERED = 1_000;

    private final AvroInput in = new AvroInput();
    private final EventMapping mapping;
    private final SchemaRegistry registry;
    private final Map<Integer, AvroPlan> plans = new HashMap<>();
    /** Bounded: garbage that looks framed must neither fill the memory nor ask the registry each time. */
    private final Map<Integer, Boolean> unknownIds = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
            return size() > UNKNOWN_IDS_REMEMBERED;
        }
    };

    private int lastId = -1;
    private AvroPlan lastPlan;

    ConfluentDecoder(EventMapping mapping, SchemaRegistry registry) {
        super(mapping);
        this.mapping = mapping;
        this.registry = registry;
    }

    @Override
    void read(byte[] value, RowBatch rows, int row, EventHeader header) {
        if (value[0] != 0) {
            throw DecodeException.of(DecodeFault.BAD_HEADER);
        }
        if (value.length < HEADER) {
            throw DecodeException.of(DecodeFault.TRUNCATED);
        }
        int id = (value[1] & 0xFF) << 24 | (value[2] & 0xFF) << 16 | (value[3] & 0xFF) << 8 | (value[4] & 0xFF);
        if (id != lastId || lastPlan == null) {
            lastPlan = plan(id);
            lastId = id;
        }
        in.reset(value, HEADER);
        lastPlan.read(in, rows, row, header);
        if (in.position != in.limit) {
            throw DecodeException.of(DecodeFault.TRAILING);
        }
    }

    private AvroPlan plan(int id) {
        AvroPlan known = plans.get(id);
        if (known != null) {
            return known;
        }
        if (unknownIds.containsKey(id)) {
            throw DecodeException.of(DecodeFault.UNKNOWN_SCHEMA);
        }
        Optional<Schema> schema = registry.byId(id);
        List<String> problems = new ArrayList<>();
        AvroPlan plan = schema.filter(found -> found.getType() == Schema.Type.RECORD)
                .map(found -> AvroPlan.of(found, mapping, problems))
                .orElse(null);
        if (plan == null || !problems.isEmpty()) {
            unknownIds.put(id, true);
            throw DecodeException.of(DecodeFault.UNKNOWN_SCHEMA);
        }
        plans.put(id, plan);
        return plan;
    }
}
