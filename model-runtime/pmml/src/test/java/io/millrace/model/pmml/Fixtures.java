package io.millrace.model.pmml;

import io.millrace.model.Model;
import io.millrace.model.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files under {@code src/test/resources/pmml}: by hand, or made by {@code src/test/python/make_fixtures.py}. */
final class Fixtures {
    private static final Path FOLDER = Path.of("src", "test", "resources", "pmml");

    private Fixtures() {}

    static Path pmml(String name) {
        return FOLDER.resolve(name + ".pmml");
    }

    static Path csv(String name) {
        return FOLDER.resolve(name + ".csv");
    }

    static Model load(String name) {
        return Models.load(pmml(name));
    }

    /** Makes a bundle in {@code folder} from a fixture and what {@code model.yaml} says below its heading. */
    static Path bundle(Path folder, String fixture, String yaml) throws IOException {
        Files.copy(pmml(fixture), folder.resolve("model.pmml"));
        Files.writeString(folder.resolve("model.yaml"), """
                name: bundle
                version: 3
                format: pmml
                file: model.pmml
                """ + yaml);
        return folder;
    }
}
