package io.millrace.benchmarks;

import io.millrace.jobs.pipeline.Delivery;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.kafka.LocalKafkaConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.apache.flink.core.execution.JobClient;

/**
 * How long an answer takes at a steady rate, from the time at which its event was due to be sent to its receipt, with
 * at-least-once delivery; beside an echo that only passes the events from topic to topic.
 *
 * <p>Echo and scoring job take turns at the same rate. Without {@code --rate}, half the sustainable rate is taken: the
 * highest of a rising series at which the scoring job still answers half its events within a tenth of a second.
 */
public final class LatencyBenchmark {
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);
    private static final double MAX_WAIT_MILLIS = 2;
    /** Low enough for any machine that can run this. */
    private static final long FIRST_RATE = 20_000;

    private static final int SEARCH_WARM_UP_SECONDS = 8;
    private static final int SEARCH_SECONDS = 5;
    private static final double RATE_STEP = 1.6;
    private static final double BACKLOG_MILLIS = 100;

    /**
     * What to measure.
     *
     * @param rate events a second; 0: half the sustainable rate, which is measured first
     * @param warmUpSeconds of each turn that are sent but not counted
     * @param seconds of each turn that count
     * @param rounds turns of each, at least 1
     * @param model name of the model
     * @param partitions of each topic
     */
    public record Settings(long rate, int warmUpSeconds, int seconds, int rounds, String model, int partitions) {}

    /**
     * One turn.
     *
     * @param system {@code echo} or {@code millrace}
     * @param round from 1; 0 for warm-up and while the sustainable rate is looked for
     * @param rate events a second
     * @param sent events, warm-up included
     * @param received different answers, warm-up included
     * @param p50 median latency, milliseconds
     * @param p90 nine in ten are at most this, milliseconds
     * @param p99 99 %, milliseconds
     * @param p999 99.9 %, milliseconds
     * @param max the longest, milliseconds
     */
    public record Turn(
            String system,
            int round,
            long rate,
            long sent,
            long received,
            double p50,
            double p90,
            double p99,
            double p999,
            double max) {}

    /**
     * The outcome.
     *
     * @param turns all, the search for the rate included
     * @param p99Echo over the rounds, milliseconds
     * @param p99Millrace over the rounds, milliseconds
     * @param limit {@code 2 x} the median of {@code p99Echo} and the micro-batch's longest wait, milliseconds
     */
    public record Figures(
            Machine machine, Settings settings, List<Turn> turns, Spread p99Echo, Spread p99Millrace, double limit) {}

    private final Settings settings;
    private final Workspace workspace;
    private final Topics topics;
    private final String bootstrap;
    private final List<Turn> turns = new ArrayList<>();

    private LatencyBenchmark(Settings settings, Workspace workspace, Topics topics, String bootstrap) {
        this.settings = settings;
        this.workspace = workspace;
        this.topics = topics;
        this.bootstrap = bootstrap;
    }

    /** Measures and reports; {@code benchmarks/README.md} has the options. */
    public static void main(String[] arguments) throws Exception {
        Options options = Options.parse(
                arguments,
                Map.of(
                        "rate", "0",
                        "warm-up-seconds", "8",
                        "seconds", "12",
                        "rounds", "3",
                        "model", "logistic",
                        "partitions", "2",
                        "out", "target/results"));
        Figures figures = measure(new Settings(
                options.number("rate"),
                options.count("warm-up-seconds"),
                options.count("seconds"),
                options.count("rounds"),
                options.text("model"),
                options.count("partitions")));
        Report.write(Path.of(options.text("out")), "latency", figures, markdown(figures));
    }

    /** Measures. */
    static Figures measure(Settings settings) throws Exception {
        try (Workspace workspace = Workspace.create();
                LocalKafka kafka = LocalKafka.start(LocalKafkaConfig.of(workspace.folder("kafka")));
                Topics topics = new Topics(kafka.bootstrap())) {
            return new LatencyBenchmark(settings, workspace, topics, kafka.bootstrap()).measure();
        }
    }

    private Figures measure() throws Exception {
        // Turns that warm the JVM up; they do not count.
        turn("echo", 0, FIRST_RATE, settings.warmUpSeconds(), 1);
        turn("millrace", 0, FIRST_RATE, settings.warmUpSeconds(), 1);
        long rate = settings.rate() > 0 ? settings.rate() : sustainable() / 2;
        for (int round = 1; round <= settings.rounds(); round++) {
            turn("echo", round, rate, settings.warmUpSeconds(), settings.seconds());
            turn("millrace", round, rate, settings.warmUpSeconds(), settings.seconds());
        }
        Spread echo = p99("echo");
        return new Figures(
                Machine.here(),
                settings,
                List.copyOf(turns),
                echo,
                p99("millrace"),
                2 * echo.median() + MAX_WAIT_MILLIS);
    }

    private Spread p99(String system) {
        return Spread.of(turns.stream()
                .filter(turn -> turn.round() > 0 && turn.system().equals(system))
                .map(Turn::p99)
                .toList());
    }

    private long sustainable() throws Exception {
        long sustained = FIRST_RATE;
        for (long rate = (long) (FIRST_RATE * RATE_STEP); ; rate = (long) (rate * RATE_STEP)) {
            Turn turn = turn("millrace", 0, rate, SEARCH_WARM_UP_SECONDS, SEARCH_SECONDS);
            if (turn.p50() > BACKLOG_MILLIS) {
                return sustained;
            }
            sustained = rate;
        }
    }

    private Turn turn(String system, int round, long rate, int warmUpSeconds, int seconds) throws Exception {
        String name = system + "-" + turns.size();
        Pipeline pipeline = workspace.pipeline(
                name,
                bootstrap,
                name + ".events",
                settings.model(),
                Delivery.AT_LEAST_ONCE,
                CHECKPOINT_INTERVAL,
                64,
                true);
        topics.create(pipeline.events().topic(), settings.partitions());
        topics.create(pipeline.predictionsTopic(), settings.partitions());
        topics.create(pipeline.deadLettersTopic(), 1);
        long events = rate * (warmUpSeconds + seconds);
        Turn turn;
        AutoCloseable running = start(system, pipeline);
        try (Receiver receiver = new Receiver(
                bootstrap,
                Topics.partitions(pipeline.predictionsTopic(), settings.partitions()),
                rate * warmUpSeconds)) {
            Schedule schedule =
                    new Schedule(System.nanoTime() + Duration.ofSeconds(1).toNanos(), rate);
            receiver.start(schedule, events);
            schedule.send(bootstrap, pipeline.events().topic(), settings.partitions(), events);
            Histogram micros = receiver.await(Duration.ofSeconds(60));
            turn = new Turn(
                    system,
                    round,
                    rate,
                    events,
                    receiver.received(),
                    micros.getValueAtPercentile(50) / 1e3,
                    micros.getValueAtPercentile(90) / 1e3,
                    micros.getValueAtPercentile(99) / 1e3,
                    micros.getValueAtPercentile(99.9) / 1e3,
                    micros.getMaxValue() / 1e3);
        } finally {
            running.close();
        }
        topics.delete(List.of(pipeline.events().topic(), pipeline.predictionsTopic(), pipeline.deadLettersTopic()));
        System.out.println(turn);
        turns.add(turn);
        return turn;
    }

    private AutoCloseable start(String system, Pipeline pipeline) throws Exception {
        if (system.equals("echo")) {
            return Echo.start(pipeline, settings.partitions());
        }
        JobClient job = MillracePeer.start(workspace.folder("checkpoints"), pipeline, settings.partitions());
        return () -> MillracePeer.stop(job);
    }

    static String markdown(Figures figures) {
        StringBuilder text = new StringBuilder();
        text.append("Latency at a steady rate, %s, at-least-once, %d rounds of %d s; milliseconds.%n%n"
                .formatted(
                        figures.settings().model(),
                        figures.settings().rounds(),
                        figures.settings().seconds()));
        text.append("| System | Round | Events a second | p50 | p90 | p99 | p99.9 | Longest |\n");
        text.append("|---|---|---|---|---|---|---|---|\n");
        for (Turn turn : figures.turns()) {
            if (turn.round() > 0) {
                text.append("| %s | %d | %,d | %.1f | %.1f | %.1f | %.1f | %.1f |%n"
                        .formatted(
                                turn.system(),
                                turn.round(),
                                turn.rate(),
                                turn.p50(),
                                turn.p90(),
                                turn.p99(),
                                turn.p999(),
                                turn.max()));
            }
        }
        text.append("%np99: echo %s, Millrace %s; limit 2 x echo + 2 ms = %.1f: %s%n%n"
                .formatted(
                        figures.p99Echo().text(1),
                        figures.p99Millrace().text(1),
                        figures.limit(),
                        figures.p99Millrace().median() <= figures.limit() ? "holds" : "DOES NOT HOLD"));
        return text.append(figures.machine().markdown()).append("\n").toString();
    }
}
