package io.millrace.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.millrace.gateway.auth.TokenRefusedException.Reason;
import io.millrace.gateway.config.GatewayConfig.Auth;
import io.millrace.gateway.config.GatewayConfig.Oidc;
import io.millrace.gateway.config.GatewayConfig.Token;
import io.millrace.gateway.config.Role;
import io.millrace.model.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Fixed tokens, and those of an issuer that is started here and has Keycloak's form. */
final class TokensTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final String ISSUER = "https://id.example/realms/millrace";

    private static RSAKey key;
    private static RSAKey foreign;
    private static HttpServer issuer;
    private static Gatekeeper gatekeeper;
    private static final AtomicInteger FETCHES = new AtomicInteger();

    @BeforeAll
    static void startIssuer() throws IOException, JOSEException {
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
        foreign = new RSAKeyGenerator(2048).keyID("k1").generate();
        byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/certs", exchange -> {
            FETCHES.incrementAndGet();
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        issuer.start();
        gatekeeper = new Gatekeeper(new Auth(tokens(), Optional.of(oidc("/certs")), false), CLOCK);
    }

    @AfterAll
    static void stopIssuer() {
        issuer.stop(0);
    }

    private static Oidc oidc(String path) {
        return new Oidc(
                ISSUER,
                "millrace",
                "http://127.0.0.1:" + issuer.getAddress().getPort() + path,
                "realm_access.roles",
                "millrace-");
    }

    private static List<Token> tokens() {
        return List.of(
                new Token("ops", Sha256.of("long-random-1"), Set.of(Role.VIEW, Role.SWAP), Optional.empty()),
                new Token("old", Sha256.of("long-random-2"), Set.of(Role.VIEW), Optional.of(NOW)));
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("millrace")
                .subject("4711")
                .claim("preferred_username", "ada")
                .claim(
                        "realm_access",
                        Map.of("roles", List.of("millrace-view", "millrace-parameters", "swap", "millrace-root")))
                .issueTime(Date.from(NOW.minusSeconds(10)))
                .expirationTime(Date.from(NOW.plus(Duration.ofMinutes(5))));
    }

    private static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, JWSSigner signer) throws JOSEException {
        SignedJWT jwt =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID("k1").build(), claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    private static String token(UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
        return signed(change.apply(claims()).build(), JWSAlgorithm.RS256, new RSASSASigner(key));
    }

    private static void assertRefused(String header, Reason reason) {
        assertThatThrownBy(() -> gatekeeper.identify(header)).isInstanceOfSatisfying(TokenRefusedException.class, e -> {
            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e.getMessage()).doesNotContain("random");
        });
    }

    @Test
    void aFixedTokenIsKnownByItsHash() throws TokenRefusedException {
        assertThat(gatekeeper.identify("Bearer long-random-1"))
                .isEqualTo(new Caller("ops", Set.of(Role.VIEW, Role.SWAP)));
        assertThat(gatekeeper.identify("bearer long-random-1").name()).isEqualTo("ops");
    }

    @Test
    void wrongMissingAndExpiredTokensAreRefused() {
        assertRefused(null, Reason.MISSING);
        assertRefused("Bearer long-random-3", Reason.INVALID);
        assertRefused("Bearer ", Reason.INVALID);
        assertRefused("Basic b3BzOmxvbmctcmFuZG9tLTE=", Reason.INVALID);
        assertRefused("Bearer " + "x".repeat(10_000), Reason.INVALID);
        assertRefused("Bearer " + Sha256.of("long-random-1"), Reason.INVALID);
        assertRefused("Bearer long-random-2", Reason.EXPIRED);
    }

    @Test
    void aTokenOfTheIssuerHasItsRoles() throws Exception {
        Caller caller = gatekeeper.identify("Bearer " + token(UnaryOperator.identity()));
        assertThat(caller).isEqualTo(new Caller("oidc:ada", Set.of(Role.VIEW, Role.PARAMETERS)));
        int before = FETCHES.get();
        gatekeeper.identify("Bearer " + token(UnaryOperator.identity()));
        assertThat(FETCHES.get()).isEqualTo(before);
    }

    @Test
    void tokensThatAreNotForHereAreRefused() throws Exception {
        assertRefused("Bearer " + token(jwt -> jwt.issuer("https://id.example/realms/other")), Reason.INVALID);
        assertRefused("Bearer " + token(jwt -> jwt.audience("other")), Reason.INVALID);
        assertRefused("Bearer " + token(jwt -> jwt.subject(null)), Reason.INVALID);
        assertRefused("Bearer " + token(jwt -> jwt.expirationTime(null)), Reason.INVALID);
        assertRefused("Bearer " + token(jwt -> jwt.notBeforeTime(Date.from(NOW.plusSeconds(120)))), Reason.INVALID);
        assertRefused("Bearer " + token(jwt -> jwt.expirationTime(Date.from(NOW.minusSeconds(61)))), Reason.EXPIRED);
    }

    @Test
    void tokensThatTheIssuerDidNotSignAreRefused() throws Exception {
        JWTClaimsSet claims = claims().build();
        assertRefused("Bearer " + signed(claims, JWSAlgorithm.RS256, new RSASSASigner(foreign)), Reason.INVALID);
        // the public key as the secret of a symmetric algorithm
        assertRefused(
                "Bearer "
                        + signed(
                                claims,
                                JWSAlgorithm.HS256,
                                new MACSigner(key.toPublicKey().getEncoded())),
                Reason.INVALID);
        assertRefused("Bearer " + new PlainJWT(claims).serialize(), Reason.INVALID);
        String good = token(UnaryOperator.identity());
        int payload = good.indexOf('.') + 5;
        char other = good.charAt(payload) == 'A' ? 'B' : 'A';
        assertRefused("Bearer " + good.substring(0, payload) + other + good.substring(payload + 1), Reason.INVALID);
    }

    @Test
    void anIssuerThatDoesNotAnswerIsNotTheCallersFault() throws Exception {
        Gatekeeper other = new Gatekeeper(new Auth(List.of(), Optional.of(oidc("/nowhere")), false), CLOCK);
        String good = "Bearer " + token(UnaryOperator.identity());
        assertThatThrownBy(() -> other.identify(good))
                .isInstanceOfSatisfying(
                        TokenRefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ISSUER_UNREACHABLE));
    }

    @Test
    void withoutRulesEverybodyHereMayLookButNoMore() throws TokenRefusedException {
        Gatekeeper open = new Gatekeeper(new Auth(List.of(), Optional.empty(), false), CLOCK);
        assertThat(open.identify(null).roles()).containsExactlyInAnyOrder(Role.VIEW, Role.SCORE);
        assertThatThrownBy(() -> open.identify("Bearer x")).isInstanceOf(TokenRefusedException.class);
    }
}
