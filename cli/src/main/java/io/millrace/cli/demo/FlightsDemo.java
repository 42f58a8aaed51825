package io.millrace.cli.demo;

import io.millrace.cli.local.DataFolder;
import io.millrace.cli.local.LocalControl;
import io.millrace.cli.local.LocalJob;
import io.millrace.cli.local.LocalKeys;
import io.millrace.cli.publish.EventEncoder;
import io.millrace.cli.publish.FileRecord;
import io.millrace.cli.publish.Pace;
import io.millrace.cli.publish.Progress;
import io.millrace.cli.publish.PublishPlan;
import io.millrace.cli.publish.Publisher;
import io.millrace.cli.publish.RecordFile;
import io.millrace.cli.terminal.FailedException;
import io.millrace.jobs.audit.AnswerReader;
import io.millrace.jobs.audit.Audit;
import io.millrace.jobs.audit.AuditReport;
import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.jobs.scoring.ScoringJob;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.kafka.LocalKafkaConfig;
import io.millrace.model.ModelId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** The flights of 2013 through a real broker and a real job. */
final class FlightsDemo {
    /** Midnight in New York; the models have seen nothing from here on. */
    private static final Instant FIRST_UNSEEN = Instant.parse("2013-04-01T04:00:00Z");

    /** Exactly-once answers become visible with a checkpoint; a demonstration should not make people wait for ten seconds. */
    private static final Duration CHECKPOINTS = Duration.ofSeconds(1);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration STALLED = Duration.ofSeconds(60);
    private static final int PARTITIONS = 2;

    /**
     * What is asked for.
     *
     * @param events flights to send
     * @param rate events a second; 0 for as fast as possible
     * @param model a bundle in place of the pipeline's; null for that one
     * @param swapTo the bundle that serves from the middle of the flights on; null: no swap
     */
    record Settings(long events, long rate, Path model, Path swapTo) {}

    private final Path example;
    private final DataFolder folder;
    private final Settings settings;
    private final Consumer<String> tell;
    private final Consumer<String> progress;
    private final Runnable cleanUp;

    FlightsDemo(
            Path example,
            DataFolder folder,
            Settings settings,
            Consumer<String> tell,
            Consumer<String> progress,
            Runnable cleanUp) {
        this.example = example;
        this.folder = folder;
        this.settings = settings;
        this.tell = tell;
        this.progress = progress;
        this.cleanUp = cleanUp;
    }

    DemoResult run() throws InterruptedException {
        Pipeline described = PipelineFile.read(example.resolve("pipeline.yaml"));
        Pipeline local = (settings.model() == null ? described : described.withModel(settings.model()))
                .withCheckpointInterval(CHECKPOINTS);
        tell.accept("Starting Kafka and Flink on this machine …");
        // Labels are read while the broker starts: both take seconds.
        CompletableFuture<Map<String, Boolean>> labels = CompletableFuture.supplyAsync(this::readLabels);
        try (LocalKafka broker = LocalKafka.start(LocalKafkaConfig.of(folder.kafka()))) {
            Pipeline pipeline = LocalControl.of(local.withBootstrap(broker.bootstrap()), folder, false);
            ModelId model = ScoringJob.check(pipeline);
            try (Cluster cluster = Cluster.of(pipeline)) {
                cluster.createTopics(PARTITIONS, (short) 1);
            }
            try (LocalJob job = LocalJob.start(pipeline, model, PARTITIONS, folder)) {
                job.stopAtShutdown(() -> {
                    broker.close();
                    cleanUp.run();
                });
                return flow(pipeline, model, job, labels.join());
            }
        }
    }

    private DemoResult flow(Pipeline pipeline, ModelId model, LocalJob job, Map<String, Boolean> labels)
            throws InterruptedException {
        tell.accept(String.format(
                Locale.ROOT,
                "Kafka %s, slot %s serves %s. Sending %,d flights from April 2013 on …",
                pipeline.bootstrap(),
                pipeline.slot().name(),
                model,
                settings.events()));
        long start = System.nanoTime();
        DemoAnswers answers = new DemoAnswers(labels);
        CompletableFuture<Long> publishing = CompletableFuture.supplyAsync(() -> publish(pipeline, model, answers));
        try (AnswerReader reader = new AnswerReader(pipeline)) {
            long lastAnswer = System.nanoTime();
            while (answers.total() < expected(publishing)) {
                if (reader.poll(POLL, answers) > 0) {
                    lastAnswer = System.nanoTime();
                }
                if (job.await(Duration.ofMillis(1))) {
                    throw new FailedException("the scoring job ended before all flights were answered");
                }
                if (System.nanoTime() - lastAnswer > STALLED.toNanos()) {
                    throw new FailedException(
                            "no answer for " + STALLED.toSeconds() + " s; the log: " + folder.logFile());
                }
                progress.accept(answers.line(settings.events(), System.nanoTime() - start));
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        progress.accept("");
        long events = publishing.join();
        // Counted from the topics, by offset: two answers to one flight cannot make up for a lost one.
        AuditReport audit = Audit.run(pipeline, Duration.ZERO);
        long gap = Math.max(audit.lost() + audit.duplicates() + audit.unknown(), Math.abs(events - audit.events()));
        return answers.result(model, events, gap, seconds);
    }

    /** Flights that will be answered: known only once all are sent. */
    private static long expected(CompletableFuture<Long> publishing) {
        try {
            return publishing.isDone() ? publishing.join() : Long.MAX_VALUE;
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Sends all flights; the second half when the swap that it is for is decided. */
    private long publish(Pipeline pipeline, ModelId model, DemoAnswers answers) {
        EventEncoder encoder = EventEncoder.of(pipeline);
        Optional<Middle> middle = settings.swapTo() == null ? Optional.empty() : middle(encoder);
        if (middle.isEmpty()) {
            return publish(pipeline, encoder, FIRST_UNSEEN.toEpochMilli(), settings.events());
        }
        DemoSwap planned =
                DemoSwap.planned(model, settings.swapTo(), middle.get().eventTime());
        answers.expect(planned);
        CompletableFuture<DemoSwap> swapping = CompletableFuture.supplyAsync(
                () -> planned.deploy(pipeline, settings.swapTo(), LocalKeys.ensure(folder)));
        long before = middle.get().eventsBefore();
        long sent = publish(pipeline, encoder, FIRST_UNSEEN.toEpochMilli(), before);
        DemoSwap swap = swapping.join();
        answers.expect(swap);
        return sent + publish(pipeline, encoder, swap.effectiveFrom().toEpochMilli(), settings.events() - before);
    }

    private long publish(Pipeline pipeline, EventEncoder encoder, long from, long events) {
        PublishPlan plan = PublishPlan.everything()
                .withFrom(from)
                .withLimit(events)
                .withPace(settings.rate() == 0 ? Pace.asFastAsPossible() : Pace.rate((double) settings.rate()));
        try (RecordFile flights = RecordFile.open(example.resolve("flights.csv.zst"))) {
            return Publisher.ofEvents(pipeline, encoder)
                    .publish(flights, plan, Progress.none())
                    .events();
        }
    }

    /**
     * The middle of the flights.
     *
     * @param eventTime scheduled departure of the first flight of the second half
     * @param eventsBefore flights that depart earlier
     */
    private record Middle(Instant eventTime, long eventsBefore) {}

    /** Flights lie in the file in the order of their departure. Empty where all of them depart at once. */
    private Optional<Middle> middle(EventEncoder encoder) {
        long count = 0;
        long earlier = 0;
        long last = Long.MIN_VALUE;
        try (RecordFile flights = RecordFile.open(example.resolve("flights.csv.zst"))) {
            while (flights.hasNext() && count < settings.events()) {
                long time = encoder.eventTime(flights.next());
                if (time < FIRST_UNSEEN.toEpochMilli()) {
                    continue;
                }
                if (time > last) {
                    if (count > 0 && count >= settings.events() / 2) {
                        return Optional.of(new Middle(Instant.ofEpochMilli(time), count));
                    }
                    last = time;
                    earlier = count;
                }
                count++;
            }
        }
        return earlier == 0 ? Optional.empty() : Optional.of(new Middle(Instant.ofEpochMilli(last), earlier));
    }

    private Map<String, Boolean> readLabels() {
        Map<String, Boolean> labels = new HashMap<>(1 << 19);
        try (RecordFile records = RecordFile.open(example.resolve("labels.csv.zst"))) {
            while (records.hasNext()) {
                FileRecord label = records.next();
                labels.put((String) label.value("flight_id"), "1".equals(label.value("late")));
            }
        }
        return labels;
    }
}
