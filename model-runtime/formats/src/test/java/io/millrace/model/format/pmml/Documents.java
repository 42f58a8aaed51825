package io.millrace.model.format.pmml;

import io.millrace.model.ModelBundle;
import io.millrace.model.ModelId;
import io.millrace.model.ModelInput;
import io.millrace.model.OutputSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PMML documents made by the tests. */
final class Documents {
    static final String HEADING = """
            <?xml version="1.0" encoding="UTF-8"?>
            <PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><Header/>
            """;

    private Documents() {}

    /** A regression over what {@code dictionary} and {@code schema} say; {@code y} is its target. */
    static String regression(String dictionary, String schema) {
        return HEADING + """
                <DataDictionary>%s<DataField name="y" optype="continuous" dataType="double"/></DataDictionary>
                <RegressionModel functionName="regression">
                  <MiningSchema>%s<MiningField name="y" usageType="target"/></MiningSchema>
                  <RegressionTable intercept="0"/>
                </RegressionModel>
                </PMML>
                """.formatted(dictionary, schema);
    }

    static ModelBundle bundle(String document) {
        return bundle(document.getBytes(StandardCharsets.UTF_8));
    }

    static ModelBundle bundle(byte[] bytes) {
        return bundle(bytes, List.of(), List.of());
    }

    static ModelBundle bundle(String document, List<ModelInput> inputs, List<OutputSource> outputs) {
        return bundle(document.getBytes(StandardCharsets.UTF_8), inputs, outputs);
    }

    private static ModelBundle bundle(byte[] bytes, List<ModelInput> inputs, List<OutputSource> outputs) {
        return new ModelBundle(
                Path.of("test.pmml"),
                new ModelId("test", 1, "00"),
                "pmml",
                bytes,
                Optional.empty(),
                inputs,
                outputs,
                Map.of(),
                List.of(),
                Optional.empty());
    }
}
