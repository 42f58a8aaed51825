package io.millrace.model.pmml;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.ModelId;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import io.millrace.model.format.pmml.PmmlFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jpmml.evaluator.Evaluator;
import org.jpmml.evaluator.FieldValue;
import org.jpmml.evaluator.InputField;
import org.jpmml.evaluator.ModelEvaluatorBuilder;
import org.junit.jupiter.api.Test;

/**
 * Whatever a document says about missing, invalid and outlying values, our contract and JPMML behind it do what JPMML
 * does alone. The output of each document is its input as the model sees it.
 */
final class TreatmentsAgreeTest {
    private static final String REFUSED = "refused";

    private static final List<String> MISSING = List.of(
            "",
            " missingValueReplacement=\"3\"",
            " missingValueReplacement=\"77\" missingValueTreatment=\"asMean\"",
            " missingValueTreatment=\"returnInvalid\"");
    private static final List<String> INVALID = List.of(
            "",
            " invalidValueTreatment=\"asIs\"",
            " invalidValueTreatment=\"asMissing\"",
            " invalidValueTreatment=\"asValue\" invalidValueReplacement=\"4\"");
    private static final List<String> OUTLIERS = List.of(
            "",
            " outliers=\"asMissingValues\" lowValue=\"2\" highValue=\"6\"",
            " outliers=\"asExtremeValues\" lowValue=\"2\"");
    private static final List<String> DOMAINS = List.of(
            "",
            "<Interval closure=\"closedClosed\" leftMargin=\"1\" rightMargin=\"8\"/>",
            "<Interval closure=\"openOpen\" leftMargin=\"1\" rightMargin=\"8\"/>",
            "<Interval closure=\"openClosed\" leftMargin=\"1\"/>",
            "<Interval closure=\"closedOpen\" rightMargin=\"8\"/>",
            "<Interval closure=\"closedClosed\" leftMargin=\"0\" rightMargin=\"2\"/>"
                    + "<Interval closure=\"closedClosed\" leftMargin=\"5\" rightMargin=\"8\"/>",
            "<Value value=\"1\"/><Value value=\"2\"/><Value value=\"3\"/>",
            "<Value value=\"1\"/><Value value=\"5\"/><Value value=\"8\"/>",
            "<Value value=\"NaN\" property=\"missing\"/>",
            "<Value value=\"-1\" property=\"missing\"/><Value value=\"5\" property=\"invalid\"/>",
            "<Interval closure=\"closedClosed\" leftMargin=\"1\" rightMargin=\"8\"/><Value value=\"-1\" property=\"missing\"/>");
    private static final double[] NUMBERS = {
        Double.NaN, -1e300, -1, 0, 1, 1.5, 2, 3, 4, 4.5, 5, 6, 7.75, 8, 8.5, 100, 1e9, 1e300
    };

    @Test
    void numbersAreTreatedAsJpmmlTreatsThem() {
        for (String type : List.of("double", "float", "integer")) {
            for (String domain : DOMAINS) {
                String opType = domain.startsWith("<Value value=\"1\"/>") ? "categorical" : "continuous";
                forEachTreatment((missing, invalid, outlier) -> {
                    String document = document(type, opType, domain, missing + invalid + outlier, "-12345");
                    List<Object> values = new ArrayList<>();
                    for (double value : NUMBERS) {
                        // finite, yet beyond float: infinite for JPMML, invalid for the contract
                        if (!type.equals("float") || !(Math.abs(value) > Float.MAX_VALUE)) {
                            values.add(value);
                        }
                    }
                    assertAgreement(document, type, values);
                });
            }
        }
    }

    @Test
    void textsAreTreatedAsJpmmlTreatsThem() {
        List<String> domains = List.of(
                "",
                "<Value value=\"3\"/><Value value=\"4\"/><Value value=\"red\"/>",
                "<Value value=\"red\"/><Value value=\"blue\"/>",
                "<Value value=\"red\"/><Value value=\"3\"/><Value value=\"?\" property=\"missing\"/>",
                "<Value value=\"blue\" property=\"invalid\"/>");
        List<Object> values = new ArrayList<>(List.of("red", "blue", "3", "4", "?", "", "(unseen)"));
        values.add(null);
        for (String domain : domains) {
            for (String missing : MISSING) {
                for (String invalid : INVALID) {
                    assertAgreement(
                            document("string", "categorical", domain, missing + invalid, "none"), "string", values);
                }
            }
        }
    }

    private interface Treatment {
        void with(String missing, String invalid, String outlier);
    }

    private static void forEachTreatment(Treatment test) {
        for (String missing : MISSING) {
            for (String invalid : INVALID) {
                for (String outlier : OUTLIERS) {
                    test.with(missing, invalid, outlier);
                }
            }
        }
    }

    private static String document(String type, String opType, String domain, String treatment, String none) {
        boolean isText = type.equals("string");
        return """
                <PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><Header/>
                <DataDictionary>
                  <DataField name="x" optype="%s" dataType="%s">%s</DataField>
                </DataDictionary>
                <RegressionModel functionName="regression">
                  <MiningSchema><MiningField name="x"%s/></MiningSchema>
                  <Output>
                    <OutputField name="seen" optype="%s" dataType="%s" feature="transformedValue">
                      <Apply function="if" invalidValueTreatment="asIs">
                        <Apply function="isMissing"><FieldRef field="x"/></Apply>
                        <Constant dataType="%s">%s</Constant>
                        <FieldRef field="x"/>
                      </Apply>
                    </OutputField>
                  </Output>
                  <RegressionTable intercept="0"/>
                </RegressionModel>
                </PMML>
                """.formatted(
                        opType,
                        type,
                        domain,
                        treatment,
                        isText ? "categorical" : "continuous",
                        isText ? "string" : "double",
                        isText ? "string" : "double",
                        none);
    }

    private static void assertAgreement(String document, String type, List<Object> values) {
        ModelBundle bundle = new ModelBundle(
                Path.of("test.pmml"),
                new ModelId("test", 1, "00"),
                "pmml",
                document.getBytes(StandardCharsets.UTF_8),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                Optional.empty());
        PmmlFile file = PmmlFile.read(bundle);
        Evaluator alone = new ModelEvaluatorBuilder(file.pmml(), file.model()).build();
        try (Model model = new PmmlEngine().load(bundle, Device.CPU);
                Scorer scorer = model.newScorer(values.size())) {
            List<String> expected =
                    values.stream().map(value -> alone(alone, type, value)).toList();
            assertThat(together(scorer, values)).as(document + values).isEqualTo(expected);
        } catch (ModelException e) {
            throw new AssertionError(document, e);
        }
    }

    private static String alone(Evaluator evaluator, String type, Object value) {
        InputField field = evaluator.getInputFields().get(0);
        Object raw = value;
        if (value instanceof Double number) {
            if (number.isNaN()) {
                raw = null;
            } else if (type.equals("integer") && number == number.intValue()) {
                raw = number.intValue();
            }
        }
        try {
            Map<String, FieldValue> arguments = new HashMap<>();
            arguments.put("x", field.prepare(raw));
            Object seen = evaluator.evaluate(arguments).get("seen");
            return seen == null ? REFUSED : String.valueOf(seen);
        } catch (RuntimeException e) {
            return REFUSED; // JPMML's ways of refusing a value are several
        }
    }

    private static List<String> together(Scorer scorer, List<Object> values) {
        RowBatch rows = scorer.newRows();
        for (Object value : values) {
            int row = rows.addRow();
            if (value instanceof Double number) {
                rows.set(row, 0, number);
            } else {
                rows.setText(row, 0, (String) value);
            }
        }
        ScoreBatch scores = scorer.newScores();
        scorer.score(rows, scores);
        List<String> answers = new ArrayList<>();
        for (int row = 0; row < values.size(); row++) {
            if (rows.fault(row) != RowFault.NONE) {
                assertThat(rows.fault(row)).as(scores.failure(row)).isEqualTo(RowFault.INVALID_FEATURE);
                answers.add(REFUSED);
            } else {
                answers.add(
                        scorer.contract().outputs().get(0).isText()
                                ? scores.text(row, 0)
                                : String.valueOf(scores.number(row, 0)));
            }
        }
        return answers;
    }
}
