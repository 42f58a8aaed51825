package io.millrace.benchmarks;

import io.millrace.jobs.pipeline.Delivery;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A folder of its own for one benchmark: models, schema, pipeline files, broker data. Deleted at the end. */
final class Workspace implements AutoCloseable {
    /** The bundles that come with the benchmarks. */
    static final List<String> MODELS = List.of("logistic", "mlp", "trees", "many-trees");

    /** Those that come as PMML, some of them also. */
    private static final List<String> PMML_MODELS = List.of("trees", "logistic30");

    /** How often it is tried. */
    private static final int DELETIONS = 10;

    private final Path root;

    private Workspace(Path root) {
        this.root = root;
    }

    /** Makes a fresh one. */
    static Workspace create() {
        try {
            Path root = Files.createTempDirectory("millrace-benchmark-");
            for (String model : MODELS) {
                unpack(root, model, "model.yaml");
                unpack(root, model, "model.onnx");
            }
            for (String model : PMML_MODELS) {
                unpack(root, model, "model.pmml");
            }
            unpack(root, "airbnb", "model.zip");
            Files.writeString(root.resolve("reading.avsc"), Readings.SCHEMA.toString());
            return new Workspace(root);
        } catch (IOException e) {
            throw new UncheckedIOException("benchmark folder cannot be made", e);
        }
    }

    /** Large files are resources compressed with gzip. */
    private static void unpack(Path root, String model, String file) throws IOException {
        Path target = root.resolve(model).resolve(file);
        Files.createDirectories(target.getParent());
        String resource = "models/" + model + "/" + file;
        try (InputStream plain = Workspace.class.getResourceAsStream(resource);
                InputStream packed = Workspace.class.getResourceAsStream(resource + ".gz");
                InputStream in = plain != null ? plain : new GZIPInputStream(packed)) {
            Files.copy(in, target);
        }
    }

    /** A folder in it, by name. */
    Path folder(String name) {
        return root.resolve(name);
    }

    /** The bundle of a model. */
    Path bundle(String model) {
        return root.resolve(model);
    }

    /** The ONNX file of a model. */
    Path onnx(String model) {
        return bundle(model).resolve("model.onnx");
    }

    /** The PMML file of a model. It lies by itself: a folder with a {@code model.yaml} is one bundle. */
    Path pmml(String model) {
        return bundle(model).resolve("model.pmml");
    }

    /** The MLeap bundle of a model. */
    Path mleap(String model) {
        return bundle(model).resolve("model.zip");
    }

    /**
     * A pipeline over readings, as users write it; what is not an argument has its default.
     *
     * @param name of the pipeline; answers go to {@code <name>.predictions}
     */
    Pipeline pipeline(
            String name,
            String bootstrap,
            String topic,
            String model,
            Delivery delivery,
            Duration checkpointInterval,
            int maxRows,
            boolean logFeatures) {
        return pipeline(
                name,
                bootstrap,
                topic,
                model,
                delivery,
                checkpointInterval,
                maxRows,
                logFeatures,
                new Commands(Map.of(), List.of()));
    }

    /**
     * Who may command.
     *
     * @param keys public keys, by id
     * @param allow folders that models may be fetched from
     */
    record Commands(Map<String, String> keys, List<String> allow) {
        private String yaml() {
            return keys.entrySet().stream()
                            .map(key -> key.getKey() + ": \"" + key.getValue() + '"')
                            .collect(Collectors.joining(", ", "  keys: {", "}\n"))
                    + allow.stream()
                            .map(folder -> '"' + folder + '"')
                            .collect(Collectors.joining(", ", "  allow: [", "]\n"));
        }
    }

    /**
     * A pipeline over readings that takes commands.
     *
     * @param name of the pipeline; commands go to {@code <name>.control}
     */
    Pipeline pipeline(
            String name,
            String bootstrap,
            String topic,
            String model,
            Delivery delivery,
            Duration checkpointInterval,
            int maxRows,
            boolean logFeatures,
            Commands commands) {
        StringBuilder yaml = new StringBuilder();
        yaml.append("pipeline: ").append(name).append('\n');
        yaml.append("kafka: {bootstrap: \"").append(bootstrap).append("\"}\n");
        yaml.append("events: {topic: ")
                .append(topic)
                .append(", format: avro, schema: reading.avsc, id: id, time: time}\n");
        yaml.append("features:\n");
        Readings.FEATURES.forEach(
                feature -> yaml.append("  - {name: ").append(feature).append("}\n"));
        yaml.append("slots:\n  score: {model: ").append(model);
        yaml.append(", batch: {maxRows: ").append(maxRows);
        yaml.append("}, logFeatures: ").append(logFeatures).append("}\n");
        yaml.append("checkpoints: {interval: ")
                .append(checkpointInterval.toMillis())
                .append("ms}\n");
        yaml.append("delivery: ")
                .append(delivery.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .append('\n');
        yaml.append("control:\n  store: store-").append(name).append('\n').append(commands.yaml());
        try {
            return PipelineFile.read(Files.writeString(root.resolve(name + ".yaml"), yaml));
        } catch (IOException e) {
            throw new UncheckedIOException("pipeline file cannot be written", e);
        }
    }

    /** Deletes it. A job that has just ended may still be deleting its checkpoints, so what is gone meanwhile is no mistake. */
    @Override
    public void close() {
        IOException last = null;
        for (int attempt = 0; attempt < DELETIONS && Files.exists(root); attempt++) {
            try {
                delete(root);
            } catch (IOException e) {
                last = e;
            } catch (UncheckedIOException e) {
                last = e.getCause();
            }
        }
        if (Files.exists(root)) {
            throw new UncheckedIOException("benchmark folder must be deletable: " + root, last);
        }
    }

    private static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            List<Path> children;
            try (Stream<Path> paths = Files.list(path)) {
                children = paths.toList();
            }
            for (Path child : children) {
                delete(child);
            }
        }
        Files.deleteIfExists(path);
    }
}
