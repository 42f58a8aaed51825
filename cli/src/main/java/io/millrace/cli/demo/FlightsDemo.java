package io.millrace.cli.demo;

import io.millrace.cli.local.DataFolder;
import io.millrace.cli.local.LocalJob;
import io.millrace.cli.publish.EventEncoder;
import io.millrace.cli.publish.FileRecord;
import io.millrace.cli.publish.Pace;
import io.millrace.cli.publish.Progress;
import io.millrace.cli.publish.PublishPlan;
import io.millrace.cli.publish.Published;
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
import io.millrace.schemas.AnswerKind;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Prediction;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

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
     */
    record Settings(long events, long rate, Path model) {}

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
            Pipeline pipeline = local.withBootstrap(broker.bootstrap());
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
        CompletableFuture<Published> publishing = CompletableFuture.supplyAsync(() -> publish(pipeline));
        Answers answers = new Answers(labels);
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
        long events = publishing.join().events();
        // Counted from the topics, by offset: two answers to one flight cannot make up for a lost one.
        AuditReport audit = Audit.run(pipeline, Duration.ZERO);
        long gap = Math.max(audit.lost() + audit.duplicates() + audit.unknown(), Math.abs(events - audit.events()));
        return answers.result(model, events, gap, seconds);
    }

    /** Flights that will be answered: known only once all are sent. */
    private static long expected(CompletableFuture<Published> publishing) {
        try {
            return publishing.isDone() ? publishing.join().events() : Long.MAX_VALUE;
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private Published publish(Pipeline pipeline) {
        PublishPlan plan = PublishPlan.everything()
                .withFrom(FIRST_UNSEEN.toEpochMilli())
                .withLimit(settings.events())
                .withPace(settings.rate() == 0 ? Pace.asFastAsPossible() : Pace.rate((double) settings.rate()));
        try (RecordFile flights = RecordFile.open(example.resolve("flights.csv.zst"))) {
            return new Publisher(pipeline, EventEncoder.of(pipeline)).publish(flights, plan, Progress.none());
        }
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

    /** Counts answers and holds them against the labels. */
    private static final class Answers implements AnswerReader.Listener {
        private static final long LONGEST_LATENCY_MS = 3_600_000;

        private final Map<String, Boolean> labels;
        private final BinaryQuality quality = new BinaryQuality();
        private final Histogram latency = new Histogram(LONGEST_LATENCY_MS, 3);
        private long predictions;
        private long fallbacks;
        private long deadLetters;
        private double firstPredictionSeconds = Double.NaN;

        Answers(Map<String, Boolean> labels) {
            this.labels = labels;
        }

        long total() {
            return predictions + fallbacks + deadLetters;
        }

        @Override
        public void prediction(Prediction prediction) {
            long now = System.currentTimeMillis();
            if (Double.isNaN(firstPredictionSeconds)) {
                firstPredictionSeconds =
                        (now - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1000.0;
            }
            long millis = now - prediction.getIngestTime().toEpochMilli();
            latency.recordValue(Math.max(0, Math.min(LONGEST_LATENCY_MS, millis)));
            if (prediction.getKind() == AnswerKind.FALLBACK) {
                fallbacks++;
                return;
            }
            predictions++;
            Boolean late = labels.get(prediction.getEventId());
            Object probability = prediction.getOutputs().get("probability_late");
            if (late != null && probability instanceof Double number) {
                quality.add(number, late);
            }
        }

        @Override
        public void deadLetter(DeadLetter deadLetter) {
            deadLetters++;
        }

        @Override
        public void unreadable(String topic, int partition, long offset) {
            throw new FailedException("an answer cannot be read: " + topic + " " + partition + "@" + offset);
        }

        String line(long events, long nanos) {
            int done = (int) (20 * Math.min(events, total()) / events);
            return String.format(
                    Locale.ROOT,
                    "  %s%s %,d of %,d answered, %.0f s",
                    "█".repeat(done),
                    "░".repeat(20 - done),
                    total(),
                    events,
                    nanos / 1e9);
        }

        DemoResult result(ModelId model, long events, long gap, double seconds) {
            return new DemoResult(
                    model,
                    events,
                    predictions,
                    fallbacks,
                    deadLetters,
                    gap,
                    quality,
                    events / seconds,
                    latency.getValueAtPercentile(50),
                    latency.getValueAtPercentile(99),
                    firstPredictionSeconds);
        }
    }
}
