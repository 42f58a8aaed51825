package io.millrace.cli.demo;

import io.millrace.cli.local.DataFolder;
import io.millrace.cli.local.LocalConsole;
import io.millrace.cli.local.LocalControl;
import io.millrace.cli.local.LocalJob;
import io.millrace.cli.local.LocalKeys;
import io.millrace.cli.local.LocalMetrics;
import io.millrace.cli.publish.EventEncoder;
import io.millrace.cli.publish.RecordFile;
import io.millrace.cli.terminal.FailedException;
import io.millrace.jobs.audit.Audit;
import io.millrace.jobs.control.ModelsTopic;
import io.millrace.jobs.control.MonitoringTopic;
import io.millrace.jobs.control.StatusTopic;
import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.kafka.TopicPartitions;
import io.millrace.jobs.pipeline.CheckedModel;
import io.millrace.jobs.pipeline.LearnerFit;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.jobs.scoring.ScoringJob;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.kafka.LocalKafkaConfig;
import io.millrace.model.Model;
import io.millrace.model.ModelException;
import io.millrace.model.ModelId;
import io.millrace.model.Models;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import io.millrace.schemas.status.StatusFold;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The flights of 2013 through a real broker and a real job. */
final class FlightsDemo {
    /** Midnight in New York; the models have seen nothing from here on. */
    private static final Instant FIRST_UNSEEN = Instant.parse("2013-04-01T04:00:00Z");

    /** Exactly-once answers become visible with a checkpoint; a demonstration should not make people wait for ten seconds. */
    private static final Duration CHECKPOINTS = Duration.ofMillis(500);

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);
    private static final int PARTITIONS = 2;
    private static final String SCORING = "pipeline.yaml";
    private static final String LEARNING = "learning.yaml";

    /** Part of the first half after which the swap in the middle is asked for. */
    private static final double SENT_BEFORE_SWAP = 0.8;

    /**
     * What is asked for.
     *
     * @param events flights to send
     * @param rate events a second; 0 for as fast as possible
     * @param model a bundle in place of the pipeline's; null for that one
     * @param swapTo the bundle that serves from the middle of the flights on; null: no swap
     * @param learning whether the pipeline's learners learn
     */
    record Settings(long events, long rate, Path model, Path swapTo, boolean learning) {}

    private final Path example;
    private final Stage stage;
    private final Settings settings;

    FlightsDemo(Path example, Stage stage, Settings settings) {
        this.example = example;
        this.stage = stage;
        this.settings = settings;
    }

    DemoResult run() throws InterruptedException {
        Pipeline described = PipelineFile.read(example.resolve(settings.learning() ? LEARNING : SCORING));
        Pipeline local = (settings.model() == null ? described : described.withModel(settings.model()))
                .withCheckpointInterval(CHECKPOINTS);
        DataFolder folder = stage.folder();
        stage.tell().accept("Starting Kafka and Flink on this machine …");
        // Labels are read while the broker starts: both take seconds.
        CompletableFuture<FlightLabels> labels = CompletableFuture.supplyAsync(
                () -> FlightLabels.read(example.resolve("labels.csv.zst"), FIRST_UNSEEN.toEpochMilli()));
        try (LocalKafka broker = LocalKafka.start(LocalKafkaConfig.of(folder.kafka()))) {
            Pipeline pipeline = LocalControl.of(local.withBootstrap(broker.bootstrap()), folder, false);
            CheckedModel model = ScoringJob.check(pipeline);
            TopicPartitions partitions;
            try (Cluster cluster = Cluster.of(pipeline)) {
                cluster.createTopics(PARTITIONS, (short) 1);
                partitions = settings.learning() ? cluster.learningPartitions() : null;
            }
            try (LocalConsole console = stage.openConsole(pipeline);
                    LocalJob job = LocalJob.scoring(pipeline, model, PARTITIONS, folder);
                    LocalJob learning = partitions == null
                            ? null
                            : LocalJob.learning(pipeline, model, partitions, PARTITIONS, folder);
                    LocalJob monitoring = partitions == null || pipeline.drift().isEmpty()
                            ? null
                            : LocalJob.monitoring(pipeline, partitions, PARTITIONS, folder)) {
                Jobs jobs = new Jobs(job, learning, monitoring);
                job.stopAtShutdown(() -> {
                    jobs.besideScoring().forEach(LocalJob::close);
                    if (console != null) {
                        console.close();
                    }
                    broker.close();
                    stage.cleanUp().run();
                });
                DemoResult result = flow(pipeline, model.id(), jobs, labels.join());
                stage.shown().accept(result);
                return result;
            }
        }
    }

    /**
     * What runs.
     *
     * @param learning null: nothing learns
     * @param monitoring null: nothing is watched
     */
    private record Jobs(LocalJob scoring, LocalJob learning, LocalJob monitoring) {
        List<LocalJob> all() {
            return Stream.concat(Stream.of(scoring), besideScoring().stream()).toList();
        }

        List<LocalJob> besideScoring() {
            return Stream.of(learning, monitoring).filter(Objects::nonNull).toList();
        }
    }

    private DemoResult flow(Pipeline pipeline, ModelId model, Jobs jobs, FlightLabels labels)
            throws InterruptedException {
        stage.tell()
                .accept(String.format(
                        Locale.ROOT,
                        "Kafka %s, slot %s serves %s. Sending %,d flights from April 2013 on …",
                        pipeline.bootstrap(),
                        pipeline.slot().name(),
                        model,
                        settings.events()));
        long start = System.nanoTime();
        EventEncoder encoder = EventEncoder.of(pipeline);
        DemoAnswers answers = new DemoAnswers(labels.late());
        CompletableFuture<Sent> publishing =
                CompletableFuture.supplyAsync(() -> publish(pipeline, model, encoder, labels));
        Sent sent = new AnswerWait("flights", jobs.all(), stage.folder().logFile())
                .await(
                        pipeline,
                        publishing,
                        Sent::events,
                        answers,
                        answers::total,
                        () -> stage.progress().accept(answers.line(settings.events(), System.nanoTime() - start)));
        double seconds = (System.nanoTime() - start) / 1e9;
        stage.progress().accept("");
        DemoDrift drift = jobs.monitoring() == null ? null : drift(pipeline, jobs.monitoring(), answers);
        DemoLearning learned = null;
        if (jobs.learning() != null) {
            long joined = LocalMetrics.sum("examples_learned");
            jobs.learning().close(); // what it has offered is decided before the topics are looked at
            learned = DemoLearning.of(
                    joined, replay(pipeline, encoder, sent.events(), labels), ModelsTopic.readAll(pipeline));
        }
        long gap = Audit.run(pipeline, Duration.ZERO).gapTo(sent.events());
        return answers.result(
                model, sent.events(), gap, seconds, sent.swap(), decided(pipeline, model), learned, drift);
    }

    /** What was found in windows that have ended, once all answers have been looked at; some may be in none. */
    private static DemoDrift drift(Pipeline pipeline, LocalJob monitoring, DemoAnswers answers)
            throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_LOOK.toNanos();
        while (LocalMetrics.sum("predictions_profiled") < answers.predictions() && System.nanoTime() < deadline) {
            if (monitoring.await(AnswerWait.POLL)) {
                throw new FailedException("the monitoring job ended before it had looked at all answers");
            }
        }
        monitoring.close(); // what it tells is committed with its savepoint
        return DemoDrift.of(MonitoringTopic.readAll(pipeline));
    }

    /** Of the first learner: the example has one. */
    private LearnerReplay.Outcome replay(Pipeline pipeline, EventEncoder encoder, long events, FlightLabels labels) {
        Path flights = example.resolve("flights.csv.zst");
        long from = FIRST_UNSEEN.toEpochMilli();
        try (Model model = Models.load(pipeline.slot().modelPath())) {
            LearnerFit learner = LearnerFit.of(
                            pipeline.learning(), pipeline.features(), model.id(), model.contract(), new ArrayList<>())
                    .get(0);
            return LearnerReplay.run(
                    learner,
                    model.id().toString(),
                    StaticModel.probabilities(model, flights, encoder, from, events, DemoAnswers.PROBABILITY),
                    flights,
                    example.resolve("labels.csv.zst"),
                    encoder,
                    from,
                    labels.late());
        } catch (ModelException e) {
            throw new FailedException("the slot's model must be readable: " + e.getMessage(), e);
        }
    }

    /** What the status topic says, once nothing that was decided is on its way any more. */
    private static DecidedModels decided(Pipeline pipeline, ModelId model) throws InterruptedException {
        long deadline = System.nanoTime() + AnswerWait.STALLED.toNanos();
        try (StatusTopic statuses = StatusTopic.open(pipeline)) {
            List<ModelStatus> all = statuses.readAll();
            while (isOnItsWay(all)) {
                if (System.nanoTime() > deadline) {
                    throw new FailedException(
                            "what was decided must become active within " + AnswerWait.STALLED.toSeconds() + " s");
                }
                TimeUnit.MILLISECONDS.sleep(AnswerWait.POLL.toMillis());
                all = statuses.readAll();
            }
            return new DecidedModels(model.toString(), all);
        }
    }

    private static boolean isOnItsWay(List<ModelStatus> statuses) {
        StatusFold fold = new StatusFold();
        statuses.forEach(fold::add);
        return statuses.stream()
                .map(ModelStatus::getSlot)
                .distinct()
                .anyMatch(slot -> fold.slot(slot).pending().stream()
                        .anyMatch(status -> status.getPhase() == StatusPhase.COMMITTING));
    }

    /**
     * What was sent.
     *
     * @param swap null: there was none
     */
    private record Sent(long events, DemoSwap swap) {}

    /** Sends all flights; the second half when the swap that it is for is decided. */
    private Sent publish(Pipeline pipeline, ModelId model, EventEncoder encoder, FlightLabels labels) {
        Optional<Middle> middle = settings.swapTo() == null ? Optional.empty() : middle(encoder);
        try (FlightTraffic traffic = new FlightTraffic(
                example,
                pipeline,
                encoder,
                FIRST_UNSEEN.toEpochMilli(),
                settings.rate(),
                labels,
                () -> LocalMetrics.sum("examples"))) {
            if (middle.isEmpty()) {
                return new Sent(traffic.send(settings.events()), null);
            }
            DemoSwap planned = DemoSwap.planned(
                    model.toString(), settings.swapTo(), middle.get().eventTime());
            long before = middle.get().eventsBefore();
            // Whatever is deployed for now after it would take its place; so it is asked for late where learners
            // deploy.
            long first = settings.learning() ? (long) (before * SENT_BEFORE_SWAP) : 0;
            long sent = traffic.send(first);
            CompletableFuture<DemoSwap> swapping = CompletableFuture.supplyAsync(
                    () -> planned.deploy(pipeline, settings.swapTo(), LocalKeys.ensure(stage.folder())));
            sent += traffic.send(before - first);
            DemoSwap swap = swapping.join();
            return new Sent(sent + traffic.send(settings.events() - before), swap);
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
}
