package io.millrace.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.publish.RecordFileException;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.model.ColumnProfile;
import io.millrace.model.Device;
import io.millrace.model.EngineChoice;
import io.millrace.model.GoldenRow;
import io.millrace.model.GoldenRows;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelTask;
import io.millrace.model.Models;
import io.millrace.model.ReferenceProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles made of the flights example's models and data. */
class ModelPackagerTest {
    private static final Path FLIGHTS =
            Path.of("..", "examples", "flights").toAbsolutePath().normalize();
    private static final Path SAMPLE = FLIGHTS.resolve("flights.csv.zst");
    private static final long ROWS = 2_000;

    @TempDir
    private Path folder;

    private static PackagePlan plan(Path model, Path target) {
        return new PackagePlan(model, SAMPLE, target, "delay", 7, ModelTask.CLASSIFICATION, List.of(), 25, ROWS, false);
    }

    @Test
    void aBundleKeepsDeclarationsAndGainsWhatTheSampleSays() throws IOException {
        Path source = FLIGHTS.resolve("models/delay-lightgbm-onnx");
        ModelPackager.Result result = ModelPackager.run(plan(source, folder.resolve("bundle")));
        assertThat(result.sampleRows()).isEqualTo(ROWS);
        assertThat(result.scoredRows()).isEqualTo(ROWS);
        assertThat(result.notes()).containsExactly("the sample's first 2000 rows were read (--rows)");

        ModelBundle bundle = ModelBundle.open(folder.resolve("bundle"));
        ModelBundle original = ModelBundle.open(source);
        assertThat(bundle.id().toString()).isEqualTo("delay@7");
        assertThat(bundle.id().sha256()).isEqualTo(original.id().sha256());
        assertThat(bundle.task()).contains(ModelTask.CLASSIFICATION);
        assertThat(bundle.outputs()).isEqualTo(original.outputs());
        assertThat(bundle.lineage()).containsEntry("seed", "2013").containsEntry("sample", "flights.csv.zst");
        assertThat(bundle.inputs())
                .extracting(ModelInput::name)
                .isEqualTo(original.inputs().stream().map(ModelInput::name).toList());
        for (int i = 0; i < bundle.inputs().size(); i++) {
            assertThat(bundle.inputs().get(i).treatment())
                    .isEqualTo(original.inputs().get(i).treatment());
            assertThat(bundle.inputs().get(i).categories())
                    .isEqualTo(original.inputs().get(i).categories());
        }
        assertThat(bundle.golden()).hasSize(25);
        try (Model model = Models.load(bundle)) {
            assertThat(GoldenRows.check(model, bundle.golden())).isEmpty();
            assertThat(new GoldenRow(1, bundle.golden().get(0).inputs(), java.util.Map.of("probability_late", 2.0), 0))
                    .satisfies(wrong ->
                            assertThat(GoldenRows.check(model, List.of(wrong))).hasSize(1));
        }
        ReferenceProfile profile = bundle.reference().orElseThrow();
        assertThat(profile.rows()).isEqualTo(ROWS);
        assertThat(profile.features()).hasSize(17);
        assertThat(profile.outputs()).hasSize(1);
        assertThat(profile.features().get(0)).isInstanceOf(ColumnProfile.Categorical.class);
        assertThat(profile.features().get(3)).satisfies(distance -> {
            assertThat(distance.name()).isEqualTo("distance");
            assertThat(distance.count() + distance.missing()).isEqualTo(ROWS);
            assertThat(((ColumnProfile.Numeric) distance).counts()).hasSizeGreaterThan(20);
        });
    }

    @Test
    void aBareFileBecomesAZipThatIsTheSameEachTime() throws IOException {
        Path source = FLIGHTS.resolve("models/delay-logistic-pmml/model.pmml");
        Path first = folder.resolve("first.zip");
        Path second = folder.resolve("second.zip");
        ModelPackager.run(plan(source, first));
        ModelPackager.run(plan(source, second));
        assertThat(first).hasSameBinaryContentAs(second);

        ModelBundle bundle = ModelBundle.open(first);
        EngineChoice choice = Models.choose(bundle, Device.CPU);
        try (Model model = choice.model()) {
            assertThat(GoldenRows.check(model, bundle.golden())).isEmpty();
            ModelReport report = new ModelReport(bundle, model, choice.reason());
            assertThat(report.lines().get(0)).startsWith("delay@7  format pmml, classification, ");
            assertThat(report.lines()).contains("golden rows: 25");
            assertThat(report.json().path("referenceRows").asLong()).isEqualTo(ROWS);
        }
    }

    @Test
    void strictRangesRefuseWhatTheSampleNeverHad() throws IOException {
        Path source = FLIGHTS.resolve("models/delay-logistic-pmml");
        Path target = folder.resolve("strict");
        ModelPackager.run(new PackagePlan(source, SAMPLE, target, null, 0, null, List.of(), 5, ROWS, true));
        ModelBundle bundle = ModelBundle.open(target);
        assertThat(bundle.id().toString()).isEqualTo("delay-logistic@1");
        ModelInput distance = bundle.inputs().get(3);
        ColumnProfile.Numeric seen = (ColumnProfile.Numeric)
                bundle.reference().orElseThrow().features().get(3);
        assertThat(distance.low()).isEqualTo(seen.min());
        assertThat(distance.high()).isEqualTo(seen.max());
        assertThat(distance.treatment().invalid()).isEqualTo(InvalidPolicy.AS_MISSING);
    }

    @Test
    void whatDoesNotFitIsRefusedAndNothingIsLeft() throws IOException {
        Path source = FLIGHTS.resolve("models/delay-logistic-pmml/model.pmml");
        Path target = folder.resolve("bundle");
        Path narrow = Files.writeString(folder.resolve("narrow.csv"), "carrier,origin\nUA,EWR\n");
        assertThatThrownBy(() -> ModelPackager.run(
                        new PackagePlan(source, narrow, target, null, 0, null, List.of(), 5, ROWS, false)))
                .isInstanceOf(RecordFileException.class)
                .hasMessageContaining("must have the fields ");
        assertThatThrownBy(() -> ModelPackager.run(
                        new PackagePlan(source, SAMPLE, target, "No Name", 0, null, List.of(), 5, ROWS, false)))
                .hasMessageContaining("name: must be 1 to 63 lower-case letters");
        assertThatThrownBy(() -> ModelPackager.run(
                        new PackagePlan(source, SAMPLE, target, null, 0, null, List.of("a", "b"), 5, ROWS, false)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "--inputs: must name the columns of the model's only input, found 2 names for ");
        Files.createDirectory(target);
        assertThatThrownBy(() -> ModelPackager.run(plan(source, target)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("--out: must not exist yet, found " + target);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(narrow, target);
        }
    }
}
