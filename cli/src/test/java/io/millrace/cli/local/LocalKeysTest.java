package io.millrace.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.terminal.FailedException;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.signing.CommandSigner;
import io.millrace.schemas.signing.CommandVerifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class LocalKeysTest {
    @TempDir
    private Path folder;

    @Test
    void thePairIsMadeOnceAndSigns() {
        DataFolder data = DataFolder.of(folder.resolve("data"));
        LocalKeys keys = LocalKeys.ensure(data);
        assertThat(LocalKeys.ensure(data)).isEqualTo(keys);
        assertThat(keys.id()).isEqualTo("local");
        assertThat(keys.privateFile()).isEqualTo(folder.resolve("data/keys/local.key"));
        ControlCommand command = ControlCommand.newBuilder()
                .setId("1")
                .setPipeline("p")
                .setSlot("s")
                .setKind(CommandKind.ROLLBACK)
                .setIssuer("me")
                .setIssuedAt(Instant.EPOCH)
                .setNotAfter(Instant.EPOCH)
                .build();
        assertThat(new CommandVerifier(Map.of(keys.id(), keys.publicKey()), false)
                        .verify(CommandSigner.sign(command, keys.id(), keys.privateKey())))
                .isEqualTo(command);
    }

    @Test
    void whoeverAsksAtTheSameTimeGetsTheSamePair() throws Exception {
        DataFolder data = DataFolder.of(folder);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<LocalKeys>> answers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                answers.add(threads.submit(() -> LocalKeys.ensure(data)));
            }
            for (Future<LocalKeys> answer : answers) {
                assertThat(answer.get()).isEqualTo(answers.get(0).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void halfAPairIsNotReplaced() throws Exception {
        DataFolder data = DataFolder.of(folder);
        LocalKeys keys = LocalKeys.ensure(data);
        byte[] before = Files.readAllBytes(keys.privateFile());
        Files.delete(folder.resolve("keys/local.pub"));
        assertThatThrownBy(() -> LocalKeys.ensure(data))
                .isInstanceOf(FailedException.class)
                .hasMessage("local.key and local.pub must both be there, or neither, found one in "
                        + folder.resolve("keys"));
        assertThat(Files.readAllBytes(keys.privateFile())).isEqualTo(before);
    }

    @Test
    void aDamagedPairIsOneSentence() throws Exception {
        DataFolder data = DataFolder.of(folder);
        LocalKeys keys = LocalKeys.ensure(data);
        Files.writeString(keys.privateFile(), "canary-7Qx");
        assertThatThrownBy(keys::privateKey)
                .isInstanceOf(FailedException.class)
                .hasMessageStartingWith("local keys cannot be used: must hold an Ed25519 private key")
                .hasMessageNotContaining("canary");
        Files.writeString(folder.resolve("keys/local.pub"), "canary-7Qx");
        assertThatThrownBy(() -> LocalKeys.ensure(data))
                .isInstanceOf(FailedException.class)
                .hasMessageStartingWith("local keys cannot be used: must be an Ed25519 public key")
                .hasMessageNotContaining("canary");
    }
}
