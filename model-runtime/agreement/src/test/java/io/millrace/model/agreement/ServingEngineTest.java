package io.millrace.model.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Device;
import io.millrace.model.EngineChoice;
import io.millrace.model.Model;
import io.millrace.model.Models;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine that serves a model is the expected one, and gives the numbers that training gave, whatever the batch. */
final class ServingEngineTest {
    private static final String COMPILED = "compiled";

    /** Models that the compiled engine leaves to the reference engine. */
    private static final Map<String, String> LEFT_TO_OTHERS = Map.of();

    static List<TrainedModel> trainedModels() {
        return TrainedModel.all();
    }

    @ParameterizedTest
    @MethodSource("trainedModels")
    void isTheExpectedOne(TrainedModel trained) {
        EngineChoice choice = Models.choose(trained.bundle(), Device.CPU);
        try (Model model = choice.model()) {
            assertThat(model.engine())
                    .as(choice.reason())
                    .isEqualTo(LEFT_TO_OTHERS.getOrDefault(trained.toString(), COMPILED));
        }
    }

    @ParameterizedTest
    @MethodSource("trainedModels")
    void answersAsTheTrainingLibrary(TrainedModel trained) {
        try (Model model = Models.load(trained.bundle())) {
            for (int batchRows : new int[] {1, 7, 64, 512}) {
                trained.expected().assertAgree(model, trained, batchRows);
            }
        }
    }
}
