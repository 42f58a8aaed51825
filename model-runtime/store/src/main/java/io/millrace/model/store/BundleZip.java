package io.millrace.model.store;

import io.millrace.model.ModelArchive;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes a zip of a bundle's folder. The same files give the same bytes on every machine: names are sorted, times are
 * fixed, and nothing is compressed, because compressors differ between versions. Hidden files stay out.
 */
final class BundleZip {
    private static final LocalDateTime FIRST_TIME_OF_ZIP = LocalDateTime.of(1980, 1, 1, 0, 0);

    private BundleZip() {}

    /**
     * Writes the zip.
     *
     * @throws ModelException if the folder is no bundle, holds links or devices, or is larger than a bundle may be
     */
    static void write(Path folder, OutputStream out) throws IOException {
        Map<String, Path> files = files(folder);
        if (!files.containsKey(ModelBundle.MANIFEST)) {
            throw new ModelException(folder + ": no " + ModelBundle.MANIFEST + " in this folder");
        }
        ZipOutputStream zip = begin(out);
        long total = 0;
        for (Map.Entry<String, Path> file : files.entrySet()) {
            total += Files.size(file.getValue());
            if (total > ModelArchive.MAX_BYTES) {
                throw new ModelException(
                        folder + ": must have at most " + ModelArchive.MAX_BYTES + " bytes, found more");
            }
            add(file.getKey(), Files.readAllBytes(file.getValue()), zip);
        }
        zip.finish();
    }

    /** Writes the zip of a bundle that is in memory: as that of a folder with these files. */
    static void write(SortedMap<String, byte[]> files, OutputStream out) throws IOException {
        ZipOutputStream zip = begin(out);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            add(file.getKey(), file.getValue(), zip);
        }
        zip.finish();
    }

    /** Not to be closed: that would close what it writes to. */
    private static ZipOutputStream begin(OutputStream out) {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setMethod(ZipOutputStream.STORED);
        return zip;
    }

    private static void add(String name, byte[] content, ZipOutputStream zip) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(FIRST_TIME_OF_ZIP);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static Map<String, Path> files(Path folder) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                String name = name(folder.relativize(path));
                if (name.startsWith(".") || name.contains("/.") || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    throw new ModelException(path + ": must be a file or a folder, no link and no device");
                }
                files.put(name, path);
            }
        }
        return files;
    }

    private static String name(Path relative) {
        List<String> parts = new ArrayList<>();
        relative.forEach(part -> parts.add(part.toString()));
        return String.join("/", parts);
    }
}
