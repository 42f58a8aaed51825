package io.millrace.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.config.ConfigException;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.gate.HoldoutConfig;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.FeatureRow;
import io.millrace.model.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HoldoutReaderTest {
    private static final String PATH = "learners[0].publish.gate.holdout.";
    private static final String GOOD = """
            id,amount,country,label
            a,1.5,DE,0
            b,,"F,R",1
            c,-2,,1
            """;

    @TempDir
    private Path folder;

    private List<LearnerPlan> read(String csv, String learners) {
        try {
            Files.writeString(folder.resolve("holdout.csv"), csv);
            Path file = Files.writeString(folder.resolve("pipeline.yaml"), """
                    pipeline: p
                    kafka: {bootstrap: "localhost:9092"}
                    events: {topic: payments, format: json, id: id}
                    features: [{name: amount}, {name: country, type: categorical}, {name: vector, size: 2}]
                    slots: {main: {model: m.onnx}}
                    labels: {horizon: 2d}
                    learners:
                    """ + learners);
            return PipelineFile.read(file).learning().learners();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String logistic(String holdout) {
        return "  - {name: online, algorithm: logistic-regression, publish: {gate: {holdout: " + holdout + "}}}\n";
    }

    private HoldoutPlan read(String csv) {
        return read(csv, logistic("{file: holdout.csv}")).get(0).holdout().orElseThrow();
    }

    private List<String> problems(String csv, String learners) {
        ConfigException mistakes = catchThrowableOfType(ConfigException.class, () -> read(csv, learners));
        assertThat(mistakes).as("must be refused: %s", csv).isNotNull();
        return mistakes.problems();
    }

    private List<String> problems(String csv) {
        return problems(csv, logistic("{file: holdout.csv}"));
    }

    @Test
    void withoutTheKeyThereIsNone() {
        assertThat(read(GOOD, "  - {name: online, algorithm: logistic-regression}\n")
                        .get(0)
                        .holdout())
                .isEmpty();
    }

    @Test
    void examplesAreReadByTheNamesOfThePipeline() {
        HoldoutPlan plan = read(GOOD);
        assertThat(plan.config()).isEqualTo(HoldoutConfig.of(ScoreLoss.LOG_LOSS, 1));
        HoldoutExamples examples = plan.examples();
        assertThat(examples.sha256()).isEqualTo(Sha256.of(GOOD.getBytes(StandardCharsets.UTF_8)));
        assertThat(examples.labels()).containsExactly(0, 1, 1);
        List<FeatureField> fields = List.of(FeatureField.learned("country", 5), FeatureField.numeric("amount"));
        FeatureRow row = examples.row(0, fields);
        assertThat(row.text(0)).isEqualTo("DE");
        assertThat(row.number(1)).isEqualTo(1.5);
        row = examples.row(1, fields);
        assertThat(row.text(0)).isEqualTo("F,R");
        assertThat(row.number(1)).as("missing").isNaN();
        assertThat(examples.row(2, fields).text(0)).as("missing").isNull();
        assertThat(examples.has("id")).as("no feature").isFalse();
    }

    @Test
    void everyKeyIsRead() {
        LearnerPlan plan = read("""
                amount,truth
                1,fine
                2,fraud
                3,fraud
                """, """
                  - name: online
                    algorithm: logistic-regression
                    classes: [fine, fraud]
                    publish: {gate: {metric: brier, holdout: {file: holdout.csv, label: truth, maxAucLoss: 0.02, maxLossIncrease: 0.1, standardErrors: 2}}}
                """).get(0);
        HoldoutPlan holdout = plan.holdout().orElseThrow();
        assertThat(holdout.config()).isEqualTo(new HoldoutConfig(ScoreLoss.BRIER, 1, 0.02, 0.1, 2));
        assertThat(holdout.examples().labels()).containsExactly(0, 1, 1);
    }

    @Test
    void aRegressionHasNumbersForLabels() {
        LearnerPlan plan = read("amount,label\n1,2.5\n2,-7\n", """
                  - {name: online, algorithm: linear-regression, publish: {gate: {holdout: {file: holdout.csv}}}}
                """).get(0);
        assertThat(plan.holdout().orElseThrow().examples().labels()).containsExactly(2.5, -7);
    }

    @Test
    void aFileThatIsNotThereIsAMistakeLikeAnyOther() {
        assertThat(problems(GOOD, logistic("{file: other.csv, maxAucLoss: 2, bogus: 1}")))
                .containsExactlyInAnyOrder(
                        PATH + "maxAucLoss: must be in [0.0, 1.0], found 2.0",
                        PATH + "bogus: unknown key, found 1",
                        PATH + "file: file must exist, found none at "
                                + folder.resolve("other.csv").toAbsolutePath());
        assertThat(problems(GOOD, logistic("{label: label}")))
                .containsExactly(PATH + "file: is required and must be text, found nothing");
    }

    @Test
    void aFileWithoutExamplesIsRefused() {
        assertThat(problems(""))
                .containsExactly(PATH + "file: must name its columns in the first line, found an empty file");
        assertThat(problems("amount,label\n")).containsExactly(PATH + "file: must hold 2 to 100000 examples, found 0");
    }

    @Test
    void columnsMustBeThereOnceAndFull() {
        assertThat(problems("amount,amount,truth\n1,2,0\n1,2\n"))
                .containsExactly(
                        PATH + "file: columns must differ in name, found \"amount\" twice",
                        PATH + "file: must have a column with the labels, label, found [amount, amount, truth]",
                        PATH + "file: must have 3 cells in each line, found 2 in record 3");
    }

    @Test
    void whatIsNoNumberIsNamed() {
        assertThat(problems("amount,label\nNaN,0\nmany,1\n1,NaN\n1,2\n1,\n"))
                .containsExactlyInAnyOrder(
                        PATH + "file: labels must be classes, whole numbers from 0 to 1, found \"NaN\" in record 4",
                        PATH + "file: labels must be classes, whole numbers from 0 to 1, found \"2\" in record 5",
                        PATH + "file: labels must be classes, whole numbers from 0 to 1, found \"\" in record 6",
                        PATH + "file: amount must be a finite number, or empty if it is missing, found \"NaN\" in"
                                + " record 2",
                        PATH + "file: amount must be a finite number, or empty if it is missing, found \"many\" in"
                                + " record 3");
    }

    @Test
    void aFileFullOfMistakesIsToldInTenLines() {
        List<String> problems = problems("amount,label\n" + "many,0\n".repeat(500));
        assertThat(problems).hasSize(11);
        assertThat(problems.get(10)).isEqualTo(PATH + "file: has more mistakes than are told, found 490 more");
    }

    @Test
    void oneClassAloneTellsNothing() {
        assertThat(problems("amount,label\n1,1\n2,1\n"))
                .containsExactly(
                        PATH + "file: must have examples of two classes at least in column label, found only 1");
    }

    @Test
    void withoutLabelsThereIsNothingToHoldAgainst() {
        assertThat(
                        problems(
                                GOOD,
                                "  - {name: online, algorithm: streaming-k-means, publish: {gate: {holdout: {file: holdout.csv}}}}\n"))
                .contains(PATH + "file: needs a learner with labels, found holdout.csv");
    }

    @Test
    void learnersOfASlotHaveOneHoldout() {
        String first = logistic("{file: holdout.csv}");
        List<LearnerPlan> learners = read(GOOD, first + "  - {name: other, algorithm: logistic-regression}\n");
        assertThat(learners.get(1).holdout()).isEqualTo(learners.get(0).holdout());
        assertThat(problems(
                        GOOD,
                        first + logistic("{file: holdout.csv, maxAucLoss: 0.5}").replace("online", "other")))
                .singleElement()
                .asString()
                .startsWith("learners[1].publish: must be the same as that of online in the same slot");
    }
}
