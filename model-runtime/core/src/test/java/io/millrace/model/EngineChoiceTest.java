package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineChoiceTest {
    private static final ModelContract CONTRACT =
            new ModelContract(List.of(ModelInput.of("a", FeatureType.DOUBLE)), List.of(ModelOutput.number("score")));

    private final FakeEngine reference = engine("reference", true, 1);
    private final FakeEngine candidate = engine("candidate", false, 1);

    /** Another model for each test: outcomes are kept by hash for the life of the process. */
    private final ModelBundle bundle = bundle("onnx");

    private static FakeEngine engine(String name, boolean isReference, double answer) {
        return new FakeEngine(name, isReference, CONTRACT, (rows, row, scores) -> scores.setNumber(row, 0, answer));
    }

    private static ModelBundle bundle(String format, GoldenRow... golden) {
        return new ModelBundle(
                Path.of("model.onnx"),
                new ModelId("model", 1, UUID.randomUUID().toString()),
                format,
                new byte[0],
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(golden),
                Optional.empty());
    }

    private static GoldenRow golden(double a, double score) {
        return new GoldenRow(1, Map.of("a", a), Map.of("score", score), 1e-9);
    }

    private EngineChoice choose(FakeEngine... engines) {
        return choose(bundle, engines);
    }

    private static EngineChoice choose(ModelBundle bundle, FakeEngine... engines) {
        EngineChoice choice = Models.choose(bundle, Device.CPU, List.of(engines));
        choice.model().close();
        return choice;
    }

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(reference.open()).isZero();
        assertThat(candidate.open()).isZero();
    }

    @Test
    void theCandidateServesWhereItAgrees() {
        EngineChoice choice = choose(reference, candidate);
        assertThat(choice.model().engine()).isEqualTo("candidate");
        assertThat(choice.reason()).matches("agrees with reference on [0-9]+ generated rows");
    }

    @Test
    void theReferenceServesWhereTheyDisagree() {
        EngineChoice choice = choose(reference, engine("candidate", false, 2));
        assertThat(choice.model().engine()).isEqualTo("reference");
        assertThat(choice.reason())
                .startsWith("candidate disagrees on generated row {a=")
                .endsWith("output score is 2.0 in candidate, 1.0 in reference");
    }

    @Test
    void theReferenceServesWhatTheCandidateCannot() {
        EngineChoice unsupported =
                choose(reference, candidate.refusing(new UnsupportedModelException("operator TfIdf")));
        assertThat(unsupported.model().engine()).isEqualTo("reference");
        assertThat(unsupported.reason()).isEqualTo("candidate does not support it: operator TfIdf");
    }

    @Test
    void theReferenceServesWhatTheCandidateTakesForBroken() {
        EngineChoice refused = choose(reference, candidate.refusing(new ModelException("a leaf without a value")));
        assertThat(refused.model().engine()).isEqualTo("reference");
        assertThat(refused.reason()).isEqualTo("candidate refuses it: a leaf without a value");
    }

    @Test
    void aCandidateThatBreaksOffIsNoReasonNotToServe() {
        FakeEngine broken = new FakeEngine("candidate", false, CONTRACT, (rows, row, scores) -> {
            throw new ArrayIndexOutOfBoundsException("column 7");
        });
        EngineChoice choice = choose(reference, broken);
        assertThat(choice.model().engine()).isEqualTo("reference");
        assertThat(choice.reason()).contains("comparing it in candidate failed").contains("column 7");
        assertThat(broken.open()).isZero();
    }

    @Test
    void aModelThatTheReferenceRefusesIsRefused() {
        reference.refusing(new ModelException("cut in half"));
        assertThatThrownBy(() -> choose(reference, candidate))
                .isInstanceOf(ModelException.class)
                .hasMessage("cut in half");
    }

    @Test
    void theFirstOfSeveralCandidatesThatAgreesServes() {
        EngineChoice choice = choose(engine("wrong", false, 2), candidate, reference);
        assertThat(choice.model().engine()).isEqualTo("candidate");
    }

    @Test
    void withoutAReferenceTheReasonSaysSo() {
        EngineChoice choice = choose(candidate);
        assertThat(choice.model().engine()).isEqualTo("candidate");
        assertThat(choice.reason()).isEqualTo("no reference engine for onnx on the class path: compared with nothing");
        assertThat(choose(bundle("onnx", golden(3, 1)), candidate).reason())
                .endsWith("compared with 1 golden rows only");
        assertThatThrownBy(() -> choose(bundle("onnx", golden(3, 2)), candidate))
                .hasMessageContaining("GOLDEN: golden row 1: score");
        candidate.refusing(new UnsupportedModelException("operator TfIdf"));
        assertThatThrownBy(() -> choose(candidate)).hasMessage("operator TfIdf");
    }

    @Test
    void aDeviceThatIsNotTheCpuIsTheReferencesAlone() {
        try (Model model = Models.choose(bundle, Device.parse("cuda:0"), List.of(candidate, reference))
                .model()) {
            assertThat(model.engine()).isEqualTo("reference");
        }
    }

    @Test
    void anOutcomeIsKept() {
        for (int i = 0; i < 3; i++) {
            assertThat(choose(reference, candidate).reason()).contains("agrees");
        }
        assertThat(reference.loaded()).isEqualTo(1);
        assertThat(candidate.loaded()).isEqualTo(3);
    }

    @Test
    void goldenRowsBindWhoeverServes() {
        assertThat(choose(bundle("onnx", golden(3, 1)), candidate, reference).reason())
                .matches("agrees with reference on [0-9]+ generated rows, and 1 golden rows agree");
        assertThat(choose(bundle("onnx", golden(3, 1)), reference).reason())
                .isEqualTo("the only engine for onnx on cpu, and 1 golden rows agree");
        for (FakeEngine[] engines : new FakeEngine[][] {{candidate, reference}, {reference}}) {
            assertThatThrownBy(() -> choose(bundle("onnx", golden(3, 7)), engines))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("model.onnx: GOLDEN: golden row 1: score: expected 7.0")
                    .hasMessageContaining("found 1.0 in reference");
        }
    }

    @Test
    void aCandidateThatFailsOnGoldenRowsOnlyDoesNotServe() {
        FakeEngine wrongAtOneValue = new FakeEngine(
                "candidate",
                false,
                CONTRACT,
                (rows, row, scores) -> scores.setNumber(row, 0, rows.get(row, 0) == 1234.5 ? 2 : 1));
        EngineChoice choice = choose(bundle("onnx", golden(1234.5, 1)), wrongAtOneValue, reference);
        assertThat(choice.model().engine()).isEqualTo("reference");
        assertThat(choice.reason()).startsWith("candidate disagrees with golden row 1: score: expected 1.0");
    }

    @Test
    void aFormatThatNoEngineReadsNamesThoseThatAre() {
        assertThatThrownBy(() -> Models.choose(bundle("pmml"), Device.CPU, List.of(reference, candidate)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no engine for format pmml on the class path (engines found for: onnx)");
    }
}
