package io.millrace.benchmarks;

import io.millrace.model.ModelEngine;
import io.millrace.model.store.ModelStore;
import io.millrace.model.store.StoredModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The models of the swaps: versions of the logistic regression, each with a bias of its own, so that no two files and
 * no two answers are the same; and bad ones, each refused for another reason. One thread.
 */
final class SwapModels implements AutoCloseable {
    /** Name of the model, in all versions. */
    static final String NAME = "logistic";

    /** Folder that, on the class path of a job, registers {@link CrashingEngine}. */
    static final String CRASHING_ENGINE = "crashing-engine";

    /** What is wrong with a model. */
    enum Flaw {
        /** Nothing. */
        NONE(""),
        /** The file is only the first half of a bundle; hash and size are its own. */
        TRUNCATED("LOAD_FAILED"),
        /** It needs a feature that events do not have. */
        CONTRACT("CONTRACT"),
        /** It does not give the answer that its golden row demands. */
        GOLDEN("GOLDEN"),
        /** Loading it ends the process. */
        CRASH("CRASHED"),
        /** The file was changed after it was signed; its size is the same. */
        HASH("HASH"),
        /** Nobody listens at its address. */
        UNREACHABLE("FETCH_FAILED");

        private final String reason;

        Flaw(String reason) {
            this.reason = reason;
        }

        /** Code of the refusal that it must lead to; empty: none. */
        String reason() {
            return reason;
        }

        /** The bad ones. */
        static List<Flaw> bad() {
            return Arrays.stream(values()).filter(flaw -> flaw != NONE).toList();
        }
    }

    /**
     * A model as a command names it.
     *
     * @param uri where its file lies
     * @param sha256 hash that the file must have
     * @param size bytes that the file must have
     */
    record Candidate(long version, Flaw flaw, String uri, String sha256, long size) {}

    private static final String BIAS = "out.bias";
    /** Tag and length of the four bytes that follow the name. */
    private static final int TAG_AND_LENGTH = 2;

    private static final float BIAS_STEP = 0.01f;

    private final Workspace workspace;
    private final ModelStore made;
    private final Socket silent = new Socket();

    /** Makes a folder for them in {@code workspace}. */
    SwapModels(Workspace workspace) throws IOException {
        this.workspace = workspace;
        made = ModelStore.open(workspace.folder("made"));
        // Bound, so that nobody else takes the port; not listening, so that whoever connects is refused.
        silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Path services = workspace.folder(CRASHING_ENGINE).resolve("META-INF/services");
        Files.createDirectories(services);
        Files.writeString(services.resolve(ModelEngine.class.getName()), CrashingEngine.class.getName() + "\n");
    }

    /** What the pipeline must allow for all of them to be asked for. */
    List<String> allow() {
        return List.of("file:" + made.folder().toUri().getRawPath(), unreachable());
    }

    private String unreachable() {
        return "http://127.0.0.1:" + silent.getLocalPort() + "/models/";
    }

    /** Makes version {@code version}, at least 2. */
    Candidate make(long version, Flaw flaw) {
        try {
            Path folder = bundle(version, flaw);
            StoredModel file = made.add(folder);
            return switch (flaw) {
                case TRUNCATED -> candidate(version, flaw, truncated(file));
                case HASH -> new Candidate(version, flaw, uri(changed(file)), file.sha256(), file.size());
                case UNREACHABLE ->
                    new Candidate(version, flaw, unreachable() + version + ".zip", file.sha256(), file.size());
                default -> candidate(version, flaw, file);
            };
        } catch (IOException e) {
            throw new UncheckedIOException("model must be writable: version " + version, e);
        }
    }

    private static Candidate candidate(long version, Flaw flaw, StoredModel file) {
        return new Candidate(version, flaw, uri(file.path()), file.sha256(), file.size());
    }

    private static String uri(Path file) {
        return "file:" + file.toUri().getRawPath();
    }

    private Path bundle(long version, Flaw flaw) throws IOException {
        Path folder = Files.createDirectories(workspace.folder("version-" + version));
        Files.write(folder.resolve("model.onnx"), onnx(version));
        String manifest = Files.readString(workspace.bundle(NAME).resolve("model.yaml"))
                .replace("version: 1\n", "version: " + version + "\n");
        if (flaw == Flaw.CONTRACT) {
            manifest = manifest.replace("{name: d00}", "{name: no_such_feature}");
        }
        if (flaw == Flaw.CRASH) {
            manifest += "lineage: {" + CrashingEngine.ASKED_FOR + ": \"yes\"}\n";
        }
        Files.writeString(folder.resolve("model.yaml"), manifest);
        if (flaw == Flaw.GOLDEN) {
            // a probability cannot be 2
            Files.writeString(folder.resolve("golden.jsonl"), "{\"inputs\": {}, \"outputs\": {\"score\": 2}}\n");
        }
        return folder;
    }

    /** The model with another bias: its name is in the file once, followed by the four bytes of its value. */
    private byte[] onnx(long version) throws IOException {
        byte[] onnx = Files.readAllBytes(workspace.onnx(NAME));
        int name = new String(onnx, StandardCharsets.ISO_8859_1).indexOf(BIAS + "J\4");
        if (name < 0) {
            throw new IllegalStateException("the model must have a bias of four bytes: " + workspace.onnx(NAME));
        }
        ByteBuffer.wrap(onnx)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(name + BIAS.length() + TAG_AND_LENGTH, BIAS_STEP * version);
        return onnx;
    }

    private StoredModel truncated(StoredModel file) throws IOException {
        byte[] bytes = Files.readAllBytes(file.path());
        Path half = workspace.folder("half.zip");
        Files.write(half, Arrays.copyOf(bytes, bytes.length / 2));
        return made.add(half);
    }

    private Path changed(StoredModel file) throws IOException {
        byte[] bytes = Files.readAllBytes(file.path());
        bytes[bytes.length / 2] ^= 1;
        return Files.write(made.folder().resolve("changed-" + file.path().getFileName()), bytes);
    }

    @Override
    public void close() throws IOException {
        silent.close();
    }
}
