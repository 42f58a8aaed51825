package io.millrace.local.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a local broker is run.
 *
 * @param dataDir folder of the broker's data and of its log file {@code broker.log}; made if absent, one broker at a time
 * @param port port on 127.0.0.1, in [0, 65535]; 0 takes a free one
 * @param brokerProperties broker properties in place of or beside Millrace's own; what makes up the single node
 *     (listeners, roles, folder) cannot be replaced
 * @param heapMegabytes the process's Java heap, at least 128
 * @param startTimeout longest time from start until the broker answers, positive
 */
public record LocalKafkaConfig(
        Path dataDir, int port, Map<String, String> brokerProperties, int heapMegabytes, Duration startTimeout) {
    /** What a caller may not replace: the broker would not start, or would be reachable from elsewhere. */
    private static final Set<String> FIXED = Set.of(
            "process.roles",
            "node.id",
            "broker.id",
            "log.dir",
            "log.dirs",
            "metadata.log.dir",
            "listeners",
            "advertised.listeners",
            "listener.security.protocol.map",
            "inter.broker.listener.name",
            "controller.listener.names",
            "controller.quorum.voters",
            "controller.quorum.bootstrap.servers");

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the rule, the setting and the value found
     */
    public LocalKafkaConfig {
        dataDir = dataDir.toAbsolutePath().normalize();
        brokerProperties = Map.copyOf(brokerProperties);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("must be in [0, 65535]: port=" + port);
        }
        if (heapMegabytes < 128) {
            throw new IllegalArgumentException("must be >= 128: heapMegabytes=" + heapMegabytes);
        }
        if (startTimeout.isNegative() || startTimeout.isZero()) {
            throw new IllegalArgumentException("must be positive: startTimeout=" + startTimeout);
        }
        // Kafka separates folders by commas and offers no escape.
        if (dataDir.toString().indexOf(',') >= 0) {
            throw new IllegalArgumentException("must have no comma: dataDir=" + dataDir);
        }
        Set<String> refused = new TreeSet<>(brokerProperties.keySet());
        refused.retainAll(FIXED);
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException(
                    "must not replace what makes up the single node: brokerProperties=" + refused);
        }
    }

    /** A free port, Millrace's broker properties, 512 MB of heap, up to 60 s to start. */
    public static LocalKafkaConfig of(Path dataDir) {
        return new LocalKafkaConfig(dataDir, 0, Map.of(), 512, Duration.ofSeconds(60));
    }

    /** This configuration with another port. */
    public LocalKafkaConfig withPort(int other) {
        return new LocalKafkaConfig(dataDir, other, brokerProperties, heapMegabytes, startTimeout);
    }

    /** This configuration with other additional broker properties. */
    public LocalKafkaConfig withBrokerProperties(Map<String, String> others) {
        return new LocalKafkaConfig(dataDir, port, others, heapMegabytes, startTimeout);
    }
}
