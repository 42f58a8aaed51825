package io.millrace.jobs.audit;

import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.AnswerKind;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Prediction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Reads a pipeline's topics and holds answers against events, offset by offset. Memory: two bits an event.
 */
public final class Audit {
    private static final Duration POLL = Duration.ofMillis(200);

    private Audit() {}

    /**
     * Audits what is committed. Events that are still on their way count as lost, so while some are, the answers are read
     * on until {@code patience} is over.
     *
     * @param patience longest wait for events that have no answer yet; zero to judge at once
     */
    public static AuditReport run(Pipeline pipeline, Duration patience) {
        OffsetLedger ledger = new OffsetLedger();
        long events = readEvents(pipeline, ledger);
        Counts counts = new Counts(ledger);
        try (AnswerReader answers = new AnswerReader(pipeline)) {
            long deadline = System.nanoTime() + patience.toNanos();
            // An empty poll proves nothing: a read_committed reader comes back empty while it skips aborted batches.
            while (!answers.isAtEnd() || (counts.total() < events && System.nanoTime() < deadline)) {
                answers.poll(POLL, counts);
            }
        }
        long lost = ledger.lost();
        long unknown = ledger.unknown();
        List<String> examples = new ArrayList<>(ledger.examples());
        examples.addAll(counts.unreadable);
        return new AuditReport(
                events,
                counts.predictions,
                counts.fallbacks,
                counts.deadLetters,
                lost,
                ledger.duplicates(),
                unknown,
                counts.unreadable.size(),
                examples.subList(0, Math.min(10, examples.size())));
    }

    private static long readEvents(Pipeline pipeline, OffsetLedger ledger) {
        long events = 0;
        try (KafkaConsumer<byte[], byte[]> consumer =
                AnswerReader.consumer(pipeline, List.of(pipeline.events().topic()))) {
            while (!AnswerReader.isAtEnd(consumer)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    ledger.event(record.partition(), record.offset());
                    events++;
                }
            }
        }
        return events;
    }

    /** Counts answers by kind. */
    private static final class Counts implements AnswerReader.Listener {
        private final OffsetLedger ledger;
        private final List<String> unreadable = new ArrayList<>();
        private long predictions;
        private long fallbacks;
        private long deadLetters;

        Counts(OffsetLedger ledger) {
            this.ledger = ledger;
        }

        long total() {
            return predictions + fallbacks + deadLetters;
        }

        @Override
        public void prediction(Prediction prediction) {
            ledger.answer(prediction.getPartition(), prediction.getOffset());
            if (prediction.getKind() == AnswerKind.FALLBACK) {
                fallbacks++;
            } else {
                predictions++;
            }
        }

        @Override
        public void deadLetter(DeadLetter deadLetter) {
            ledger.answer(deadLetter.getPartition(), deadLetter.getOffset());
            deadLetters++;
        }

        @Override
        public void unreadable(String topic, int partition, long offset) {
            unreadable.add("unreadable " + topic + " " + partition + "@" + offset);
        }
    }
}
