package io.millrace.cli.local;

import io.millrace.cli.terminal.FailedException;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.model.Sha256;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * What a gateway beside a pipeline in local mode needs, in its data folder: {@code gateway.yaml}, and a token that may do everything in
 * {@code keys/gateway.token}, for its owner only. What is there stays as it is, so both may be changed by hand.
 *
 * @param config the gateway's configuration
 * @param token the token's file
 */
public record LocalGateway(Path config, Path token) {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /**
     * Writes what is missing.
     *
     * @throws FailedException if it cannot be written
     */
    public static LocalGateway ensure(Pipeline pipeline, DataFolder folder) {
        LocalKeys keys = LocalKeys.ensure(folder);
        LocalGateway gateway = new LocalGateway(
                folder.root().resolve("gateway.yaml"), folder.keys().resolve("gateway.token"));
        try {
            String token = gateway.ensureToken();
            if (Files.notExists(gateway.config)) {
                Files.writeString(
                        gateway.config,
                        text(pipeline, folder, keys, token) + describedBy(pipeline),
                        StandardOpenOption.CREATE_NEW);
            }
            return gateway;
        } catch (IOException e) {
            throw new FailedException("the gateway's files cannot be written to " + folder.root() + ": " + e, e);
        }
    }

    private String ensureToken() throws IOException {
        try {
            boolean posix = token.getFileSystem().supportedFileAttributeViews().contains("posix");
            Files.createFile(token, posix ? new FileAttribute<?>[] {OWNER_ONLY} : new FileAttribute<?>[0]);
            Files.writeString(token, ConsoleAccess.freshToken() + "\n");
        } catch (FileAlreadyExistsException e) {
            // of an earlier run
        }
        return Files.readString(token).strip();
    }

    /**
     * Writes the configuration of a gateway that ends with the pipeline's broker, over that of an earlier one.
     *
     * @return the file
     * @throws FailedException if it cannot be written
     */
    static Path write(Pipeline pipeline, DataFolder folder, ConsoleAccess access) {
        Path file = folder.root().resolve("console.yaml");
        try {
            return Files.writeString(
                    file,
                    text(pipeline, folder, LocalKeys.ensure(folder), access.token())
                            + "http: {port: " + access.port() + "}\n"
                            + describedBy(pipeline));
        } catch (IOException e) {
            throw new FailedException("the gateway's file cannot be written: " + file + ": " + e, e);
        }
    }

    /** The pipeline file, unless another model than its own serves: it would be taken for the one that does. */
    private static String describedBy(Pipeline pipeline) {
        boolean servesItsOwn = PipelineFile.read(pipeline.file())
                .slot()
                .modelPath()
                .equals(pipeline.slot().modelPath());
        return servesItsOwn ? "pipelineFile: \"" + pipeline.file().toAbsolutePath() + "\"\n" : "";
    }

    private static String text(Pipeline pipeline, DataFolder folder, LocalKeys keys, String token) {
        String store = pipeline.control().store();
        return """
                # Written by local mode: see docs/api.md. The token is in keys/gateway.token.
                pipeline: "%s"
                kafka: {bootstrap: "%s"}
                auth:
                  tokens: [{name: local, sha256: %s, roles: [view, score, swap, learn, parameters, release]}]
                signing: {keyId: %s, key: "${file:%s}"}
                audit: audit.jsonl
                models: {store: "%s"}
                """.formatted(
                        pipeline.name(),
                        pipeline.bootstrap(),
                        Sha256.of(token),
                        keys.id(),
                        folder.root().relativize(keys.privateFile()),
                        store.isEmpty() ? folder.models() : Path.of(store));
    }
}
