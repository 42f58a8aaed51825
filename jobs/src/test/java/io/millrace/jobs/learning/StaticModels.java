package io.millrace.jobs.learning;

import io.millrace.learning.cluster.Decay;
import io.millrace.learning.cluster.StartCentre;
import io.millrace.learning.cluster.StreamingKMeansConfig;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.model.BundleContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Models of pipeline files, as bundles on disk: what learners have to beat. */
public final class StaticModels {
    private StaticModels() {}

    /** A model that knows nothing of clicks: its only output {@code probability} is a half. */
    public static void writeIgnorant(Path target) throws IOException {
        OnlineModelConfig config = OnlineModelConfig.of(LearnersScenario.FIELDS, LogisticRegressionConfig.DEFAULTS);
        write(OnlineModel.of(config), List.of("probability"), target);
    }

    /** Two clusters of {@code x0} and {@code x1}, with the outputs {@code near} and {@code far}. */
    static void writeClusters(Path target) throws IOException {
        OnlineModelConfig config = OnlineModelConfig.of(
                List.of(FeatureField.numeric("x0"), FeatureField.numeric("x1")),
                new StreamingKMeansConfig(
                        2,
                        32,
                        Decay.NONE,
                        1,
                        List.of(new StartCentre(List.of(0.0, 0.0), 1), new StartCentre(List.of(9.0, 9.0), 1))));
        write(OnlineModel.of(config), List.of("near", "far"), target);
    }

    private static void write(OnlineModel model, List<String> outputs, Path target) throws IOException {
        Files.createDirectories(target);
        Map<String, byte[]> files =
                BundleContent.of(PublishedModel.of(model, "static", 1, outputs, List.of(), Map.of()));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(target.resolve(file.getKey()), file.getValue());
        }
    }
}
