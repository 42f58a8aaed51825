package io.millrace.model.mleap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.Device;
import io.millrace.model.FeatureType;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.MissingPolicy;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.ModelInput;
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
import java.util.Map;
import ml.combust.bundle.serializer.SerializationFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

class MleapEngineTest {
    /** The row of {@code frame.airbnb.json}. */
    private static final Map<String, Object> FRAME = Map.ofEntries(
            Map.entry("state", "NY"),
            Map.entry("bathrooms", 2.0),
            Map.entry("square_feet", 1250.0),
            Map.entry("bedrooms", 3.0),
            Map.entry("security_deposit", 50.0),
            Map.entry("cleaning_fee", 30.0),
            Map.entry("extra_people", 2.0),
            Map.entry("number_of_reviews", 56.0),
            Map.entry("review_scores_rating", 90.0),
            Map.entry("room_type", "Entire home/apt"),
            Map.entry("host_is_superhost", "1.0"),
            Map.entry("cancellation_policy", "strict"),
            Map.entry("instant_bookable", "1.0"));

    private static final String ALL_INPUTS = """
            inputs:
              - {name: state, type: categorical}
              - {name: bathrooms, type: integer}
              - {name: square_feet, type: float, range: [0, 100000]}
              - {name: bedrooms, type: double}
              - {name: security_deposit, type: double, missingReplacement: 50}
              - {name: cleaning_fee, type: double}
              - {name: extra_people, type: double}
              - {name: number_of_reviews, type: double}
              - {name: review_scores_rating, type: double}
              - {name: room_type, type: categorical, categories: [Shared room, Entire home/apt]}
              - {name: host_is_superhost, type: categorical}
              - {name: cancellation_policy, type: categorical}
              - {name: instant_bookable, type: categorical}
            """;

    private static Path bundle(Path folder, String yaml) throws IOException {
        Files.copy(Bundles.AIRBNB, folder.resolve("model.zip"));
        Files.writeString(folder.resolve("model.yaml"), """
                name: rent
                version: 3
                format: mleap
                file: model.zip
                """ + yaml);
        return folder;
    }

    private static void fill(RowBatch rows, Map<String, Object> values) {
        int row = rows.addRow();
        values.forEach((name, value) -> {
            int column = rows.contract().firstColumn(name);
            if (value instanceof String text) {
                rows.setText(row, column, text);
            } else {
                rows.set(row, column, (double) value);
            }
        });
    }

    private static void assertRefused(Path path, String message) {
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> Models.load(path))
                .withMessage(path + ": " + message);
    }

    @Test
    void theFixturesRowGetsMleapsOwnAnswer() {
        try (Model model = Models.load(Bundles.AIRBNB);
                Scorer scorer = model.newScorer(1)) {
            RowBatch rows = scorer.newRows();
            fill(rows, FRAME);
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            assertThat(rows.fault(0)).isEqualTo(RowFault.NONE);
            assertThat(scores.number(0, 0)).isEqualTo(232.62463916840318);
            assertThat(model.engine()).isEqualTo("mleap");
            assertThat(model.degradation()).isEmpty();
        }
    }

    @Test
    void theContractIsTheBundles() {
        try (Model model = Models.load(Bundles.AIRBNB)) {
            assertThat(model.contract().inputs())
                    .extracting(ModelInput::name)
                    .containsExactly(
                            "bathrooms",
                            "bedrooms",
                            "security_deposit",
                            "cleaning_fee",
                            "extra_people",
                            "number_of_reviews",
                            "square_feet",
                            "review_scores_rating",
                            "room_type",
                            "host_is_superhost",
                            "cancellation_policy",
                            "instant_bookable",
                            "state");
            ModelInput rooms = model.contract().inputOfColumn(8);
            assertThat(rooms.type()).isEqualTo(FeatureType.CATEGORICAL);
            assertThat(rooms.categories()).containsExactly("Entire home/apt", "Private room", "Shared room");
            assertThat(model.contract().inputs()).allSatisfy(input -> {
                assertThat(input.treatment().missing()).isEqualTo(MissingPolicy.RETURN_INVALID);
                assertThat(input.treatment().invalid()).isEqualTo(InvalidPolicy.RETURN_INVALID);
            });
            assertThat(model.contract().outputs())
                    .containsExactly(new ModelOutput("price_prediction", false, OutputKind.VALUE, ""));
        }
    }

    @Test
    void aClassifierTellsItsClassesAndWhatItMakesOfMissingValues(@TempDir Path folder) {
        try (Model model = Models.load(new Forest(1).write(folder, SerializationFormat.Json$.MODULE$))) {
            assertThat(model.contract().inputs())
                    .extracting(ModelInput::name)
                    .containsExactly("age", "country", "income", "position");
            assertThat(model.contract().inputs()).extracting(ModelInput::size).containsExactly(1, 1, 1, 2);
            assertThat(model.contract().inputs())
                    .extracting(input -> input.treatment().missing())
                    .containsExactly(
                            MissingPolicy.AS_IS,
                            MissingPolicy.AS_IS,
                            MissingPolicy.RETURN_INVALID,
                            MissingPolicy.RETURN_INVALID);
            ModelInput country = model.contract().inputOfColumn(1);
            assertThat(country.categories()).containsExactly("DE", "FR", "IT");
            assertThat(country.treatment().invalid()).isEqualTo(InvalidPolicy.AS_IS);
            assertThat(model.contract().outputs())
                    .containsExactly(
                            new ModelOutput("raw[0]", false, OutputKind.OTHER, ""),
                            new ModelOutput("raw[1]", false, OutputKind.OTHER, ""),
                            new ModelOutput("raw[2]", false, OutputKind.OTHER, ""),
                            new ModelOutput("probability[0]", false, OutputKind.PROBABILITY, "low"),
                            new ModelOutput("probability[1]", false, OutputKind.PROBABILITY, "middle"),
                            new ModelOutput("probability[2]", false, OutputKind.PROBABILITY, "high"),
                            new ModelOutput("risk", true, OutputKind.CLASS, ""));
        }
    }

    @Test
    void modelYamlOrdersInputsAndChoosesOutputs(@TempDir Path folder) throws IOException {
        Path bundle = bundle(folder, ALL_INPUTS + """
                outputs:
                  - {name: rent, from: price_prediction}
                  - {name: scaled bathrooms, from: scaled_continuous_features, index: 0}
                  - {name: room, from: room_type_index}
                """);
        try (Model model = Models.load(bundle);
                Scorer scorer = model.newScorer(2)) {
            assertThat(model.contract().firstColumn("state")).isZero();
            assertThat(model.contract().inputOfColumn(0).categories())
                    .as("the bundle's, where model.yaml lists none")
                    .contains("NY", "CA");
            RowBatch rows = scorer.newRows();
            fill(rows, FRAME);
            fill(rows, FRAME);
            rows.set(1, rows.contract().firstColumn("security_deposit"), Double.NaN);
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            for (int row = 0; row < 2; row++) {
                assertThat(scores.number(row, 0)).isEqualTo(232.62463916840318);
                assertThat(scores.number(row, 1)).isNotZero();
                assertThat(scores.number(row, 2)).isZero();
            }
        }
    }

    @Test
    void contradictionsBetweenBundleAndModelYamlAreRefused(@TempDir Path around) throws IOException {
        Map<String, String> cases = Map.of(
                ALL_INPUTS.replace("name: state,", "name: town,"),
                "CONTRACT: input town: expected one of the bundle's inputs [bathrooms, bedrooms, security_deposit,"
                        + " cleaning_fee, extra_people, number_of_reviews, square_feet, review_scores_rating, room_type,"
                        + " host_is_superhost, cancellation_policy, instant_bookable, state], once, found town",
                ALL_INPUTS.replace("name: state, type: categorical", "name: state, type: float"),
                "CONTRACT: input state: expected a type that fits MLeap's CATEGORICAL, found FLOAT",
                ALL_INPUTS.replace("name: bedrooms, type: double", "name: bedrooms, type: double, size: 2"),
                "CONTRACT: input bedrooms: expected size 1, found 2",
                "inputs: [{name: state, type: categorical}]",
                "CONTRACT: inputs: expected all of the bundle's inputs, found none for [bathrooms, bedrooms,"
                        + " security_deposit, cleaning_fee, extra_people, number_of_reviews, square_feet,"
                        + " review_scores_rating, room_type, host_is_superhost, cancellation_policy, instant_bookable]",
                "outputs: [{name: price_prediction, index: 1}]",
                "CONTRACT: output price_prediction: expected no index, because price_prediction is a single value,"
                        + " found 1",
                "outputs: [{name: scaled, from: scaled_continuous_features, index: 8}]",
                "CONTRACT: output scaled: expected an index from 0 to 7, found 8",
                "outputs: [{name: scaled, from: scaled_continuous_features}]",
                "CONTRACT: output scaled: expected an index from 0 to 7, found none");
        int number = 0;
        for (Map.Entry<String, String> yamlAndMessage : cases.entrySet()) {
            Path folder = Files.createDirectory(around.resolve("case" + number++));
            assertRefused(bundle(folder, yamlAndMessage.getKey()), yamlAndMessage.getValue());
        }
    }

    @Test
    void aMissingOrUnseenValueFailsItsRowOnly() {
        try (Model model = Models.load(Bundles.AIRBNB);
                Scorer scorer = model.newScorer(3)) {
            RowBatch rows = scorer.newRows();
            fill(rows, FRAME);
            fill(rows, FRAME);
            fill(rows, FRAME);
            int state = rows.contract().firstColumn("state");
            int bedrooms = rows.contract().firstColumn("bedrooms");
            rows.setText(0, state, "Atlantis");
            rows.set(1, bedrooms, Double.NaN);
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            assertThat(rows.fault(0)).isEqualTo(RowFault.INVALID_FEATURE);
            assertThat(rows.faultColumn(0)).isEqualTo(state);
            assertThat(rows.fault(1)).isEqualTo(RowFault.INVALID_FEATURE);
            assertThat(rows.faultColumn(1)).isEqualTo(bedrooms);
            assertThat(scores.number(2, 0)).isEqualTo(232.62463916840318);
        }
    }

    @Test
    void anIndexerThatSkipsInvalidTextsRefusesTheRow(@TempDir Path folder) throws IOException {
        Map<String, byte[]> files = Bundles.airbnb();
        String indexer = "root/feature_pipeline.node/string_indexer_state.node/model.json";
        Bundles.edit(files, indexer, "\"error\"", "\"skip\"");
        try (Model model = Models.load(Bundles.write(files, folder.resolve("skip.zip")));
                Scorer scorer = model.newScorer(1)) {
            assertThat(model.contract().inputOfColumn(12).categories()).contains("NY");
            RowBatch rows = scorer.newRows();
            fill(rows, FRAME);
            rows.setText(0, rows.contract().firstColumn("state"), "Atlantis");
            scorer.score(rows, scorer.newScores());
            assertThat(rows.fault(0)).isEqualTo(RowFault.INVALID_FEATURE);
        }
    }

    @Test
    void aGpuIsNotUsedAndThatIsSaid() {
        Device gpu = Device.parse("cuda:1");
        try (Model model = new MleapEngine().load(ModelBundle.open(Bundles.AIRBNB), gpu)) {
            assertThat(model.degradation()).contains("MLeap runs on the CPU only, not on cuda:1");
        }
    }

    @Test
    void mleapMeetsNobody() throws ClassNotFoundException {
        ClassLoader loader = MleapLibrary.reader(Bundles.AIRBNB).getClass().getClassLoader();
        assertThat(loader.getName()).isEqualTo("mleap");
        assertThat(loader.loadClass("scala.Option"))
                .as("this test's own Scala is another one")
                .isNotSameAs(Option.class);
        assertThat(loader.loadClass(ModelBundle.class.getName())).isSameAs(ModelBundle.class);
        assertThatExceptionOfType(ClassNotFoundException.class)
                .isThrownBy(() -> loader.loadClass("org.assertj.core.api.Assertions"));
        assertThatExceptionOfType(ClassNotFoundException.class)
                .isThrownBy(() -> loader.loadClass("com.fasterxml.jackson.core.JsonParser"));
        assertThat(loader.getResource("META-INF/services/org.junit.platform.engine.TestEngine"))
                .isNull();
    }

    @Test
    void theFolderOfJarsIsConfiguredOrBesideTheEngine(@TempDir Path home) throws IOException {
        Path model = Path.of("m.zip");
        Path jar = home.resolve("lib").resolve("engine.jar");
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> MleapLibrary.folder(model, jar, null))
                .withMessage("m.zip: MLeap's jars are needed, found neither "
                        + home.resolve("lib").resolve("lib-mleap")
                        + " nor " + home.resolve("lib-mleap")
                        + ": unpack the artifact millrace-model-mleap with classifier lib there, or into a folder that"
                        + " -Dmillrace.mleap.lib names");
        Path above = Files.createDirectories(home.resolve("lib-mleap"));
        assertThat(MleapLibrary.folder(model, jar, null)).isEqualTo(above);
        Path beside = Files.createDirectories(home.resolve("lib").resolve("lib-mleap"));
        assertThat(MleapLibrary.folder(model, jar, null)).isEqualTo(beside);
        assertThat(MleapLibrary.folder(model, jar, home.toString())).isEqualTo(home);
        String missing = home.resolve("missing").toString();
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> MleapLibrary.folder(model, jar, missing))
                .withMessage(
                        "m.zip: millrace.mleap.lib must name the folder of MLeap's jars, found no folder " + missing);
    }
}
