package io.millrace.model;

import io.millrace.config.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A model as it lies on disk: a folder or a {@code .zip} with {@code model.yaml}, the model file and optionally
 * {@code golden.jsonl} and {@code reference.json}; or a bare {@code .onnx}, {@code .pmml} or MLeap {@code .zip} whose own
 * declarations suffice. Read whole when opened, so that what is hashed is what is loaded; a zip is never unpacked to disk.
 *
 * @param path where it was found
 * @param id name, version and hash of the model file; a bare file is version 1 under its own name
 * @param format {@code onnx}, {@code pmml} or {@code mleap}
 * @param bytes the model file; not to be changed
 * @param task what kind of question the model answers, where {@code model.yaml} says so
 * @param inputs what {@code model.yaml} declares; empty for a bare file
 * @param outputs what {@code model.yaml} asks for; empty: all outputs of the model
 * @param lineage where the model comes from, free form
 * @param golden rows that the model must reproduce; empty where there are none
 * @param reference how features and outputs were spread when the model was packaged
 */
@SuppressWarnings("ArrayRecordComponent") // identity is the hash in id; nobody compares bundles
public record ModelBundle(
        Path path,
        ModelId id,
        String format,
        byte[] bytes,
        Optional<ModelTask> task,
        List<ModelInput> inputs,
        List<OutputSource> outputs,
        Map<String, String> lineage,
        List<GoldenRow> golden,
        Optional<ReferenceProfile> reference) {

    /** Name of the file that makes a folder or a zip a bundle. */
    public static final String MANIFEST = "model.yaml";

    /** Name of the file of golden rows. */
    public static final String GOLDEN = "golden.jsonl";

    /** Name of the file of the reference profile. */
    public static final String REFERENCE = "reference.json";

    private static final String MLEAP_ROOT = "bundle.json";
    private static final long MOST_MANIFEST = 4L << 20;
    private static final long MOST_SIDE_FILE = 64L << 20;
    /** A Java array, and a protobuf file, can be no longer. */
    private static final long MOST_MODEL = Integer.MAX_VALUE - 8L;

    /**
     * Reads the bundle at {@code path}.
     *
     * @throws ModelException if there is none, it cannot be read, or its files have mistakes (all are named)
     */
    public static ModelBundle open(Path path) {
        return explained(path, () -> {
            if (Files.isDirectory(path)) {
                return read(path, new BundleFiles.Folder(path));
            }
            if (Files.size(path) > MOST_MODEL) {
                throw new IOException("must have at most " + MOST_MODEL + " bytes, found " + Files.size(path));
            }
            String fileName = fileName(path);
            String bareName = fileName.contains(".") ? fileName.substring(0, fileName.lastIndexOf('.')) : fileName;
            return ofFile(path, Files.readAllBytes(path), bareName, 1);
        });
    }

    /**
     * Reads a file whose content is in memory already, say because it was hashed.
     *
     * @param path where it was found; its ending tells what it is
     * @param file its content; not to be changed
     * @param bareName the model's name if this is a bare model file; a bundle has its own
     * @param bareVersion the model's version if this is a bare model file
     * @throws ModelException as {@link #open(Path)}
     */
    public static ModelBundle of(Path path, byte[] file, String bareName, long bareVersion) {
        return explained(path, () -> ofFile(path, file, bareName, bareVersion));
    }

    private interface Reading {
        ModelBundle read() throws IOException;
    }

    private static ModelBundle explained(Path path, Reading reading) {
        try {
            return reading.read();
        } catch (NoSuchFileException e) {
            throw new ModelException(path + ": no such file or folder: " + e.getFile(), e);
        } catch (IOException e) {
            throw new ModelException(path + ": cannot be read: " + e.getMessage(), e);
        } catch (ConfigException e) {
            throw new ModelException(e.getMessage(), e);
        }
    }

    private static String fileName(Path path) {
        return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    }

    private static ModelBundle ofFile(Path path, byte[] file, String bareName, long bareVersion) throws IOException {
        String fileName = fileName(path);
        if (fileName.endsWith(".zip")) {
            return ofZip(path, file, bareName, bareVersion);
        }
        BundleManifest.Format format = Arrays.stream(BundleManifest.Format.values())
                .filter(known -> known != BundleManifest.Format.MLEAP && fileName.endsWith("." + known.id()))
                .findFirst()
                .orElseThrow(() -> new ModelException(path + ": must be a folder or a .zip with " + MANIFEST
                        + ", or a file ending in .onnx or .pmml, or an MLeap .zip"));
        return bare(path, bareName, bareVersion, format, file);
    }

    private static ModelBundle ofZip(Path path, byte[] bytes, String bareName, long bareVersion) throws IOException {
        ModelArchive zip = ModelArchive.open(path, bytes);
        if (zip.files().contains(MANIFEST)) {
            return read(path, new BundleFiles.Zip(path, zip));
        }
        if (zip.files().contains(MLEAP_ROOT)) {
            return bare(path, bareName, bareVersion, BundleManifest.Format.MLEAP, bytes);
        }
        throw new ModelException(
                path + ": must hold " + MANIFEST + ", or be an MLeap bundle with " + MLEAP_ROOT + ", at its root");
    }

    private static ModelBundle bare(Path path, String name, long version, BundleManifest.Format format, byte[] bytes) {
        return new ModelBundle(
                path,
                new ModelId(name, version, Sha256.of(bytes)),
                format.id(),
                bytes,
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                Optional.empty());
    }

    private static ModelBundle read(Path path, BundleFiles files) throws IOException {
        if (!files.has(MANIFEST)) {
            throw new ModelException(path + ": no " + MANIFEST + " in this folder");
        }
        List<String> problems = new ArrayList<>();
        BundleManifest manifest = BundleManifest.read(text(files, MANIFEST, MOST_MANIFEST), problems);
        try {
            if (!files.isInside(manifest.file())) {
                problems.add("file: must lie inside the bundle's folder, found \"" + manifest.file() + "\"");
            }
        } catch (InvalidPathException e) {
            problems.add("file: must be a path, found \"" + manifest.file() + "\"");
        }
        List<GoldenRow> golden =
                files.has(GOLDEN) ? GoldenRows.read(text(files, GOLDEN, MOST_SIDE_FILE), problems) : List.of();
        ReferenceProfile reference =
                files.has(REFERENCE) ? ReferenceJson.read(text(files, REFERENCE, MOST_SIDE_FILE), problems) : null;
        if (!problems.isEmpty()) {
            throw new ConfigException(files.where(MANIFEST), problems);
        }
        byte[] bytes = files.read(manifest.file(), MOST_MODEL);
        return new ModelBundle(
                path,
                new ModelId(manifest.name(), manifest.version(), Sha256.of(bytes)),
                manifest.format().id(),
                bytes,
                manifest.task(),
                manifest.inputs(),
                manifest.outputs(),
                manifest.lineage(),
                List.copyOf(golden),
                Optional.ofNullable(reference));
    }

    private static String text(BundleFiles files, String name, long most) throws IOException {
        return new String(files.read(name, most), StandardCharsets.UTF_8);
    }
}
