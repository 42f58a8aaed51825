package io.millrace.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.gateway.config.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditLogTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-28T12:00:00.123456Z"), ZoneOffset.UTC);
    private static final Caller CALLER = new Caller("ada", Set.of(Role.SWAP));

    @TempDir
    private Path folder;

    @Test
    void recordsAreAddedToWhatIsThereOneALine() throws IOException {
        Path file = folder.resolve("sub/audit.jsonl");
        for (int life = 0; life < 2; life++) {
            try (AuditLog log = AuditLog.open(file, CLOCK)) {
                log.record("requested", CALLER, "DEPLOY", Map.of("model", "a\r\n{\"step\":\"forged\"}\u001b[31m"));
            }
        }
        assertThat(Files.readAllLines(file)).hasSize(2).allMatch(line -> line.equals("""
                {"time":"2026-11-28T12:00:00.123Z","step":"requested","caller":"ada","action":"DEPLOY",\
                "model":"a\\r\\n{\\"step\\":\\"forged\\"}\\u001B[31m"}"""));
    }

    @Test
    void whatCannotBeRecordedFails() {
        assertThatThrownBy(() -> AuditLog.open(folder, CLOCK)).isInstanceOf(UncheckedIOException.class);
        AuditLog log = AuditLog.open(folder.resolve("a"), CLOCK);
        log.close();
        assertThatThrownBy(() -> log.record("requested", CALLER, "DEPLOY", Map.of()))
                .isInstanceOf(UncheckedIOException.class);
    }
}
