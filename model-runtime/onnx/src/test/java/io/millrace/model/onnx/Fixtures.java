package io.millrace.model.onnx;

import io.millrace.model.Model;
import io.millrace.model.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files under {@code src/test/resources/onnx}, made by {@code src/test/python/make_fixtures.py}. */
final class Fixtures {
    private static final Path FOLDER = Path.of("src", "test", "resources", "onnx");

    private Fixtures() {}

    static Path onnx(String name) {
        return FOLDER.resolve(name + ".onnx");
    }

    static Path csv(String name) {
        return FOLDER.resolve(name + ".csv");
    }

    static Model load(String name) {
        return Models.load(onnx(name));
    }

    /** Makes a bundle in {@code folder} from a fixture and what {@code model.yaml} says below its heading. */
    static Path bundle(Path folder, String fixture, String yaml) throws IOException {
        Files.copy(onnx(fixture), folder.resolve("model.onnx"));
        Files.writeString(folder.resolve("model.yaml"), """
                name: bundle
                version: 3
                format: onnx
                file: model.onnx
                """ + yaml);
        return folder;
    }
}
