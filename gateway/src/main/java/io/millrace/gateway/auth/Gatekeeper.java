package io.millrace.gateway.auth;

import io.millrace.gateway.auth.TokenRefusedException.Reason;
import io.millrace.gateway.config.GatewayConfig.Auth;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells who asks by the header {@code Authorization}. Safe for all threads. */
public final class Gatekeeper {
    private static final String BEARER = "Bearer ";
    private static final int MOST_CHARACTERS = 8_192;

    private final List<TokenCheck> checks = new ArrayList<>();
    private final boolean open;

    /** With these rules. */
    public Gatekeeper(Auth auth, Clock clock) {
        if (!auth.tokens().isEmpty()) {
            checks.add(new FixedTokens(auth.tokens(), clock));
        }
        auth.oidc().ifPresent(oidc -> checks.add(new OidcTokens(oidc, clock)));
        open = !auth.isConfigured();
    }

    /** Whether there are no tokens, so that everybody may read. */
    public boolean isOpen() {
        return open;
    }

    /**
     * Who asks.
     *
     * @param authorization the header; null where there is none
     * @throws TokenRefusedException if a token is needed and does not count
     */
    public Caller identify(String authorization) throws TokenRefusedException {
        if (authorization == null) {
            if (open) {
                return Caller.LOCAL;
            }
            throw new TokenRefusedException(Reason.MISSING, "A bearer token is needed.");
        }
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                || authorization.length() > MOST_CHARACTERS) {
            throw new TokenRefusedException(Reason.INVALID, "The header Authorization must be a bearer token.");
        }
        String token = authorization.substring(BEARER.length()).strip();
        for (TokenCheck check : checks) {
            Optional<Caller> caller = check.check(token);
            if (caller.isPresent()) {
                return caller.get();
            }
        }
        throw new TokenRefusedException(Reason.INVALID, "The token is not known here.");
    }
}
