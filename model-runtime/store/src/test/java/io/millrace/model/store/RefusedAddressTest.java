package io.millrace.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.model.Sha256;
import io.millrace.model.store.FetchException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** C18 and T3: nothing is ever asked of a refused address. No socket is opened here. */
class RefusedAddressTest {
    private static final List<String> ALLOWED = List.of(
            "http://models.test/m/",
            "https://models.test:8443/m/",
            "http://127.0.0.1:8080/m/",
            "http://[::1]:8080/m/",
            "http://localhost/m/",
            "s3://bucket/m/",
            "file:/allowed/");
    private static final String SHA256 = Sha256.of("model");
    private static final String PUBLIC = "93.184.216.34";

    @TempDir
    Path temporary;

    private ModelStore store;
    private final RecordingConnector connector = new RecordingConnector();
    private final List<String> resolved = new ArrayList<>();

    @BeforeEach
    void open() {
        store = ModelStore.open(temporary);
    }

    private ModelFetcher fetcher(List<String> privateNetworks, Resolver resolver) {
        FetchPolicy policy =
                new FetchPolicy(ALLOWED, privateNetworks, 1_000, Duration.ofSeconds(20), S3Settings.DEFAULT);
        Resolver recording = host -> {
            resolved.add(host);
            return resolver.resolve(host);
        };
        return new ModelFetcher(
                store, policy, recording, connector, Optional::empty, Clock.systemUTC(), Duration.ofMillis(1));
    }

    private static Resolver to(String... addresses) {
        List<InetAddress> all =
                Arrays.stream(addresses).map(RefusedAddressTest::address).toList();
        return host -> all;
    }

    /** An address as its bytes say, which {@link InetAddress#getByName} would turn into IPv4 if it could. */
    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text.indexOf(':') < 0 ? text : "[" + text + "]");
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private FetchException failure(ModelFetcher fetcher, String uri) {
        FetchException failure = catchThrowableOfType(FetchException.class, () -> fetcher.fetch(uri, SHA256, 5));
        assertThat(failure).as(uri).isNotNull();
        assertThat(store.find(SHA256)).isEmpty();
        assertThat(store.folder().resolve("incoming")).isEmptyDirectory();
        return failure;
    }

    static Stream<String> refused() {
        return Stream.of(
                "",
                "delay.onnx",
                "/allowed/x.onnx",
                "//models.test/m/x.onnx",
                // schemes
                "ftp://models.test/m/x.onnx",
                "jar:file:/allowed/x.zip!/model.onnx",
                "jar:http://models.test/m/x.zip!/model.onnx",
                "gopher://models.test/m/x.onnx",
                "data:application/octet-stream;base64,AAAA",
                "netdoc:/allowed/x.onnx",
                "HTTP://models.test/m/x.onnx",
                " http://models.test/m/x.onnx",
                "http:/models.test/m/x.onnx",
                "http:models.test/m/x.onnx",
                "https://models.test/m/x.onnx",
                // users, queries, fragments
                "http://user@models.test/m/x.onnx",
                "http://models.test@evil.test/m/x.onnx",
                "http://user:secret@models.test/m/x.onnx",
                "http://evil.test#@models.test/m/x.onnx",
                "http://evil.test\\@models.test/m/x.onnx",
                "http://models.test/m/x.onnx?to=http://evil.test",
                "http://models.test/m/x.onnx#part",
                // hosts and ports
                "http://evil.test/m/x.onnx",
                "http://models.test.evil.test/m/x.onnx",
                "http://evilmodels.test/m/x.onnx",
                "http://Models.test/m/x.onnx",
                "http://models.test./m/x.onnx",
                "http://models%2etest/m/x.onnx",
                "http://möbel.test/m/x.onnx",
                "http:///m/x.onnx",
                "http://models.test:8080/m/x.onnx",
                "http://models.test:/m/x.onnx",
                "http://models.test:080/m/x.onnx",
                "http://models.test:99999/m/x.onnx",
                "http://models.test:80:80/m/x.onnx",
                // addresses in all notations
                "http://169.254.169.254/m/x.onnx",
                "http://[::ffff:169.254.169.254]/m/x.onnx",
                "http://[::ffff:a9fe:a9fe]/m/x.onnx",
                "http://[fe80::1%25eth0]/m/x.onnx",
                "http://[fd00:ec2::254]/m/x.onnx",
                "http://[0:0:0:0:0:0:0:1]:8080/m/x.onnx",
                "http://[::127.0.0.1]:8080/m/x.onnx",
                "http://2852039166/m/x.onnx",
                "http://0xa9fea9fe/m/x.onnx",
                "http://0251.0376.0251.0376/m/x.onnx",
                "http://127.1:8080/m/x.onnx",
                "http://127.0.0.01:8080/m/x.onnx",
                "http://0x7f.0.0.1:8080/m/x.onnx",
                "http://127.0.0.2:8080/m/x.onnx",
                "http://127.0.0.1/m/x.onnx",
                "http://0.0.0.0:8080/m/x.onnx",
                "http://①②⑦.0.0.1:8080/m/x.onnx",
                // paths
                "http://models.test",
                "http://models.test/m",
                "http://models.test/m/",
                "http://models.test/x.onnx",
                "http://models.test/mx/x.onnx",
                "http://models.test/m/../x.onnx",
                "http://models.test/m/./x.onnx",
                "http://models.test/m//x.onnx",
                "http://models.test/m/%2e%2e/x.onnx",
                "http://models.test/m/%2E%2E/x.onnx",
                "http://models.test/m/..%2fx.onnx",
                "http://models.test/m/..%5cx.onnx",
                "http://models.test/m/%252e%252e/x.onnx",
                "http://models.test/m/..;/x.onnx",
                "http://models.test/m/x%00.onnx",
                "http://models.test/m/%4.onnx",
                "http://models.test/m/%6d.onnx",
                "http://models.test/m/x.onnx\r\nHost: evil.test",
                "http://models.test/m/x.onnx ",
                "http://models.test/m/" + "x".repeat(3_000),
                // files and buckets
                "file:/etc/passwd",
                "file:///etc/passwd",
                "file:////evil.test/allowed/x.onnx",
                "file://evil.test/allowed/x.onnx",
                "file://localhost/allowed/x.onnx",
                "file:allowed/x.onnx",
                "file:/allowed/../etc/passwd",
                "file:/allowed/%2e%2e/etc/passwd",
                "file:/allowed/%2fetc/passwd",
                "file:/allowed/x%00.onnx",
                "file:/allowedx/x.onnx",
                "s3://other/m/x.onnx",
                "s3://bucket/x.onnx",
                "s3://bucket/m/../x.onnx",
                "s3://key:secret@bucket/m/x.onnx",
                "s3://bucket:443/m/x.onnx",
                "s3://Bucket/m/x.onnx");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void nothingIsAskedOf(String uri) {
        FetchException refused = failure(fetcher(List.of(), to(PUBLIC)), uri);
        assertThat(refused.reason()).isEqualTo(Reason.ADDRESS);
        assertThat(refused.isSecurity()).isTrue();
        assertThat(refused.isRetryable()).isFalse();
        assertThat(refused.getMessage()).startsWith("uri: must ").doesNotContain("secret", "\r", "\n");
        assertThat(resolved).isEmpty();
        assertThat(connector.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "100.100.100.200",
                "169.254.169.254",
                "192.0.0.192",
                "198.18.0.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::7f00:1",
                "::ffff:169.254.169.254",
                "::ffff:0:7f00:1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b::10.0.0.1",
                "64:ff9b:1::1",
                "2002:7f00:1::1",
                "2002:a9fe:a9fe::1",
                "2001::1",
                "100::1"
            })
    void anAllowedNameMustNotLeadTo(String address) {
        for (Resolver resolver : List.of(to(address), to(PUBLIC, address))) {
            FetchException refused = failure(fetcher(List.of(), resolver), "http://models.test/m/x.onnx");
            assertThat(refused.reason()).isEqualTo(Reason.ADDRESS);
            assertThat(refused.isSecurity()).isTrue();
            assertThat(refused).hasMessageStartingWith("models.test: must not lead to a refused network, found ");
        }
        assertThat(connector.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {PUBLIC, "2606:2800:220:1::1", "64:ff9b::5db8:d822", "2002:5db8:d822::1"})
    void publicAddressesAreAsked(String address) {
        FetchException failed = failure(fetcher(List.of(), to(address)), "http://models.test/m/x.onnx");
        assertThat(failed.reason()).isEqualTo(Reason.FETCH_FAILED);
        assertThat(connector.requests())
                .hasSize(ModelFetcher.ATTEMPTS)
                .allMatch(request -> request.address().equals(address(address)));
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080/m/x.onnx, 127.0.0.1, true",
        "http://[::1]:8080/m/x.onnx, ::1, true",
        "http://localhost/m/x.onnx, 127.0.0.1, true",
        "http://localhost/m/x.onnx, ::1, true",
        "http://localhost:80/m/x.onnx, ::1, true",
        "http://localhost/m/x.onnx, 10.0.0.1, false",
        "http://localhost/m/x.onnx, 93.184.216.34, false",
        "http://models.test/m/x.onnx, 10.1.2.3, true",
        "http://models.test/m/x.onnx, 64:ff9b::10.1.2.3, true",
        "http://models.test/m/x.onnx, 10.2.0.1, false",
        "http://models.test/m/x.onnx, fd12::5, true",
        "http://models.test/m/x.onnx, 127.0.0.1, false"
    })
    void whatTheOperatorWroteDownIsAsked(String uri, String address, boolean asked) {
        FetchException failed = failure(fetcher(List.of("10.1.0.0/16", "fd12::/16"), to(address)), uri);
        assertThat(failed.reason()).isEqualTo(asked ? Reason.FETCH_FAILED : Reason.ADDRESS);
        assertThat(connector.requests()).hasSize(asked ? ModelFetcher.ATTEMPTS : 0);
    }

    @Test
    void aSecondAnswerOfTheNameServerIsNotUsed() {
        Deque<String> answers = new ArrayDeque<>(List.of(PUBLIC, "169.254.169.254", "127.0.0.1"));
        FetchException failed =
                failure(fetcher(List.of(), host -> List.of(address(answers.pop()))), "http://models.test/m/x.onnx");
        assertThat(failed.reason()).isEqualTo(Reason.FETCH_FAILED);
        assertThat(resolved).containsExactly("models.test");
        assertThat(connector.requests())
                .hasSize(ModelFetcher.ATTEMPTS)
                .allMatch(request -> request.address().equals(address(PUBLIC))
                        && request.host().equals("models.test"));
    }

    @Test
    void attemptsTakeTheAddressesInTurn() {
        failure(fetcher(List.of(), to(PUBLIC, "93.184.216.35")), "http://models.test/m/x.onnx");
        assertThat(connector.requests().stream()
                        .map(request -> request.address().getHostAddress()))
                .containsExactly(PUBLIC, "93.184.216.35", PUBLIC);
    }

    @Test
    void anUnknownHostMayBeKnownLater() {
        FetchException unknown = failure(
                fetcher(List.of(), host -> {
                    throw new UnknownHostException(host);
                }),
                "http://models.test/m/x.onnx");
        assertThat(unknown.reason()).isEqualTo(Reason.FETCH_FAILED);
        assertThat(unknown.isRetryable()).isTrue();
        assertThat(resolved).hasSize(ModelFetcher.ATTEMPTS);
        assertThat(connector.requests()).isEmpty();
    }

    /** What passes means the same to the JDK's parser, which is lenient in other ways. */
    @SuppressWarnings("OrphanedFormatString") // %20 is an encoded space
    @Test
    void whatPassesMeansTheSameToOthers() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String characters = "abm:/@?#%.\\[]025ef;~ xs\u0000ü";
        int passed = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder("http://models.test:80/m/x%20y.onnx");
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                char c = characters.charAt(random.nextInt(characters.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, c);
                    case 1 -> text.insert(at, c);
                    default -> text.deleteCharAt(at);
                }
            }
            ModelUri uri;
            try {
                uri = ModelUri.file(text.toString());
            } catch (IllegalArgumentException e) {
                assertThat(e).as("seed %d: %s", seed, text).hasMessageStartingWith("must ");
                continue;
            }
            passed++;
            URI other = URI.create(text.toString());
            int usualPort = uri.scheme().equals("https") ? 443 : 80;
            String where = "seed " + seed + ": " + text;
            assertThat(other.getScheme()).as(where).isEqualTo(uri.scheme());
            assertThat(other.getHost()).as(where).isEqualTo(uri.host());
            assertThat(other.getPort() < 0 ? usualPort : other.getPort())
                    .as(where)
                    .isEqualTo(uri.port());
            assertThat(other.normalize().getRawPath()).as(where).isEqualTo(uri.path());
            assertThat(other.getUserInfo()).as(where).isNull();
        }
        assertThat(passed).as("seed %d", seed).isGreaterThan(1_000);
    }

    @Test
    void theAllowListIsCheckedAsAWhole() {
        assertThatThrownBy(() -> new FetchPolicy(
                        List.of(
                                "http://models.test/m",
                                "ftp://models.test/",
                                "http://169.254.169.254/",
                                "http://[::ffff:169.254.169.254]/",
                                "http://[64:ff9b::a9fe:a9fe]/",
                                "http://[:::]/",
                                "http://0.0.0.0/",
                                "http://user:secret@models.test/"),
                        List.of("10.0.0.0", "8.8.0.0/16", "10.0.0.0/4", "10.0.0.0/40", "models/8", "169.254.0.0/16"),
                        0,
                        Duration.ZERO,
                        S3Settings.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("secret")
                .satisfies(message -> assertThat(message.split("\n", -1))
                        .containsExactly(
                                "allowed: must end with /, found http://models.test/m",
                                "allowed: must begin with file:, http:, https: or s3:, found ftp://models.test/",
                                "allowed: must not be a link-local address, found 169.254.169.254",
                                "allowed: must not be a link-local address, found [::ffff:169.254.169.254]",
                                "allowed: must not be a link-local address, found [64:ff9b::a9fe:a9fe]",
                                "allowed: must have an address as its host, found [:::]",
                                "allowed: must not be a reserved address, found 0.0.0.0",
                                "allowed: must have no user, found http://***@models.test/",
                                "privateNetworks: must be address/bits, found 10.0.0.0",
                                "privateNetworks: must lie in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16,"
                                        + " 100.64.0.0/10 or fc00::/7, found 8.8.0.0/16",
                                "privateNetworks: must lie in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16,"
                                        + " 100.64.0.0/10 or fc00::/7, found 10.0.0.0/4",
                                "privateNetworks: must have no more bits than its address, found 10.0.0.0/40",
                                "privateNetworks: must be address/bits, found models/8",
                                "privateNetworks: must lie in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16,"
                                        + " 100.64.0.0/10 or fc00::/7, found 169.254.0.0/16",
                                "maxBytes: must be >= 1, found 0",
                                "timeout: must be > 0, found PT0S"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://user:secret@h/x | http://***@h/x",
                "http://a@b:secret@h/x | http://***@h/x",
                "s3://key:secret@bucket/x | s3://***@bucket/x",
                "http://h/x?token=secret | http://h/x?***",
                "http://h/x#secret | http://h/x#***",
                "http://user:secret/@h/x | http://***@h/x",
                "user:secret@h/x | user:***@h/x",
                "http:user:secret@h/x | http:***@h/x",
                "http://host/m@1/x | http://host/m@1/x"
            })
    void secretsInAddressesAreNotShown(String uri, String shown) {
        assertThat(ModelFetcher.printable(uri)).isEqualTo(shown);
    }
}
