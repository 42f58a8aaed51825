package io.millrace.model.agreement;

import io.millrace.model.ModelBundle;
import io.millrace.model.OutputSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A model file under {@code model-runtime/src/test/resources/models}, whose {@code README.md} says how it was made.
 *
 * @param name its folder
 * @param format how it was exported
 */
record TrainedModel(String name, Format format) {
    private static final Path FOLDER =
            Path.of("..", "src", "test", "resources", "models").normalize();

    /** What a model was exported to, and how near its answers must come to those of the training library. */
    enum Format {
        /** Computes in float32 for the most part. */
        ONNX(1e-6),
        /** Computes in doubles. */
        PMML(1e-9);

        private final double tolerance;

        Format(double tolerance) {
            this.tolerance = tolerance;
        }
    }

    /** All of them. */
    static List<TrainedModel> all() {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .map(folder -> folder.getFileName().toString())
                    .flatMap(name -> Arrays.stream(Format.values()).map(format -> new TrainedModel(name, format)))
                    .filter(model -> Files.exists(model.path()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return FOLDER.resolve(name).resolve("model." + formatName());
    }

    /** The bare file; PMML classifiers are asked for the class besides their output fields, as a {@code model.yaml} would. */
    ModelBundle bundle() {
        ModelBundle bare = ModelBundle.open(path());
        List<String> answers = expected().answers();
        if (format == Format.ONNX || !answers.contains("class")) {
            return bare;
        }
        List<OutputSource> outputs = answers.stream()
                .map(answer -> answer.equals("class") ? "label" : "probability(" + answer.split(":", 2)[1] + ")")
                .map(name -> new OutputSource(name, name, -1))
                .toList();
        return new ModelBundle(
                bare.path(),
                bare.id(),
                bare.format(),
                bare.bytes(),
                bare.task(),
                bare.inputs(),
                outputs,
                bare.lineage(),
                bare.golden(),
                bare.reference());
    }

    ExpectedAnswers expected() {
        return ExpectedAnswers.read(FOLDER.resolve(name).resolve("expected.csv"));
    }

    /** As bundles and engines call the format. */
    String formatName() {
        return format.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Greatest difference to a number that the training library gave, as a share of the number where it is greater than 1.
     * XGBoost computes and answers in float32, whatever the format.
     */
    double tolerance() {
        return name.startsWith("xgboost") ? Format.ONNX.tolerance : format.tolerance;
    }

    /** What the exported model says where the library says {@code number}: PMML's k-means gives squared distances. */
    double exported(String answer, double number) {
        return format == Format.PMML && answer.startsWith("distance:") ? number * number : number;
    }

    @Override
    public String toString() {
        return name + "." + formatName();
    }
}
