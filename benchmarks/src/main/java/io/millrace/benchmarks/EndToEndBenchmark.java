package io.millrace.benchmarks;

import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.kafka.LocalKafkaConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Draining a pre-filled topic: the scoring job, a bare loop and Kafka Streams, one after the other, round after round, on one
 * broker and the same events.
 *
 * <p>A run's figure is answers a second by the broker's append timestamps, without the first quarter of the answers. Rates
 * are compared within a round only.
 */
public final class EndToEndBenchmark {
    private static final String EVENTS = "readings";
    private static final double WARM_UP_SHARE = 0.25;
    private static final Duration LONGEST_RUN = Duration.ofMinutes(5);

    /**
     * What to measure.
     *
     * @param events on the topic, at least 1
     * @param partitions of the topic, threads of each peer
     * @param warmUpRounds rounds before those that count
     * @param rounds that count, at least 1
     * @param models by name
     * @param peers by name
     * @param batchRows most rows of a micro-batch
     * @param commitMillis between two checkpoints or commits
     */
    public record Settings(
            long events,
            int partitions,
            int warmUpRounds,
            int rounds,
            List<String> models,
            List<String> peers,
            int batchRows,
            long commitMillis) {}

    /**
     * A peer's run.
     *
     * @param round from 1; 0 and less are warm-up
     * @param complete whether every event has exactly one committed answer
     * @param perSecond answers a second, first quarter left out
     * @param perSecondOverall answers a second from the first answer to the last
     * @param bytesPerAnswer key and value
     * @param cpuSecondsPerMillion of the peer's process (start and stop included), for a million events
     * @param brokerCpuSecondsPerMillion of the broker's process, for a million events
     */
    public record Run(
            String model,
            String peer,
            int round,
            boolean complete,
            double perSecond,
            double perSecondOverall,
            double bytesPerAnswer,
            double cpuSecondsPerMillion,
            double brokerCpuSecondsPerMillion) {}

    /**
     * The outcome.
     *
     * @param runs all of them, warm-up included
     * @param ratios for each model and pair, {@code "ours / peer"}: rate of the one by that of the other, within rounds
     */
    public record Figures(
            Machine machine, Settings settings, List<Run> runs, Map<String, Map<String, Spread>> ratios) {}

    private static final List<String> OURS = List.of(MillracePeer.DEFAULTS, MillracePeer.WITHOUT_FEATURES);

    private final Settings settings;

    private EndToEndBenchmark(Settings settings) {
        this.settings = settings;
    }

    /** Measures and reports; {@code benchmarks/README.md} has the options. */
    public static void main(String[] arguments) throws Exception {
        Options options = Options.parse(
                arguments,
                Map.of(
                        "events", "2000000",
                        "partitions", "2",
                        "warm-up-rounds", "3",
                        "rounds", "5",
                        "models", "logistic,mlp",
                        "peers", "millrace,millrace-no-features,loop,loop-same-bytes,streams",
                        "batch-rows", "64",
                        "commit-millis", "1000",
                        "out", "target/results"));
        Settings settings = new Settings(
                options.number("events"),
                options.count("partitions"),
                options.count("warm-up-rounds"),
                options.count("rounds"),
                options.texts("models"),
                options.texts("peers"),
                options.count("batch-rows"),
                options.number("commit-millis"));
        Figures figures = measure(settings);
        Report.write(
                Path.of(options.text("out")),
                "end-to-end-" + String.join("-", settings.models()),
                figures,
                markdown(figures));
    }

    /** Measures. */
    static Figures measure(Settings settings) throws Exception {
        return new EndToEndBenchmark(settings).measure();
    }

    private Figures measure() throws Exception {
        List<Run> runs = new ArrayList<>();
        try (Workspace workspace = Workspace.create();
                LocalKafka kafka = LocalKafka.start(LocalKafkaConfig.of(workspace.folder("kafka")));
                Topics topics = new Topics(kafka.bootstrap())) {
            topics.create(EVENTS, settings.partitions());
            topics.fill(EVENTS, settings.partitions(), settings.events());
            List<Peer> peers = List.<Peer>of(
                            MillracePeer.withDefaults(workspace),
                            MillracePeer.withoutFeatures(workspace),
                            LoopPeer.scoreOnly(workspace),
                            LoopPeer.sameBytes(workspace),
                            new StreamsPeer(workspace))
                    .stream()
                    .filter(peer -> settings.peers().contains(peer.name()))
                    .toList();
            for (String model : settings.models()) {
                for (int round = 1 - settings.warmUpRounds(); round <= settings.rounds(); round++) {
                    for (Peer peer : peers) {
                        Run run = run(kafka, topics, peer, model, round);
                        System.out.println(run);
                        runs.add(run);
                    }
                }
            }
        }
        return new Figures(Machine.here(), settings, runs, ratios(runs));
    }

    private Run run(LocalKafka kafka, Topics topics, Peer peer, String model, int round) throws Exception {
        int number = round + settings.warmUpRounds();
        Drain drain = new Drain(
                model + "-" + peer.name() + "-" + number,
                kafka.bootstrap(),
                EVENTS,
                settings.partitions(),
                settings.events(),
                model,
                settings.batchRows(),
                Duration.ofMillis(settings.commitMillis()),
                LONGEST_RUN);
        topics.create(drain.answers(), settings.partitions());
        System.gc(); // no run pays for another's garbage
        double own = Machine.cpuSeconds(ProcessHandle.current().pid());
        double broker = Machine.cpuSeconds(kafka.pid());
        peer.run(drain);
        own = Machine.cpuSeconds(ProcessHandle.current().pid()) - own;
        broker = Machine.cpuSeconds(kafka.pid()) - broker;
        Timeline timeline = Timeline.read(drain);
        topics.delete(List.of(drain.answers()));
        double millions = settings.events() / 1e6;
        return new Run(
                model,
                peer.name(),
                round,
                timeline.isComplete(settings.events()),
                timeline.perSecond(WARM_UP_SHARE),
                timeline.perSecond(0),
                (double) timeline.bytes() / timeline.answers(),
                own / millions,
                broker / millions);
    }

    private Map<String, Map<String, Spread>> ratios(List<Run> runs) {
        Map<String, Map<String, Spread>> ratios = new LinkedHashMap<>();
        for (String model : settings.models()) {
            Map<String, Spread> ofModel = new LinkedHashMap<>();
            for (String own : OURS) {
                List<Double> ours = rates(runs, model, own);
                for (String peer : settings.peers()) {
                    List<Double> theirs = rates(runs, model, peer);
                    List<Double> perRound = new ArrayList<>();
                    for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
                        perRound.add(ours.get(i) / theirs.get(i));
                    }
                    if (!OURS.contains(peer) && !perRound.isEmpty()) {
                        ofModel.put(own + " / " + peer, Spread.of(perRound));
                    }
                }
            }
            ratios.put(model, ofModel);
        }
        return ratios;
    }

    private static List<Double> rates(List<Run> runs, String model, String peer) {
        return counted(runs, model, peer).stream().map(Run::perSecond).toList();
    }

    private static List<Run> counted(List<Run> runs, String model, String peer) {
        return runs.stream()
                .filter(run -> run.round() > 0
                        && run.model().equals(model)
                        && run.peer().equals(peer))
                .toList();
    }

    private static String text(Spread ratio) {
        return ratio == null ? "" : ratio.text(2);
    }

    static String markdown(Figures figures) {
        StringBuilder text = new StringBuilder();
        Settings settings = figures.settings();
        text.append("Draining %,d events of %d partitions, %d rounds; median (least to greatest).%n%n"
                .formatted(settings.events(), settings.partitions(), settings.rounds()));
        text.append(
                "| Model | Peer | Answers a second | Millrace / peer | without features / peer | Bytes an answer | CPU s a million: peer | broker |\n");
        text.append("|---|---|---|---|---|---|---|---|\n");
        for (String model : settings.models()) {
            for (String peer : settings.peers()) {
                List<Run> runs = counted(figures.runs(), model, peer);
                Map<String, Spread> ratios = figures.ratios().get(model);
                text.append("| %s | %s | %s | %s | %s | %.0f | %.2f | %.2f |%n"
                        .formatted(
                                model,
                                peer,
                                Spread.of(runs.stream().map(Run::perSecond).toList())
                                        .text(0),
                                text(ratios.get(MillracePeer.DEFAULTS + " / " + peer)),
                                text(ratios.get(MillracePeer.WITHOUT_FEATURES + " / " + peer)),
                                runs.get(0).bytesPerAnswer(),
                                Spread.of(runs.stream()
                                                .map(Run::cpuSecondsPerMillion)
                                                .toList())
                                        .median(),
                                Spread.of(runs.stream()
                                                .map(Run::brokerCpuSecondsPerMillion)
                                                .toList())
                                        .median()));
            }
        }
        return text.append("\n")
                .append(figures.machine().markdown())
                .append("\n")
                .toString();
    }
}
