package io.millrace.model.pmml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.Model;
import io.millrace.model.ModelException;
import io.millrace.model.ModelOutput;
import io.millrace.model.Models;
import io.millrace.model.OutputKind;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What models tell besides their prediction, asked for by output fields or not. Answers by hand. */
final class ModelResultsTest {
    private static final String XY = """
            <DataField name="x" optype="continuous" dataType="double"/>
            <DataField name="y" optype="continuous" dataType="double"/>
            """;
    private static final String ACTIVE_XY = "<MiningField name=\"x\"/><MiningField name=\"y\"/>";

    private static final String SCORECARD = """
            <Scorecard functionName="regression" initialScore="10" useReasonCodes="true"
                reasonCodeAlgorithm="pointsBelow" baselineScore="20">
              <MiningSchema>%s</MiningSchema>%s
              <Characteristics>
                <Characteristic name="cx" reasonCode="X">
                  <Attribute partialScore="5"><SimplePredicate field="x" operator="lessThan" value="1"/></Attribute>
                  <Attribute partialScore="15"><True/></Attribute>
                </Characteristic>
                <Characteristic name="cy" reasonCode="Y">
                  <Attribute partialScore="1"><SimplePredicate field="y" operator="lessThan" value="1"/></Attribute>
                  <Attribute partialScore="18"><True/></Attribute>
                </Characteristic>
              </Characteristics>
            </Scorecard>
            """;

    @TempDir
    Path folder;

    @Test
    void classesWithoutOutputFieldsHaveProbabilities() throws IOException {
        String document = Files.readString(Fixtures.pmml("species")).replaceAll("(?s)<Output>.*</Output>", "");
        try (Model model = Models.load(file(document));
                Scorer scorer = model.newScorer(2)) {
            assertThat(model.contract().outputs())
                    .containsExactly(
                            new ModelOutput("species", true, OutputKind.CLASS, ""),
                            new ModelOutput("probability(setosa)", false, OutputKind.PROBABILITY, "setosa"),
                            new ModelOutput("probability(virginica)", false, OutputKind.PROBABILITY, "virginica"));
            RowBatch rows = scorer.newRows();
            for (double petal : new double[] {1, 5}) {
                int row = rows.addRow();
                rows.set(row, 0, petal);
                rows.setText(row, 1, "2026-07-01");
                rows.setText(row, 2, "here");
            }
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            assertThat(scores.text(0, 0)).isEqualTo("setosa");
            assertThat(scores.number(0, 1)).isEqualTo(0.98);
            assertThat(scores.number(0, 2)).isEqualTo(0.02);
            assertThat(scores.text(1, 0)).isEqualTo("virginica");
            assertThat(scores.number(1, 2)).isEqualTo(0.9);
        }
    }

    @Test
    void theManifestMayAskForAProbabilityThatNoFieldNames() throws IOException {
        Files.writeString(
                folder.resolve("model.pmml"),
                Files.readString(Fixtures.pmml("churn")).replaceAll("(?s)<Output>.*</Output>", ""));
        Files.writeString(folder.resolve("model.yaml"), """
                name: bundle
                version: 3
                format: pmml
                file: model.pmml
                outputs: [{name: leaves, from: probability(1)}, {name: stays, from: probability(0)}]
                """);
        try (Model model = Models.load(folder);
                Model whole = Fixtures.load("churn");
                Scorer scorer = model.newScorer(1);
                Scorer other = whole.newScorer(1)) {
            double[] leaves = score(scorer, List.of("IT"), 30, 20_000);
            double[] known = score(other, List.of("IT"), 30, 20_000);
            assertThat(leaves).containsExactly(known[1], known[0]);
        }
    }

    @Test
    void scorecardsRankTheirReasons() throws IOException {
        try (Model model = Models.load(file(document(XY, SCORECARD.formatted(ACTIVE_XY, ""))));
                Scorer scorer = model.newScorer(1)) {
            assertThat(model.contract().outputs())
                    .containsExactly(
                            new ModelOutput("prediction", false, OutputKind.VALUE, ""),
                            new ModelOutput("reasonCode(1)", true, OutputKind.REASON_CODE, ""),
                            new ModelOutput("reasonCode(2)", true, OutputKind.REASON_CODE, ""));
            ScoreBatch scores = scored(scorer, 0, 5);
            assertThat(scores.number(0, 0)).isEqualTo(33);
            assertThat(scores.text(0, 1)).isEqualTo("X");
            assertThat(scores.text(0, 2)).isEqualTo("Y");
            assertThat(scored(scorer, 5, 0).text(0, 1)).isEqualTo("Y");
        }
    }

    @Test
    void aReasonThatThereIsNotIsEmpty() throws IOException {
        String output = """
                <Output>
                  <OutputField name="score" feature="predictedValue" optype="continuous" dataType="double"/>
                  <OutputField name="first" feature="reasonCode" rank="1" optype="categorical" dataType="string"/>
                  <OutputField name="third" feature="reasonCode" rank="3" optype="categorical" dataType="string"/>
                </Output>
                """;
        try (Model model = Models.load(file(document(XY, SCORECARD.formatted(ACTIVE_XY, output))));
                Scorer scorer = model.newScorer(1)) {
            assertThat(model.contract().outputs())
                    .extracting(ModelOutput::name)
                    .containsExactly("score", "first", "third");
            ScoreBatch scores = scored(scorer, 0, 5);
            assertThat(scores.text(0, 1)).isEqualTo("X");
            assertThat(scores.text(0, 2)).isEmpty();
        }
    }

    @Test
    void clustersHaveDistances() throws IOException {
        String clustering = """
                <ClusteringModel functionName="clustering" modelClass="centerBased" numberOfClusters="2">
                  <MiningSchema>%s</MiningSchema>
                  <ComparisonMeasure kind="distance"><squaredEuclidean/></ComparisonMeasure>
                  <ClusteringField field="x" compareFunction="absDiff"/>
                  <ClusteringField field="y" compareFunction="absDiff"/>
                  <Cluster id="near"><Array n="2" type="real">0 0</Array></Cluster>
                  <Cluster id="far"><Array n="2" type="real">10 10</Array></Cluster>
                </ClusteringModel>
                """.formatted(ACTIVE_XY);
        try (Model model = Models.load(file(document(XY, clustering)));
                Scorer scorer = model.newScorer(1)) {
            assertThat(model.contract().outputs())
                    .containsExactly(
                            new ModelOutput("prediction", true, OutputKind.CLUSTER, ""),
                            new ModelOutput("affinity(near)", false, OutputKind.DISTANCE, "near"),
                            new ModelOutput("affinity(far)", false, OutputKind.DISTANCE, "far"));
            ScoreBatch scores = scored(scorer, 1, 2);
            assertThat(scores.text(0, 0)).isEqualTo("near");
            assertThat(scores.number(0, 1)).isCloseTo(5, within(1e-12));
            assertThat(scores.number(0, 2)).isCloseTo(145, within(1e-12));
        }
    }

    @Test
    void neighboursAreNamed() throws IOException {
        String neighbours = """
                <NearestNeighborModel functionName="regression" numberOfNeighbors="2" instanceIdVariable="id">
                  <MiningSchema>%s<MiningField name="z" usageType="target"/></MiningSchema>
                  <TrainingInstances>
                    <InstanceFields>
                      <InstanceField field="id" column="id"/>
                      <InstanceField field="x" column="x"/>
                      <InstanceField field="y" column="y"/>
                      <InstanceField field="z" column="z"/>
                    </InstanceFields>
                    <InlineTable>
                      <row><id>a</id><x>0</x><y>0</y><z>1</z></row>
                      <row><id>b</id><x>1</x><y>1</y><z>3</z></row>
                      <row><id>c</id><x>9</x><y>9</y><z>100</z></row>
                    </InlineTable>
                  </TrainingInstances>
                  <ComparisonMeasure kind="distance"><euclidean/></ComparisonMeasure>
                  <KNNInputs><KNNInput field="x"/><KNNInput field="y"/></KNNInputs>
                </NearestNeighborModel>
                """.formatted(ACTIVE_XY);
        String dictionary = XY + "<DataField name=\"z\" optype=\"continuous\" dataType=\"double\"/>";
        try (Model model = Models.load(file(document(dictionary, neighbours)));
                Scorer scorer = model.newScorer(1)) {
            ScoreBatch scores = scored(scorer, 1, 1);
            assertThat(scores.number(0, 0)).isEqualTo(2);
            assertThat(scores.text(0, 1)).isEqualTo("b");
            assertThat(scores.text(0, 2)).isEqualTo("a");
        }
    }

    @Test
    void markupThatJpmmlDoesNotSupportIsRefusedAtLoad() {
        String association = """
                <SequenceModel functionName="sequences" numberOfTransactions="1" maxNumberOfItemsPerTransaction="1"
                    avgNumberOfItemsPerTransaction="1" numberOfTransactionGroups="1" numberOfItems="0">
                  <MiningSchema>%s</MiningSchema>
                </SequenceModel>
                """.formatted(ACTIVE_XY);
        assertThatThrownBy(() -> Models.load(file(document(XY, association))).close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model.pmml: ")
                .message()
                .hasLineCount(1);
    }

    private Path file(String document) throws IOException {
        return Files.writeString(folder.resolve("model.pmml"), document);
    }

    private static String document(String dictionary, String model) {
        return """
                <PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><Header/>
                <DataDictionary>%s</DataDictionary>%s</PMML>
                """.formatted(dictionary, model);
    }

    private static ScoreBatch scored(Scorer scorer, double x, double y) {
        RowBatch rows = scorer.newRows();
        rows.addRow();
        rows.set(0, 0, x);
        rows.set(0, 1, y);
        ScoreBatch scores = scorer.newScores();
        scorer.score(rows, scores);
        assertThat(rows.fault(0)).as(scores.failure(0)).isEqualTo(RowFault.NONE);
        return scores;
    }

    private static double[] score(Scorer scorer, List<String> texts, double... numbers) {
        RowBatch rows = scorer.newRows();
        rows.addRow();
        for (int i = 0; i < texts.size(); i++) {
            rows.setText(0, i, texts.get(i));
        }
        for (int i = 0; i < numbers.length; i++) {
            rows.set(0, texts.size() + i, numbers[i]);
        }
        ScoreBatch scores = scorer.newScores();
        scorer.score(rows, scores);
        assertThat(rows.fault(0)).as(scores.failure(0)).isEqualTo(RowFault.NONE);
        double[] answers = new double[scorer.contract().outputs().size()];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = scores.number(0, i);
        }
        return answers;
    }
}
