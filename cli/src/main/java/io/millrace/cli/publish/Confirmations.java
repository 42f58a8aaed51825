package io.millrace.cli.publish;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;

/** What the broker said to the events of one run. Filled by the producer's thread, read by the publishing one. */
final class Confirmations implements Callback {
    private final String topic;
    private final Map<Integer, Long> first = new ConcurrentHashMap<>();
    private final Map<Integer, Long> last = new ConcurrentHashMap<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    Confirmations(String topic) {
        this.topic = topic;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, Exception exception) {
        if (exception != null) {
            // The first one tells the cause; the others follow from it.
            failure.compareAndSet(null, exception);
            return;
        }
        first.merge(metadata.partition(), metadata.offset(), Math::min);
        last.merge(metadata.partition(), metadata.offset(), Math::max);
    }

    /** Throws if an event was not confirmed. */
    void check() {
        Exception cause = failure.get();
        if (cause != null) {
            throw new PublishException(
                    "records must reach topic " + topic + ", but one was not confirmed: " + cause.getMessage(), cause);
        }
    }

    Map<Integer, Long> first() {
        return first;
    }

    Map<Integer, Long> last() {
        return last;
    }
}
