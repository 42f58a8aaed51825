package io.millrace.model.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Opens no socket: keeps what was asked, and answers or fails as told. */
class RecordingConnector implements Connector {
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Connector answers;

    /** Fails every request. */
    RecordingConnector() {
        this((request, deadline) -> {
            throw new IOException("no way out");
        });
    }

    RecordingConnector(Connector answers) {
        this.answers = answers;
    }

    /** A whole answer. */
    static Response answer(int status, byte[] content) {
        return new Response() {
            @Override
            public int status() {
                return status;
            }

            @Override
            public long contentLength() {
                return content.length;
            }

            @Override
            public InputStream body() {
                return new ByteArrayInputStream(content);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Response get(Request request, Deadline deadline) throws IOException {
        requests.add(request);
        return answers.get(request, deadline);
    }

    List<Request> requests() {
        return requests;
    }
}
