package io.millrace.cli.demo;

import io.millrace.cli.publish.EventEncoder;
import io.millrace.cli.publish.LabelEncoder;
import io.millrace.cli.publish.Progress;
import io.millrace.cli.publish.PublishPlan;
import io.millrace.cli.publish.Publisher;
import io.millrace.cli.publish.RecordFile;
import io.millrace.jobs.pipeline.Pipeline;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** Sends payments and, behind each part of them, what is said of them, no faster than the learner learns. */
final class FraudTraffic {
    private static final int PART = 250;
    private static final long MOST_AHEAD = 500;
    private static final LabelEncoder.Fields FIELDS =
            new LabelEncoder.Fields("payment_id", "fraud", "known_at", "reporter");

    private FraudTraffic() {}

    /**
     * Sends all.
     *
     * @param payments a file
     * @param labels the file of what is said of the same payments, line by line
     * @param learned labels that the learner has taken so far
     * @return payments sent
     */
    static long send(Pipeline pipeline, Path payments, Path labels, LongSupplier learned) {
        Publisher events = Publisher.ofEvents(pipeline, EventEncoder.of(pipeline));
        Publisher said = Publisher.ofLabels(pipeline, new LabelEncoder(FIELDS));
        PublishPlan part = PublishPlan.everything().withLimit(PART);
        long sent = 0;
        try (LearnersPace pace = LearnersPace.of(pipeline, learned, MOST_AHEAD);
                RecordFile paymentFile = RecordFile.open(payments);
                RecordFile labelFile = RecordFile.open(labels)) {
            while (paymentFile.hasNext()) {
                sent += events.publish(paymentFile, part, Progress.none()).events();
                said.publish(labelFile, part, Progress.none());
                pace.await(sent);
            }
        }
        return sent;
    }
}
