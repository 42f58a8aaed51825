package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that a stranger may send; each is made here. */
class ModelArchiveTest {
    private static final Path WHERE = Path.of("model.zip");

    /** Puts entries into a zip under names that no tool would refuse to write. */
    private interface Content {
        void writeTo(ZipOutputStream zip) throws IOException;
    }

    private static byte[] zip(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            content.writeTo(zip);
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    /** The same archive with one text in the place of another of the same length, wherever it stands. */
    private static byte[] replace(byte[] zip, String text, String replacement) {
        String latin = new String(zip, StandardCharsets.ISO_8859_1);
        assertThat(latin).contains(text);
        return latin.replace(text, replacement).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int directoryOf(byte[] zip) {
        return new String(zip, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    }

    private static void assertRefused(byte[] zip, String rule) {
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> ModelArchive.open(WHERE, zip))
                .withMessage("model.zip: zip: " + rule);
    }

    @Test
    void whatWasPackedIsUnpacked(@TempDir Path folder) throws IOException {
        byte[] random = new byte[200_000];
        new Random(1).nextBytes(random);
        byte[] zip = zip(out -> {
            out.putNextEntry(new ZipEntry("a/"));
            put(out, "a/text", "hello");
            put(out, "b/c/empty", "");
            out.putNextEntry(new ZipEntry("random"));
            out.write(random);
        });
        ModelArchive archive = ModelArchive.open(WHERE, zip);
        assertThat(archive.files()).containsExactly("a/text", "b/c/empty", "random");
        assertThat(archive.bytes("a/text")).asString().isEqualTo("hello");
        archive.extractTo(folder);
        assertThat(folder.resolve("a/text")).hasContent("hello");
        assertThat(folder.resolve("b/c/empty")).isEmptyFile();
        assertThat(folder.resolve("random")).hasBinaryContent(random);
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> archive.bytes("nothing"))
                .withMessage("model.zip: zip: no file nothing in it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../escaped", "a/../../escaped", "a/./b", "a//b", "..", "a/.."})
    void namesMustNotClimb(String name) throws IOException {
        assertRefused(zip(out -> put(out, name, "x")), "entry name must not have empty, . or .. parts: " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tmp/escaped", "C:\\escaped", "c:/escaped"})
    void namesMustNotBeAbsolute(String name) throws IOException {
        assertRefused(zip(out -> put(out, name, "x")), "entry name must not be absolute: " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..\\escaped", "a\0b", "a\nb"})
    void namesMustBePlain(String name) throws IOException {
        assertRefused(
                zip(out -> put(out, name, "x")), "entry name must not have backslashes or control characters: " + name);
    }

    @Test
    void linksAreRefused() throws IOException {
        byte[] zip = zip(out -> put(out, "link", "/etc/passwd"));
        int entry = directoryOf(zip);
        zip[entry + 5] = 3; // made on Unix
        zip[entry + 40] = (byte) 0xFF;
        zip[entry + 41] = (byte) 0xA1; // mode 0120777
        assertRefused(zip, "entry must be a file or a folder, no link and no device: link");
    }

    @Test
    void namesMustDiffer() throws IOException {
        byte[] zip = zip(out -> {
            put(out, "same1", "x");
            put(out, "same2", "y");
        });
        assertRefused(replace(zip, "same2", "same1"), "entry names must differ: same1");
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        byte[] zip = zip(out -> {
            put(out, "file", "x");
            put(out, "file/inside", "y");
        });
        assertRefused(zip, "entry must not lie inside a file: file/inside");
    }

    @Test
    void tooManyEntriesAreRefused() throws IOException {
        byte[] zip = zip(out -> {
            for (int i = 0; i <= ModelArchive.MAX_ENTRIES; i++) {
                put(out, "file" + i, "");
            }
        });
        assertRefused(zip, "must have at most 10000 entries, found 10001");
    }

    @Test
    void bombsAreRefused() throws IOException {
        byte[] zip = zip(out -> {
            out.putNextEntry(new ZipEntry("zeros"));
            out.write(new byte[10 << 20]);
        });
        assertRefused(zip, "must unpack to at most 100 times its " + zip.length + " bytes, found " + (10 << 20));
    }

    @Test
    void hugeEntriesAreRefused() throws IOException {
        byte[] zip = zip(out -> put(out, "huge", "x"));
        int entry = directoryOf(zip);
        zip[entry + 24 + 3] = 0x30;
        assertRefused(zip, "must be at most 536870912 bytes unpacked, found 805306369 in huge");
    }

    @Test
    void bombsThatUnderstateTheirSizeAreRefused(@TempDir Path folder) throws IOException {
        byte[] zip = zip(out -> {
            out.putNextEntry(new ZipEntry("zeros"));
            out.write(new byte[10 << 20]);
        });
        int entry = directoryOf(zip);
        zip[entry + 24 + 2] = 0; // instead of 10 << 20
        zip[entry + 24] = 10;
        ModelArchive archive = ModelArchive.open(WHERE, zip);
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> archive.extractTo(folder))
                .withMessage("model.zip: zip: damaged: content differs from what the directory says: zeros");
        assertThat(folder.resolve("zeros").toFile().length()).isLessThan(100);
    }

    @Test
    void encryptionIsRefused() throws IOException {
        byte[] zip = zip(out -> put(out, "secret", "x"));
        zip[directoryOf(zip) + 8] |= 1;
        assertRefused(zip, "entry must not be encrypted or patched: secret");
    }

    @Test
    void anEntryHasOneName() throws IOException {
        byte[] zip = zip(out -> put(out, "name", "x"));
        zip[30] = 'N';
        assertRefused(zip, "damaged: entry of two names: name");
    }

    @Test
    void otherFilesAreRefused() {
        assertRefused(new byte[0], "must be a zip, found 0 bytes without a zip's end");
        assertRefused(new byte[1_000], "must be a zip, found 1000 bytes without a zip's end");
    }

    /** Whatever is broken in an archive: it is refused with a sentence, and nothing is written beside the folder. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void damageIsAnOrdinaryRefusal(long seed, @TempDir Path around) throws IOException {
        byte[] good = zip(out -> {
            put(out, "a/b", "hello hello hello");
            put(out, "c", "world");
        });
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            byte[] bad = good.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            Path folder = Files.createDirectory(around.resolve("folder" + i));
            try {
                ModelArchive.open(WHERE, bad).extractTo(folder);
            } catch (ModelException e) {
                assertThat(e).as("seed %d, archive %d", seed, i).hasMessageStartingWith("model.zip: zip: ");
            }
        }
        try (Stream<Path> beside = Files.list(around)) {
            assertThat(beside)
                    .as("seed %d", seed)
                    .allMatch(path -> path.getFileName().toString().startsWith("folder"));
        }
    }
}
