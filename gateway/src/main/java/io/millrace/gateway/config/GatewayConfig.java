package io.millrace.gateway.config;

import io.millrace.model.store.FetchPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A checked configuration of the gateway. Immutable; {@link #toString()} shows no secret.
 *
 * @param pipeline name of the pipeline, prefix of its topics
 * @param pipelineFile the pipeline file, which is shown as the pipeline's description and names the models that serve before all
 *     commands; empty: neither is known here
 * @param kafka how the broker is reached
 * @param http where and within which limits requests are answered
 * @param views how much is kept in memory
 * @param auth who may ask
 * @param signing key that commands are signed with; empty: there are no commands
 * @param audit file that each write is recorded in; empty exactly where {@code signing} is
 * @param models where models come from
 * @param scoring limits of scoring over HTTP
 */
public record GatewayConfig(
        String pipeline,
        Optional<Path> pipelineFile,
        KafkaAccess kafka,
        Http http,
        Views views,
        Auth auth,
        Optional<CommandKey> signing,
        Optional<Path> audit,
        ModelSource models,
        Scoring scoring) {

    /** Topic of the commands. */
    public String controlTopic() {
        return pipeline + ".control";
    }

    /** Topic of what came of the commands. */
    public String statusTopic() {
        return pipeline + ".status";
    }

    /** Topic of findings. */
    public String monitoringTopic() {
        return pipeline + ".monitoring";
    }

    /** Topic of answers. */
    public String predictionsTopic() {
        return pipeline + ".predictions";
    }

    /** Topic of events that could not be answered. */
    public String deadLettersTopic() {
        return pipeline + ".dead-letters";
    }

    /** Topic of what learners were not allowed to learn. */
    public String quarantineTopic() {
        return pipeline + ".quarantine";
    }

    /** Topic of what learners have become. */
    public String modelsTopic() {
        return pipeline + ".models";
    }

    /**
     * A Kafka cluster.
     *
     * @param bootstrap its servers
     * @param properties of every client, secrets resolved: never printed
     */
    public record KafkaAccess(String bootstrap, Map<String, String> properties) {
        /** Copies the map. */
        public KafkaAccess {
            properties = Map.copyOf(properties);
        }

        @Override
        public String toString() {
            return bootstrap + " with " + properties.keySet();
        }
    }

    /**
     * The web server.
     *
     * @param host address to listen on
     * @param port port in [0, 65535]; 0: a free one
     * @param maxBody most bytes of a request's body
     * @param maxHeaders most bytes of a request's headers, its first line among them
     * @param idle after how long without a byte a connection is closed
     * @param maxConnections most connections at a time; more wait to be accepted
     * @param maxStreams most event streams at a time
     */
    public record Http(
            String host, int port, int maxBody, int maxHeaders, Duration idle, int maxConnections, int maxStreams) {}

    /**
     * What is kept in memory.
     *
     * @param statuses newest statuses
     * @param signals newest signals
     * @param staleAfter after how long without a new value a signal's series is removed
     * @param maxSeries most series of signals in {@code /metrics}; the oldest make room
     */
    public record Views(int statuses, int signals, Duration staleAfter, int maxSeries) {}

    /**
     * Who may ask. With neither tokens nor an issuer everybody on this machine may read, and nobody may write.
     *
     * @param tokens fixed tokens, by their hashes
     * @param oidc issuer of signed tokens
     * @param openMetrics whether {@code /metrics} needs no token
     */
    public record Auth(List<Token> tokens, Optional<Oidc> oidc, boolean openMetrics) {
        /** Copies the list. */
        public Auth {
            tokens = List.copyOf(tokens);
        }

        /** Whether a token can be valid at all. */
        public boolean isConfigured() {
            return !tokens.isEmpty() || oidc.isPresent();
        }
    }

    /**
     * A fixed token.
     *
     * @param name whose it is, for the record
     * @param sha256 hash of the token, 64 lower-case hexadecimal digits
     * @param roles what it allows
     * @param expires when it ends; empty: never
     */
    public record Token(String name, String sha256, Set<Role> roles, Optional<Instant> expires) {
        /** Copies the set. */
        public Token {
            roles = Set.copyOf(roles);
        }
    }

    /**
     * An OpenID Connect issuer.
     *
     * @param issuer its name, as tokens have it in {@code iss}
     * @param audience what tokens must be for, in {@code aud}
     * @param jwks address of its keys
     * @param rolesClaim where a token has its roles, parts joined by dots, e.g. {@code realm_access.roles} of Keycloak
     * @param rolePrefix what stands before our roles there
     */
    public record Oidc(String issuer, String audience, String jwks, String rolesClaim, String rolePrefix) {}

    /**
     * Where models come from.
     *
     * @param store folder that they are kept in by hash
     * @param policy where they may be fetched from
     */
    public record ModelSource(Path store, FetchPolicy policy) {}

    /**
     * Limits of scoring over HTTP.
     *
     * @param quota rows that a caller may ask about within {@code quotaWindow}
     * @param quotaWindow time that the quota is for
     * @param decimals decimals that numeric outputs are rounded to, 0 to 17; 17: not rounded
     */
    public record Scoring(int quota, Duration quotaWindow, int decimals) {}
}
