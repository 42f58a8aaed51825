package io.millrace.jobs.pipeline;

import io.millrace.config.ConfigNode;
import io.millrace.jobs.pipeline.AdmissionPlan.Retention;
import io.millrace.jobs.pipeline.AdmissionPlan.Source;
import io.millrace.jobs.pipeline.RecordOptions.Kind;
import io.millrace.jobs.pipeline.RecordOptions.Kinds;
import io.millrace.learning.admission.AdmissionConfig;
import io.millrace.learning.admission.AdmissionStageConfig;
import io.millrace.learning.admission.DetectorConfig;
import io.millrace.learning.admission.ExpressionRule;
import io.millrace.learning.admission.ExpressionRulesConfig;
import io.millrace.learning.admission.FieldRule;
import io.millrace.learning.admission.GradientClipConfig;
import io.millrace.learning.admission.HalfSpaceTreesConfig;
import io.millrace.learning.admission.IdentityConfig;
import io.millrace.learning.admission.InfluenceCapConfig;
import io.millrace.learning.admission.LabelFlipGuardConfig;
import io.millrace.learning.admission.OutlierFilterConfig;
import io.millrace.learning.admission.PrincipalBucketsConfig;
import io.millrace.learning.admission.RobustZScoreConfig;
import io.millrace.learning.admission.SchemaRulesConfig;
import io.millrace.learning.admission.TrustClass;
import io.millrace.learning.config.InvalidConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads the part {@code admission} of a pipeline file. */
final class AdmissionReader {
    private static final Duration LONGEST_WINDOW = Duration.ofDays(365);
    private static final int MOST_KEYS = 100;
    private static final int USUALLY_HELD = 10_000;

    /** Nobody has labelled such examples, so what bounds a principal bounds them not. */
    private static final TrustClass UNLABELLED = new TrustClass(AdmissionPlan.UNLABELLED, 1e9, false);

    private static final RecordOptions OPTIONS = new RecordOptions(new Kinds(Map.of(
            DetectorConfig.class,
            RecordOptions.kinds(
                    "half-space-trees", Kind.of(HalfSpaceTreesConfig.DEFAULTS),
                    "robust-z-score", Kind.of(RobustZScoreConfig.DEFAULTS)))));

    /** Stage → reader of its options. A new stage adds its line; its options are the components of its configuration. */
    private static final SortedMap<String, Function<ConfigNode, AdmissionStageConfig>> STAGES = new TreeMap<>();

    static {
        STAGES.put(SchemaRulesConfig.DEFAULTS.stage(), AdmissionReader::schemaRules);
        STAGES.put(ExpressionRulesConfig.STAGE, AdmissionReader::expressionRules);
        STAGES.put(InfluenceCapConfig.DEFAULTS.stage(), AdmissionReader::influenceCap);
        add(OutlierFilterConfig.DEFAULTS);
        add(LabelFlipGuardConfig.DEFAULTS);
        add(GradientClipConfig.DEFAULTS);
        add(PrincipalBucketsConfig.DEFAULTS);
    }

    private final ConfigNode node;
    private final List<LearnerPlan> learners;
    private final KeyReader keyReader;

    /**
     * A reader of {@code node}.
     *
     * @param learners of the pipeline
     * @param keyReader reads keys of those who vouch for principals
     */
    AdmissionReader(ConfigNode node, List<LearnerPlan> learners, KeyReader keyReader) {
        this.node = node;
        this.learners = learners;
        this.keyReader = keyReader;
    }

    private static <R extends Record & AdmissionStageConfig> void add(R defaults) {
        STAGES.put(defaults.stage(), item -> read(item, defaults));
    }

    @SuppressWarnings("unchecked") // it is the class of an R
    private static <R extends Record> R read(ConfigNode item, R defaults) {
        return OPTIONS.read(item, (Class<R>) defaults.getClass(), defaults, Map.of());
    }

    AdmissionPlan read() {
        Source source = node.oneOf("principal", Source.class, Source.LABEL);
        Map<String, String> keys = keys(source);
        Map<String, String> classes = new TreeMap<>();
        IdentityConfig identity = identity(classes, source);
        List<AdmissionStageConfig> stages = stages();
        AdmissionPlan plan = new AdmissionPlan(
                checked(node, () -> new AdmissionConfig(identity, stages), new AdmissionConfig(identity, List.of())),
                source,
                keys,
                classes,
                learners(),
                (int) node.integer("heldExamples", (long) USUALLY_HELD, 0, AdmissionPlan.MOST_EXAMPLES),
                retention(node.object("retention")));
        node.finish();
        return plan;
    }

    // --- principals ---

    private Map<String, String> keys(Source source) {
        Map<String, String> keys = keyReader.publicKeys(node.object("keys"), "admission.keys", MOST_KEYS);
        if (source == Source.SIGNED && !node.has("keys")) {
            node.reject("keys", "is required with principal: signed");
        }
        if (source != Source.SIGNED && node.has("keys")) {
            node.note("keys", "needs principal: signed", source.name().toLowerCase(Locale.ROOT));
        }
        return keys;
    }

    /** All classes: first that of the topic, last that of what nobody has labelled. */
    private IdentityConfig identity(Map<String, String> classOfPrincipal, Source source) {
        List<TrustClass> classes = new ArrayList<>();
        for (ConfigNode item : node.objects("classes")) {
            TrustClass read = trustClass(item, classes);
            for (String principal : item.texts("principals")) {
                if (source == Source.TOPIC) {
                    item.reject("principals", "needs principal: label or signed");
                } else if (classOfPrincipal.putIfAbsent(principal, read.name()) != null) {
                    item.note("principals", "must name each principal once", principal);
                }
            }
            item.finish();
            if (isNew(read.name(), classes)) {
                classes.add(read);
            }
        }
        if (classes.isEmpty()) {
            classes.add(IdentityConfig.DEFAULTS.classes().get(0));
        }
        String topic = node.text("trustClass", classes.get(0).name());
        List<String> names = classes.stream().map(TrustClass::name).toList();
        if (names.contains(topic)) {
            classes.add(0, classes.remove(names.indexOf(topic)));
        } else {
            node.reject("trustClass", "must be one of the classes " + names);
        }
        classes.add(UNLABELLED);
        IdentityConfig usual = IdentityConfig.DEFAULTS;
        int most = (int) node.integer("maxPrincipals", (long) usual.maxPrincipals(), 1, 10_000_000);
        int length = (int) node.integer("maxNameLength", (long) usual.maxNameLength(), 1, 10_000);
        return checked(node, () -> new IdentityConfig(classes, most, length), usual);
    }

    private static boolean isNew(String name, List<TrustClass> before) {
        return !name.equals(AdmissionPlan.UNLABELLED)
                && before.stream().noneMatch(other -> other.name().equals(name));
    }

    private static TrustClass trustClass(ConfigNode item, List<TrustClass> before) {
        String name = item.text("name", null, PipelineFile.NAME, PipelineFile.NAME_RULE);
        if (name.equals(AdmissionPlan.UNLABELLED)) {
            item.reject("name", "must not be " + name + ", the class of what nobody has labelled");
        }
        if (!name.equals(AdmissionPlan.UNLABELLED) && !isNew(name, before)) {
            item.reject("name", "must differ from the other classes' names");
        }
        // A name that is none is a mistake already.
        TrustClass usual = TrustClass.of(name.isEmpty() ? "class" : name);
        double allowance = item.has("allowance") ? item.number("allowance") : usual.allowance();
        boolean suspected = item.flag("suspected", usual.isSuspected());
        return checked(item, () -> new TrustClass(usual.name(), allowance, suspected), usual);
    }

    // --- stages ---

    private List<AdmissionStageConfig> stages() {
        List<AdmissionStageConfig> stages = new ArrayList<>();
        List<ConfigNode> items = node.objects("stages");
        for (ConfigNode item : items) {
            String name = item.text("stage");
            Function<ConfigNode, AdmissionStageConfig> reader = STAGES.get(name);
            if (reader != null) {
                stages.add(reader.apply(item));
                item.finish();
            } else if (!name.isEmpty()) {
                item.reject("stage", "must be one of " + String.join(", ", STAGES.keySet()));
            }
        }
        if (items.isEmpty()) {
            node.reject("stages", "must list at least one stage");
        }
        return stages;
    }

    private static AdmissionStageConfig schemaRules(ConfigNode item) {
        List<FieldRule> rules = new ArrayList<>();
        for (ConfigNode field : item.objects("fields")) {
            String name = field.text("field");
            double low = orElse(field, "low", Double.NEGATIVE_INFINITY);
            double high = orElse(field, "high", Double.POSITIVE_INFINITY);
            boolean required = field.flag("required", false);
            List<String> categories = field.texts("categories");
            if (!name.isEmpty()) {
                FieldRule rule = checked(field, () -> new FieldRule(name, low, high, required, categories), null);
                if (rule != null) {
                    rules.add(rule);
                }
            }
            field.finish();
        }
        SchemaRulesConfig usual = SchemaRulesConfig.DEFAULTS;
        double least = orElse(item, "labelLow", usual.labelLow());
        double greatest = orElse(item, "labelHigh", usual.labelHigh());
        return checked(item, () -> new SchemaRulesConfig(rules, least, greatest), usual);
    }

    /** Whether expressions make sense is seen where the learner's fields are known. */
    private static AdmissionStageConfig expressionRules(ConfigNode item) {
        List<ExpressionRule> rules = new ArrayList<>();
        List<ConfigNode> items = item.objects("rules");
        for (ConfigNode node : items) {
            String name = node.text("name");
            String must = node.text("must");
            if (!name.isEmpty() && !must.isEmpty()) {
                ExpressionRule rule = checked(node, () -> new ExpressionRule(name, must), null);
                if (rule != null) {
                    rules.add(rule);
                }
            }
            node.finish();
        }
        if (items.isEmpty()) {
            item.reject("rules", "must list at least one rule");
        }
        // Rules that are mistakes are told already.
        AdmissionStageConfig none = SchemaRulesConfig.DEFAULTS;
        return rules.isEmpty() ? none : checked(item, () -> new ExpressionRulesConfig(rules), none);
    }

    private static double orElse(ConfigNode item, String key, double otherwise) {
        double number = item.has(key) ? item.number(key) : otherwise;
        return Double.isNaN(number) ? otherwise : number;
    }

    /** Its window is a time. */
    private static AdmissionStageConfig influenceCap(ConfigNode item) {
        InfluenceCapConfig usual = InfluenceCapConfig.DEFAULTS;
        long window = item.duration(
                        "window", Duration.ofMillis(usual.windowMillis()), Duration.ofMillis(1), LONGEST_WINDOW)
                .toMillis();
        return OPTIONS.read(item, InfluenceCapConfig.class, usual, Map.of("windowMillis", window));
    }

    // --- the rest ---

    private List<String> learners() {
        List<String> names = node.texts("learners");
        List<String> known = learners.stream().map(LearnerPlan::name).toList();
        Set<String> told = new HashSet<>();
        for (String name : names) {
            if (!known.contains(name)) {
                node.note("learners", "must be learners of this file, " + known, name);
            } else if (!told.add(name)) {
                node.note("learners", "must name each learner once", name);
            }
        }
        return names;
    }

    private static Retention retention(ConfigNode retention) {
        Retention usual = Retention.DEFAULT;
        int examples = (int) retention.integer("examples", (long) usual.examples(), 0, AdmissionPlan.MOST_EXAMPLES);
        int every = (int) retention.integer("every", (long) usual.every(), 1, AdmissionPlan.MOST_EXAMPLES);
        if (examples > 0 && every > examples) {
            retention.reject("every", "must be at most examples, " + examples + ", or there is no point to go back to");
        }
        retention.finish();
        return new Retention(examples, every);
    }

    /** What {@code make} makes; {@code otherwise} where it refuses, which is noted. */
    private static <T> T checked(ConfigNode where, Supplier<T> make, T otherwise) {
        try {
            return make.get();
        } catch (InvalidConfigException e) {
            e.problems().forEach(problem -> where.note(problem.name(), problem.rule(), problem.found()));
            return otherwise;
        }
    }
}
