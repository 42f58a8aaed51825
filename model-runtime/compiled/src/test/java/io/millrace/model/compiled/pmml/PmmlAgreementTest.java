package io.millrace.model.compiled.pmml;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Device;
import io.millrace.model.EngineChoice;
import io.millrace.model.Models;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Element by element: documents that are compiled give the same as in JPMML-Evaluator, on the rows on which engines are
 * compared before one serves: every threshold and category, missing and odd values, random ones.
 */
final class PmmlAgreementTest {
    @TempDir
    Path folder;

    private void agrees(String document) {
        EngineChoice choice = Models.choose(Documents.bundle(folder, document), Device.CPU);
        try (var model = choice.model()) {
            assertThat(model.engine()).as(choice.reason() + "\n" + document).isEqualTo("compiled");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<FieldRef field='a'/>",
                "<FieldRef field='i'/>",
                "<FieldRef field='f'/>",
                "<FieldRef field='o'/>",
                "<FieldRef field='a' mapMissingTo='0.5'/>",
                "<Constant>1</Constant>",
                "<Constant dataType='double'>0.25</Constant>",
                "<Apply function='+'><FieldRef field='a'/><FieldRef field='b'/></Apply>",
                "<Apply function='-'><FieldRef field='a'/><Constant dataType='double'>0.5</Constant></Apply>",
                "<Apply function='-'><Constant dataType='double'>0.5</Constant><FieldRef field='a'/></Apply>",
                "<Apply function='*'><FieldRef field='a'/><Constant dataType='double'>3</Constant></Apply>",
                "<Apply function='/'><FieldRef field='a'/><FieldRef field='b'/></Apply>",
                "<Apply function='/'><FieldRef field='i'/><FieldRef field='j'/></Apply>",
                "<Apply function='*'><FieldRef field='i'/><FieldRef field='j'/></Apply>",
                "<Apply function='+'><FieldRef field='i'/><Constant dataType='integer'>1</Constant></Apply>",
                "<Apply function='+'><FieldRef field='f'/><FieldRef field='g'/></Apply>",
                "<Apply function='*'><FieldRef field='f'/><FieldRef field='i'/></Apply>",
                "<Apply function='*'><FieldRef field='f'/><FieldRef field='a'/></Apply>",
                "<Apply function='min'><FieldRef field='a'/><FieldRef field='b'/></Apply>",
                "<Apply function='max'><FieldRef field='i'/><FieldRef field='j'/></Apply>",
                "<Apply function='sum'><FieldRef field='f'/><FieldRef field='g'/></Apply>",
                "<Apply function='avg'><FieldRef field='i'/><FieldRef field='j'/></Apply>",
                "<Apply function='avg'><FieldRef field='a'/><FieldRef field='b'/><FieldRef field='a'/></Apply>",
                "<Apply function='product'><FieldRef field='a'/><FieldRef field='b'/></Apply>",
                "<Apply function='abs'><FieldRef field='a'/></Apply>",
                "<Apply function='abs'><FieldRef field='i'/></Apply>",
                "<Apply function='exp'><FieldRef field='a'/></Apply>",
                "<Apply function='ln'><FieldRef field='a'/></Apply>",
                "<Apply function='ln1p'><FieldRef field='a'/></Apply>",
                "<Apply function='log10'><FieldRef field='i'/></Apply>",
                "<Apply function='sqrt'><FieldRef field='f'/></Apply>",
                "<Apply function='pow'><FieldRef field='a'/><Constant dataType='double'>2</Constant></Apply>",
                "<Apply function='pow'><FieldRef field='i'/><Constant dataType='integer'>3</Constant></Apply>",
                "<Apply function='threshold'><FieldRef field='a'/><Constant dataType='double'>0.5</Constant></Apply>",
                "<Apply function='floor'><FieldRef field='a'/></Apply>",
                "<Apply function='ceil'><FieldRef field='a'/></Apply>",
                "<Apply function='round'><FieldRef field='a'/></Apply>",
                "<Apply function='rint'><FieldRef field='a'/></Apply>",
                "<Apply function='isMissing'><FieldRef field='a'/></Apply>",
                "<Apply function='isNotMissing'><FieldRef field='t'/></Apply>",
                "<Apply function='equal'><FieldRef field='s'/><Constant>red</Constant></Apply>",
                "<Apply function='notEqual'><FieldRef field='t'/><Constant>red</Constant></Apply>",
                "<Apply function='equal'><FieldRef field='i'/><FieldRef field='j'/></Apply>",
                "<Apply function='lessThan'><FieldRef field='a'/><FieldRef field='b'/></Apply>",
                "<Apply function='lessOrEqual'><FieldRef field='i'/><Constant dataType='double'>2.5</Constant></Apply>",
                "<Apply function='greaterThan'><FieldRef field='f'/><Constant dataType='double'>0.1</Constant></Apply>",
                "<Apply function='greaterOrEqual'><FieldRef field='f'/><FieldRef field='a'/></Apply>",
                "<Apply function='isIn'><FieldRef field='t'/><Constant>red</Constant><Constant>blue</Constant></Apply>",
                "<Apply function='isNotIn'><FieldRef field='k'/><Constant>1</Constant><Constant>5</Constant></Apply>",
                "<Apply function='isIn'><FieldRef field='t'/><Constant>red</Constant><Constant missing='true'/></Apply>",
                "<Apply function='and'><FieldRef field='o'/><Apply function='isMissing'><FieldRef field='a'/></Apply></Apply>",
                "<Apply function='or'><FieldRef field='o'/><Apply function='isMissing'><FieldRef field='a'/></Apply></Apply>",
                "<Apply function='not'><FieldRef field='o'/></Apply>",
                "<Apply function='if'><FieldRef field='o'/><FieldRef field='a'/><FieldRef field='b'/></Apply>",
                "<Apply function='if'><FieldRef field='o'/><FieldRef field='i'/><FieldRef field='b'/></Apply>",
                "<Apply function='if'><FieldRef field='o'/><FieldRef field='a'/></Apply>",
                "<Apply function='if' mapMissingTo='7'><FieldRef field='o'/><FieldRef field='a'/><FieldRef field='b'/></Apply>",
                """
        <Apply function='if'><Apply function='isMissing'><FieldRef field='a'/></Apply>
          <Constant dataType='double'>-2</Constant><Apply function='ln'><FieldRef field='a'/></Apply></Apply>""",
                "<Apply function='+' mapMissingTo='-1'><FieldRef field='a'/><FieldRef field='b'/></Apply>",
                "<Apply function='+' defaultValue='-1'><FieldRef field='a'/><FieldRef field='b'/></Apply>",
                """
        <Apply function='ln' mapMissingTo='0' defaultValue='9' invalidValueTreatment='asMissing'>
          <FieldRef field='a'/></Apply>""",
                "<Apply function='/' invalidValueTreatment='asMissing'><FieldRef field='i'/><FieldRef field='j'/></Apply>",
                "<NormDiscrete field='s' value='green'/>",
                "<NormDiscrete field='t' value='green' mapMissingTo='0.5'/>",
                "<NormDiscrete field='k' value='2'/>",
                "<NormDiscrete field='o' value='true'/>",
                "<NormContinuous field='a'><LinearNorm orig='0' norm='1'/><LinearNorm orig='2' norm='5'/></NormContinuous>",
                """
        <NormContinuous field='i' outliers='asExtremeValues' mapMissingTo='3'>
          <LinearNorm orig='0' norm='1'/><LinearNorm orig='2' norm='5'/><LinearNorm orig='10' norm='4'/>
        </NormContinuous>""",
                """
        <NormContinuous field='f' outliers='asMissingValues'>
          <LinearNorm orig='-1.5' norm='1'/><LinearNorm orig='0' norm='0'/><LinearNorm orig='10' norm='4'/>
        </NormContinuous>""",
                """
        <Discretize field='a' dataType='double' defaultValue='-3' mapMissingTo='8'>
          <DiscretizeBin binValue='1'><Interval closure='openClosed' rightMargin='0'/></DiscretizeBin>
          <DiscretizeBin binValue='2'><Interval closure='openOpen' leftMargin='0' rightMargin='1'/></DiscretizeBin>
          <DiscretizeBin binValue='3'><Interval closure='closedClosed' leftMargin='2' rightMargin='2'/></DiscretizeBin>
          <DiscretizeBin binValue='4'><Interval closure='openOpen' leftMargin='2'/></DiscretizeBin>
        </Discretize>""",
                """
        <MapValues outputColumn='out' dataType='double' defaultValue='-4' mapMissingTo='6'>
          <FieldColumnPair field='t' column='in'/>
          <InlineTable><row><in>red</in><out>1</out></row><row><in>blue</in><out>2.5</out></row></InlineTable>
        </MapValues>""",
                """
        <MapValues outputColumn='out' dataType='double'>
          <FieldColumnPair field='s' column='in'/><FieldColumnPair field='k' column='key'/>
          <InlineTable>
            <row><in>red</in><key>1</key><out>1</out></row>
            <row><in>red</in><key>2</key><out>2</out></row>
            <row><in>blue</in><key>5</key><out>3</out></row>
          </InlineTable>
        </MapValues>""",
            })
    void numbers(String expression) {
        agrees(Documents.regressionOn("double", expression));
        agrees(Documents.treeOn("double", expression));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<FieldRef field='a'/>",
                "<Apply function='*'><FieldRef field='a'/><Constant dataType='double'>0.1</Constant></Apply>",
                "<Apply function='+'><FieldRef field='i'/><FieldRef field='f'/></Apply>",
            })
    void singlePrecision(String expression) {
        agrees(Documents.regressionOn("float", expression));
        agrees(Documents.treeOn("float", expression));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<FieldRef field='a'/>",
                "<Apply function='round'><FieldRef field='f'/></Apply>",
                "<Apply function='max'><FieldRef field='i'/><FieldRef field='j'/></Apply>",
                "<FieldRef field='k'/>",
            })
    void wholeNumbers(String expression) {
        agrees(Documents.regressionOn("integer", expression));
        agrees(Documents.treeOn("integer", expression));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<FieldRef field='s'/>",
                "<FieldRef field='t'/>",
                "<FieldRef field='t' mapMissingTo='low'/>",
                "<FieldRef field='s' mapMissingTo='low'/>",
                "<Apply function='lowercase'><FieldRef field='s'/></Apply>",
                "<Apply function='if'><FieldRef field='o'/><FieldRef field='s'/><Constant>low</Constant></Apply>",
                "<Apply function='if'><FieldRef field='o'/><Constant>low</Constant><FieldRef field='t'/></Apply>",
                """
        <Discretize field='i' defaultValue='high'>
          <DiscretizeBin binValue='low'><Interval closure='openOpen' rightMargin='3'/></DiscretizeBin>
          <DiscretizeBin binValue='red'><Interval closure='closedClosed' leftMargin='3' rightMargin='5'/></DiscretizeBin>
        </Discretize>""",
                """
        <MapValues outputColumn='out' mapMissingTo='low'><FieldColumnPair field='k' column='in'/>
          <InlineTable><row><in>1</in><out>red</out></row><row><in>2</in><out>low</out></row></InlineTable>
        </MapValues>""",
            })
    void texts(String expression) {
        agrees(Documents.treeOnText(expression));
    }

    static List<String> models() {
        return ModelDocuments.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void models(String document) {
        agrees(document);
    }
}
