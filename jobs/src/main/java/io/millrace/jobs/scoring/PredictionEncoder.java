package io.millrace.jobs.scoring;

import io.millrace.model.FeatureType;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelId;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.RowBatch;
import io.millrace.model.ScoreBatch;
import io.millrace.schemas.Prediction;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.SchemaNormalization;

/**
 * Writes predictions in single-object encoding, byte for byte what {@code MessageCodec.PREDICTION} writes, without its
 * objects: what is the same for all answers of a model is encoded once. A test holds the two together. One thread.
 */
final class PredictionEncoder {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LONGEST_NUMBER = 10;

    // Branches of the features' union and symbols of the kind, as prediction.avsc numbers them, zigzag encoded.
    private static final byte NULL = 0;
    private static final byte FLOAT = 2;
    private static final byte DOUBLE = 4;
    private static final byte STRING = 6;
    private static final byte SCORED = 0;
    private static final byte FALLBACK = 2;

    private final boolean logFeatures;
    private final byte[] degradation;
    private final byte[] model;
    private final byte[][] outputNames;
    private final boolean[] outputIsText;
    private final byte[] branches;
    private final byte[][][] categories;
    private byte[] buffer = new byte[1024];
    private int at;
    private byte[] features = new byte[0];
    private int[] featureEnds = new int[1];

    /**
     * An encoder for the answers of one model.
     *
     * @param logFeatures whether predictions carry what the model was given
     * @param degradation what about the model is less than was asked for
     */
    PredictionEncoder(
            String slot, ModelId id, ModelContract contract, boolean logFeatures, Optional<String> degradation) {
        this.logFeatures = logFeatures;
        this.degradation = union(degradation);
        LONG.set(buffer, 2, SchemaNormalization.parsingFingerprint64(Prediction.getClassSchema()));
        buffer[0] = (byte) 0xC3;
        buffer[1] = 1;
        model = modelPart(slot, id);
        List<ModelOutput> outputs = contract.outputs();
        outputNames = new byte[outputs.size()][];
        outputIsText = new boolean[outputs.size()];
        for (int i = 0; i < outputNames.length; i++) {
            outputNames[i] = withLength(outputs.get(i).name());
            outputIsText[i] = outputs.get(i).isText();
        }
        branches = new byte[contract.width()];
        categories = new byte[contract.width()][][];
        for (int column = 0; column < branches.length; column++) {
            ModelInput input = contract.inputOfColumn(column);
            branches[column] = input.type() == FeatureType.CATEGORICAL
                    ? STRING
                    : input.type() == FeatureType.FLOAT ? FLOAT : DOUBLE;
            categories[column] = input.categories().stream()
                    .map(PredictionEncoder::withLength)
                    .toArray(byte[][]::new);
        }
    }

    private static byte[] modelPart(String slot, ModelId id) {
        PredictionEncoder scratch = new PredictionEncoder();
        scratch.put(withLength(slot));
        scratch.put(withLength(id.name()));
        scratch.putNumber(id.version());
        scratch.put(id.fingerprint());
        return Arrays.copyOf(scratch.buffer, scratch.at);
    }

    /** A union of null and string. */
    private static byte[] union(Optional<String> text) {
        PredictionEncoder scratch = new PredictionEncoder();
        scratch.putNumber(text.isPresent() ? 1 : 0);
        text.ifPresent(present -> scratch.put(withLength(present)));
        return Arrays.copyOf(scratch.buffer, scratch.at);
    }

    /** A bare buffer, to encode the parts that stay the same. */
    private PredictionEncoder() {
        logFeatures = false;
        degradation = null;
        model = null;
        outputNames = null;
        outputIsText = null;
        branches = null;
        categories = null;
    }

    private static byte[] withLength(String text) {
        PredictionEncoder scratch = new PredictionEncoder();
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        scratch.putNumber(utf8.length);
        scratch.put(utf8);
        return Arrays.copyOf(scratch.buffer, scratch.at);
    }

    /** Keeps what the rows hold for their answers. To be called before scoring, which replaces values in place. */
    void keepFeatures(RowBatch rows) {
        if (!logFeatures) {
            return;
        }
        int count = rows.size();
        if (featureEnds.length <= count) {
            featureEnds = new int[rows.capacity() + 1];
        }
        at = LONGEST_NUMBER;
        for (int row = 0; row < count; row++) {
            putFeatures(rows, row);
            featureEnds[row + 1] = at - LONGEST_NUMBER;
        }
        int length = at - LONGEST_NUMBER;
        if (features.length < length) {
            features = new byte[length + length / 2];
        }
        System.arraycopy(buffer, LONGEST_NUMBER, features, 0, length);
    }

    /** The answer of the model for one row. */
    byte[] scored(PendingEvents events, ScoreBatch scores, int row) {
        begin(events, row, SCORED);
        putNumber(outputNames.length);
        for (int output = 0; output < outputNames.length; output++) {
            put(outputNames[output]);
            if (outputIsText[output]) {
                putNumber(1);
                put(withLength(scores.text(row, output)));
            } else {
                putNumber(0);
                putDouble(scores.number(row, output));
            }
        }
        putNumber(0);
        putKeptFeatures(row);
        putNumber(0);
        put(degradation);
        return Arrays.copyOf(buffer, at);
    }

    /** The slot's fallback value for a row that the model could not score: the first output has it, the others are left out. */
    byte[] fallback(PendingEvents events, int row, double value, String reason) {
        begin(events, row, FALLBACK);
        putNumber(1);
        put(outputNames[0]);
        putNumber(0);
        putDouble(value);
        putNumber(0);
        putKeptFeatures(row);
        putNumber(1);
        put(withLength(reason));
        put(degradation);
        return Arrays.copyOf(buffer, at);
    }

    private void begin(PendingEvents events, int row, byte kind) {
        at = LONGEST_NUMBER; // the header of ten bytes is there for good
        byte[] id = events.idBytes(row);
        putNumber(id.length);
        put(id);
        putNumber(events.eventTime(row));
        putNumber(events.partition(row));
        putNumber(events.offset(row));
        putNumber(events.ingestTime(row));
        room(1);
        buffer[at++] = kind;
        put(model);
    }

    private void putKeptFeatures(int row) {
        if (!logFeatures) {
            putNumber(0);
            return;
        }
        int length = featureEnds[row + 1] - featureEnds[row];
        room(length);
        System.arraycopy(features, featureEnds[row], buffer, at, length);
        at += length;
    }

    private void putFeatures(RowBatch rows, int row) {
        int width = branches.length;
        putNumber(width);
        for (int column = 0; column < width; column++) {
            double value = rows.get(row, column);
            room(LONGEST_NUMBER);
            if (Double.isNaN(value)) {
                buffer[at++] = NULL;
            } else if (branches[column] == FLOAT) {
                buffer[at++] = FLOAT;
                INT.set(buffer, at, Float.floatToRawIntBits((float) value));
                at += 4;
            } else if (branches[column] == DOUBLE) {
                buffer[at++] = DOUBLE;
                LONG.set(buffer, at, Double.doubleToRawLongBits(value));
                at += 8;
            } else {
                buffer[at++] = STRING;
                boolean listed = value >= 0 && categories[column].length > 0;
                put(listed ? categories[column][(int) value] : withLength(rows.text(row, column)));
            }
        }
        putNumber(0);
    }

    /** Zigzag, then seven bits a byte. */
    private void putNumber(long value) {
        room(LONGEST_NUMBER);
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            buffer[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[at++] = (byte) rest;
    }

    private void putDouble(double value) {
        room(8);
        LONG.set(buffer, at, Double.doubleToRawLongBits(value));
        at += 8;
    }

    private void put(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, at, bytes.length);
        at += bytes.length;
    }

    private void room(int bytes) {
        if (buffer.length - at < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, at + bytes));
        }
    }
}
