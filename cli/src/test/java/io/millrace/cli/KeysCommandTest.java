package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.signing.KeyFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class KeysCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--dir", folder.resolve("keys").toString()));
        return new CommandLine(KeysCommand.Generate.class)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler(new Failures())
                .execute(all.toArray(String[]::new));
    }

    @Test
    void aPairIsWrittenAndTheLineForThePipelineFilePrinted() throws Exception {
        assertThat(run("ops-2026")).as(err.toString()).isZero();
        Path privateFile = folder.resolve("keys/ops-2026.key");
        Path publicFile = folder.resolve("keys/ops-2026.pub");
        String publicKey = KeyFiles.text(KeyFiles.readPublic(publicFile));
        assertThat(out.toString()).isEqualTo("""
                        Wrote %s (keep it secret) and %s. For the pipeline file:
                        control:
                          keys: {ops-2026: "%s"}
                        """.formatted(privateFile, publicFile, publicKey));
        String privateKey = Files.readAllLines(privateFile).get(1);
        assertThat(out + "" + err).doesNotContain(privateKey);
    }

    @Test
    void aPairIsNotOverwritten() throws Exception {
        assertThat(run("ops")).isZero();
        byte[] before = Files.readAllBytes(folder.resolve("keys/ops.key"));
        assertThat(run("ops")).isEqualTo(2);
        assertThat(err.toString()).contains("key files are not overwritten, found " + folder.resolve("keys/ops.pub"));
        assertThat(Files.readAllBytes(folder.resolve("keys/ops.key"))).isEqualTo(before);
    }

    @Test
    void anIdIsNarrow() {
        assertThat(run("../ops")).isEqualTo(2);
        assertThat(err.toString())
                .contains("ID: must be 1 to 49 lower-case letters, digits or dashes, no dash first, found \"../ops\"");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFolderThatCannotBeMadeIsOneSentence() throws Exception {
        Files.writeString(folder.resolve("keys"), "in the way");
        assertThat(run("ops")).isEqualTo(1);
        assertThat(err.toString()).contains("key files cannot be written: ").doesNotContain("\tat ");
    }
}
