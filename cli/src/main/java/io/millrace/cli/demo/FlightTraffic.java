package io.millrace.cli.demo;

import io.millrace.cli.publish.EventEncoder;
import io.millrace.cli.publish.FileRecord;
import io.millrace.cli.publish.LabelEncoder;
import io.millrace.cli.publish.Pace;
import io.millrace.cli.publish.Progress;
import io.millrace.cli.publish.PublishPlan;
import io.millrace.cli.publish.Publisher;
import io.millrace.cli.publish.RecordEncoder;
import io.millrace.cli.publish.RecordFile;
import io.millrace.jobs.pipeline.Pipeline;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Sends flights in the order of their departure and, where something learns, behind each part of them the labels that had become known by
 * then. It does not run far ahead of the learners: a backlog that is answered before anything was learned would show nothing. And it rests
 * while an offer of theirs is being deployed: that takes seconds, in which no flight leaves New York, but weeks of this traffic would.
 */
final class FlightTraffic implements AutoCloseable {
    /** Flights between two looks at the labels: half a day or so. */
    private static final int PART = 500;

    /** Labels on their way that learners may still have to take. */
    private static final long MOST_AHEAD = 2_000;

    private final PublishPlan plan;
    private final FlightLabels labels;
    /** Null where nothing learns. */
    private final LearnersPace pace;

    private final RecordFile flights;
    private final RecordFile labelFile;
    private final Departures departures;
    private final Publisher flightPublisher;
    private final Publisher labelPublisher;
    private long labelsSent;

    /**
     * Opens the files.
     *
     * @param from flights that depart, and labels that became known, earlier are left out
     * @param rate events a second; 0: as fast as possible
     * @param learned labels that learners have taken so far
     */
    FlightTraffic(
            Path example,
            Pipeline pipeline,
            EventEncoder encoder,
            long from,
            long rate,
            FlightLabels labels,
            LongSupplier learned) {
        plan = PublishPlan.everything()
                .withFrom(from)
                .withPace(rate == 0 ? Pace.asFastAsPossible() : Pace.rate((double) rate));
        this.labels = labels;
        pace = pipeline.learning().isNone() ? null : LearnersPace.of(pipeline, learned, MOST_AHEAD);
        departures = new Departures(encoder);
        flightPublisher = Publisher.ofEvents(pipeline, departures);
        labelPublisher = Publisher.ofLabels(
                pipeline,
                new LabelEncoder(
                        new LabelEncoder.Fields(FlightLabels.ID, FlightLabels.VALUE, FlightLabels.KNOWN_AT, "")));
        flights = RecordFile.open(example.resolve("flights.csv.zst"));
        labelFile = RecordFile.open(example.resolve("labels.csv.zst"));
    }

    /**
     * Sends the next {@code limit} flights.
     *
     * @return how many there were
     */
    long send(long limit) {
        if (pace == null) {
            return flightPublisher
                    .publish(flights, plan.withLimit(limit), Progress.none())
                    .events();
        }
        long sent = 0;
        long part = -1;
        while (sent < limit && part != 0) {
            part = flightPublisher
                    .publish(flights, plan.withLimit(Math.min(PART, limit - sent)), Progress.none())
                    .events();
            sent += part;
            sendLabels();
            pace.await(labelsSent);
        }
        return sent;
    }

    private void sendLabels() {
        long known = labels.knownUntil(departures.newest);
        if (known > labelsSent) {
            PublishPlan next = PublishPlan.everything().withFrom(plan.from()).withLimit(known - labelsSent);
            labelsSent +=
                    labelPublisher.publish(labelFile, next, Progress.none()).events();
        }
    }

    @Override
    public void close() {
        if (pace != null) {
            pace.close();
        }
        flights.close();
        labelFile.close();
    }

    /** Notes the newest departure among what was sent. */
    private static final class Departures implements RecordEncoder {
        private final EventEncoder encoder;
        private long newest = Long.MIN_VALUE;

        Departures(EventEncoder encoder) {
            this.encoder = encoder;
        }

        @Override
        public Set<String> requiredFields() {
            return encoder.requiredFields();
        }

        @Override
        public byte[] key(FileRecord record) {
            return encoder.key(record);
        }

        @Override
        public byte[] encode(FileRecord record) {
            newest = Math.max(newest, encoder.eventTime(record));
            return encoder.encode(record);
        }

        @Override
        public long eventTime(FileRecord record) {
            return encoder.eventTime(record);
        }
    }
}
