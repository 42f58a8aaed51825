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
import io.millrace.cli.terminal.FailedException;
import io.millrace.jobs.pipeline.Pipeline;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** Longest rest for deployments. Shorter than the time after which answers count as stalled. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final PublishPlan plan;
    private final FlightLabels labels;
    private final boolean learns;
    private final LongSupplier learned;
    /** Null where nothing learns. */
    private final LearnedDeployments deployments;

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
        this.learned = learned;
        learns = !pipeline.learning().isNone();
        deployments = learns ? LearnedDeployments.of(pipeline) : null;
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
        if (!learns) {
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
            awaitLearners();
            awaitDeployments();
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

    private void awaitLearners() {
        long before = learned.getAsLong();
        long lastProgress = System.nanoTime();
        while (labelsSent - learned.getAsLong() > MOST_AHEAD) {
            if (learned.getAsLong() > before) {
                before = learned.getAsLong();
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > STALLED_NANOS) {
                throw new FailedException("the learners must take labels, found no progress for "
                        + TimeUnit.NANOSECONDS.toSeconds(STALLED_NANOS) + " s after " + before + " of " + labelsSent);
            }
            pause();
        }
    }

    /** What takes longer than the limit is waited for no more: the demonstration goes on without. */
    private void awaitDeployments() {
        long start = System.nanoTime();
        while (deployments.areOnTheirWay() && System.nanoTime() - start < REST_NANOS) {
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted while flights were sent", e);
        }
    }

    @Override
    public void close() {
        if (deployments != null) {
            deployments.close();
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
