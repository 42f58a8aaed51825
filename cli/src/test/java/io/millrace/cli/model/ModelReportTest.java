package io.millrace.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.ColumnProfile;
import io.millrace.model.FeatureType;
import io.millrace.model.InputTreatment;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.ModelTask;
import io.millrace.model.OutlierPolicy;
import io.millrace.model.OutputKind;
import io.millrace.model.ReferenceProfile;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What scripts and people read is held against files; a changed key breaks somebody's script. */
class ModelReportTest {
    private static final ModelContract CONTRACT = new ModelContract(
            List.of(
                    new ModelInput(
                            "amount",
                            FeatureType.DOUBLE,
                            1,
                            "EUR",
                            0,
                            1e6,
                            List.of(),
                            InputTreatment.DEFAULT
                                    .withMissingReplacement(5)
                                    .withOutliers(OutlierPolicy.AS_EXTREME, Double.NEGATIVE_INFINITY, 900),
                            ""),
                    ModelInput.categorical("country", List.of("DE", "FR"))
                            .withTreatment(InputTreatment.DEFAULT.withInvalidReplacement(1)),
                    ModelInput.vector("v", FeatureType.FLOAT, 3)),
            List.of(
                    new ModelOutput("label", true, OutputKind.CLASS, ""),
                    new ModelOutput("p(1)", false, OutputKind.PROBABILITY, "1")));

    private static String golden(String name) throws Exception {
        try (InputStream in = ModelReportTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void linesAndJsonAreThoseOfTheGoldenFiles() throws Exception {
        SumModel model = new SumModel(CONTRACT, "0".repeat(64));
        ModelBundle bundle = new ModelBundle(
                Path.of("fraud"),
                model.id(),
                "pmml",
                new byte[12],
                Optional.of(ModelTask.CLASSIFICATION),
                CONTRACT.inputs(),
                List.of(),
                Map.of("by", "ann"),
                List.of(),
                Optional.of(new ReferenceProfile(
                        4,
                        List.of(new ColumnProfile.Numeric(
                                "amount", 4, 0, 0, 1.5, 800, 20, 3, List.of(2.0), List.of(2L, 2L))),
                        List.of())));
        ModelReport report = new ModelReport(bundle, model, "it is the only one");
        assertThat(String.join("\n", report.lines()) + "\n").isEqualTo(golden("/inspect.txt"));
        assertThat(report.json().toPrettyString() + "\n").isEqualTo(golden("/inspect.json"));
    }
}
