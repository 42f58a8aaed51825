package io.millrace.benchmarks;

import io.millrace.benchmarks.SwapModels.Candidate;
import io.millrace.benchmarks.SwapModels.Flaw;
import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.pipeline.Delivery;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.kafka.LocalKafkaConfig;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Swaps of the model during a steady load: whether each event is answered once, and by the version that the status
 * topic calls for, and what the swaps cost in throughput and latency.
 *
 * <p>Phases without and with swaps take turns. In a phase with swaps a command is sent as soon as the one before has
 * its outcome. Some bring a bad model. The good ones are in turn for now and for an event time, which the benchmark
 * waits for before it goes on, so that every version gets to answer. At the end of a round the control topic may be flooded,
 * with a good command behind the flood.
 */
public final class SwapBenchmark {
    private static final String EVENTS = "readings";
    private static final Duration LONGEST_SWAP = Duration.ofMinutes(3);
    private static final Duration LONGEST_END = Duration.ofMinutes(2);
    /** After the last swap of a phase: what waits must not burden the phase without. */
    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** Before and after a switch, to see what it alone costs; after an event time, until its swap is over. */
    private static final Duration AROUND = Duration.ofMillis(100);
    /** How far ahead the first event time is. Later it follows from how long swaps take. */
    private static final Duration FIRST_LEAD = Duration.ofSeconds(6);

    private static final Duration LEAST_LEAD = Duration.ofSeconds(1);
    private static final int LEAD_LOOKS_BACK = 10;
    private static final long TOPIC_BYTES = 2L << 30;
    private static final long FIRST_VERSION = 1;
    /** Beginning of the ids of the swaps' commands. */
    private static final String SWAP = "swap-";
    /** In which all records of a flood are sent. */
    private static final Duration FLOOD = Duration.ofSeconds(1);

    /**
     * What to measure.
     *
     * @param rate events a second
     * @param swaps commands, 1 to 65,000
     * @param bad those of them that bring a bad model, spread evenly
     * @param rounds pairs of a phase without and a phase with swaps, at least 1
     * @param flood bad records a second that come on the control topic for a second in each round; 0: none
     * @param quietSeconds length of a phase without
     * @param warmUpSeconds before the first phase
     * @param checkpointSeconds between two checkpoints of the job; a swap waits for some
     * @param partitions of events and answers, subtasks of the job
     */
    public record Settings(
            long rate,
            int swaps,
            int bad,
            int rounds,
            int flood,
            int quietSeconds,
            int warmUpSeconds,
            int checkpointSeconds,
            int partitions) {}

    /**
     * What became of a command.
     *
     * @param number from 1
     * @param version of the model
     * @param flaw what was wrong with it
     * @param effectiveFrom {@code now} or {@code event time}
     * @param phase the last one
     * @param reason code of a refusal; empty: none
     * @param expected whether it is what had to come of it; a good model whose event time was over may be refused
     * @param outcomeMillis from sending the command to its outcome
     * @param switchMillis from the decision until all subtasks had switched; -1: there was none
     * @param fetchMillis of it
     * @param validationMillis of it
     * @param preparationMillis of it
     */
    public record Swap(
            int number,
            long version,
            Flaw flaw,
            String effectiveFrom,
            String phase,
            String reason,
            boolean expected,
            long outcomeMillis,
            long switchMillis,
            long fetchMillis,
            long validationMillis,
            long preparationMillis) {}

    /**
     * What floods of the control topic did.
     *
     * @param records bad ones, in all floods
     * @param refused of them, each with a status of its own
     * @param millis from the first record of a flood until the good command behind it had its outcome
     * @param during how events fared meanwhile
     * @param p99Ratio latency by that without swaps
     */
    public record Flood(long records, long refused, Percentiles millis, PhaseFigures during, double p99Ratio) {}

    /**
     * Whether all is right.
     *
     * @param events sent
     * @param unanswered events
     * @param answeredAgain answers to events that had one
     * @param deadLetters events that got one instead
     * @param byBadModel answers of a version whose model is bad
     * @param byWrongVersion answers of another version than the status topic calls for
     * @param versions different ones among the answers
     * @param unexpectedOutcomes commands with another outcome than they had to have, records of a flood without a refusal
     */
    public record Correctness(
            long events,
            long unanswered,
            long answeredAgain,
            long deadLetters,
            long byBadModel,
            long byWrongVersion,
            long versions,
            long unexpectedOutcomes) {
        /** Whether it is. */
        boolean holds() {
            return unanswered + answeredAgain + deadLetters + byBadModel + byWrongVersion + unexpectedOutcomes == 0;
        }
    }

    /**
     * The outcome.
     *
     * @param throughputRatio answers a second during swaps by those without
     * @param p99Ratio latency during swaps by that without
     * @param outcomes how many commands ended so, by flaw, phase and reason
     * @param commandToActive milliseconds from sending a command until its model served
     * @param committingToActive milliseconds from the decision until all subtasks had switched
     * @param flood null where there was none
     * @param jobMegabytes resident memory of the job's process: before the first swap and after each round
     * @param jobCores processors that the job's process was using over the whole run
     */
    public record Figures(
            Machine machine,
            Settings settings,
            Correctness correctness,
            PhaseFigures without,
            PhaseFigures during,
            PhaseFigures atSwitch,
            double throughputRatio,
            double p99Ratio,
            Map<String, Long> outcomes,
            Percentiles commandToActive,
            Percentiles committingToActive,
            Flood flood,
            List<Long> jobMegabytes,
            double jobCores,
            List<Swap> swaps) {}

    private final Settings settings;
    private final Pipeline pipeline;
    private final SwapModels models;
    private final ControlDesk desk;
    private final JobProcess job;
    private final Schedule schedule;
    private final Load load;
    private final AnswerFollower answers;
    /** To find the time of a status, which is of the clock on the wall, in the schedule. */
    private final long wallMillisAtStart;

    private final PhaseRecorder without = new PhaseRecorder();
    private final PhaseRecorder during = new PhaseRecorder();
    private final PhaseRecorder atSwitch = new PhaseRecorder();
    private final PhaseRecorder flooded = new PhaseRecorder();
    private final List<Swap> swaps = new ArrayList<>();
    private final List<Long> floodMillis = new ArrayList<>();
    private final List<Long> jobMegabytes = new ArrayList<>();
    private long version = FIRST_VERSION;

    private SwapBenchmark(
            Settings settings,
            Pipeline pipeline,
            SwapModels models,
            ControlDesk desk,
            JobProcess job,
            Schedule schedule) {
        this.settings = settings;
        this.pipeline = pipeline;
        this.models = models;
        this.desk = desk;
        this.job = job;
        this.schedule = schedule;
        wallMillisAtStart = System.currentTimeMillis()
                + Duration.ofNanos(schedule.startNanos() - System.nanoTime()).toMillis();
        answers = new AnswerFollower(pipeline, settings.partitions(), schedule);
        load = Load.start(schedule, pipeline.bootstrap(), EVENTS, settings.partitions());
    }

    /** Measures and reports; {@code benchmarks/README.md} has the options. */
    public static void main(String[] arguments) throws Exception {
        Options options = Options.parse(
                arguments,
                Map.of(
                        "rate", "100000",
                        "swaps", "200",
                        "bad", "50",
                        "rounds", "4",
                        "flood", "0",
                        "quiet-seconds", "20",
                        "warm-up-seconds", "60",
                        "checkpoint-seconds", "10",
                        "partitions", "2",
                        "out", "target/results"));
        Figures figures = measure(new Settings(
                options.number("rate"),
                options.count("swaps"),
                options.count("bad"),
                options.count("rounds"),
                options.count("flood"),
                options.count("quiet-seconds"),
                options.count("warm-up-seconds"),
                options.count("checkpoint-seconds"),
                options.count("partitions")));
        Report.write(Path.of(options.text("out")), "swap", figures, SwapReport.markdown(figures));
        if (!figures.correctness().holds()) {
            throw new IllegalStateException(
                    "every event must be answered once, by the right version: " + figures.correctness());
        }
    }

    /** Measures. */
    static Figures measure(Settings settings) throws Exception {
        try (Workspace workspace = Workspace.create();
                LocalKafka kafka = LocalKafka.start(LocalKafkaConfig.of(workspace.folder("kafka"))
                        .withBrokerProperties(Map.of("log.retention.check.interval.ms", "10000")));
                Topics topics = new Topics(kafka.bootstrap());
                SwapModels models = new SwapModels(workspace);
                ControlDesk desk = new ControlDesk()) {
            Pipeline pipeline = workspace.pipeline(
                    "swaps",
                    kafka.bootstrap(),
                    EVENTS,
                    SwapModels.NAME,
                    Delivery.AT_LEAST_ONCE,
                    Duration.ofSeconds(settings.checkpointSeconds()),
                    64,
                    true,
                    new Workspace.Commands(desk.publicKey(), models.allow()));
            topics.createBounded(EVENTS, settings.partitions(), TOPIC_BYTES);
            topics.createBounded(pipeline.predictionsTopic(), settings.partitions(), TOPIC_BYTES);
            try (Cluster cluster = Cluster.of(pipeline)) {
                cluster.createTopics(settings.partitions(), (short) 1);
            }
            desk.open(pipeline);
            try (JobProcess job = JobProcess.start(
                    pipeline,
                    settings.partitions(),
                    workspace.folder("checkpoints"),
                    workspace.folder(SwapModels.CRASHING_ENGINE))) {
                Schedule schedule =
                        new Schedule(System.nanoTime() + Duration.ofSeconds(1).toNanos(), settings.rate());
                SwapBenchmark benchmark = new SwapBenchmark(settings, pipeline, models, desk, job, schedule);
                try (benchmark.load;
                        benchmark.answers) {
                    return benchmark.measure(topics);
                }
            }
        }
    }

    private Figures measure(Topics topics) throws Exception {
        double cpuAtStart = job.cpuSeconds();
        Thread.sleep(Duration.ofSeconds(1L + settings.warmUpSeconds()).toMillis());
        jobMegabytes.add(job.residentMegabytes());
        for (int round = 0; round < settings.rounds(); round++) {
            quietPhase();
            int end = share(settings.swaps(), round + 1, settings.rounds());
            while (swaps.size() < end) {
                swap();
            }
            jobMegabytes.add(job.residentMegabytes());
            Thread.sleep(PAUSE.toMillis());
            if (settings.flood() > 0) {
                flood();
                Thread.sleep(PAUSE.toMillis());
            }
        }
        double seconds = (System.nanoTime() - schedule.startNanos()) / 1e9;
        double jobCores = (job.cpuSeconds() - cpuAtStart) / seconds;
        long events = load.stop();
        long start = System.nanoTime();
        while (answers.answered() < events && System.nanoTime() - start < LONGEST_END.toNanos()) {
            job.check();
            Thread.sleep(100);
        }
        job.close();
        AnswerLedger ledger = answers.finish();
        PhaseFigures quiet = without.figures(ledger, schedule);
        PhaseFigures busy = during.figures(ledger, schedule);
        return new Figures(
                Machine.here(),
                settings,
                correctness(events, ledger, topics.end(pipeline.deadLettersTopic(), 1)),
                quiet,
                busy,
                atSwitch.figures(ledger, schedule),
                busy.answersPerSecond() / quiet.answersPerSecond(),
                busy.p99() / quiet.p99(),
                SwapReport.outcomes(swaps),
                Percentiles.of(active().mapToLong(Swap::outcomeMillis)),
                Percentiles.of(active().mapToLong(Swap::switchMillis)),
                settings.flood() == 0 ? null : floods(ledger, quiet),
                jobMegabytes,
                jobCores,
                swaps);
    }

    private Stream<Swap> active() {
        return swaps.stream().filter(swap -> swap.phase().equals(StatusPhase.ACTIVE.name()));
    }

    /** How many of {@code all} the first {@code part} of {@code parts} equal parts hold. */
    private static int share(int all, int part, int parts) {
        return (int) ((long) all * part / parts);
    }

    private void check() throws Exception {
        job.check();
        load.check();
        answers.answered();
    }

    private void quietPhase() throws Exception {
        long from = System.nanoTime();
        long answeredBefore = answers.answered();
        Thread.sleep(Duration.ofSeconds(settings.quietSeconds()).toMillis());
        check();
        without.add(from, System.nanoTime(), answers.answered() - answeredBefore);
    }

    private void swap() throws Exception {
        int number = swaps.size() + 1;
        boolean isBad =
                share(settings.bad(), number, settings.swaps()) > share(settings.bad(), number - 1, settings.swaps());
        int before = share(settings.bad(), number - 1, settings.swaps());
        List<Flaw> flaws = Flaw.bad();
        Candidate model = models.make(++version, isBad ? flaws.get(before % flaws.size()) : Flaw.NONE);
        boolean isForEventTime = !isBad && (number - before) % 2 == 0;
        long from = System.nanoTime();
        long answeredBefore = answers.answered();
        long sentMillis = System.currentTimeMillis();
        long firstEvent = isForEventTime ? schedule.dueBefore(from + lead().toNanos()) : -1;
        String id = SWAP + number;
        desk.deploy(id, model, isForEventTime ? Instant.ofEpochMilli(Readings.eventTime(firstEvent)) : null);
        List<ModelStatus> statuses = desk.await(id, LONGEST_SWAP, this::check);
        Swap swap = swap(number, model, isForEventTime, sentMillis, statuses);
        System.out.println(swap);
        swaps.add(swap);
        if (swap.phase().equals(StatusPhase.ACTIVE.name())) {
            noteSwitch(statuses);
            if (isForEventTime) {
                awaitSwitchOf(firstEvent);
            }
        }
        during.add(from, System.nanoTime(), answers.answered() - answeredBefore);
    }

    /**
     * Bad records come as fast as they are asked for, then a good command. Half of them are no commands; half are signed, and
     * of a version that is over.
     */
    private void flood() throws Exception {
        Candidate model = models.make(++version, Flaw.NONE);
        Candidate over = new Candidate(FIRST_VERSION, Flaw.NONE, model.uri(), model.sha256(), model.size());
        List<byte[]> records = desk.floodOf(settings.flood(), over);
        String id = "flood-" + floodMillis.size();
        long from = System.nanoTime();
        long answeredBefore = answers.answered();
        desk.send(records, FLOOD);
        desk.deploy(id, model, null);
        List<ModelStatus> statuses = desk.await(id, LONGEST_SWAP, this::check);
        long to = System.nanoTime();
        String outcome = statuses.get(statuses.size() - 1).getPhase().name();
        if (!outcome.equals(StatusPhase.ACTIVE.name())) {
            throw new IllegalStateException("a good command behind a flood must become ACTIVE: " + statuses);
        }
        flooded.add(from, to, answers.answered() - answeredBefore);
        floodMillis.add(Duration.ofNanos(to - from).toMillis());
    }

    private Flood floods(AnswerLedger ledger, PhaseFigures quiet) {
        PhaseFigures meanwhile = flooded.figures(ledger, schedule);
        return new Flood(
                floodRecords(),
                floodRefusals(),
                Percentiles.of(floodMillis.stream().mapToLong(Long::longValue)),
                meanwhile,
                meanwhile.p99() / quiet.p99());
    }

    private long floodRecords() {
        return (long) settings.flood() * floodMillis.size();
    }

    /** Those of no swap. */
    private long floodRefusals() {
        return desk.statuses().stream()
                .filter(status -> status.getPhase() == StatusPhase.REJECTED
                        && !status.getCommandId().startsWith(SWAP))
                .map(ModelStatus::getControlOffset)
                .distinct()
                .count();
    }

    /** Long enough for a swap that takes half as long again as the slowest of the last good ones. */
    private Duration lead() {
        List<Swap> good =
                swaps.stream().filter(swap -> swap.flaw() == Flaw.NONE).toList();
        return good.stream()
                .skip(Math.max(0, good.size() - LEAD_LOOKS_BACK))
                .map(swap -> Duration.ofMillis(Math.max(LEAST_LEAD.toMillis(), swap.outcomeMillis() * 3 / 2)))
                .max(Comparator.naturalOrder())
                .orElse(FIRST_LEAD);
    }

    private void awaitSwitchOf(long event) throws Exception {
        long due = schedule.dueNanos(event);
        while (System.nanoTime() - due < AROUND.toNanos()) {
            check();
            Thread.sleep(10);
        }
        atSwitch.add(due - AROUND.toNanos(), due + AROUND.toNanos(), 0);
    }

    private void noteSwitch(List<ModelStatus> statuses) {
        long from = nanos(time(statuses, StatusPhase.COMMITTING)) - AROUND.toNanos();
        atSwitch.add(from, nanos(time(statuses, StatusPhase.ACTIVE)) + AROUND.toNanos(), 0);
    }

    private long nanos(long wallMillis) {
        return schedule.startNanos()
                + Duration.ofMillis(wallMillis - wallMillisAtStart).toNanos();
    }

    private static long time(List<ModelStatus> statuses, StatusPhase phase) {
        return statuses.stream()
                .filter(status -> status.getPhase() == phase)
                .mapToLong(status -> status.getTime().toEpochMilli())
                .findFirst()
                .orElse(-1);
    }

    private static Swap swap(
            int number, Candidate model, boolean isForEventTime, long sentMillis, List<ModelStatus> statuses) {
        ModelStatus last = statuses.get(statuses.size() - 1);
        String phase = last.getPhase().name();
        String reason = last.getReason() == null ? "" : last.getReason();
        boolean isGood = model.flaw() == Flaw.NONE;
        boolean isActive = phase.equals(StatusPhase.ACTIVE.name());
        long committing = time(statuses, StatusPhase.COMMITTING);
        boolean isRefusedForItsFlaw = phase.equals(StatusPhase.REJECTED.name())
                && reason.equals(model.flaw().reason());
        boolean isTooLate = isForEventTime && reason.equals("LATE");
        return new Swap(
                number,
                model.version(),
                model.flaw(),
                isForEventTime ? "event time" : "now",
                phase,
                reason,
                isGood ? isActive || isTooLate : isRefusedForItsFlaw,
                last.getTime().toEpochMilli() - sentMillis,
                isActive ? last.getTime().toEpochMilli() - committing : -1,
                last.getFetchMillis(),
                last.getValidationMillis(),
                last.getPreparationMillis());
    }

    private Correctness correctness(long events, AnswerLedger ledger, long deadLetters) {
        int partitions = settings.partitions();
        DecidedVersions decided = new DecidedVersions(FIRST_VERSION, desk.statuses(), partitions);
        boolean[] isBad = new boolean[(int) version + 1];
        swaps.forEach(swap -> isBad[(int) swap.version()] = swap.flaw() != Flaw.NONE);
        boolean[] hasAnswered = new boolean[isBad.length];
        long byBadModel = 0;
        long byWrongVersion = 0;
        for (long n = 0; n < events; n++) {
            int version = ledger.version(n);
            if (version == AnswerLedger.NONE) {
                continue;
            }
            hasAnswered[version] = true;
            byBadModel += isBad[version] ? 1 : 0;
            boolean isRight =
                    version == decided.versionOf((int) (n % partitions), n / partitions, Readings.eventTime(n));
            byWrongVersion += isRight ? 0 : 1;
        }
        long versions = 0;
        for (boolean has : hasAnswered) {
            versions += has ? 1 : 0;
        }
        return new Correctness(
                events,
                events - ledger.answered(),
                ledger.repeated(),
                deadLetters,
                byBadModel,
                byWrongVersion,
                versions,
                swaps.stream().filter(swap -> !swap.expected()).count() + Math.abs(floodRecords() - floodRefusals()));
    }
}
