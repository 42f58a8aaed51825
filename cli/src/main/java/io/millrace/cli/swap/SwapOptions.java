package io.millrace.cli.swap;

import io.millrace.cli.local.DataFolder;
import io.millrace.cli.local.LocalKeys;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.schemas.Printable;
import io.millrace.schemas.signing.KeyFileException;
import io.millrace.schemas.signing.KeyFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options of all commands that ask something of a running pipeline. */
final class SwapOptions {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration LONGEST_WAIT = Duration.ofHours(24);
    private static final Duration LONGEST_VALID = Duration.ofDays(7);
    private static final Pattern ISSUER = Pattern.compile("[^\\p{C}]{1,100}");

    @Parameters(index = "0", paramLabel = "FILE", description = "The pipeline file.")
    private Path file;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Data folder of the pipeline's job, for its key and its store, where the pipeline file names no"
                            + " others. Default: .millrace/NAME.")
    private Path dataDir;

    @Option(
            names = "--wait",
            description = "Show the phases, and end when it is carried out (exit code 0), refused or given up (1).")
    private boolean wait;

    @Option(names = "--timeout", paramLabel = "TIME", description = "Longest --wait, e.g. 2min. Default: 90s.")
    private String timeoutText;

    @Option(names = "--key", paramLabel = "FILE", description = "Private key to sign with. Default: local mode's own.")
    private Path key;

    @Option(names = "--key-id", paramLabel = "ID", description = "Id of --key. Default: its file's name.")
    private String keyId;

    @Option(names = "--unsigned", description = "Do not sign; only a pipeline that runs with --insecure takes it.")
    private boolean unsigned;

    @Option(
            names = "--issuer",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who asks, for the record. Default: ${DEFAULT-VALUE}.")
    private String issuer;

    @Option(
            names = "--valid",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How long a job may take it after now. Default: ${DEFAULT-VALUE}.")
    private String validText;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    private Duration timeout;
    private Duration valid;

    /** Adds what is wrong. */
    void check(Problems problems) {
        timeout = timeoutText == null ? DEFAULT_TIMEOUT : problems.time("--timeout", timeoutText, LONGEST_WAIT);
        problems.unless(wait || timeoutText == null, "--timeout", "needs --wait", timeoutText);
        valid = problems.time("--valid", validText, LONGEST_VALID);
        problems.unless(
                ISSUER.matcher(issuer).matches(),
                "--issuer",
                "must be 1 to 100 characters, none of them a control character",
                Printable.of(issuer));
        problems.unless(!unsigned || key == null, "--unsigned", "must not be together with --key", key);
        problems.unless(key != null || keyId == null, "--key-id", "needs --key", keyId);
        if (key != null) {
            problems.unless(KeyFiles.isId(keyId()), "--key-id", KeyFiles.ID_RULE, keyId());
        }
    }

    private String keyId() {
        return keyId == null ? KeyFiles.idOf(key) : keyId;
    }

    Workplace workplace() {
        return Workplace.of(PipelineFile.read(file), dataDir);
    }

    Signing signing(DataFolder folder) {
        if (unsigned) {
            return Signing.none();
        }
        if (key == null) {
            LocalKeys local = LocalKeys.ensure(folder);
            return Signing.with(local.id(), local.privateKey());
        }
        try {
            return Signing.with(keyId(), KeyFiles.readPrivate(key));
        } catch (KeyFileException e) {
            throw new InvalidInputException("--key: " + e.getMessage());
        }
    }

    Path file() {
        return file;
    }

    boolean isToWait() {
        return wait;
    }

    Duration timeout() {
        return timeout;
    }

    boolean isUnsigned() {
        return unsigned;
    }

    String issuer() {
        return issuer;
    }

    Duration valid() {
        return valid;
    }

    boolean isJson() {
        return json;
    }
}
