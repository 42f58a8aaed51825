package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelBundleTest {
    private static final byte[] MODEL = "model".getBytes(StandardCharsets.UTF_8);
    /** From {@code printf model | sha256sum}. */
    private static final String SHA256 = "9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4";

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temporary.resolve("bundle"));
        Files.write(folder.resolve("model.onnx"), MODEL);
    }

    @Test
    void readsAFolder() throws IOException {
        ModelBundle bundle = open("""
                name: fraud
                version: 12
                format: onnx
                file: model.onnx
                task: classification
                inputs:
                  - {name: amount, type: double, unit: EUR, range: [0, 1e6], missingReplacement: 0.5}
                  - {name: country, type: categorical, categories: [DE, FR], missing: returnInvalid, invalidReplacement: FR}
                  - {name: embedding, size: 3, invalid: asIs, tensor: vectors}
                outputs:
                  - {name: probability, from: probabilities, index: 1}
                  - {name: label}
                lineage: {run: 77, by: ann}
                """);
        assertThat(bundle.id()).isEqualTo(new ModelId("fraud", 12, SHA256));
        assertThat(bundle.id().toString()).isEqualTo("fraud@12");
        assertThat(bundle.id().fingerprint()).containsExactly(0x93, 0x72, 0xc4, 0x70, 0xee, 0xad, 0xd5, 0xec);
        assertThat(bundle.path()).isEqualTo(folder);
        assertThat(bundle.format()).isEqualTo("onnx");
        assertThat(bundle.bytes()).isEqualTo(MODEL);
        assertThat(bundle.inputs()).hasSize(3);
        assertThat(bundle.inputs().get(0))
                .isEqualTo(input("amount", FeatureType.DOUBLE, 1, "EUR", 0, 1e6, MissingPolicy.AS_VALUE, 0.5));
        ModelInput country = bundle.inputs().get(1);
        assertThat(country.categories()).containsExactly("DE", "FR");
        assertThat(country.treatment().missing()).isEqualTo(MissingPolicy.RETURN_INVALID);
        assertThat(country.treatment().invalid()).isEqualTo(InvalidPolicy.AS_VALUE);
        assertThat(country.treatment().invalidReplacement()).isEqualTo(1);
        ModelInput embedding = bundle.inputs().get(2);
        assertThat(embedding.type()).isEqualTo(FeatureType.FLOAT);
        assertThat(embedding.size()).isEqualTo(3);
        assertThat(embedding.treatment().invalid()).isEqualTo(InvalidPolicy.AS_IS);
        assertThat(embedding.tensor()).isEqualTo("vectors");
        assertThat(bundle.outputs())
                .containsExactly(
                        new OutputSource("probability", "probabilities", 1), new OutputSource("label", "label", -1));
        assertThat(bundle.lineage()).isEqualTo(Map.of("run", "77", "by", "ann"));
    }

    @Test
    void defaultsAreTheseAndNoOthers() throws IOException {
        ModelBundle bundle = open("""
                name: fraud
                version: 1
                format: onnx
                file: model.onnx
                inputs: [{name: x}]
                """);
        assertThat(bundle.inputs()).containsExactly(ModelInput.of("x", FeatureType.FLOAT));
        assertThat(bundle.outputs()).isEmpty();
        assertThat(bundle.lineage()).isEmpty();
    }

    @Test
    void readsABareFile() throws IOException {
        Path file = Files.write(temporary.resolve("Fraud-Forest.ONNX"), MODEL);
        ModelBundle bundle = ModelBundle.open(file);
        assertThat(bundle.id()).isEqualTo(new ModelId("fraud-forest", 1, SHA256));
        assertThat(bundle.format()).isEqualTo("onnx");
        assertThat(bundle.inputs()).isEmpty();
        assertThat(ModelBundle.open(Files.write(temporary.resolve("tree.pmml"), MODEL))
                        .format())
                .isEqualTo("pmml");
    }

    @Test
    void readsContentThatIsInMemory() {
        Path nowhere = temporary.resolve("nowhere.onnx");
        ModelBundle bundle = ModelBundle.of(nowhere, MODEL, "fraud", 9);
        assertThat(bundle.id()).isEqualTo(new ModelId("fraud", 9, SHA256));
        assertThat(bundle.path()).isEqualTo(nowhere);
        assertThatThrownBy(() -> ModelBundle.of(temporary.resolve("x.txt"), MODEL, "fraud", 9))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("a file ending in .onnx or .pmml");
    }

    @Test
    void allMistakesComeAtOnce() {
        assertThatThrownBy(() -> open("""
                        name: Fraud Model
                        version: 0
                        format: pickle
                        file: ../secret.onnx
                        task: ranking
                        inputs:
                          - {name: a, type: text}
                          - {name: b, size: 0, mising: asIs}
                          - {name: c, type: double, categories: [x]}
                          - {name: d, missing: asValue}
                          - {name: e, type: categorical, categories: [x, y], missingReplacement: z}
                          - {name: f, type: categorical, categories: [x, x]}
                          - {name: g, type: categorical, categories: [x], invalidReplacement: 1}
                          - {name: h, type: integer, missingReplacement: 0.5}
                          - {name: i}
                          - {name: i}
                          - {type: float}
                          - j
                        outputs:
                          - {from: y}
                          - {name: z, index: -2}
                          - {name: z}
                        owner: ann
                        """)).isInstanceOf(ModelException.class).hasMessage("""
                        %s: 21 mistakes
                          name: must be 1 to 63 lower-case letters, digits, dots, dashes or underscores, a letter or digit first, found "Fraud Model"
                          version: must be a whole number from 1 to 9223372036854775807, found 0
                          format: must be one of onnx, pmml, mleap, found "pickle"
                          task: must be one of classification, regression, clustering, found "ranking"
                          inputs[11]: must be a mapping, found "j"
                          inputs[0].type: must be one of float, double, integer, long, boolean, categorical, found "text"
                          inputs[1].size: must be a whole number from 1 to 1000000, found 0
                          inputs[1].mising: unknown key, found "asIs" (did you mean missing?)
                          inputs: categories need type categorical: input c, found DOUBLE
                          inputs: missing: asValue needs a missingReplacement: input d, found NaN
                          inputs[4].missingReplacement: must be a number or one of the input's categories, found "z"
                          inputs: categories must differ: input f, found [x, x]
                          inputs: invalidReplacement must be a value of the input's type: input g, found 1.0
                          inputs: missingReplacement must be a value of the input's type: input h, found 0.5
                          inputs[10].name: is required and must be text, found nothing
                          outputs[0].name: is required and must be text, found nothing
                          outputs[1].index: must be a whole number from -1 to 1000000, found -2
                          owner: unknown key, found "ann"
                          inputs: names must differ, found i twice
                          outputs: names must differ, found z twice
                          file: must lie inside the bundle's folder, found "../secret.onnx\"""".formatted(
                        folder.resolve("model.yaml")));
    }

    @Test
    void treatmentsAreReadAlsoInTheSpellingOfPmml() throws IOException {
        List<ModelInput> inputs = open("""
                bundle: 1
                name: fraud
                version: 1
                format: onnx
                file: model.onnx
                inputs:
                  - {name: a, outlier: asExtreme, outlierLow: -1, outlierHigh: 2}
                  - {name: b, outlier: asMissing, outlierHigh: 2.5}
                  - {name: c, outlier: asExtremeValues, outlierLow: 0}
                  - {name: d, outlier: asMissingValues, outlierLow: 0}
                  - {name: e, missing: asMean, missingReplacement: 1}
                  - {name: f, missing: asMedian, missingReplacement: 2}
                  - {name: g, type: categorical, categories: [x, y], missing: asMode, missingReplacement: y}
                """).inputs();
        InputTreatment plain = InputTreatment.DEFAULT;
        double unbounded = Double.POSITIVE_INFINITY;
        assertThat(inputs.stream().map(ModelInput::treatment))
                .containsExactly(
                        plain.withOutliers(OutlierPolicy.AS_EXTREME, -1, 2),
                        plain.withOutliers(OutlierPolicy.AS_MISSING, -unbounded, 2.5),
                        plain.withOutliers(OutlierPolicy.AS_EXTREME, 0, unbounded),
                        plain.withOutliers(OutlierPolicy.AS_MISSING, 0, unbounded),
                        plain.withMissingReplacement(1),
                        plain.withMissingReplacement(2),
                        plain.withMissingReplacement(1));
    }

    @Test
    void aTreatmentThatWouldNeverApplyIsAMistake() {
        assertThatThrownBy(() -> open("""
                        bundle: 2
                        name: fraud
                        version: 1
                        format: onnx
                        file: model.onnx
                        inputs:
                          - {name: a, outlierLow: 1}
                          - {name: b, outlier: asMissing}
                          - {name: c, outlier: asExtreme, outlierLow: 2, outlierHigh: 1}
                          - {name: d, missing: asIs, missingReplacement: 1}
                          - {name: e, invalid: asMissing, invalidReplacement: 1}
                          - {name: f, type: categorical, outlier: asMissing, outlierLow: 1}
                        """)).isInstanceOf(ModelException.class).hasMessage("""
                        %s: 7 mistakes
                          bundle: must be a whole number from 1 to 1, found 2
                          inputs[0].outlierLow: needs outlier: asMissing or asExtreme, found 1
                          inputs[1].outlier: outlier: needs outlierLow or outlierHigh: AS_MISSING, found "asMissing"
                          inputs[2].outlier: outlierLow must be <= outlierHigh: 2.0 > 1.0, found "asExtreme"
                          inputs[3].missingReplacement: needs missing: asValue, found 1
                          inputs[4].invalidReplacement: needs invalid: asValue, found 1
                          inputs: outlier needs a numeric type: input f, found CATEGORICAL""".formatted(
                        folder.resolve("model.yaml")));
    }

    @Test
    void goldenRowsAndTheReferenceProfileComeAlong() throws IOException {
        Files.writeString(folder.resolve("golden.jsonl"), "{\"inputs\":{\"x\":1},\"outputs\":{\"y\":2}}\n");
        Files.writeString(folder.resolve("reference.json"), "{\"version\":1,\"rows\":3}");
        ModelBundle bundle = open(minimal("model.onnx") + "task: regression\n");
        assertThat(bundle.task()).contains(ModelTask.REGRESSION);
        assertThat(bundle.golden()).containsExactly(new GoldenRow(1, Map.of("x", 1.0), Map.of("y", 2.0), 1e-6));
        assertThat(bundle.reference()).contains(new ReferenceProfile(3, List.of(), List.of()));
    }

    @Test
    void mistakesOfAllFilesComeAtOnce() throws IOException {
        Files.writeString(folder.resolve("golden.jsonl"), "1\n");
        Files.writeString(folder.resolve("reference.json"), "{\"version\":2,\"rows\":3}");
        assertThatThrownBy(() -> open(minimal("model.onnx") + "owner: ann\n"))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder.resolve("model.yaml") + """
                        : 3 mistakes
                          owner: unknown key, found "ann"
                          golden.jsonl: line 1: must be a JSON object, found 1
                          reference.json: version: must be a whole number from 1 to 1, found 2""");
    }

    @Test
    void aZipIsAsGoodAsAFolder() throws IOException {
        Path zip = temporary.resolve("fraud.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            put(out, "model.yaml", minimal("files/../files/m.onnx").getBytes(StandardCharsets.UTF_8));
            put(out, "files/m.onnx", MODEL);
            put(out, "golden.jsonl", "{\"inputs\":{},\"outputs\":{\"y\":2}}".getBytes(StandardCharsets.UTF_8));
        }
        ModelBundle bundle = ModelBundle.open(zip);
        assertThat(bundle.id()).isEqualTo(new ModelId("fraud", 1, SHA256));
        assertThat(bundle.path()).isEqualTo(zip);
        assertThat(bundle.bytes()).isEqualTo(MODEL);
        assertThat(bundle.golden()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../m.onnx | 'file: must lie inside the bundle''s folder, found \"../m.onnx\"'",
                "/m.onnx | 'file: must lie inside the bundle''s folder, found \"/m.onnx\"'",
                "gone.onnx | no such file or folder: ",
            })
    void aZipMustHoldItsModel(String file, String message) throws IOException {
        Path zip = temporary.resolve("fraud.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            put(out, "model.yaml", minimal(file).getBytes(StandardCharsets.UTF_8));
        }
        assertThatThrownBy(() -> ModelBundle.open(zip))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aZipOfSomethingElseIsRefused() throws IOException {
        Path zip = temporary.resolve("fraud.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            put(out, "folder/model.yaml", minimal("m.onnx").getBytes(StandardCharsets.UTF_8));
        }
        assertThatThrownBy(() -> ModelBundle.open(zip))
                .isInstanceOf(ModelException.class)
                .hasMessage(zip + ": must hold model.yaml, or be an MLeap bundle with bundle.json, at its root");
        Path noZip = Files.write(temporary.resolve("model.zip"), MODEL);
        assertThatThrownBy(() -> ModelBundle.open(noZip))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("must be a zip");
    }

    private static void put(ZipOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
        out.closeEntry();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../model.onnx", "/etc/passwd", "a/../../model.onnx", "../bundle-2/model.onnx"})
    void aFileOutsideTheFolderIsRefused(String file) {
        assertThatThrownBy(() -> open(minimal(file)))
                .isInstanceOf(ModelException.class)
                .hasMessageEndingWith("\n  file: must lie inside the bundle's folder, found \"" + file + "\"");
    }

    @Test
    void aFileInASubfolderIsFine() throws IOException {
        Files.createDirectory(folder.resolve("files"));
        Files.write(folder.resolve("files").resolve("m.onnx"), MODEL);
        assertThat(open(minimal("files/../files/m.onnx")).bytes()).isEqualTo(MODEL);
    }

    @Test
    void aFileNameThatIsNoPathIsAMistake() {
        assertThatThrownBy(() -> open(minimal("\"a\\0b\"")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("\n  file: must be a path, found ");
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        Path nowhere = temporary.resolve("nowhere.onnx");
        assertThatThrownBy(() -> ModelBundle.open(nowhere))
                .isInstanceOf(ModelException.class)
                .hasMessage(nowhere + ": no such file or folder: " + nowhere);
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        assertThatThrownBy(() -> ModelBundle.open(empty))
                .isInstanceOf(ModelException.class)
                .hasMessage(empty + ": no model.yaml in this folder");
        assertThatThrownBy(() -> open(minimal("gone.onnx")))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder + ": no such file or folder: " + folder.resolve("gone.onnx"));
        assertThatThrownBy(() -> open(minimal(".")))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(folder + ": cannot be read: ");
    }

    @Test
    void anotherKindOfFileIsRefused() throws IOException {
        Path file = Files.write(temporary.resolve("model.pkl"), MODEL);
        assertThatThrownBy(() -> ModelBundle.open(file))
                .isInstanceOf(ModelException.class)
                .hasMessage(
                        file
                                + ": must be a folder or a .zip with model.yaml, or a file ending in .onnx or .pmml, or an MLeap .zip");
    }

    @Test
    void aFormatWithoutAnEngineIsRefused() throws IOException {
        ModelBundle bundle = open(minimal("model.onnx"));
        assertThatThrownBy(() -> Models.load(bundle))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder + ": no engine for format onnx on the class path (engines found for: )");
    }

    private static String minimal(String file) {
        return "name: fraud\nversion: 1\nformat: onnx\nfile: " + file + "\n";
    }

    private ModelBundle open(String yaml) throws IOException {
        Files.writeString(folder.resolve("model.yaml"), yaml);
        return ModelBundle.open(folder);
    }

    private static ModelInput input(
            String name,
            FeatureType type,
            int size,
            String unit,
            double low,
            double high,
            MissingPolicy missing,
            double missingReplacement) {
        return new ModelInput(
                name,
                type,
                size,
                unit,
                low,
                high,
                List.of(),
                new InputTreatment(
                        missing,
                        missingReplacement,
                        InvalidPolicy.RETURN_INVALID,
                        Double.NaN,
                        OutlierPolicy.AS_IS,
                        Double.NEGATIVE_INFINITY,
                        Double.POSITIVE_INFINITY),
                "");
    }
}
