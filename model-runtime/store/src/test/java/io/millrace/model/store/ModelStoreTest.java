package io.millrace.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
    private static final String ABSENT = "0".repeat(64);

    @TempDir
    Path temporary;

    private ModelStore store;

    @BeforeEach
    void open() {
        store = ModelStore.open(temporary.resolve("models"));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(temporary.resolve(name), content);
    }

    private Path bundle(String folderName, String model, long version) throws IOException {
        Path folder = Files.createDirectories(temporary.resolve(folderName));
        Files.writeString(folder.resolve("model.onnx"), "weights");
        Files.writeString(
                folder.resolve("model.yaml"),
                "name: %s\nversion: %d\nformat: onnx\nfile: model.onnx\n".formatted(model, version));
        return folder;
    }

    private static void noneLeft(ModelStore store) {
        assertThat(store.folder().resolve("incoming")).isEmptyDirectory();
    }

    @Test
    void keepsAFileUnderItsHash() throws IOException {
        StoredModel stored = store.add(file("tree.pmml", "<PMML/>"));
        assertThat(stored.sha256()).isEqualTo(Sha256.of("<PMML/>"));
        assertThat(stored.size()).isEqualTo(7);
        assertThat(stored.path())
                .isEqualTo(store.folder().resolve(stored.sha256() + ".pmml"))
                .hasContent("<PMML/>");
        assertThat(store.find(stored.sha256())).contains(stored.path());
        assertThat(store.find(ABSENT)).isEmpty();
        assertThat(store.add(temporary.resolve("tree.pmml"))).isEqualTo(stored);
        noneLeft(store);
    }

    @Test
    void theContentTellsWhatItIs() throws IOException {
        assertThat(store.add(file("a.onnx", "\uFEFF  <?xml version='1.0'?>")).path())
                .hasExtension("pmml");
        assertThat(store.add(file("b.pmml", "\b\u0007weights")).path()).hasExtension("onnx");
        assertThat(store.add(file("c", "PK\3\4rest")).path()).hasExtension("zip");
        Path utf16 = Files.write(temporary.resolve("d"), "\uFEFF<PMML/>".getBytes(StandardCharsets.UTF_16LE));
        assertThat(store.add(utf16).path()).hasExtension("pmml");
    }

    @Test
    void aFolderIsZippedTheSameEachTime() throws IOException {
        Path first = bundle("first", "fraud", 3);
        Files.createDirectories(first.resolve("more/.git"));
        Files.writeString(first.resolve("more/notes.txt"), "notes");
        Files.writeString(first.resolve("more/.git/config"), "hidden");
        Files.writeString(first.resolve(".DS_Store"), "hidden");
        Path second = Files.createDirectories(temporary.resolve("second/more")).getParent();
        Files.writeString(second.resolve("more/notes.txt"), "notes");
        bundle("second", "fraud", 3);
        Files.setLastModifiedTime(second.resolve("model.yaml"), FileTime.from(Instant.EPOCH));

        StoredModel stored = store.add(first);
        assertThat(store.add(second)).isEqualTo(stored);
        // Pinned: another JDK or machine must come to the same bytes.
        assertThat(stored.sha256()).isEqualTo("4ee44ae13c3ad02899c88d04a531a903876beddb7d4de40124ee86951ff8a205");
        ModelBundle bundle = store.open(stored.sha256(), "fraud", 3);
        assertThat(bundle.id().toString()).isEqualTo("fraud@3");
        assertThat(new String(bundle.bytes(), StandardCharsets.UTF_8)).isEqualTo("weights");
    }

    @Test
    void refusesWhatIsNoModel() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("folder"));
        assertThatThrownBy(() -> store.add(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no model.yaml in this folder");
        assertThatThrownBy(() -> store.add(temporary.resolve("nowhere.onnx")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no such file");
        Path empty = file("empty.onnx", "");
        assertThatThrownBy(() -> store.add(empty)).hasMessageContaining("must not be empty");
        Path linked = bundle("linked", "fraud", 1);
        Files.createSymbolicLink(linked.resolve("data"), temporary.resolve("empty.onnx"));
        assertThatThrownBy(() -> store.add(linked)).hasMessageContaining("no link");
        noneLeft(store);
        assertThat(store.folder()).isDirectoryNotContaining(Files::isRegularFile);
    }

    @Test
    void aBundleMustBeTheModelOfTheCommand() throws IOException {
        String sha256 = store.add(bundle("bundle", "fraud", 3)).sha256();
        assertThatThrownBy(() -> store.open(sha256, "fraud", 4))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(": CONTRACT: model.yaml must say fraud@4")
                .hasMessageContaining("found fraud@3");
        assertThatThrownBy(() -> store.open(sha256, "delay", 3)).hasMessageContaining(": CONTRACT: ");
    }

    @Test
    void aBareFileTakesNameAndVersionFromTheCommand() throws IOException {
        ModelBundle pmml = store.open(store.add(file("x", "<PMML/>")).sha256(), "delay", 7);
        assertThat(pmml.id().toString()).isEqualTo("delay@7");
        assertThat(pmml.format()).isEqualTo("pmml");
        Path mleap = temporary.resolve("mleap.zip");
        try (OutputStream out = Files.newOutputStream(mleap);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("bundle.json"));
            zip.write('{');
        }
        ModelBundle spark = store.open(store.add(mleap).sha256(), "spark", 2);
        assertThat(spark.id().toString()).isEqualTo("spark@2");
        assertThat(spark.format()).isEqualTo("mleap");
    }

    @Test
    void aDamagedFileIsMovedAwayAndMissing() throws IOException {
        StoredModel stored = store.add(file("x.onnx", "weights"));
        Files.writeString(stored.path(), "Weights");
        assertThatThrownBy(() -> store.open(stored.sha256(), "delay", 1))
                .isInstanceOf(ArtefactMissingException.class)
                .hasMessageContaining(": ARTEFACT_MISSING: ")
                .hasMessageContaining("damaged");
        assertThat(store.find(stored.sha256())).isEmpty();
        assertThat(store.folder().resolve("damaged").resolve(stored.path().getFileName()))
                .hasContent("Weights");
        assertThatThrownBy(() -> store.open(stored.sha256(), "delay", 1))
                .isInstanceOf(ArtefactMissingException.class)
                .hasMessageContaining("not in the store");
        assertThat(store.add(temporary.resolve("x.onnx"))).isEqualTo(stored);
        assertThat(store.open(stored.sha256(), "delay", 1).id().sha256()).isEqualTo(stored.sha256());
    }

    @Test
    void aHashIsNoPath() {
        for (String hash : new String[] {"", "../" + ABSENT, ABSENT.substring(1), "A".repeat(64), ABSENT + "\n"}) {
            assertThatThrownBy(() -> store.find(hash))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must be 64 lower-case hexadecimal digits");
        }
    }

    @Test
    void removesWhatKilledProcessesLeft() throws IOException {
        Path incoming = store.folder().resolve("incoming");
        Path old = Files.writeString(incoming.resolve("old.part"), "half");
        Path recent = Files.writeString(incoming.resolve("recent.part"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        ModelStore.open(store.folder());
        assertThat(old).doesNotExist();
        assertThat(recent).exists();
    }
}
