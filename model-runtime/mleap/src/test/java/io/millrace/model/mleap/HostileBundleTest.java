package io.millrace.model.mleap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.Model;
import io.millrace.model.ModelException;
import io.millrace.model.ModelOutput;
import io.millrace.model.Models;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles that a model's author may send to harm the process. All are refused with a sentence and leave nothing behind. */
class HostileBundleTest {
    private static final String FOREST = "root/model.json";
    private static final String LEAF = "{\"type\":\"leaf\",\"values\":[1.0]}\n";
    private static final String SPLIT =
            "{\"type\":\"internal\",\"split\":" + "{\"type\":\"continuous\",\"featureIndex\":0,\"threshold\":1.0}}\n";

    @TempDir
    private Path home;

    private Path zip;
    private Set<Path> before;

    @BeforeEach
    void look() throws IOException {
        zip = home.resolve("in").resolve("bundle.zip");
        Files.createDirectory(zip.getParent());
        before = surroundings();
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        Files.delete(zip);
        assertThat(surroundings()).isEqualTo(before);
    }

    /** What a name that climbs out of an unpacked bundle's folder would reach, and what the engine itself may leave. */
    private Set<Path> surroundings() throws IOException {
        Set<Path> found = new TreeSet<>();
        try (Stream<Path> own = Files.walk(home);
                Stream<Path> temporary = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            own.forEach(found::add);
            temporary
                    .filter(path -> path.getFileName().toString().startsWith("millrace-mleap-")
                            || path.getFileName().toString().startsWith("escaped"))
                    .forEach(found::add);
        }
        return found;
    }

    private void assertRefused(String message) {
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> Models.load(zip))
                .withMessageStartingWith(zip + ": " + message);
    }

    /** The fixture's bundle and one more entry. */
    private void writeWith(String name, byte[] content) throws IOException {
        Map<String, byte[]> files = Bundles.airbnb();
        files.put(name, content);
        Bundles.write(files, zip);
    }

    /** A bundle of a single decision tree. */
    private void writeTree(String format, String extension, byte[] tree) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("bundle.json", text("""
                {"format":"%s","name":"tree","timestamp":"2026-01-01T00:00:00","version":"0.20.0",
                 "uid":"4b73a01f-5ea9-4967-8bed-7f27213d04d0"}""".formatted(format)));
        if (extension.equals("json")) {
            files.put("root/model.json", text("""
                    {"op":"decision_tree_regression","attributes":{"num_features":{"long":1}}}"""));
        } else {
            // field 1 op, field 2 attributes: none
            ByteArrayOutputStream model = new ByteArrayOutputStream();
            byte[] op = text("decision_tree_regression");
            model.write(0x0A);
            model.write(op.length);
            model.write(op);
            model.write(0x12);
            model.write(0);
            files.put("root/model.pb", model.toByteArray());
        }
        files.put("root/node.json", text("""
                {"name":"tree","shape":{"inputs":[{"port":"features","name":"x"}],
                 "outputs":[{"port":"prediction","name":"y"}]}}"""));
        files.put("root/tree." + extension, tree);
        Bundles.write(files, zip);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void zipSlip() throws IOException {
        writeWith("../escaped", text("x"));
        assertRefused("zip: entry name must not have empty, . or .. parts: ../escaped");
    }

    @Test
    void absoluteName() throws IOException {
        writeWith("/tmp/escaped", text("x"));
        assertRefused("zip: entry name must not be absolute: /tmp/escaped");
    }

    @Test
    void symbolicLink() throws IOException {
        writeWith("root/escaped", text("/etc/passwd"));
        byte[] bytes = Files.readAllBytes(zip);
        int entry = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("PK\1\2");
        bytes[entry + 5] = 3; // made on Unix
        bytes[entry + 40] = (byte) 0xFF;
        bytes[entry + 41] = (byte) 0xA1; // mode 0120777
        Files.write(zip, bytes);
        assertRefused("zip: entry must be a file or a folder, no link and no device: root/escaped");
    }

    @Test
    void duplicateEntry() throws IOException {
        writeWith("bundle.jsoN", text("{}"));
        String bytes = new String(Files.readAllBytes(zip), StandardCharsets.ISO_8859_1);
        Files.write(zip, bytes.replace("bundle.jsoN", "bundle.json").getBytes(StandardCharsets.ISO_8859_1));
        assertRefused("zip: entry names must differ: bundle.json");
    }

    @Test
    void bomb() throws IOException {
        writeWith("root/zeros", new byte[50 << 20]);
        assertRefused("zip: must unpack to at most 100 times its ");
    }

    @Test
    void tooManyEntries() throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i <= 10_000; i++) {
                out.putNextEntry(new ZipEntry("root/file" + i));
            }
        }
        assertRefused("zip: must have at most 10000 entries, found 10001");
    }

    @Test
    void veryDeepTree() throws IOException {
        writeTree("json", "json", text(SPLIT.repeat(300) + LEAF.repeat(301)));
        assertRefused("root/tree.json: a tree must have at most 256 levels and 10000000 nodes");
    }

    @Test
    void treesAsDeepAsAllowedLoad() throws IOException {
        writeTree("json", "json", text(SPLIT.repeat(256) + LEAF.repeat(257)));
        try (Model model = Models.load(zip)) {
            assertThat(model.contract().outputs()).extracting(ModelOutput::name).containsExactly("y");
        }
    }

    @Test
    void treeThatClaimsMoreThanItHas() throws IOException {
        ByteArrayOutputStream tree = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(tree)) {
            out.writeInt(2_000_000_000);
        }
        writeTree("protobuf", "pb", tree.toByteArray());
        assertRefused("root/tree.pb: a node must fit into the file, found size 2000000000");
    }

    @Test
    void treeThatEndsEarly() throws IOException {
        writeTree("json", "json", text(SPLIT));
        assertRefused("MLeap cannot load it: ");
    }

    @Test
    void nestedJson() throws IOException {
        Map<String, byte[]> files = Bundles.airbnb();
        files.put(FOREST, text("{\"op\":".repeat(100_000)));
        Bundles.write(files, zip);
        assertRefused("root/model.json: JSON must be nested at most 64 levels");
    }

    @Test
    void nodesOutsideTheBundle() throws IOException {
        Map<String, byte[]> files = Bundles.airbnb();
        Bundles.edit(files, FOREST, "\"feature_pipeline\"", "\"../../escaped\"");
        Bundles.write(files, zip);
        assertRefused("root/model.json: nodes must be plain names of folders, found ../../escaped");
    }

    @Test
    void treesThatHoldThemselves() throws IOException {
        Map<String, byte[]> files = Bundles.airbnb();
        files.put(FOREST, text("""
                {"op":"random_forest_regression","attributes":{"num_features":{"long":1},
                 "tree_weights":{"type":"list","double":[1.0]},"trees":{"type":"list","string":["."]}}}"""));
        Bundles.write(files, zip);
        assertRefused("root/model.json: trees must be plain names of folders, found .");
    }

    @Test
    void theSameNodeManyTimes() throws IOException {
        Map<String, byte[]> files = Bundles.airbnb();
        Bundles.edit(files, FOREST, "\"linear_regression\"", "\"feature_pipeline\"");
        Bundles.write(files, zip);
        assertRefused("root/model.json: nodes must differ, found twice feature_pipeline");
    }

    @Test
    void unknownOperation() throws IOException {
        Map<String, byte[]> files = Bundles.airbnb();
        Bundles.edit(files, "root/linear_regression.node/model.json", "linear_regression", "java.lang.Runtime");
        Bundles.write(files, zip);
        assertRefused("root/linear_regression.node/model.json: op must be one of MLeap's, found java.lang.Runtime");
    }

    @Test
    void everyFileCutInHalf() throws IOException {
        for (String name : Bundles.airbnb().keySet().stream().limit(12).toList()) {
            Map<String, byte[]> files = Bundles.airbnb();
            byte[] content = files.get(name);
            files.put(name, Arrays.copyOf(content, content.length / 2));
            Bundles.write(files, zip);
            assertRefused("MLeap cannot load it: ");
        }
    }

    @Test
    void noMleapBundle() throws IOException {
        Map<String, byte[]> files = Bundles.airbnb();
        files.remove("bundle.json");
        Path inside = home.resolve("folder");
        Files.createDirectory(inside);
        before = surroundings();
        before.remove(zip);
        Bundles.write(files, inside.resolve("model.zip"));
        Files.writeString(inside.resolve("model.yaml"), "{name: m, version: 1, format: mleap, file: model.zip}");
        before.add(inside.resolve("model.zip"));
        before.add(inside.resolve("model.yaml"));
        Files.createFile(zip);
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> Models.load(inside))
                .withMessage(inside + ": no MLeap bundle: the zip has no bundle.json");
    }
}
