package io.millrace.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class LocalKafkaConfigTest {
    private static final Path DATA = Path.of("data").toAbsolutePath();

    @Test
    void hasDefaults() {
        assertThat(LocalKafkaConfig.of(Path.of("data")))
                .isEqualTo(new LocalKafkaConfig(DATA, 0, Map.of(), 512, Duration.ofSeconds(60)));
    }

    @Test
    void namesRuleSettingAndValue() {
        LocalKafkaConfig config = LocalKafkaConfig.of(DATA);
        assertThatThrownBy(() -> config.withPort(65_536)).hasMessage("must be in [0, 65535]: port=65536");
        assertThatThrownBy(() -> new LocalKafkaConfig(DATA, 0, Map.of(), 127, Duration.ofSeconds(1)))
                .hasMessage("must be >= 128: heapMegabytes=127");
        assertThatThrownBy(() -> new LocalKafkaConfig(DATA, 0, Map.of(), 512, Duration.ZERO))
                .hasMessage("must be positive: startTimeout=PT0S");
        assertThatThrownBy(() -> LocalKafkaConfig.of(Path.of("/tmp/a,b")))
                .hasMessage("must have no comma: dataDir=/tmp/a,b");
        assertThatThrownBy(() -> config.withBrokerProperties(Map.of("listeners", "x", "node.id", "7")))
                .hasMessage("must not replace what makes up the single node: brokerProperties=[listeners, node.id]");
    }

    @Test
    void callersReplaceDefaultsAndAddProperties() {
        LocalKafkaConfig config =
                LocalKafkaConfig.of(DATA).withBrokerProperties(Map.of("log.retention.ms", "1", "log.roll.ms", "2"));
        Properties properties = BrokerProperties.of(config, DATA.resolve("logs"), 9092, 9093);
        assertThat(properties)
                .containsEntry("log.retention.ms", "1")
                .containsEntry("log.roll.ms", "2")
                .containsEntry("transaction.max.timeout.ms", "3600000")
                .containsEntry("listeners", "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093");
    }
}
