package io.millrace.cli.local;

import io.millrace.cli.terminal.FailedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where a console of local mode is found, and what opens it.
 *
 * @param port of this machine's loopback interface
 * @param token allows everything there; a secret
 */
public record ConsoleAccess(int port, String token) {
    /** The gateway's own default. */
    private static final int USUAL_PORT = 8090;

    private static final int TOKEN_BYTES = 32;

    /**
     * A token that nobody knows yet, at the gateway's usual port, or at a free one where that is taken.
     *
     * @throws FailedException if no port is free
     */
    public static ConsoleAccess fresh() {
        ConsoleAccess usual = new ConsoleAccess(USUAL_PORT, freshToken());
        return portIfFree(USUAL_PORT).isPresent() ? usual : usual.elsewhere();
    }

    /**
     * The same token at a free port.
     *
     * @throws FailedException if no port is free
     */
    ConsoleAccess elsewhere() {
        return new ConsoleAccess(
                portIfFree(0).orElseThrow(() -> new FailedException("no port is free on 127.0.0.1")), token);
    }

    /** 32 random bytes as 64 hexadecimal digits. */
    static String freshToken() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** The port that a socket gets when it asks for {@code port}; 0: for any. */
    private static Optional<Integer> portIfFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return Optional.of(socket.getLocalPort());
        } catch (IOException e) {
            return Optional.empty(); // somebody else's gateway, most likely
        }
    }

    /**
     * What opens the console in a browser and signs it in. The token is in the fragment, which browsers keep to themselves; the console takes
     * it out of the address at once.
     */
    public String address() {
        return "http://127.0.0.1:" + port + "/#token=" + token;
    }

    @Override
    public String toString() {
        return "port " + port;
    }
}
