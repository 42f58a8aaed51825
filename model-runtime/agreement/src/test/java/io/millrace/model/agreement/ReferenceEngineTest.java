package io.millrace.model.agreement;

import io.millrace.model.Device;
import io.millrace.model.Model;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The engines whose numbers are what a format means give the numbers that training gave. */
final class ReferenceEngineTest {
    static List<TrainedModel> trainedModels() {
        return TrainedModel.all();
    }

    @ParameterizedTest
    @MethodSource("trainedModels")
    void answersAsTheTrainingLibrary(TrainedModel trained) {
        try (Model model = Engines.reference(trained.formatName()).load(trained.bundle(), Device.CPU)) {
            trained.expected().assertAgree(model, trained, 7);
        }
    }
}
