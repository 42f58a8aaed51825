package io.millrace.drift.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.DriftDetector;
import io.millrace.drift.DriftLevel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * States that earlier releases wrote must be read for ever. Those of version 1 are {@code golden/NAME-1.bin}: each detector with its defaults after
 * {@value #VALUES} values of stream e. A new version adds files and leaves these; {@link #main} writes those of the present one.
 */
class GoldenStateTest {
    private static final int VALUES = 1_150;

    static List<String> names() {
        return Detectors.names();
    }

    private static DriftDetector advanced(DetectorConfig config) {
        DriftDetector detector = config.newDetector();
        Arrays.stream(RecordedStream.named("e")).limit(VALUES).forEach(detector::update);
        return detector;
    }

    private static byte[] state(DriftDetector detector) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        detector.writeTo(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static List<DriftLevel> rest(DriftDetector detector) {
        return Arrays.stream(RecordedStream.named("e"))
                .skip(VALUES)
                .mapToObj(detector::update)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void versionOneIsRead(String name) throws IOException {
        DetectorConfig config = Detectors.defaults(name);
        byte[] golden;
        try (InputStream in = GoldenStateTest.class.getResourceAsStream("/golden/" + name + "-1.bin")) {
            golden = in.readAllBytes();
        }
        DriftDetector read = config.readDetector(new DataInputStream(new ByteArrayInputStream(golden)));
        assertThat(state(read)).isEqualTo(golden);
        assertThat(state(advanced(config))).isEqualTo(golden);
        assertThat(rest(read)).isEqualTo(rest(advanced(config)));
    }

    /** Writes the states of this release into a folder. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (String name : names()) {
            Files.write(folder.resolve(name + "-1.bin"), state(advanced(Detectors.defaults(name))));
        }
    }
}
