package io.millrace.model.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;

/** A server on a free port of this machine that answers each connection as told, be it HTTP or not. */
final class LoopbackServer implements AutoCloseable {
    /** What a connection gets, after its request was read. */
    interface Answer {
        void write(Exchange exchange) throws IOException, InterruptedException;
    }

    /** One connection. */
    record Exchange(LoopbackServer server, List<String> request, OutputStream out) {
        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** A usual answer of status 200. */
        void ok(byte[] content) throws IOException {
            send("HTTP/1.1 200 OK\r\nContent-Length: " + content.length + "\r\n\r\n");
            send(content);
        }

        /** Waits until the test is over, or so long. */
        boolean waitFor(long millis) throws InterruptedException {
            return server.closed.await(millis, TimeUnit.MILLISECONDS);
        }

        String header(String name) {
            return request.stream()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    private final ServerSocket socket;
    private final Answer answer;
    private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    LoopbackServer(Answer answer) throws IOException {
        this(ServerSocketFactory.getDefault(), answer);
    }

    LoopbackServer(ServerSocketFactory factory, Answer answer) throws IOException {
        this.answer = answer;
        socket = factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "loopback-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (closed.getCount() > 0) {
            try {
                Socket connection = socket.accept();
                sockets.add(connection);
                start(() -> serve(connection));
            } catch (IOException e) {
                // Closed, by the end of the test.
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
            List<String> request = new CopyOnWriteArrayList<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                request.add(line);
            }
            Exchange exchange = new Exchange(this, request, connection.getOutputStream());
            exchanges.add(exchange);
            answer.write(exchange);
        } catch (IOException | InterruptedException e) {
            return; // the other side hung up, which some tests want
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Connections whose request was read whole. */
    List<Exchange> exchanges() {
        return exchanges;
    }

    /** Connections, whether they asked for something or not. */
    int connections() {
        return sockets.size();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
        for (Socket connection : sockets) {
            connection.close();
        }
    }
}
