package io.millrace.jobs.scoring;

import io.millrace.model.store.ModelStore;
import io.millrace.model.store.StoredModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Models like the pipeline's own, one for each version, whose score tells the version. */
final class SwapModels {
    /** Name of all of them, and of the pipeline's own. */
    static final String NAME = "it";

    /** Version of the pipeline's own. */
    static final long PIPELINE_FILE = 3;

    private static final Path YAML = ScoringTestBed.HOME.resolve("model").resolve("model.yaml");
    private static final Path GRAPH = ScoringTestBed.HOME.resolve("swap").resolve("model.onnx");
    private static final byte[] WEIGHTS = weights(-1);

    private final Path drafts;
    private final ModelStore pushed;

    /**
     * An empty folder of models.
     *
     * @param folder is made
     */
    SwapModels(Path folder) {
        drafts = folder.resolve("drafts");
        pushed = ModelStore.open(folder.resolve("pushed"));
    }

    /** Where commands may fetch from. */
    String allowed() {
        return "file:" + pushed.folder().toUri().getRawPath();
    }

    /** What a version says of {@link ScoringTestBed#good}. */
    static double score(long version) {
        return version == PIPELINE_FILE
                ? ScoringTestBed.goodScore()
                : (float) Math.log1p(Math.exp(1.25 + weight(version)));
    }

    private static float weight(long version) {
        return -version / 64f;
    }

    private static byte[] weights(float last) {
        ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.putFloat(1).putFloat(2).putFloat(last).array();
    }

    /** A good model. */
    StoredModel good(long version) {
        return add(version, Map.of());
    }

    /**
     * A model with other files than the pipeline's own.
     *
     * @param files texts or bytes in place of the usual files, or beside them; {@code model.yaml} is given its version
     */
    StoredModel add(long version, Map<String, byte[]> files) {
        try {
            Path bundle = Files.createDirectories(drafts.resolve(version + "-" + System.nanoTime()));
            Map<String, byte[]> all = new TreeMap<>();
            all.put("model.yaml", Files.readAllBytes(YAML));
            all.put("model.onnx", graph(weight(version)));
            all.putAll(files);
            String yaml = new String(all.get("model.yaml"), StandardCharsets.UTF_8);
            all.put("model.yaml", bytes(yaml.replace("version: 3", "version: " + version)));
            for (Map.Entry<String, byte[]> file : all.entrySet()) {
                Files.write(bundle.resolve(file.getKey()), file.getValue());
            }
            return pushed.add(bundle);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Any bytes, as if somebody had pushed them. */
    StoredModel addFile(String name, byte[] content) {
        try {
            Path file = Files.createDirectories(drafts).resolve(name);
            Files.write(file, content);
            return pushed.add(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The graph with another last weight. */
    static byte[] graph(float lastWeight) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(GRAPH);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        for (int i = 0; i + WEIGHTS.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + WEIGHTS.length, WEIGHTS, 0, WEIGHTS.length)) {
                System.arraycopy(weights(lastWeight), 0, bytes, i, WEIGHTS.length);
                return bytes;
            }
        }
        throw new IllegalStateException("model.onnx must hold the weights 1, 2, -1");
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
