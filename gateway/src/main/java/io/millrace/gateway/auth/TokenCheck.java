package io.millrace.gateway.auth;

import java.util.Optional;

/** One kind of token. Safe for all threads. */
public interface TokenCheck {
    /**
     * Judges a token.
     *
     * @param token as it came
     * @return whose it is; empty if it is not of this kind
     * @throws TokenRefusedException if it is of this kind and does not count
     */
    Optional<Caller> check(String token) throws TokenRefusedException;
}
