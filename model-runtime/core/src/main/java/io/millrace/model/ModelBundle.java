package io.millrace.model;

import io.millrace.config.ConfigException;
import io.millrace.config.ConfigNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A model as it lies on disk: a folder with {@code model.yaml} and the model file, or a bare {@code .onnx},
 * {@code .pmml} or MLeap {@code .zip} whose own declarations suffice. Read whole when opened, so that what is hashed is what is loaded.
 *
 * @param path where it was found
 * @param id name, version and hash of the model file; a bare file is version 1 under its own name
 * @param format {@code onnx}, {@code pmml} or {@code mleap}
 * @param bytes the model file; not to be changed
 * @param inputs what {@code model.yaml} declares; empty for a bare file
 * @param outputs what {@code model.yaml} asks for; empty: all outputs of the model
 * @param lineage where the model comes from, free form
 */
@SuppressWarnings("ArrayRecordComponent") // identity is the hash in id; nobody compares bundles
public record ModelBundle(
        Path path,
        ModelId id,
        String format,
        byte[] bytes,
        List<ModelInput> inputs,
        List<OutputSource> outputs,
        Map<String, String> lineage) {

    private static final String MANIFEST = "model.yaml";
    /** What every MLeap bundle has at its root. */
    private static final String MLEAP_MANIFEST = "bundle.json";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final String NAME_RULE =
            "must be 1 to 63 lower-case letters, digits, dots, dashes or underscores, a letter or digit first";

    /** What kind of question the model answers. */
    private enum Task {
        CLASSIFICATION,
        REGRESSION,
        CLUSTERING
    }

    /** Formats that some engine reads. */
    private enum Format {
        ONNX,
        PMML,
        MLEAP;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads the bundle at {@code path}.
     *
     * @throws ModelException if there is none, it cannot be read, or {@code model.yaml} has mistakes (all are named)
     */
    public static ModelBundle open(Path path) {
        try {
            if (Files.isDirectory(path)) {
                return openFolder(path);
            }
            return openFile(path);
        } catch (NoSuchFileException e) {
            throw new ModelException(path + ": no such file or folder: " + e.getFile(), e);
        } catch (IOException e) {
            throw new ModelException(path + ": cannot be read: " + e.getMessage(), e);
        } catch (ConfigException e) {
            throw new ModelException(e.getMessage(), e);
        }
    }

    private static ModelBundle openFile(Path path) throws IOException {
        String fileName = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        byte[] bytes = Files.readAllBytes(path);
        boolean isMleap = fileName.endsWith(".zip")
                && ModelArchive.open(path, bytes).files().contains(MLEAP_MANIFEST);
        Optional<Format> format = isMleap
                ? Optional.of(Format.MLEAP)
                : java.util.Arrays.stream(Format.values())
                        .filter(known -> fileName.endsWith("." + known.id()))
                        .findFirst();
        if (format.isEmpty()) {
            throw new ModelException(path + ": must be a folder with " + MANIFEST
                    + ", a file ending in .onnx or .pmml, or an MLeap .zip with a " + MLEAP_MANIFEST);
        }
        String name = fileName.substring(0, fileName.lastIndexOf('.'));
        return new ModelBundle(
                path, new ModelId(name, 1, sha256(bytes)), format.get().id(), bytes, List.of(), List.of(), Map.of());
    }

    private static ModelBundle openFolder(Path folder) throws IOException {
        Path manifest = folder.resolve(MANIFEST);
        if (!Files.isRegularFile(manifest)) {
            throw new ModelException(folder + ": no " + MANIFEST + " in this folder");
        }
        List<String> problems = new ArrayList<>();
        ConfigNode root = ConfigNode.parse(Files.readString(manifest), problems);
        String name = root.text("name", null, NAME, NAME_RULE);
        long version = root.integer("version", null, 1, Long.MAX_VALUE);
        Format format = root.oneOf("format", Format.class, null);
        String file = root.text("file");
        root.oneOf("task", Task.class, Task.REGRESSION);
        List<ModelInput> inputs = new ArrayList<>();
        for (ConfigNode node : root.objects("inputs")) {
            input(node, problems).ifPresent(inputs::add);
        }
        List<OutputSource> outputs = new ArrayList<>();
        for (ConfigNode node : root.objects("outputs")) {
            String output = node.text("name");
            outputs.add(new OutputSource(
                    output, node.text("from", output), (int) node.integer("index", -1L, -1, 1_000_000)));
            node.finish();
        }
        Map<String, String> lineage = root.object("lineage").textsByName();
        root.finish();
        checkDistinct("inputs", inputs.stream().map(ModelInput::name).toList(), problems);
        checkDistinct("outputs", outputs.stream().map(OutputSource::name).toList(), problems);
        Path modelFile = folder.toAbsolutePath().normalize();
        try {
            modelFile = modelFile.resolve(file).normalize();
        } catch (InvalidPathException e) {
            problems.add("file: must be a path, found \"" + file + "\"");
        }
        if (!modelFile.startsWith(folder.toAbsolutePath().normalize())) {
            problems.add("file: must lie inside the bundle's folder, found \"" + file + "\"");
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(manifest.toString(), problems);
        }
        byte[] bytes = Files.readAllBytes(modelFile);
        return new ModelBundle(
                folder,
                new ModelId(name, version, sha256(bytes)),
                format.id(),
                bytes,
                List.copyOf(inputs),
                List.copyOf(outputs),
                lineage);
    }

    private static Optional<ModelInput> input(ConfigNode node, List<String> problems) {
        int before = problems.size();
        String name = node.text("name");
        FeatureType type = node.oneOf("type", FeatureType.class, FeatureType.FLOAT);
        int size = (int) node.integer("size", 1L, 1, 1_000_000);
        String unit = node.text("unit", "");
        double[] range = node.interval("range");
        List<String> categories = node.texts("categories");
        MissingPolicy missing = node.oneOf(
                "missing",
                MissingPolicy.class,
                node.has("missingReplacement") ? MissingPolicy.AS_VALUE : MissingPolicy.AS_IS);
        InvalidPolicy invalid = node.oneOf(
                "invalid",
                InvalidPolicy.class,
                node.has("invalidReplacement") ? InvalidPolicy.AS_VALUE : InvalidPolicy.RETURN_INVALID);
        double missingReplacement = replacement(node, "missingReplacement", categories);
        double invalidReplacement = replacement(node, "invalidReplacement", categories);
        String tensor = node.text("tensor", "");
        node.finish();
        if (problems.size() > before) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ModelInput(
                    name,
                    type,
                    size,
                    unit,
                    range == null ? Double.NEGATIVE_INFINITY : range[0],
                    range == null ? Double.POSITIVE_INFINITY : range[1],
                    categories,
                    new InputTreatment(
                            missing,
                            missingReplacement,
                            invalid,
                            invalidReplacement,
                            OutlierPolicy.AS_IS,
                            Double.NEGATIVE_INFINITY,
                            Double.POSITIVE_INFINITY),
                    tensor));
        } catch (IllegalArgumentException e) {
            problems.add("inputs: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static void checkDistinct(String key, List<String> names, List<String> problems) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                problems.add(key + ": names must differ, found " + name + " twice");
            }
        }
    }

    private static double replacement(ConfigNode node, String key, List<String> categories) {
        Object value = node.scalar(key);
        if (value == null) {
            return Double.NaN;
        }
        if (value instanceof Double number) {
            return number;
        }
        int code = categories.indexOf(value);
        if (code < 0) {
            node.reject(key, "must be a number or one of the input's categories");
        }
        return code;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException("every JDK has SHA-256", e));
        }
    }
}
