package io.millrace.model.format.pmml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.FeatureType;
import io.millrace.model.InputTreatment;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.MissingPolicy;
import io.millrace.model.ModelException;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.OutlierPolicy;
import io.millrace.model.OutputKind;
import io.millrace.model.OutputSource;
import java.util.List;
import org.dmg.pmml.DataType;
import org.dmg.pmml.OpType;
import org.dmg.pmml.ResultFeature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a document and {@code model.yaml} say together. That the treatments do what JPMML does is tested beside JPMML. */
final class PmmlBindingTest {
    private static final InputTreatment REFUSE = InputTreatment.DEFAULT;

    @ParameterizedTest
    @CsvSource({
        "double, closedClosed, 1, 8",
        "double, openOpen, 1.0000000000000002, 7.999999999999999",
        "float, openClosed, 1.0000001192092896, 8",
        "integer, closedOpen, 1, 7",
        "integer, openOpen, 2, 7",
    })
    void intervalsAreRanges(String type, String closure, double low, double high) {
        ModelInput input = input(
                "<DataField name=\"x\" optype=\"continuous\" dataType=\"" + type + "\"><Interval closure=\"" + closure
                        + "\" leftMargin=\"1\" rightMargin=\"8\"/></DataField>",
                "<MiningField name=\"x\"/>");
        assertThat(input.low()).isEqualTo(low);
        assertThat(input.high()).isEqualTo(high);
        assertThat(input.treatment()).isEqualTo(REFUSE);
    }

    @Test
    void anEmptyIntervalIsRefused() {
        assertThatThrownBy(() -> input(
                        "<DataField name=\"x\" optype=\"continuous\" dataType=\"integer\">"
                                + "<Interval closure=\"openOpen\" leftMargin=\"1\" rightMargin=\"2\"/></DataField>",
                        "<MiningField name=\"x\"/>"))
                .isInstanceOf(ModelException.class)
                .hasMessage("test.pmml: CONTRACT: interval must not be empty: field x, found 2.0 > 1.0");
    }

    @Test
    void treatmentsAreTheDocuments() {
        ModelInput number = input(
                "<DataField name=\"x\" optype=\"continuous\" dataType=\"double\"/>",
                "<MiningField name=\"x\" missingValueReplacement=\"3\" missingValueTreatment=\"asMedian\""
                        + " invalidValueTreatment=\"asMissing\" outliers=\"asExtremeValues\" lowValue=\"-5\"/>");
        assertThat(number.treatment())
                .isEqualTo(InputTreatment.of(MissingPolicy.AS_IS, InvalidPolicy.AS_MISSING)
                        .withMissingReplacement(3)
                        .withOutliers(OutlierPolicy.AS_EXTREME, -5, Double.POSITIVE_INFINITY));
        ModelInput text = input(
                "<DataField name=\"x\" optype=\"categorical\" dataType=\"string\"><Value value=\"a\"/><Value value=\"b\"/>"
                        + "</DataField>",
                "<MiningField name=\"x\" missingValueTreatment=\"returnInvalid\" invalidValueTreatment=\"asValue\""
                        + " invalidValueReplacement=\"b\"/>");
        assertThat(text.categories()).containsExactly("a", "b");
        assertThat(text.treatment())
                .isEqualTo(InputTreatment.of(MissingPolicy.RETURN_INVALID, InvalidPolicy.AS_IS)
                        .withInvalidReplacement(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "double      | <Interval closure='closedClosed' rightMargin='1'/><Interval closure='closedClosed' leftMargin='5'/>",
                "integer     | <Value value='1'/><Value value='5'/>",
                "double      | <Value value='-999' property='missing'/>",
                "string      | <Value value='?' property='missing'/>",
                "date        | ''",
            })
    void whatAContractCannotSayIsLeftToTheDocument(String type, String domain) {
        PmmlBinding binding = bind(
                "<DataField name=\"x\" optype=\"continuous\" dataType=\"" + type + "\">" + domain.replace('\'', '"')
                        + "</DataField>",
                "<MiningField name=\"x\"/>",
                List.of());
        assertThat(binding.columns().get(0).treatedByDocument()).isTrue();
        assertThat(binding.contract().inputs().get(0).treatment())
                .isEqualTo(InputTreatment.of(MissingPolicy.AS_IS, InvalidPolicy.AS_IS));
    }

    @Test
    void aMissingNanSaysNothing() {
        PmmlColumn column = bind(
                        "<DataField name=\"x\" optype=\"continuous\" dataType=\"double\">"
                                + "<Value value=\"NaN\" property=\"missing\"/></DataField>",
                        "<MiningField name=\"x\" optype=\"ordinal\"/>",
                        List.of())
                .columns()
                .get(0);
        assertThat(column.treatedByDocument()).isFalse();
        assertThat(column.dataType()).isEqualTo(DataType.DOUBLE);
        assertThat(column.opType()).isEqualTo(OpType.ORDINAL);
    }

    @Test
    void theManifestNarrowsAndItsOwnPoliciesWin() {
        String dictionary = "<DataField name=\"x\" optype=\"continuous\" dataType=\"double\">"
                + "<Interval closure=\"closedClosed\" leftMargin=\"0\" rightMargin=\"10\"/></DataField>"
                + "<DataField name=\"t\" optype=\"categorical\" dataType=\"string\"><Value value=\"a\"/>"
                + "<Value value=\"b\"/><Value value=\"c\"/></DataField>";
        String schema = "<MiningField name=\"x\" missingValueReplacement=\"3\"/>"
                + "<MiningField name=\"t\" missingValueReplacement=\"c\"/>";
        List<ModelInput> plain = bind(
                        dictionary,
                        schema,
                        List.of(
                                ModelInput.categorical("t", List.of("c", "b", "z")),
                                ModelInput.of("x", FeatureType.FLOAT).withRange(5, 20)))
                .contract()
                .inputs();
        assertThat(plain.get(0).categories()).containsExactly("c", "b");
        assertThat(plain.get(0).treatment().missingReplacement()).isZero();
        assertThat(plain.get(1).type()).isEqualTo(FeatureType.DOUBLE);
        assertThat(plain.get(1).low()).isEqualTo(5);
        assertThat(plain.get(1).high()).isEqualTo(10);
        assertThat(plain.get(1).treatment()).isEqualTo(REFUSE.withMissingReplacement(3));

        InputTreatment own = InputTreatment.of(MissingPolicy.RETURN_INVALID, InvalidPolicy.AS_MISSING);
        List<ModelInput> treated = bind(
                        dictionary,
                        schema,
                        List.of(
                                ModelInput.of("x", FeatureType.DOUBLE).withTreatment(own),
                                ModelInput.of("t", FeatureType.CATEGORICAL)))
                .contract()
                .inputs();
        assertThat(treated.get(0).treatment()).isEqualTo(own);
        assertThat(treated.get(1).categories()).containsExactly("a", "b", "c");
    }

    @Test
    void theManifestCannotContradict() {
        String dictionary = "<DataField name=\"x\" optype=\"continuous\" dataType=\"double\">"
                + "<Interval closure=\"closedClosed\" leftMargin=\"0\" rightMargin=\"10\"/></DataField>";
        assertThatThrownBy(() -> bind(
                        dictionary,
                        "<MiningField name=\"x\"/>",
                        List.of(ModelInput.of("x", FeatureType.DOUBLE).withRange(11, 12))))
                .isInstanceOf(ModelException.class)
                .hasMessage("test.pmml: CONTRACT: input x: expected a range that meets the PMML's [0.0, 10.0], found "
                        + "[11.0, 12.0]");
    }

    @Test
    void supplementaryFieldsAreInputsAndTheTargetOfAResidualToo() {
        String document = Documents.regression(
                        "<DataField name=\"x\" optype=\"continuous\" dataType=\"double\"/>"
                                + "<DataField name=\"s\" optype=\"continuous\" dataType=\"double\"/>",
                        "<MiningField name=\"s\" usageType=\"supplementary\"/><MiningField name=\"x\"/>")
                .replace(
                        "<RegressionTable",
                        "<Output><OutputField name=\"off\" feature=\"residual\"/></Output><RegressionTable");
        PmmlBinding binding = bind(document, List.of(), List.of());
        assertThat(binding.columns()).extracting(PmmlColumn::name).containsExactly("s", "x", "y");
        assertThat(binding.contract().outputs())
                .containsExactly(
                        new ModelOutput("off", false, OutputKind.OTHER, ""),
                        new ModelOutput("y", false, OutputKind.VALUE, ""));
    }

    @Test
    void outputsAreFoundByName() {
        String document = Documents.regression("", "")
                .replace(
                        "<RegressionTable",
                        "<Output><OutputField name=\"y\" feature=\"transformedValue\" dataType=\"double\""
                                + " optype=\"continuous\"><FieldRef field=\"x\"/></OutputField></Output><RegressionTable")
                .replace(
                        "<DataDictionary>",
                        "<DataDictionary><DataField name=\"x\" optype=\"continuous\" dataType=\"double\"/>")
                .replace("<MiningSchema>", "<MiningSchema><MiningField name=\"x\"/>");
        PmmlResult result = bind(document, List.of(), List.of(new OutputSource("mine", "y", -1)))
                .results()
                .get(0);
        assertThat(result.field())
                .as("an output field hides the target of its name")
                .isNotNull();
        assertThat(result.feature()).isEqualTo(ResultFeature.TRANSFORMED_VALUE);
        assertThat(result.target()).isEqualTo("y");
        assertThatThrownBy(() -> bind(document, List.of(), List.of(new OutputSource("mine", "z", -1))))
                .isInstanceOf(ModelException.class)
                .hasMessage("test.pmml: CONTRACT: output mine: expected from: one of the PMML's outputs [y], found z");
    }

    private static ModelInput input(String dictionary, String schema) {
        return bind(dictionary, schema, List.of()).contract().inputs().get(0);
    }

    private static PmmlBinding bind(String dictionary, String schema, List<ModelInput> inputs) {
        return bind(Documents.regression(dictionary, schema), inputs, List.of());
    }

    private static PmmlBinding bind(String document, List<ModelInput> inputs, List<OutputSource> outputs) {
        var bundle = Documents.bundle(document, inputs, outputs);
        return PmmlBinding.of(bundle, PmmlFile.read(bundle));
    }
}
