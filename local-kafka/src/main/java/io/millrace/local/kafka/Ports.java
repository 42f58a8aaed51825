package io.millrace.local.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports on 127.0.0.1. */
final class Ports {
    /**
     * Below the ports that operating systems hand to outgoing connections (Linux: from 32768). While the broker is down
     * its clients keep connecting; from that range one could be given the broker's own port and, on loopback, connect
     * to itself, so that the broker could never come back.
     */
    private static final int FIRST = 20_000;

    private static final int COUNT = 10_000;
    private static final int ATTEMPTS = 1_000;

    private Ports() {}

    /** A port that nobody listens on now and that differs from {@code taken}. */
    static int free(int taken) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = FIRST + ThreadLocalRandom.current().nextInt(COUNT);
            if (port != taken && isFree(port)) {
                return port;
            }
        }
        throw new LocalKafkaException(
                "no free port: tried " + ATTEMPTS + " in [" + FIRST + ", " + (FIRST + COUNT - 1) + "] on 127.0.0.1");
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(address(port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static InetSocketAddress address(int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }
}
