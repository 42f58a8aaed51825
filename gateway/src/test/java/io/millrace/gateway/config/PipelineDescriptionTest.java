package io.millrace.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PipelineDescriptionTest {
    @TempDir
    private Path folder;

    private PipelineDescription read(String yaml) throws IOException {
        return PipelineDescription.read(Files.writeString(folder.resolve("pipeline.yaml"), yaml), "flights");
    }

    @Test
    void itIsTheFileWithoutSecretsAndNamesTheFirstModels() throws IOException {
        PipelineDescription description = read("""
                pipeline: flights
                kafka:
                  bootstrap: "k:1"
                  properties: {sasl.jaas.config: canary-secret, ssl.keystore.password: "${env:PASSWORD}"}
                events: {topic: e, key: tailnum}
                slots: {delay: {model: models/delay, batch: {maxRows: 64}}}
                learners: [{name: l, publish: {every: 5000}, frozen: false}]
                """);
        assertThat(description.firstModels()).isEqualTo(Map.of("delay", folder.resolve("models/delay")));
        assertThat(description.content())
                .containsEntry("pipeline", "flights")
                .containsEntry(
                        "kafka",
                        Map.of(
                                "bootstrap",
                                "k:1",
                                "properties",
                                Map.of("sasl.jaas.config", "(not shown)", "ssl.keystore.password", "${env:PASSWORD}")))
                .containsEntry("events", Map.of("topic", "e", "key", "tailnum"))
                .containsEntry(
                        "learners", List.of(Map.of("name", "l", "publish", Map.of("every", 5_000), "frozen", false)));
        assertThat(description.toString()).doesNotContain("canary-secret");
    }

    @Test
    void anotherPipelinesFileIsRefused() {
        assertThatThrownBy(() -> read("pipeline: other\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("pipeline: must be flights");
        assertThatThrownBy(() -> read("{")).isInstanceOf(ConfigException.class).hasMessageContaining("valid YAML");
    }
}
