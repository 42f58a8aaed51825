package io.millrace.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import io.millrace.gateway.auth.TokenRefusedException.Reason;
import io.millrace.gateway.config.GatewayConfig.Oidc;
import io.millrace.gateway.config.GatewayFile;
import io.millrace.gateway.config.Role;
import io.millrace.schemas.Printable;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Access tokens of an OpenID Connect issuer: JWTs signed with one of its published keys (RFC 7519, 7517). Checked are the signature, by
 * algorithms with public keys only, issuer, audience, expiry and begin with 60 s of tolerance; roles come from a claim. Keys are kept for
 * five minutes, and an unknown one makes them be fetched anew, at most once in 30 s. Safe for all threads.
 */
public final class OidcTokens implements TokenCheck {
    private static final int TIMEOUT_MS = 2_000;
    private static final int MOST_BYTES = 256 << 10;
    private static final long KEPT_MS = 300_000;
    private static final long REFRESH_TIMEOUT_MS = 5_000;
    private static final long MIN_INTERVAL_MS = 30_000;
    private static final int MOST_CHARACTERS = 60;
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final Oidc oidc;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    /** Tokens of an issuer; nothing is fetched yet. */
    public OidcTokens(Oidc oidc, Clock clock) {
        this.oidc = oidc;
        JWKSource<SecurityContext> keys;
        try {
            DefaultResourceRetriever retriever = new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, MOST_BYTES);
            keys = JWKSourceBuilder.create(URI.create(oidc.jwks()).toURL(), retriever)
                    .cache(KEPT_MS, REFRESH_TIMEOUT_MS)
                    .rateLimited(MIN_INTERVAL_MS)
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("jwks: must be an address, found " + oidc.jwks(), e);
        }
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWTClaimsSetVerifier(new Claims(oidc, clock));
    }

    /** The rules for claims, by our clock. */
    private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final Clock clock;

        Claims(Oidc oidc, Clock clock) {
            super(
                    oidc.audience(),
                    new JWTClaimsSet.Builder().issuer(oidc.issuer()).build(),
                    Set.of("sub", "exp"));
            this.clock = clock;
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }

    @Override
    public Optional<Caller> check(String token) throws TokenRefusedException {
        SignedJWT jwt;
        try {
            jwt = SignedJWT.parse(token);
        } catch (ParseException e) {
            return Optional.empty();
        }
        try {
            JWTClaimsSet claims = processor.process(jwt, null);
            return Optional.of(new Caller(name(claims), roles(claims)));
        } catch (ExpiredJWTException e) {
            throw new TokenRefusedException(Reason.EXPIRED, "The token has expired.");
        } catch (KeySourceException e) {
            throw new TokenRefusedException(Reason.ISSUER_UNREACHABLE, "The issuer's keys cannot be had now.");
        } catch (BadJOSEException | JOSEException e) {
            throw new TokenRefusedException(
                    Reason.INVALID, "The token must be signed by the issuer, be for this audience, and hold now.");
        }
    }

    /** What people call them, else the issuer's own id. */
    private static String name(JWTClaimsSet claims) {
        Object preferred = claims.getClaim("preferred_username");
        String name = preferred instanceof String text && !text.isEmpty() ? text : claims.getSubject();
        String printable = Printable.of(name);
        // told apart from the names of fixed tokens, which it could choose otherwise
        return "oidc:" + (printable.length() <= MOST_CHARACTERS ? printable : printable.substring(0, MOST_CHARACTERS));
    }

    private Set<Role> roles(JWTClaimsSet claims) {
        Object value = claims.getClaims();
        for (String part : oidc.rolesClaim().split("\\.", -1)) {
            value = value instanceof Map<?, ?> map ? map.get(part) : null;
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (value instanceof Collection<?> names) {
            for (Object name : names) {
                if (name instanceof String text && text.startsWith(oidc.rolePrefix())) {
                    GatewayFile.role(text.substring(oidc.rolePrefix().length())).ifPresent(roles::add);
                }
            }
        }
        return roles;
    }
}
