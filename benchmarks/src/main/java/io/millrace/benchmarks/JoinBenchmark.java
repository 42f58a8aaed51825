package io.millrace.benchmarks;

import io.millrace.jobs.kafka.TopicPartitions;
import io.millrace.jobs.learning.LabelRecord;
import io.millrace.jobs.learning.LearningJob;
import io.millrace.jobs.learning.PredictionRecord;
import io.millrace.jobs.learning.RecordType;
import io.millrace.jobs.pipeline.CheckedModel;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.jobs.scoring.ScoringJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * The learning job's throughput beside jobs that only bring predictions and labels together, all of them on RocksDB with the same
 * settings, between sources in the process and a sink that drops. Labels follow half a horizon behind, and a run is several horizons long, so
 * that events also come to their end while it lasts.
 */
public final class JoinBenchmark {
    /** Our own join and a logistic regression on the features of {@link Readings}, prequential evaluation and gate included. */
    static final String LEARNING = "learning";
    /** The same behind all stages of admission. */
    static final String FILTERED = "learning-filtered";
    /** Skeleton: both inputs by key, and a prediction is kept until its label comes. */
    static final String KEEP = "keep";
    /** The same skeleton, whose records travel by the learning job's serialisers in place of Flink's for POJOs. */
    static final String KEEP_BY_HAND = "keep-by-hand";
    /** Skeleton: both inputs by key, without state. */
    static final String KEY_BY = "key-by";

    /** Caps that nobody reaches, so that as much is learned as without. */
    private static final String ADMISSION = """
            admission:
              stages:
                - {stage: schema-rules, fields: [{field: d00, low: -10, high: 10}]}
                - {stage: outlier-filter, rule: threshold, bound: 1}
                - {stage: label-flip-guard, trimmed: 0}
                - {stage: gradient-clip}
                - {stage: principal-buckets}
                - {stage: influence-cap, maxExamples: 1000000000}
            """;

    private static final List<String> JOBS = List.of(LEARNING, KEEP, KEEP_BY_HAND, KEY_BY);

    /**
     * What to measure.
     *
     * @param events each a prediction and a label
     * @param horizon of the join, in events of a subtask
     * @param jobs by name
     * @param parallelism of sources and join
     * @param warmUpRounds rounds before those that count
     * @param rounds that count, at least 1
     * @param checkpointMillis between two checkpoints
     * @param managedMegabytes what RocksDB may take for itself
     */
    public record Settings(
            long events,
            long horizon,
            List<String> jobs,
            int parallelism,
            int warmUpRounds,
            int rounds,
            long checkpointMillis,
            int managedMegabytes) {}

    /**
     * A run.
     *
     * @param round from 1; 0 and less are warm-up
     * @param perSecond events a second, the first quarter left out, until the job has ended
     */
    public record Run(String job, int round, double perSecond) {}

    /**
     * The outcome.
     *
     * @param ratios of {@code learning} to each skeleton, and of {@code learning-filtered} to {@code learning}, within rounds
     */
    public record Figures(Machine machine, Settings settings, List<Run> runs, Map<String, Spread> ratios) {}

    private final Settings settings;

    private JoinBenchmark(Settings settings) {
        this.settings = settings;
    }

    /** Measures and reports; {@code benchmarks/README.md} has the options. */
    public static void main(String[] arguments) throws Exception {
        Options options = Options.parse(
                arguments,
                Map.of(
                        "events", "1000000",
                        "horizon", "100000",
                        "jobs", String.join(",", JOBS),
                        "parallelism", "2",
                        "warm-up-rounds", "3",
                        "rounds", "5",
                        "checkpoint-millis", "5000",
                        "managed-megabytes", "512",
                        "out", "target/results"));
        Figures figures = measure(new Settings(
                options.number("events"),
                options.number("horizon"),
                options.texts("jobs"),
                options.count("parallelism"),
                options.count("warm-up-rounds"),
                options.count("rounds"),
                options.number("checkpoint-millis"),
                options.count("managed-megabytes")));
        Report.write(Path.of(options.text("out")), "join", figures, markdown(figures));
    }

    /** Measures. */
    static Figures measure(Settings settings) throws Exception {
        return new JoinBenchmark(settings).measure();
    }

    private Figures measure() throws Exception {
        List<Run> runs = new ArrayList<>();
        for (int round = 1 - settings.warmUpRounds(); round <= settings.rounds(); round++) {
            for (String job : settings.jobs()) {
                Run run = new Run(job, round, perSecond(job));
                runs.add(run);
                System.err.printf("round %d, %s: %,.0f events a second%n", round, job, run.perSecond());
            }
        }
        return new Figures(Machine.here(), settings, runs, ratios(runs));
    }

    private static Map<String, Spread> ratios(List<Run> runs) {
        Map<String, Spread> ratios = new LinkedHashMap<>();
        List<Double> own = rates(runs, LEARNING);
        for (String skeleton : List.of(KEEP, KEEP_BY_HAND, KEY_BY)) {
            putRatio(skeleton, own, rates(runs, skeleton), ratios);
        }
        putRatio(FILTERED, rates(runs, FILTERED), own, ratios);
        return ratios;
    }

    private static void putRatio(
            String job, List<Double> numerators, List<Double> denominators, Map<String, Spread> ratios) {
        List<Double> perRound = new ArrayList<>();
        for (int i = 0; i < Math.min(numerators.size(), denominators.size()); i++) {
            perRound.add(numerators.get(i) / denominators.get(i));
        }
        if (!perRound.isEmpty()) {
            ratios.put(job, Spread.of(perRound));
        }
    }

    private static List<Double> rates(List<Run> runs, String job) {
        return runs.stream()
                .filter(run -> run.round() > 0 && run.job().equals(job))
                .map(Run::perSecond)
                .toList();
    }

    private double perSecond(String job) throws Exception {
        long recordsOfPart = settings.events() / settings.parallelism();
        long delay = settings.horizon() / 2;
        try (Workspace workspace = Workspace.create();
                Pace pace = Pace.begin(job, settings.parallelism(), recordsOfPart, delay)) {
            Pipeline pipeline = pipeline(workspace, job.equals(FILTERED));
            CheckedModel model = ScoringJob.check(pipeline);
            Configuration configuration = configuration(workspace, pipeline);
            try (StreamExecutionEnvironment environment =
                    StreamExecutionEnvironment.createLocalEnvironment(settings.parallelism(), configuration)) {
                var predictions = new PacedSource<>(job, settings.parallelism(), ClickMakers.predictions(model.id()));
                var labels = new PacedSource<>(job, settings.parallelism(), ClickMakers.labels(delay));
                if (job.equals(LEARNING) || job.equals(FILTERED)) {
                    LearningJob.build(
                            environment,
                            pipeline,
                            model,
                            new TopicPartitions(1, settings.parallelism(), settings.parallelism()),
                            settings.parallelism(),
                            predictions,
                            labels,
                            new DiscardingSink<>());
                } else {
                    boolean byHand = job.equals(KEEP_BY_HAND);
                    SkeletonJob.build(
                            environment,
                            byHand || job.equals(KEEP),
                            settings.parallelism(),
                            byHand ? RecordType.PREDICTION : TypeInformation.of(PredictionRecord.class),
                            byHand ? RecordType.LABEL : TypeInformation.of(LabelRecord.class),
                            predictions,
                            labels);
                }
                JobClient running = environment.executeAsync(job);
                running.getJobExecutionResult().get();
                double seconds = (System.nanoTime() - pace.quarterNanos()) / 1e9;
                return settings.parallelism() * (recordsOfPart - recordsOfPart / 4) / seconds;
            }
        }
    }

    private Configuration configuration(Workspace workspace, Pipeline pipeline) {
        Configuration configuration = LearningJob.configure(pipeline);
        configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                workspace.folder("checkpoints").toUri().toString());
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        // A run ends when its records have come through, not with a checkpoint after that.
        configuration.set(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH, false);
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(settings.managedMegabytes()));
        return configuration;
    }

    private Pipeline pipeline(Workspace workspace, boolean filtered) throws IOException {
        Path model = workspace.pmml("logistic30");
        String features =
                Readings.FEATURES.stream().map("{name: %s}"::formatted).collect(Collectors.joining(", "));
        Path file = workspace.folder("join.yaml");
        // No candidate is so much better: trials take place, but nothing is deployed, as there is nobody to deploy to.
        Files.writeString(
                file,
                """
                pipeline: join
                kafka: {bootstrap: "localhost:9"}
                events: {topic: events, format: json, id: id}
                features: [%s]
                slots: {main: {model: "%s"}}
                checkpoints: {interval: %dms}
                control: {store: "%s"}
                labels: {horizon: %dms, outOfOrder: 1s}
                learners:
                  - name: online
                    algorithm: logistic-regression
                    optimizer: {name: sgd, schedule: 0.01}
                    outputs: ["%s"]
                    publish: {gate: {margin: 1000, maxRefusals: 0}}
                """.formatted(
                                        features,
                                        model,
                                        settings.checkpointMillis(),
                                        workspace.folder("store"),
                                        settings.horizon(),
                                        ClickMakers.OUTPUT)
                        + (filtered ? ADMISSION : ""));
        return PipelineFile.read(file);
    }

    /** The report for people. */
    static String markdown(Figures figures) {
        Settings settings = figures.settings();
        StringBuilder text = new StringBuilder("# Joining and learning beside skeletons\n\n")
                .append(figures.machine().markdown())
                .append(
                        "\n\n%,d events, horizon %,d, parallelism %d, a checkpoint every %d ms, %d MB for RocksDB, %d rounds.\n\n"
                                .formatted(
                                        settings.events(),
                                        settings.horizon() * settings.parallelism(),
                                        settings.parallelism(),
                                        settings.checkpointMillis(),
                                        settings.managedMegabytes(),
                                        settings.rounds()))
                .append(
                        "| Job | Events a second | `learning` to it; of `learning-filtered`: it to `learning` |\n|---|---|---|\n");
        for (String job : settings.jobs()) {
            Spread ratio = figures.ratios().get(job);
            text.append("| %s | %s | %s |\n"
                    .formatted(job, Spread.of(rates(figures.runs(), job)).text(0), ratio == null ? "" : ratio.text(2)));
        }
        return text.toString();
    }
}
