package io.millrace.cli.swap;

import io.millrace.model.Sha256;
import io.millrace.schemas.ControlCommand;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A model that a command brings along: on this machine, or somewhere that the job can fetch it from. */
public final class ModelOptions implements CommandPart {
    private static final Pattern ADDRESS = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*");
    private static final Set<String> SCHEMES = Set.of("file", "http", "https", "s3");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    @Parameters(
            paramLabel = "MODEL|URI",
            description =
                    "A bundle (folder or .zip) or a .onnx, .pmml or MLeap .zip file, which is pushed first; or where"
                            + " such a file lies: file:, http:, https: or s3:.")
    private String model;

    @Option(names = "--name", paramLabel = "NAME", description = "Its name. A URI needs it; a bundle must have it.")
    private String name;

    @Option(
            names = "--version-number",
            paramLabel = "N",
            description = "Its version. A URI needs it; a bundle must have it.")
    private Long version;

    @Option(names = "--sha256", paramLabel = "HEX", description = "Hash of the file at URI.")
    private String sha256;

    @Option(names = "--size", paramLabel = "BYTES", description = "Bytes of the file at URI.")
    private Long size;

    @Override
    public void check(Problems problems) {
        if (name != null) {
            problems.unless(
                    NAME.matcher(name).matches(),
                    "--name",
                    "must be 1 to 63 lower-case letters, digits, dots, dashes or underscores, a letter or digit first",
                    name);
        }
        if (version != null) {
            problems.unless(version >= 1, "--version-number", "must be >= 1", version);
        }
        if (isUri()) {
            checkUri(problems);
        } else {
            problems.unless(sha256 == null, "--sha256", "is for a URI only, since a local model is hashed", sha256);
            problems.unless(size == null, "--size", "is for a URI only, since a local model is measured", size);
        }
    }

    private void checkUri(Problems problems) {
        try {
            URI uri = new URI(model);
            problems.unless(
                    SCHEMES.contains(uri.getScheme()),
                    "URI",
                    "must be a model's file, or begin with file:, http:, https: or s3:",
                    uri.getScheme() + ":");
            problems.unless(uri.getRawUserInfo() == null, "URI", "must have no user and password", "some");
        } catch (URISyntaxException e) {
            problems.add("URI", "must be an address, " + e.getReason(), "something else at " + e.getIndex());
        }
        problems.unless(name != null, "--name", "is needed for a URI", "none");
        problems.unless(version != null, "--version-number", "is needed for a URI", "none");
        problems.unless(
                sha256 != null && Sha256.isHash(sha256),
                "--sha256",
                Sha256.RULE + " for a URI",
                sha256 == null ? "none" : sha256);
        problems.unless(size != null && size >= 1, "--size", "must be >= 1 for a URI", size == null ? "none" : size);
    }

    /** Pushes the model first if it lies on this machine. */
    @Override
    public void fill(ControlCommand.Builder command, Workplace workplace) {
        ModelReference reference = isUri()
                ? new ModelReference(new ModelLabel(name, version), model, sha256, size)
                : ModelPush.push(Path.of(model), name, version == null ? 0 : version, workplace);
        command.setModel(reference.label().name())
                .setVersion(reference.label().version())
                .setUri(reference.uri())
                .setSha256(reference.sha256())
                .setSize(reference.size());
    }

    /** A scheme has two letters at least, so that a drive's letter is none. */
    private boolean isUri() {
        return ADDRESS.matcher(model).matches();
    }
}
