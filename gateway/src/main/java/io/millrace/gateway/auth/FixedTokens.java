package io.millrace.gateway.auth;

import io.millrace.gateway.auth.TokenRefusedException.Reason;
import io.millrace.gateway.config.GatewayConfig.Token;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Tokens out of the configuration, which has their SHA-256 hashes only. Meant for long random tokens, which a fast hash does not give
 * away. All hashes are compared each time, each in constant time, so that time tells nothing. Safe for all threads.
 */
public final class FixedTokens implements TokenCheck {
    private final List<Token> tokens;
    private final Clock clock;

    /** These tokens. */
    public FixedTokens(List<Token> tokens, Clock clock) {
        this.tokens = List.copyOf(tokens);
        this.clock = clock;
    }

    @Override
    public Optional<Caller> check(String presented) throws TokenRefusedException {
        byte[] hash = sha256(presented);
        Token found = null;
        for (Token token : tokens) {
            if (MessageDigest.isEqual(HexFormat.of().parseHex(token.sha256()), hash)) {
                found = token;
            }
        }
        if (found == null) {
            return Optional.empty();
        }
        if (found.expires().filter(end -> !clock.instant().isBefore(end)).isPresent()) {
            throw new TokenRefusedException(Reason.EXPIRED, "The token has expired.");
        }
        return Optional.of(new Caller(found.name(), found.roles()));
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of the JDK", e);
        }
    }
}
