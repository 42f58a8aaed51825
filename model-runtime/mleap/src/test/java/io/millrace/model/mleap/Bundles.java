package io.millrace.model.mleap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Bundles as maps from names of files to their contents, for tests that change them. */
final class Bundles {
    /** Rents of flats, from combust/mleap; see {@code src/test/resources/mleap/README.md}. */
    static final Path AIRBNB = Path.of("src", "test", "resources", "mleap", "airbnb.model.lr.zip");

    private Bundles() {}

    static Map<String, byte[]> airbnb() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(AIRBNB)))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    files.put(entry.getName(), zip.readAllBytes());
                }
            }
        }
        return files;
    }

    /** Replaces a text of one file by another. */
    static void edit(Map<String, byte[]> files, String name, String text, String replacement) {
        String content = new String(files.get(name), StandardCharsets.UTF_8);
        if (!content.contains(text)) {
            throw new IllegalArgumentException(name + " must contain " + text + ", found " + content);
        }
        files.put(name, content.replace(text, replacement).getBytes(StandardCharsets.UTF_8));
    }

    static Path write(Map<String, byte[]> files, Path zip) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
        return Files.write(zip, bytes.toByteArray());
    }

    /** All files below a folder. */
    static Map<String, byte[]> read(Path folder) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                files.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return files;
    }
}
