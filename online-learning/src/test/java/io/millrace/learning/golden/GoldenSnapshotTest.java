package io.millrace.learning.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.model.Learners;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Snapshots that earlier releases wrote must be read for ever, and go on as they would have then. {@code golden/VERSION/NAME.bin} is a state
 * after {@value Golden#BEFORE} examples of {@link GoldenStream}; {@code golden/VERSION/answers.csv} has a line for each: its name, then what
 * came of the {@value Golden#AFTER} examples after that.
 *
 * <p>Whoever changes the form of a snapshot raises {@link #NEWEST} by one and writes the states of the new form with {@link #main}; the folders before
 * stay as they are. With the module's test classes and what they need on the class path:
 *
 * <pre>java -cp … io.millrace.learning.golden.GoldenSnapshotTest online-learning/src/test/resources/golden</pre>
 */
class GoldenSnapshotTest {
    /** Which folder has the states that this release writes. */
    private static final int NEWEST = 1;

    private static final String ANSWERS = "answers.csv";

    /**
     * Recorded on x86-64. Elsewhere the JVM's {@code Math.exp} and {@code Math.log} may differ in the last bit, and what was computed with them a little more.
     */
    private static final double TOLERANCE =
            List.of("amd64", "x86_64").contains(System.getProperty("os.arch")) ? 0 : 1e-9;

    private static Map<String, Golden<?>> goldens() {
        Map<String, Golden<?>> goldens = new LinkedHashMap<>();
        GoldenModel.all().forEach(model -> goldens.put(model.name(), model));
        GoldenJudge.all().forEach(judge -> goldens.put(judge.name(), judge));
        return goldens;
    }

    private static byte[] resource(int version, String name) throws IOException {
        String path = "/golden/" + version + "/" + name;
        try (InputStream in = GoldenSnapshotTest.class.getResourceAsStream(path)) {
            assertThat(in).as("resource %s", path).isNotNull();
            return in.readAllBytes();
        }
    }

    private static Map<String, double[]> answers(int version) throws IOException {
        Map<String, double[]> answers = new LinkedHashMap<>();
        new String(resource(version, ANSWERS), StandardCharsets.UTF_8).lines().forEach(line -> {
            String[] cells = line.split(",", -1);
            answers.put(
                    cells[0],
                    Arrays.stream(cells)
                            .skip(1)
                            .mapToDouble(Double::parseDouble)
                            .toArray());
        });
        return answers;
    }

    /** A recorded state: version and name. */
    static Stream<Object[]> recorded() throws IOException {
        List<Object[]> recorded = new ArrayList<>();
        for (int version = 1; version <= NEWEST; version++) {
            for (String name : answers(version).keySet()) {
                recorded.add(new Object[] {version, name});
            }
        }
        return recorded.stream();
    }

    static Stream<String> names() {
        return goldens().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void goesOnFromWhereItWas(int version, String name) throws IOException {
        Golden<?> golden = goldens().get(name);
        double[] found = golden.goOn(resource(version, name + ".bin")).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        double[] expected = answers(version).get(name);
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            if (Double.isNaN(expected[i])) {
                assertThat(found[i]).as("answer %d", i).isNaN();
            } else {
                assertThat(found[i]).as("answer %d", i).isCloseTo(expected[i], within(TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theNewestFormIsWhatThisReleaseWrites(String name) throws IOException {
        byte[] state = resource(NEWEST, name + ".bin");
        assertThat(goldens().get(name).again(state)).isEqualTo(state);
        if (TOLERANCE == 0) {
            assertThat(goldens().get(name).state()).isEqualTo(state);
        }
    }

    @Test
    void noAlgorithmIsLeftOut() {
        assertThat(GoldenModel.all().stream()
                        .map(model -> model.config().learner().algorithm())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(Learners.algorithms());
    }

    /** Writes the states of this release, and what comes of them, into the folder of {@link #NEWEST} below that of the argument. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0], Integer.toString(NEWEST)));
        List<String> lines = new ArrayList<>();
        for (Golden<?> golden : goldens().values()) {
            byte[] state = golden.state();
            Files.write(folder.resolve(golden.name() + ".bin"), state);
            StringBuilder line = new StringBuilder(golden.name());
            golden.goOn(state).forEach(answer -> line.append(',').append(answer));
            lines.add(line.toString());
        }
        Files.write(folder.resolve(ANSWERS), lines);
    }
}
