package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is what is read; names and texts that YAML takes for something else keep their spelling. */
final class ManifestYamlTest {
    @TempDir
    Path folder;

    private static final List<ModelInput> INPUTS = List.of(
            new ModelInput(
                    "amount, in \"EUR\"",
                    FeatureType.DOUBLE,
                    1,
                    "yes",
                    -0.5,
                    1e20,
                    List.of(),
                    InputTreatment.DEFAULT
                            .withMissingReplacement(1.25)
                            .withOutliers(OutlierPolicy.AS_EXTREME, Double.NEGATIVE_INFINITY, 900),
                    "#x: {}"),
            ModelInput.categorical("no", List.of("NO", "007", "", "é\n\t\"", "- a", "null"))
                    .withTreatment(
                            InputTreatment.DEFAULT.withInvalidReplacement(1).withMissingReplacement(5)),
            ModelInput.vector("v", FeatureType.FLOAT, 3)
                    .withPolicies(MissingPolicy.RETURN_INVALID, InvalidPolicy.AS_MISSING),
            ModelInput.of("whole", FeatureType.LONG)
                    .withTreatment(InputTreatment.DEFAULT.withOutliers(OutlierPolicy.AS_MISSING, -3, 3)));

    private static final String YAML = """
            bundle: 1
            name: fraud
            version: 12
            format: onnx
            file: model.onnx
            task: clustering
            inputs:
              - {name: "amount, in \\"EUR\\"", type: double, unit: "yes", range: [-0.5, 1.0E20], missing: asValue, missingReplacement: 1.25, invalid: returnInvalid, outlier: asExtreme, outlierHigh: 900, tensor: "#x: {}"}
              - {name: "no", type: categorical, categories: ["NO", "007", "", "é\\n\\t\\"", "- a", "null"], missing: asValue, missingReplacement: "null", invalid: asValue, invalidReplacement: "007"}
              - {name: v, type: float, size: 3, missing: returnInvalid, invalid: asMissing}
              - {name: whole, type: long, missing: asIs, invalid: returnInvalid, outlier: asMissing, outlierLow: -3, outlierHigh: 3}
            outputs:
              - {name: p, from: "probability(1)", index: 1}
              - {name: label}
            lineage:
              by: "ann: \\"the first\\""
            """;

    private ModelBundle bundle() throws IOException {
        Files.write(folder.resolve("model.onnx"), new byte[] {1});
        Files.writeString(folder.resolve("model.yaml"), YAML);
        return ModelBundle.open(folder);
    }

    @Test
    void readsWhatItWrites() throws IOException {
        ModelBundle read = bundle();
        assertThat(read.inputs()).isEqualTo(INPUTS);
        assertThat(read.outputs())
                .containsExactly(new OutputSource("p", "probability(1)", 1), new OutputSource("label", "label", -1));
        assertThat(read.task()).isEqualTo(Optional.of(ModelTask.CLUSTERING));
        assertThat(read.lineage()).isEqualTo(Map.of("by", "ann: \"the first\""));
        assertThat(ManifestYaml.write(read, "model.onnx")).isEqualTo(YAML);
    }
}
