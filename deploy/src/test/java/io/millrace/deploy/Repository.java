package io.millrace.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of the repository, read as their users read them. */
final class Repository {
    /** Tests run in the module's folder. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    static final Path DEPLOY = ROOT.resolve("deploy");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Repository() {}

    /** All documents of a YAML file, merge keys carried out. */
    static List<JsonNode> yaml(Path file) throws IOException {
        return documents(Files.readString(file));
    }

    static List<JsonNode> documents(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<JsonNode> documents = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(options)).loadAll(text)) {
            documents.add(JSON.valueToTree(document));
        }
        return documents;
    }

    static JsonNode json(Path file) throws IOException {
        return JSON.readTree(Files.readString(file));
    }

    /** What is wrong with a document by the schema {@code schemas/NAME.json} of the test resources. */
    static Set<String> mistakes(String name, JsonNode document) throws IOException {
        try (InputStream in = Repository.class.getResourceAsStream("/schemas/" + name + ".json")) {
            if (in == null) {
                throw new IOException("no schema for " + name);
            }
            JsonNode node = JSON.readTree(in);
            SpecVersion.VersionFlag version = node.path("$schema").asText().contains("draft-07")
                    ? SpecVersion.VersionFlag.V7
                    : SpecVersion.VersionFlag.V202012;
            JsonSchema schema = JsonSchemaFactory.getInstance(version).getSchema(node);
            Set<String> mistakes = new TreeSet<>();
            for (ValidationMessage message : schema.validate(document)) {
                mistakes.add(message.getMessage());
            }
            return mistakes;
        }
    }

    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }
}
