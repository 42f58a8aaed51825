package io.millrace.learning.pmml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.cluster.StreamingKMeansConfig;
import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.decomposition.MiniBatchDictionaryLearningConfig;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.model.Scaling;
import io.millrace.learning.optimizer.Sgd;
import io.millrace.learning.tree.HoeffdingTreeConfig;
import io.millrace.learning.tree.LeafPrediction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What documents say and what is refused; that engines read them as the learner means them is tested in model-runtime/agreement. */
class PmmlExportTest {
    private static final List<FeatureField> FIELDS =
            List.of(FeatureField.numeric("distance"), FeatureField.learned("carrier", 2));
    private static final LearnerConfig LEARNER = LogisticRegressionConfig.DEFAULTS.withOptimizer(Sgd.withRate(0.5));

    /** Scaled values, rates and gradients that are easy to follow by hand. */
    private static OnlineModel taught(OnlineModelConfig config) {
        OnlineModel model = OnlineModel.of(config);
        FeatureRow row = model.newRow();
        row.setNumber(0, 1);
        row.setText(1, "UA");
        model.learn(row, 1, 1);
        row.setNumber(0, 3);
        row.setText(1, "a<b>&\"'");
        model.learn(row, 0, 1);
        row.setText(1, "none of them");
        model.learn(row, 1, 1);
        return model;
    }

    private static OnlineModel taught() {
        return taught(OnlineModelConfig.of(FIELDS, LEARNER).withClasses(List.of("on time", "late")));
    }

    private static String text(byte[] document) {
        return new String(document, StandardCharsets.UTF_8);
    }

    @Test
    void theFormOfADocumentStays() throws IOException {
        OnlineModel model = taught();
        String document = text(PmmlExport.export(model, PmmlNames.of(model, "delay", 3)));
        try (InputStream golden = getClass().getResourceAsStream("/pmml/delay-3.pmml")) {
            assertThat(document).isEqualTo(text(golden.readAllBytes()));
        }
    }

    @Test
    void theSameModelGivesTheSameBytes() {
        OnlineModel model = taught();
        byte[] document = PmmlExport.export(model, PmmlNames.of(model, "delay", 3));
        OnlineModel restored = OnlineModel.restore(model.snapshot());
        assertThat(PmmlExport.export(restored, PmmlNames.of(restored, "delay", 3)))
                .isEqualTo(document);
        assertThat(PmmlExport.export(model, PmmlNames.of(model, "delay", 4))).isNotEqualTo(document);
    }

    @Test
    void exportingChangesNothing() {
        OnlineModel model = taught();
        byte[] before = model.snapshot();
        PmmlExport.export(model, PmmlNames.of(model, "delay", 3));
        assertThat(model.snapshot()).isEqualTo(before);
    }

    @Test
    void scoresMayHaveOtherNames() {
        OnlineModel model = taught();
        PmmlNames names = PmmlNames.of(model, "delay", 3);
        assertThat(names.scores()).containsExactly("probability(late)");
        assertThat(text(PmmlExport.export(model, names.withScores(List.of("probability_late")))))
                .contains("<OutputField name=\"probability_late\"")
                .doesNotContain("probability(late)");
    }

    @Test
    void namesThatClashAreRefused() {
        OnlineModel model = taught();
        PmmlNames names = PmmlNames.of(model, "delay", 3);
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> PmmlExport.export(model, names.withScores(List.of("distance"))))
                .withMessageContaining("distance");
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> PmmlExport.export(model, names.withScores(List.of("a", "b"))))
                .withMessageContaining("must be 1 names");
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new PmmlNames(" ", 0, "x", List.of("x")))
                .satisfies(e -> assertThat(e.problems()).hasSize(3));
    }

    @Test
    void ownNamesGiveWayToFields() {
        OnlineModel model = OnlineModel.of(OnlineModelConfig.of(
                List.of(FeatureField.numeric("label"), FeatureField.numeric("probability(1)")), LEARNER));
        PmmlNames names = PmmlNames.of(model, "delay", 1);
        assertThat(names.choice()).isEqualTo("label_");
        assertThat(names.scores()).containsExactly("probability(1)_");
    }

    @Test
    void aCategoryThatXmlCannotHoldIsOther() {
        OnlineModel model = OnlineModel.of(OnlineModelConfig.of(FIELDS, LEARNER));
        FeatureRow row = model.newRow();
        row.setText(1, "bell\t\u0007");
        model.learn(row, 1, 1);
        row.setText(1, "half \uD83D pair");
        model.learn(row, 1, 1);
        assertThat(text(PmmlExport.export(model, PmmlNames.of(model, "delay", 1))))
                .doesNotContain("bell")
                .doesNotContain("half");
    }

    @Test
    void allObstaclesAreTold() {
        OnlineModelConfig config = OnlineModelConfig.of(
                List.of(FeatureField.hashed("user"), FeatureField.numeric("a\u0000")),
                MiniBatchDictionaryLearningConfig.DEFAULTS);
        assertThat(PmmlExport.obstacles(config.withHashingBits(4)))
                .containsExactly(
                        "field user: hashed, which PMML cannot express",
                        "field a\u0000: has characters that XML cannot hold",
                        "algorithm mini-batch-dictionary-learning: has no form in PMML");
        assertThat(PmmlExport.obstacles(OnlineModelConfig.of(FIELDS, LEARNER))).isEmpty();
    }

    @Test
    void treesMustAnswerByMajority() {
        OnlineModelConfig bayes = OnlineModelConfig.of(FIELDS, HoeffdingTreeConfig.DEFAULTS);
        assertThat(PmmlExport.obstacles(bayes))
                .containsExactly("prediction ADAPTIVE: is no leaf of a PMML tree, MAJORITY is");
        assertThat(PmmlExport.obstacles(OnlineModelConfig.of(
                        FIELDS, HoeffdingTreeConfig.DEFAULTS.withPrediction(LeafPrediction.MAJORITY))))
                .isEmpty();
    }

    @Test
    void whatDivergedIsNotExported() {
        OnlineModel model = taught(
                OnlineModelConfig.of(FIELDS, LogisticRegressionConfig.DEFAULTS.withOptimizer(Sgd.withRate(1e308)))
                        .withScaling(Scaling.NONE));
        assertThatExceptionOfType(NotExportableException.class)
                .isThrownBy(() -> PmmlExport.export(model, PmmlNames.of(model, "delay", 1)))
                .withMessageContaining("must have finite parameters");
    }

    @Test
    void withoutCentresThereIsNothingToExport() {
        OnlineModel model = OnlineModel.of(OnlineModelConfig.of(FIELDS, StreamingKMeansConfig.DEFAULTS));
        assertThatExceptionOfType(NotExportableException.class)
                .isThrownBy(() -> PmmlExport.export(model, PmmlNames.of(model, "groups", 1)))
                .withMessage("must have centres, found 0 examples learned");
    }
}
