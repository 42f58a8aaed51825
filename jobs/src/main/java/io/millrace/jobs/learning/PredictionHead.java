package io.millrace.jobs.learning;

import io.millrace.jobs.decode.AvroInput;
import io.millrace.jobs.decode.DecodeException;
import io.millrace.jobs.decode.DecodeFault;
import io.millrace.schemas.Prediction;
import org.apache.avro.SchemaNormalization;

/**
 * The beginning of a prediction's bytes, straight from them: all versions of the schema begin alike. One thread.
 */
final class PredictionHead {
    private static final int HEADER_LENGTH = 10;
    private static final byte[] MARKER = {(byte) 0xC3, 1};
    private static final long NEWEST = SchemaNormalization.parsingFingerprint64(Prediction.getClassSchema());
    private static final long VERSION_1 = 0x5c9d74dbf64f76b2L;
    // Symbols of the kind, as prediction.avsc numbers them.
    private static final int KINDS = 2;
    private static final int SCORED = 0;

    private final AvroInput in = new AvroInput();

    /** Reads {@code value}, which may be anything, into {@code record}. */
    void read(byte[] value, PredictionRecord record) {
        record.value = value;
        try {
            begin(value, in);
            record.eventId = in.readString();
            record.eventTime = in.readLong();
            record.partition = Math.toIntExact(in.readLong());
            record.offset = in.readLong();
            in.readLong(); // ingest time
            record.kind = in.readIndex(KINDS) == SCORED ? PredictionRecord.Kind.SCORED : PredictionRecord.Kind.FALLBACK;
        } catch (DecodeException | ArithmeticException e) {
            // Somebody else wrote to our topic, or a later release did.
            record.kind = PredictionRecord.Kind.UNREADABLE;
            record.eventId = "";
            record.eventTime = Long.MIN_VALUE;
        }
    }

    /** Goes to the first field of the prediction in {@code value}. */
    static void begin(byte[] value, AvroInput in) {
        if (value == null || value.length < HEADER_LENGTH || value[0] != MARKER[0] || value[1] != MARKER[1]) {
            throw DecodeException.of(DecodeFault.BAD_HEADER);
        }
        long schema = AvroInput.longAt(value, MARKER.length);
        if (schema != NEWEST && schema != VERSION_1) {
            throw DecodeException.of(DecodeFault.UNKNOWN_SCHEMA);
        }
        in.reset(value, HEADER_LENGTH);
    }
}
