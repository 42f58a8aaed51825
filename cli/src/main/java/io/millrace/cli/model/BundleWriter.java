package io.millrace.cli.model;

import io.millrace.model.GoldenRow;
import io.millrace.model.GoldenRows;
import io.millrace.model.ManifestYaml;
import io.millrace.model.ModelBundle;
import io.millrace.model.ReferenceJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a bundle as a folder or a zip. The same bundle gives the same bytes. */
final class BundleWriter {
    /** The oldest time that a zip can tell; a real one would make each zip another. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private BundleWriter() {}

    /** The files of {@code bundle} by name. */
    static Map<String, byte[]> files(ModelBundle bundle) {
        String modelFile = "model." + (bundle.format().equals("mleap") ? "zip" : bundle.format());
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(ModelBundle.MANIFEST, utf8(ManifestYaml.write(bundle, modelFile)));
        files.put(modelFile, bundle.bytes());
        if (!bundle.golden().isEmpty()) {
            StringBuilder lines = new StringBuilder();
            for (GoldenRow row : bundle.golden()) {
                lines.append(GoldenRows.write(row)).append('\n');
            }
            files.put(ModelBundle.GOLDEN, utf8(lines.toString()));
        }
        bundle.reference()
                .ifPresent(reference -> files.put(ModelBundle.REFERENCE, utf8(ReferenceJson.write(reference))));
        return files;
    }

    static void writeFolder(Map<String, byte[]> files, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
    }

    static void writeZip(Map<String, byte[]> files, Path zip) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTimeLocal(NO_TIME);
                out.putNextEntry(entry);
                out.write(file.getValue());
                out.closeEntry();
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
