package io.millrace.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class JsonTest {
    @Test
    void whatATerminalCouldObeyIsSpelledOutAndMeansTheSame() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            int codePoint = random.nextInt(0x3000);
            text.appendCodePoint(codePoint);
        }
        text.appendCodePoint(0xE0001).append("\u001b[2J\u009b2J");
        String json = Json.line(Map.of("text", text.toString()));
        assertThat(json).as("seed %d", seed).doesNotContain("\u001b", "\u009b", "\u202e");
        assertThat(new ObjectMapper().readTree(json).get("text").asText())
                .as("seed %d", seed)
                .isEqualTo(text.toString());
    }
}
