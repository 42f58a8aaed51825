package io.millrace.drift.detector;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.DriftDetector;
import io.millrace.drift.DriftLevel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A stream that record_streams.py made, and what a detector says of it. */
final class RecordedStream {
    private RecordedStream() {}

    static double[] named(String name) {
        try (InputStream in = RecordedStream.class.getResourceAsStream("/streams/" + name + ".csv")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Indices of drifts, D, and of the first warning since the start or the last drift, W. */
    static String signals(DetectorConfig config, double[] values) {
        return signals(config, values, Integer.MAX_VALUE);
    }

    /** The same, restored from a snapshot every so many values. */
    static String signals(DetectorConfig config, double[] values, int restoreEvery) {
        List<String> signals = new ArrayList<>();
        DriftDetector detector = config.newDetector();
        boolean warned = false;
        for (int i = 0; i < values.length; i++) {
            DriftLevel level = detector.update(values[i]);
            if (level == DriftLevel.DRIFT) {
                signals.add("D " + i);
                warned = false;
            } else if (level == DriftLevel.WARNING && !warned) {
                signals.add("W " + i);
                warned = true;
            }
            if ((i + 1) % restoreEvery == 0) {
                detector = restored(config, detector);
            }
        }
        return String.join(", ", signals);
    }

    private static DriftDetector restored(DetectorConfig config, DriftDetector detector) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            detector.writeTo(new DataOutputStream(bytes));
            return config.readDetector(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
