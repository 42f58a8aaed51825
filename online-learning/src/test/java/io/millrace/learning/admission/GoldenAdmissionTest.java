package io.millrace.learning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learning.Task;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Snapshots that earlier releases wrote must be read for ever. {@code golden/admission-VERSION.bin} is a filter of all stages after {@value #SEEN} of the contract's
 * examples, {@code golden/admission-VERSION.txt} the release's own decisions about the next {@value #NEXT}. A new version adds files and leaves these;
 * {@link #main} writes those of the present one.
 */
class GoldenAdmissionTest {
    /** Which files this release writes. */
    private static final int NEWEST = 3;

    private static final int SEEN = 2_500;
    private static final int NEXT = 1_000;

    private static AdmissionConfig config() {
        return new AdmissionConfig(
                IdentityConfig.DEFAULTS
                        .withClasses(List.of(TrustClass.of("users"), new TrustClass("analysts", 2, false)))
                        .withMaxPrincipals(25),
                List.of(
                        SchemaRulesConfig.DEFAULTS
                                .withFields(
                                        List.of(FieldRule.range("a", -11, 11).required()))
                                .withLabels(0, 1),
                        ExpressionRulesConfig.of(new ExpressionRule("tame", "example.b < 9.0")),
                        OutlierFilterConfig.DEFAULTS.withQuantile(0.99),
                        OutlierFilterConfig.DEFAULTS
                                .withDetector(RobustZScoreConfig.DEFAULTS)
                                .withThreshold(8),
                        LabelFlipGuardConfig.DEFAULTS.withEpoch(100),
                        GradientClipConfig.DEFAULTS.withMaxNorm(1),
                        PrincipalBucketsConfig.DEFAULTS.withRefresh(64),
                        InfluenceCapConfig.DEFAULTS.withMaxExamples(8).withRememberedIds(100)));
    }

    private static Random examples() {
        return new Random(2_026);
    }

    /** After what came before the snapshot. */
    private static Admission advanced(Random random) {
        Admission admission = Admission.of(config(), Task.BINARY_CLASSIFICATION, 1, 4, AdmissionStageContract.FIELDS);
        Submission example = new Submission();
        for (int i = 0; i < SEEN; i++) {
            Examples.next(random, i, example);
            admission.admit(example);
        }
        return admission;
    }

    private static String rest(Admission admission, Random random) {
        Submission example = new Submission();
        StringBuilder decisions = new StringBuilder();
        for (int i = SEEN; i < SEEN + NEXT; i++) {
            Examples.next(random, i, example);
            admission.admit(example);
            decisions.append(example.reason().text()).append('\n');
        }
        return decisions.toString();
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = GoldenAdmissionTest.class.getResourceAsStream("/golden/" + name)) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, NEWEST})
    void eachVersionIsReadAndGoesOn(int version) throws IOException {
        byte[] golden = golden("admission-" + version + ".bin");
        String expected = new String(golden("admission-" + version + ".txt"), StandardCharsets.UTF_8);
        Admission read = Admission.restore(golden);
        assertThat(read.config()).isEqualTo(config());
        if (version == NEWEST) {
            assertThat(read.snapshot()).as("read and written").isEqualTo(golden);
        }
        Random random = examples();
        advanced(random);
        assertThat(rest(read, random)).isEqualTo(expected);
        assertThat(Arrays.stream(expected.split("\n")).collect(Collectors.toSet()))
                .as("a golden file that shows something")
                .contains(
                        "admitted", "duplicate", "outlier", "distrusted", "example-cap", "expression", "out-of-range");
    }

    /** Writes snapshot and decisions of this release into a folder. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Random random = examples();
        Admission admission = advanced(random);
        Files.write(folder.resolve("admission-" + NEWEST + ".bin"), admission.snapshot());
        Files.writeString(folder.resolve("admission-" + NEWEST + ".txt"), rest(admission, random));
    }
}
