package io.millrace.benchmarks;

import io.millrace.jobs.kafka.TopicPartitions;
import io.millrace.jobs.learning.LearningJob;
import io.millrace.jobs.learning.PredictionRecord;
import io.millrace.jobs.monitoring.MonitoringJob;
import io.millrace.jobs.pipeline.Drift;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.jobs.scoring.ScoringJob;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.kafka.LocalKafkaConfig;
import io.millrace.model.ModelId;
import io.millrace.model.ReferenceJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The monitoring job's throughput beside a job that only parses, both draining the same topic of predictions through the same source, one after the
 * other, round after round. Findings are counted and dropped.
 */
public final class MonitoringBenchmark {
    /** The job with all defaults: windows are held against the profile in the model's bundle. */
    static final String MONITORING = "monitoring";
    /** The job with windows that are held against the first events, whose bins its first stage does not know. */
    static final String FIRST_EVENTS = "first-events";
    /** Skeleton: features and outputs of each prediction are read, nothing is counted. */
    static final String PARSE = "parse";

    private static final List<String> JOBS = List.of(MONITORING, FIRST_EVENTS, PARSE);
    private static final String NAME = "watched";

    /**
     * What to measure.
     *
     * @param events on the topic, a multiple of the partitions
     * @param partitions of the topic, subtasks of each stage
     * @param days of event time that they take; a window is a day
     * @param jobs by name
     * @param warmUpRounds rounds before those that count
     * @param rounds that count, at least 1
     * @param checkpointMillis between two checkpoints
     */
    public record Settings(
            long events,
            int partitions,
            int days,
            List<String> jobs,
            int warmUpRounds,
            int rounds,
            long checkpointMillis) {}

    /**
     * A run.
     *
     * @param round from 1; 0 and less are warm-up
     * @param perSecond events a second, the first quarter left out, until the job has ended
     * @param cpuSecondsPerMillion of this process (start and stop included), for a million events
     * @param findings told
     * @param windows of a feature that were held against a reference
     * @param rows events in these
     * @param drifts told; nothing drifts
     */
    public record Run(
            String job,
            int round,
            double perSecond,
            double cpuSecondsPerMillion,
            long findings,
            long windows,
            long rows,
            long drifts) {}

    /**
     * The outcome.
     *
     * @param ratios of the jobs that watch to the one that parses, within rounds
     */
    public record Figures(Machine machine, Settings settings, List<Run> runs, Map<String, Spread> ratios) {}

    private final Settings settings;

    private MonitoringBenchmark(Settings settings) {
        this.settings = settings;
    }

    /** Measures and reports; {@code benchmarks/README.md} has the options. */
    public static void main(String[] arguments) throws Exception {
        Options options = Options.parse(
                arguments,
                Map.of(
                        "events", "2000000",
                        "partitions", "2",
                        "days", "40",
                        "jobs", String.join(",", JOBS),
                        "warm-up-rounds", "2",
                        "rounds", "5",
                        "checkpoint-millis", "1000",
                        "out", "target/results"));
        Figures figures = measure(new Settings(
                options.number("events"),
                options.count("partitions"),
                options.count("days"),
                options.texts("jobs"),
                options.count("warm-up-rounds"),
                options.count("rounds"),
                options.number("checkpoint-millis")));
        Report.write(Path.of(options.text("out")), "monitoring", figures, markdown(figures));
    }

    /** Measures. */
    static Figures measure(Settings settings) throws Exception {
        return new MonitoringBenchmark(settings).measure();
    }

    private Figures measure() throws Exception {
        List<Run> runs = new ArrayList<>();
        try (Workspace workspace = Workspace.create();
                LocalKafka kafka = LocalKafka.start(LocalKafkaConfig.of(workspace.folder("kafka")));
                Topics topics = new Topics(kafka.bootstrap())) {
            Files.writeString(
                    workspace.bundle("logistic").resolve("reference.json"),
                    ReferenceJson.write(LoggedReadings.reference()));
            Pipeline pipeline = pipeline(workspace, kafka, "model");
            fill(topics, pipeline);
            for (int round = 1 - settings.warmUpRounds(); round <= settings.rounds(); round++) {
                for (String job : settings.jobs()) {
                    Run run = run(
                            workspace,
                            job.equals(FIRST_EVENTS) ? pipeline(workspace, kafka, "{firstEvents: 10000}") : pipeline,
                            job,
                            round);
                    runs.add(run);
                    System.err.println(run);
                }
            }
        }
        return new Figures(Machine.here(), settings, runs, ratios(runs));
    }

    private void fill(Topics topics, Pipeline pipeline) {
        ModelId model = ScoringJob.check(pipeline).id();
        LoggedReadings readings = new LoggedReadings(model, settings.partitions(), settings.events(), settings.days());
        topics.create(pipeline.predictionsTopic(), settings.partitions());
        try (Sender sender = new Sender(pipeline.bootstrap())) {
            for (long n = 0; n < settings.events(); n++) {
                sender.send(pipeline.predictionsTopic(), (int) (n % settings.partitions()), null, readings.encode(n));
            }
        }
    }

    private Run run(Workspace workspace, Pipeline pipeline, String job, int round) throws Exception {
        System.gc(); // no run pays for another's garbage
        Configuration configuration = MonitoringJob.configure(pipeline);
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                workspace.folder("checkpoints").toUri().toString());
        // A run ends when its records have come through, not with a checkpoint after that.
        configuration.set(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH, false);
        long recordsOfPart = settings.events() / settings.partitions();
        double cpu = Machine.cpuSeconds(ProcessHandle.current().pid());
        try (Pace pace = Pace.begin(job, settings.partitions(), recordsOfPart, 0);
                FindingTally tally = FindingTally.begin(job);
                StreamExecutionEnvironment environment =
                        StreamExecutionEnvironment.createLocalEnvironment(settings.partitions(), configuration)) {
            build(environment, pipeline, job, tally);
            JobExecutionResult result =
                    environment.executeAsync(job).getJobExecutionResult().get();
            double seconds = (System.nanoTime() - pace.quarterNanos()) / 1e9;
            cpu = Machine.cpuSeconds(ProcessHandle.current().pid()) - cpu;
            long rows = job.equals(PARSE) ? result.getAccumulatorResult(ParseOnlyJob.PARSED) : tally.rows();
            if (rows != settings.events() && !job.equals(FIRST_EVENTS)) {
                throw new IllegalStateException(
                        job + " must see every event once: " + settings.events() + ", found " + rows);
            }
            return new Run(
                    job,
                    round,
                    settings.partitions() * (recordsOfPart - recordsOfPart / 4) / seconds,
                    cpu * 1e6 / settings.events(),
                    tally.findings(),
                    tally.windows(),
                    rows,
                    tally.drifts());
        }
    }

    private void build(StreamExecutionEnvironment environment, Pipeline pipeline, String job, FindingTally tally) {
        TopicPartitions partitions =
                new TopicPartitions(settings.partitions(), settings.partitions(), settings.partitions());
        Source<PredictionRecord, ?, ?> source = source(pipeline, job);
        if (!job.equals(PARSE)) {
            MonitoringJob.build(
                    environment,
                    pipeline,
                    partitions,
                    settings.partitions(),
                    source,
                    LearningJob.labels(pipeline, ".nobody").build(),
                    tally.sink());
            return;
        }
        environment.setParallelism(settings.partitions());
        Drift drift = pipeline.drift().orElseThrow();
        ParseOnlyJob.build(
                LearningJob.readable(
                        environment,
                        partitions,
                        settings.partitions(),
                        new LearningJob.Timing(drift.outOfOrder(), drift.idle(), drift.maxAhead()),
                        source),
                Readings.FEATURES.size(),
                List.of(LoggedReadings.OUTPUT));
    }

    /** The source of both jobs: all that is on the topic, and then it ends. */
    private static KafkaSource<PredictionRecord> source(Pipeline pipeline, String job) {
        return LearningJob.predictions(pipeline, "." + job)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setBounded(OffsetsInitializer.latest())
                .setDeserializer(new PacedPredictionSchema(job))
                .build();
    }

    private Pipeline pipeline(Workspace workspace, LocalKafka kafka, String reference) throws IOException {
        String features =
                Readings.FEATURES.stream().map("{name: %s}"::formatted).collect(Collectors.joining(", "));
        Path file = workspace.folder("monitoring.yaml");
        Files.writeString(
                file, """
                pipeline: %s
                kafka: {bootstrap: "%s"}
                events: {topic: readings, format: json, id: id}
                features: [%s]
                slots: {main: {model: logistic}}
                checkpoints: {interval: %dms}
                drift: {reference: %s}
                """.formatted(NAME, kafka.bootstrap(), features, settings.checkpointMillis(), reference));
        return PipelineFile.read(file);
    }

    private static Map<String, Spread> ratios(List<Run> runs) {
        Map<String, Spread> ratios = new LinkedHashMap<>();
        List<Double> skeleton = rates(runs, PARSE);
        for (String job : List.of(MONITORING, FIRST_EVENTS)) {
            List<Double> own = rates(runs, job);
            List<Double> perRound = new ArrayList<>();
            for (int i = 0; i < Math.min(own.size(), skeleton.size()); i++) {
                perRound.add(own.get(i) / skeleton.get(i));
            }
            if (!perRound.isEmpty()) {
                ratios.put(job, Spread.of(perRound));
            }
        }
        return ratios;
    }

    private static List<Double> rates(List<Run> runs, String job) {
        return counted(runs, job).stream().map(Run::perSecond).toList();
    }

    private static List<Run> counted(List<Run> runs, String job) {
        return runs.stream()
                .filter(run -> run.round() > 0 && run.job().equals(job))
                .toList();
    }

    /** The report for people. */
    static String markdown(Figures figures) {
        Settings settings = figures.settings();
        StringBuilder text = new StringBuilder("# Watching 30 features beside parsing them\n\n")
                .append(figures.machine().markdown())
                .append(
                        "\n\n%,d events of %d partitions, %d windows of a day, a checkpoint every %d ms, %d rounds; median (least to greatest).\n\n"
                                .formatted(
                                        settings.events(),
                                        settings.partitions(),
                                        settings.days(),
                                        settings.checkpointMillis(),
                                        settings.rounds()))
                .append(
                        "| Job | Events a second | To `parse` | CPU s a million | Windows | Findings | False drifts |\n|---|---|---|---|---|---|---|\n");
        for (String job : settings.jobs()) {
            List<Run> runs = counted(figures.runs(), job);
            Spread ratio = figures.ratios().get(job);
            Run last = runs.get(runs.size() - 1);
            text.append("| %s | %s | %s | %.2f | %,d | %,d | %d |\n"
                    .formatted(
                            job,
                            Spread.of(rates(runs, job)).text(0),
                            ratio == null ? "" : ratio.text(2),
                            Spread.of(runs.stream()
                                            .map(Run::cpuSecondsPerMillion)
                                            .toList())
                                    .median(),
                            last.windows(),
                            last.findings(),
                            last.drifts()));
        }
        return text.toString();
    }
}
