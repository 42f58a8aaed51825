package io.millrace.jobs.pipeline;

import io.millrace.config.ConfigNode;
import io.millrace.drift.alarm.AlarmPolicy;
import io.millrace.drift.baseline.BaselineConfig;
import io.millrace.drift.compare.DriftTestConfig;
import io.millrace.drift.compare.FeatureTest;
import io.millrace.drift.compare.Statistic;
import io.millrace.drift.config.InvalidConfigException;
import io.millrace.drift.profile.Season;
import io.millrace.jobs.pipeline.DetectorPlan.Watch;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads the part {@code drift} of a pipeline file. */
final class DriftReader {
    private static final Duration LEAST_PANE = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Duration USUAL_PANE_OF_COUNTS = Duration.ofMinutes(1);
    private static final long FEWEST = 30;
    /** Each pane of a window costs its summary in state. */
    private static final long MOST_PANES = 10_000;
    /** A year of weeks. */
    private static final long MOST_WINDOWS_OF_SEASON = 52;

    private static final String REFERENCES =
            "must be model, {firstEvents: NUMBER}, {trailing: TIME} or {season: hour-of-day|day-of-week|hour-of-week}";

    /** What else the file says, as far as monitoring depends on it. */
    record Surroundings(Slot slot, List<Feature> features, Delivery delivery, Checkpoints checkpoints) {}

    private final ConfigNode node;
    private final Surroundings around;
    private final KeyReader keys;
    private final List<String> problems;

    /**
     * A reader of {@code node}.
     *
     * @param keys reads keys that sign
     * @param problems collects mistakes
     */
    DriftReader(ConfigNode node, Surroundings around, KeyReader keys, List<String> problems) {
        this.node = node;
        this.around = around;
        this.keys = keys;
        this.problems = problems;
    }

    Drift read() {
        if (around.slot() != null && !around.slot().logFeatures()) {
            problems.add("slots." + around.slot().name()
                    + ".logFeatures: must be true, as drift is found in what was logged, found false");
        }
        DriftWindow window = window();
        Drift drift = new Drift(
                window,
                reference(window),
                tests(node.object("tests")),
                baseline(node.object("usual")),
                alarms(node.object("alarms")),
                ignored(),
                detectors(),
                performance(),
                new PolicyReader(keys, problems).read(node.object("policy")),
                node.duration("outOfOrder", Duration.ofSeconds(5), Duration.ZERO, Duration.ofDays(1)),
                node.duration("idle", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofDays(1)),
                node.duration("maxAhead", Duration.ofDays(1), Duration.ofSeconds(1), Duration.ofDays(3_650)));
        Duration interval = around.checkpoints().interval();
        if (around.delivery() == Delivery.EXACTLY_ONCE && drift.idle().compareTo(interval) <= 0) {
            problems.add("drift.idle: must be longer than checkpoints.interval = " + ConfigNode.format(interval)
                    + ", with which predictions become visible, found " + ConfigNode.format(drift.idle()));
        }
        node.finish();
        return drift;
    }

    // --- windows and what they are held against ---

    private DriftWindow window() {
        if (!node.isObject("window")) {
            return DriftWindow.tumbling(node.duration("window", DriftWindow.DEFAULT.pane(), LEAST_PANE, LONGEST));
        }
        ConfigNode window = node.object("window");
        DriftWindow read = window.has("events") ? countWindow(window) : slidingWindow(window);
        window.finish();
        return read;
    }

    private static DriftWindow countWindow(ConfigNode window) {
        if (window.has("over")) {
            window.reject("over", "must not be told where events are: a window is of time or of events");
        }
        return new DriftWindow(
                window.duration("every", USUAL_PANE_OF_COUNTS, LEAST_PANE, LONGEST),
                1,
                window.integer("events", null, FEWEST, 1_000_000_000_000L));
    }

    private static DriftWindow slidingWindow(ConfigNode window) {
        Duration over = window.duration("over", null, LEAST_PANE, LONGEST);
        Duration every = window.duration("every", over, LEAST_PANE, LONGEST);
        return new DriftWindow(every, panes(window, "over", over, every), 0);
    }

    /** How many panes a time is; 1 stands in where it is not a multiple of them. */
    private static int panes(ConfigNode where, String key, Duration time, Duration pane) {
        long panes = time.toMillis() / pane.toMillis();
        if (time.toMillis() % pane.toMillis() != 0 || panes < 1 || panes > MOST_PANES) {
            where.reject(
                    key,
                    "must be 1 to " + MOST_PANES + " times as long as windows are apart, " + ConfigNode.format(pane));
            return 1;
        }
        return (int) panes;
    }

    private DriftReference reference(DriftWindow window) {
        if (!node.isObject("reference")) {
            String from = node.text("reference", "model");
            if (!from.equals("model")) {
                node.reject("reference", REFERENCES);
            }
            return DriftReference.OF_MODEL;
        }
        ConfigNode reference = node.object("reference");
        boolean first = reference.has("firstEvents");
        boolean trailing = reference.has("trailing");
        boolean seasonal = reference.has("season");
        if ((first ? 1 : 0) + (trailing ? 1 : 0) + (seasonal ? 1 : 0) != 1) {
            node.reject("reference", REFERENCES);
        }
        DriftReference usual = DriftReference.OF_MODEL;
        long events = reference.integer("firstEvents", usual.events(), FEWEST, 1_000_000_000L);
        if (!first && reference.has("firstWindows")) {
            reference.reject("firstWindows", "needs firstEvents");
        }
        int windows = (int) reference.integer("firstWindows", (long) usual.panes(), 1, MOST_PANES);
        Duration before = reference.duration("trailing", window.pane(), LEAST_PANE, LONGEST);
        int panes = panes(reference, "trailing", before, window.pane());
        DriftReference read = first
                ? new DriftReference(DriftReference.Kind.FIRST, events, windows)
                : new DriftReference(DriftReference.Kind.TRAILING, 0, panes);
        if (seasonal) {
            read = DriftReference.seasonal(seasons(reference, window));
        } else {
            for (String key : List.of("zone", "windows")) {
                if (reference.has(key)) {
                    reference.reject(key, "needs season");
                }
            }
        }
        reference.finish();
        return read;
    }

    private static DriftSeasons seasons(ConfigNode reference, DriftWindow window) {
        Season season = reference.oneOf("season", Season.class, null);
        String zone = reference.text("zone", "UTC");
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            reference.reject("zone", "must be a time zone, e.g. Europe/Berlin");
            zone = "UTC";
        }
        DriftSeasons seasons =
                new DriftSeasons(season, zone, (int) reference.integer("windows", 4L, 1, MOST_WINDOWS_OF_SEASON));
        Duration length = window.pane().multipliedBy(window.panes());
        if (window.isCount()) {
            reference.reject("season", "needs windows of time, none of a number of events");
        } else if (length.compareTo(seasons.slot()) > 0) {
            reference.reject(
                    "season",
                    "needs windows of at most " + ConfigNode.format(seasons.slot()) + ", not of "
                            + ConfigNode.format(length));
        }
        return seasons;
    }

    // --- tests and alarms ---

    private DriftTestConfig tests(ConfigNode tests) {
        DriftTestConfig usual = DriftTestConfig.defaults();
        long minimum = tests.integer("minimumCount", usual.minimumCount(), Long.MIN_VALUE, Long.MAX_VALUE);
        double significance = number(tests, "significance", usual.significance());
        long small = tests.integer("smallReference", usual.smallReference(), Long.MIN_VALUE, Long.MAX_VALUE);
        Map<Statistic, Double> thresholds = new EnumMap<>(Statistic.class);
        ConfigNode given = tests.object("thresholds");
        for (Statistic statistic : Statistic.values()) {
            if (given.has(statistic.label())) {
                thresholds.put(statistic, number(given, statistic.label(), statistic.defaultThreshold()));
            }
        }
        given.finish();
        Map<String, List<FeatureTest>> features = new HashMap<>();
        ConfigNode byFeature = tests.object("features");
        for (Feature feature : around.features()) {
            if (byFeature.has(feature.name())) {
                features.put(feature.name(), featureTests(byFeature.objects(feature.name())));
            }
        }
        byFeature.finish();
        DriftTestConfig read =
                checked(tests, () -> new DriftTestConfig(minimum, significance, small, thresholds, features), usual);
        tests.finish();
        return read;
    }

    private static List<FeatureTest> featureTests(List<ConfigNode> items) {
        List<FeatureTest> tests = new ArrayList<>();
        for (ConfigNode item : items) {
            Optional<Statistic> statistic = Statistic.of(item.text("statistic"));
            if (statistic.isEmpty()) {
                item.reject(
                        "statistic",
                        "must be one of "
                                + Arrays.stream(Statistic.values())
                                        .filter(known -> !known.isQuality())
                                        .map(Statistic::label)
                                        .collect(Collectors.joining(", ")));
                item.has("threshold");
            } else {
                double threshold = number(item, "threshold", statistic.get().defaultThreshold());
                FeatureTest test = checked(item, () -> new FeatureTest(statistic.get(), threshold), null);
                if (test != null) {
                    tests.add(test);
                }
            }
            item.finish();
        }
        return tests;
    }

    private static BaselineConfig baseline(ConfigNode usual) {
        BaselineConfig defaults = BaselineConfig.DEFAULTS;
        int minimum = (int) usual.integer("minimumWindows", (long) defaults.minimumWindows(), 0, 1_000);
        int most = (int) usual.integer("mostWindows", (long) defaults.mostWindows(), 0, 1_000);
        double deviations = number(usual, "deviations", defaults.deviations());
        double margin = number(usual, "margin", defaults.margin());
        BaselineConfig read = checked(usual, () -> new BaselineConfig(minimum, most, deviations, margin), defaults);
        usual.finish();
        return read;
    }

    private static AlarmPolicy alarms(ConfigNode alarms) {
        AlarmPolicy usual = AlarmPolicy.defaults();
        double rate = number(alarms, "falseDiscoveryRate", usual.falseDiscoveryRate());
        int raiseAfter = (int) alarms.integer("raiseAfter", (long) usual.raiseAfter(), 0, 1_000);
        int clearAfter = (int) alarms.integer("clearAfter", (long) usual.clearAfter(), 0, 1_000);
        Duration coolDown = alarms.duration("coolDown", usual.coolDown(), Duration.ZERO, LONGEST);
        double major = number(alarms, "majorStrength", usual.majorStrength());
        double critical = number(alarms, "criticalStrength", usual.criticalStrength());
        AlarmPolicy read =
                checked(alarms, () -> new AlarmPolicy(rate, raiseAfter, clearAfter, coolDown, major, critical), usual);
        alarms.finish();
        return read;
    }

    private static double number(ConfigNode where, String key, double usual) {
        double number = where.number(key);
        return Double.isNaN(number) ? usual : number;
    }

    /** The record, or {@code otherwise} where its values have mistakes, which are noted. */
    private static <R> R checked(ConfigNode where, Supplier<R> record, R otherwise) {
        try {
            return record.get();
        } catch (InvalidConfigException e) {
            e.problems().forEach(problem -> where.note(problem.name(), problem.rule(), problem.found()));
            return otherwise;
        }
    }

    private Set<String> ignored() {
        Set<String> ignored = new HashSet<>(node.texts("ignore"));
        for (String name : ignored) {
            if (feature(name).isEmpty()) {
                problems.add("drift.ignore: must be names of the pipeline's features, found \"" + name + "\"");
            }
        }
        return ignored;
    }

    private Optional<Feature> feature(String name) {
        return around.features().stream()
                .filter(feature -> feature.name().equals(name))
                .findFirst();
    }

    // --- detectors ---

    private List<DetectorPlan> detectors() {
        List<DetectorPlan> plans = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (ConfigNode item : node.objects("detectors")) {
            DetectorPlan plan = detector(item);
            if (plan != null) {
                if (!ids.add(plan.id())) {
                    item.reject("detector", "must not be told twice for " + plan.subject());
                }
                plans.add(plan);
            }
            item.finish();
        }
        return plans;
    }

    /** Null if it is not clear what it would be. */
    private DetectorPlan detector(ConfigNode item) {
        Watch watch = item.oneOf("watch", Watch.class, null);
        String name = name(item, watch);
        String detector = item.text("detector");
        ConfigNode given = item.object("options");
        Map<String, Serializable> options = new HashMap<>();
        given.textsByName().forEach((key, text) -> options.put(key, value(text)));
        DetectorPlan plan = new DetectorPlan(watch, name, detector, options);
        try {
            plan.config();
            return plan;
        } catch (InvalidConfigException e) {
            for (InvalidConfigException.Problem problem : e.problems()) {
                (problem.name().equals("detector") ? item : given)
                        .note(problem.name(), problem.rule(), problem.found());
            }
            return null;
        }
    }

    // --- performance ---

    private Optional<DriftPerformance> performance() {
        if (!node.has("performance")) {
            return Optional.empty();
        }
        ConfigNode given = node.object("performance");
        String output = given.text("output");
        double decision = share(given, "decision", 0.5);
        double least = share(given, "leastAccuracy", 0);
        given.finish();
        return Optional.of(new DriftPerformance(output, decision, least));
    }

    private static double share(ConfigNode where, String key, double usual) {
        double share = number(where, key, usual);
        if (share < 0 || share > 1) {
            where.reject(key, "must be from 0 to 1");
            return usual;
        }
        return share;
    }

    private String name(ConfigNode item, Watch watch) {
        if (watch != Watch.FEATURE) {
            if (item.has("feature")) {
                item.reject("feature", "only watch: feature takes one");
            }
            return item.text("output");
        }
        if (item.has("output")) {
            item.reject("output", "a feature is no output");
        }
        String name = item.text("feature");
        Optional<Feature> feature = feature(name);
        if (feature.isEmpty() || feature.get().categorical() || feature.get().size() > 1) {
            item.reject("feature", "must be one of the pipeline's numeric features, no vector");
        }
        return name;
    }

    private static Serializable value(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return text; // the name of a choice
        }
    }
}
