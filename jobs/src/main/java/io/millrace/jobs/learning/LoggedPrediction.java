package io.millrace.jobs.learning;

import io.millrace.jobs.decode.AvroInput;
import io.millrace.jobs.decode.DecodeException;
import io.millrace.jobs.decode.DecodeFault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Reads what a prediction logged, straight from its bytes: who answered, the scores, and the features. One instance is reused for
 * all. One thread.
 */
public final class LoggedPrediction {
    // Branches of the unions of outputs and features, and their number, as prediction.avsc numbers them.
    private static final int OUTPUT_BRANCHES = 2;
    private static final int OUTPUT_DOUBLE = 0;
    private static final int FEATURE_BRANCHES = 4;
    private static final int NULL = 0;
    private static final int FLOAT = 1;
    private static final int DOUBLE = 2;

    private static final int KINDS = 2;
    private static final int FINGERPRINT_LENGTH = 8;

    /** Takes features one by one. */
    public interface Features {
        /** A number of column {@code column}. */
        void number(int column, double value);

        /** A text of column {@code column}. */
        void text(int column, String value);

        /** Whether anybody wants the text of a column; if not it is passed over. */
        boolean wants(int column);
    }

    private final AvroInput in = new AvroInput();
    private final byte[][] outputNames;
    private final double[] outputs;
    private byte[] value;
    private int modelAt;
    private int modelEnd;
    private long version;
    private int featuresAt;
    private byte[] lastModel = new byte[0];
    private long lastVersion;
    private String label = "";

    /**
     * A reader.
     *
     * @param outputs names of the outputs that are the scores
     */
    public LoggedPrediction(List<String> outputs) {
        outputNames = outputs.stream()
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.outputs = new double[outputNames.length];
    }

    /**
     * Reads everything but the features.
     *
     * @throws DecodeException if the bytes are damaged
     */
    public void read(byte[] prediction) {
        value = prediction;
        PredictionHead.begin(prediction, in);
        in.skip(in.readLength()); // event id
        in.readLong(); // event time
        in.readLong(); // partition
        in.readLong(); // offset
        in.readLong(); // ingest time
        in.readIndex(KINDS);
        in.skip(in.readLength()); // slot
        int length = in.readLength();
        modelAt = in.position();
        modelEnd = modelAt + length;
        in.skip(length);
        version = in.readLong();
        in.skip(FINGERPRINT_LENGTH);
        readOutputs();
        featuresAt = in.position();
    }

    private void readOutputs() {
        Arrays.fill(outputs, Double.NaN);
        for (long items = blockItems(); items != 0; items = blockItems()) {
            for (long i = 0; i < items; i++) {
                int length = in.readLength();
                int at = in.position();
                in.skip(length);
                if (in.readIndex(OUTPUT_BRANCHES) == OUTPUT_DOUBLE) {
                    set(at, length, in.readDouble());
                } else {
                    in.skip(in.readLength());
                }
            }
        }
    }

    private void set(int at, int length, double score) {
        for (int k = 0; k < outputNames.length; k++) {
            if (Arrays.equals(value, at, at + length, outputNames[k], 0, outputNames[k].length)) {
                outputs[k] = score;
            }
        }
    }

    /** Items of the next block of an array or map; a negative number is followed by the block's bytes. */
    private long blockItems() {
        long items = in.readLong();
        if (items < 0) {
            in.readLong();
            items = -items;
        }
        if (items < 0 || items > value.length) { // each item has a byte at least
            throw DecodeException.of(DecodeFault.MALFORMED);
        }
        return items;
    }

    /** Who answered, {@code name@version}. */
    public String model() {
        if (version != lastVersion || !Arrays.equals(value, modelAt, modelEnd, lastModel, 0, lastModel.length)) {
            lastModel = Arrays.copyOfRange(value, modelAt, modelEnd);
            lastVersion = version;
            label = new String(lastModel, StandardCharsets.UTF_8) + "@" + version;
        }
        return label;
    }

    /** The scores; NaN where the prediction has no number of that name. Valid until the next {@link #read}, not to be changed. */
    public double[] outputs() {
        return outputs;
    }

    /**
     * Reads the features.
     *
     * @return how many columns there were
     * @throws DecodeException if the bytes are damaged
     */
    public int readFeatures(Features features) {
        in.reset(value, featuresAt);
        int column = 0;
        for (long items = blockItems(); items != 0; items = blockItems()) {
            for (long i = 0; i < items; i++) {
                readFeature(column++, features);
            }
        }
        return column;
    }

    private void readFeature(int column, Features features) {
        int branch = in.readIndex(FEATURE_BRANCHES);
        if (branch == NULL) {
            return;
        }
        if (branch == FLOAT) {
            features.number(column, in.readFloat());
        } else if (branch == DOUBLE) {
            features.number(column, in.readDouble());
        } else if (features.wants(column)) {
            features.text(column, in.readString());
        } else {
            in.skip(in.readLength());
        }
    }
}
