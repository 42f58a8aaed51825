package io.millrace.model.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.Map;

/** Sends a request to an address. Everything that leaves this process to fetch a model goes through here. */
@FunctionalInterface
public interface Connector {
    /**
     * A GET.
     *
     * @param isTls whether it goes through TLS, with the certificate checked against {@code host}
     * @param host what to ask for
     * @param port of the server
     * @param path begins with a slash; percent-encoded
     * @param headers further headers
     * @param address where to connect, and nowhere else
     */
    record Request(
            boolean isTls, String host, int port, String path, Map<String, String> headers, InetAddress address) {
        /** Host and port as the header Host has them: a usual port is left out. */
        public String authority() {
            return port == (isTls ? 443 : 80) ? host : host + ":" + port;
        }
    }

    /** An answer whose content is still to be read. Closing does not wait for the rest. */
    interface Response extends Closeable {
        /** The HTTP status. */
        int status();

        /** What the server says how many bytes follow; -1 if it does not say. */
        long contentLength();

        /** The content, not decompressed. Not to be closed by itself: that may wait for the rest, which may never end. */
        InputStream body() throws IOException;
    }

    /**
     * Sends a request once and waits for the answer's head. No redirect is followed, no proxy is used. The same thread reads
     * the content.
     *
     * @param deadline when sending, waiting and reading end with an {@link IOException}, as they do when the thread is
     *     interrupted
     * @throws IOException if there is no answer
     */
    Response get(Request request, Deadline deadline) throws IOException;
}
