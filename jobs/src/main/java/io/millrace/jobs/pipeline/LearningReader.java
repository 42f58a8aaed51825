package io.millrace.jobs.pipeline;

import io.millrace.config.ConfigNode;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.gate.DivergenceConfig;
import io.millrace.learning.gate.GateConfig;
import io.millrace.learning.linear.LinearModel;
import io.millrace.learning.linear.Link;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.MissingValues;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.model.Scaling;
import io.millrace.learning.model.ScalingOrder;
import io.millrace.learning.parallel.ParallelConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the parts {@code labels}, {@code learners} and {@code admission} of a pipeline file. */
final class LearningReader {
    private static final Duration LONGEST_HORIZON = Duration.ofDays(365);
    private static final int MOST_CATEGORIES = 100;

    /**
     * What else the file says, as far as learning depends on it.
     *
     * @param file that it is; paths are relative to it
     * @param errorsWatched whether labels are needed even if nothing is learned
     */
    record Surroundings(
            Path file,
            String pipeline,
            Slot slot,
            List<Feature> features,
            Delivery delivery,
            Checkpoints checkpoints,
            boolean errorsWatched) {}

    private final ConfigNode root;
    private final Surroundings around;
    private final KeyReader keys;
    private final List<String> problems;

    /**
     * A reader of the file's top level.
     *
     * @param keys reads keys that sign
     * @param problems collects mistakes
     */
    LearningReader(ConfigNode root, Surroundings around, KeyReader keys, List<String> problems) {
        this.root = root;
        this.around = around;
        this.keys = keys;
        this.problems = problems;
    }

    Learning read() {
        List<LearnerPlan> learners = new ArrayList<>();
        List<ConfigNode> nodes = root.objects("learners");
        Set<String> names = new HashSet<>();
        LearnerPlan first = null;
        for (int i = 0; i < nodes.size(); i++) {
            ConfigNode node = nodes.get(i);
            LearnerPlan learner = learner(node, "learners[" + i + "]", first);
            if (learner != null) {
                checkBeside(node, learner, names, first);
                learners.add(learner);
                first = first == null ? learner : first;
            }
            node.finish();
        }
        if (!nodes.isEmpty() && around.slot() != null && !around.slot().logFeatures()) {
            problems.add("slots." + around.slot().name()
                    + ".logFeatures: must be true, as learners learn from what was logged, found false");
        }
        boolean supervised =
                learners.stream().anyMatch(learner -> learner.algorithm().task().isSupervised());
        Optional<Labels> labels =
                nodes.isEmpty() && !around.errorsWatched() ? noLabels() : Optional.of(labels(supervised));
        labels.filter(read -> read.missing() == Labels.Missing.NEGATIVE).ifPresent(read -> checkNegative(learners));
        return new Learning(labels, learners, admission(nodes.isEmpty(), learners));
    }

    private Optional<AdmissionPlan> admission(boolean nothingLearns, List<LearnerPlan> learners) {
        if (!root.has("admission")) {
            return Optional.empty();
        }
        if (nothingLearns) {
            root.reject("admission", "nothing learns: needs learners");
            return Optional.empty();
        }
        return Optional.of(new AdmissionReader(root.object("admission"), learners, keys).read());
    }

    private Optional<Labels> noLabels() {
        if (root.has("labels")) {
            root.reject("labels", "nothing learns from them: needs learners");
        }
        return Optional.empty();
    }

    private Labels labels(boolean supervised) {
        boolean needed = supervised || around.errorsWatched();
        if (needed && !root.has("labels")) {
            root.reject(
                    "labels",
                    supervised
                            ? "is required, as learners learn from labels"
                            : "is required, as drift.detectors watch errors");
            return new Labels("", LONGEST_HORIZON, Labels.Missing.IGNORE, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        }
        ConfigNode node = root.object("labels");
        Labels labels = new Labels(
                node.text("topic", around.pipeline() + ".labels", PipelineFile.TOPIC, "must be a Kafka topic name"),
                node.duration("horizon", needed ? null : LONGEST_HORIZON, Duration.ofMillis(1), LONGEST_HORIZON),
                node.oneOf("missing", Labels.Missing.class, Labels.Missing.IGNORE),
                node.duration("outOfOrder", Duration.ofSeconds(5), Duration.ZERO, Duration.ofHours(1)),
                node.duration("idle", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofDays(1)),
                node.duration("maxAhead", Duration.ofDays(1), Duration.ofSeconds(1), Duration.ofDays(3_650)));
        node.finish();
        Duration interval = around.checkpoints().interval();
        if (around.delivery() == Delivery.EXACTLY_ONCE && labels.idle().compareTo(interval) <= 0) {
            problems.add("labels.idle: must be longer than checkpoints.interval = " + ConfigNode.format(interval)
                    + ", with which predictions become visible, found " + ConfigNode.format(labels.idle()));
        }
        return labels;
    }

    private void checkNegative(List<LearnerPlan> learners) {
        for (LearnerPlan learner : learners) {
            Task task = learner.algorithm().task();
            if (task != Task.BINARY_CLASSIFICATION && task != Task.MULTICLASS_CLASSIFICATION) {
                problems.add("labels.missing: must be ignore where a learner (" + learner.name()
                        + ") has no classes, found negative");
            }
        }
    }

    /** Null if so much is wrong that there is none. */
    private LearnerPlan learner(ConfigNode node, String path, LearnerPlan first) {
        String name = node.text("name", null, PipelineFile.NAME, PipelineFile.NAME_RULE);
        String slot =
                node.text("slot", around.slot() == null ? "" : around.slot().name());
        if (around.slot() != null && !slot.equals(around.slot().name())) {
            node.reject("slot", "must be " + around.slot().name() + ", the slot of this file");
        }
        List<String> classes = node.texts("classes");
        LearnerConfig single = Algorithms.read(node, Math.max(2, classes.size()));
        LearnerConfig algorithm = single == null ? null : workers(node, single);
        List<FeatureField> fields = fields(node);
        Scaling scaling = node.oneOf("scaling", Scaling.class, Scaling.STANDARD);
        ScalingOrder order = node.oneOf("scalingOrder", ScalingOrder.class, ScalingOrder.LATE);
        MissingValues missing = node.oneOf("missingValues", MissingValues.class, MissingValues.MEAN);
        int bits = (int) node.integer("hashingBits", 0L, 0, Integer.MAX_VALUE);
        List<String> outputs = node.texts("outputs");
        DivergenceConfig divergence = divergence(node.object("divergence"));
        int thaw = (int) node.integer("thaw", 0L, 0, Integer.MAX_VALUE);
        Optional<SigningKey> key = keys.read(node, path, "the learner");
        if (algorithm == null) {
            ignoreGate(node);
            return null;
        }
        Gate gate = gate(node, algorithm, classes, first);
        if (gate == null) {
            return null;
        }
        LearnerPlan plan = new LearnerPlan(
                name,
                slot,
                algorithm,
                fields,
                scaling,
                order,
                missing,
                bits,
                classes,
                outputs,
                gate.config(),
                gate.holdout(),
                divergence,
                thaw,
                key);
        check(node, plan);
        return plan;
    }

    /** Several threads teach copies. */
    private static LearnerConfig workers(ConfigNode node, LearnerConfig single) {
        long workers = node.integer("workers", 1L, 1, 256);
        long period = node.integer("syncPeriod", 1_000L, 1, 1_000_000);
        if (workers == 1) {
            if (node.has("syncPeriod")) {
                node.reject("syncPeriod", "needs several workers");
            }
            return single;
        }
        ParallelConfig parallel = new ParallelConfig(single, (int) workers, (int) period);
        try {
            parallel.newLearner(1).close();
        } catch (IllegalArgumentException e) {
            node.reject(
                    "workers",
                    "must be 1, as what several have learned of " + single.algorithm() + " cannot be made one");
            return single;
        }
        return parallel;
    }

    private List<FeatureField> fields(ConfigNode node) {
        List<FeatureField> fields = new ArrayList<>();
        for (ConfigNode item : node.objects("features")) {
            String name = item.text("name");
            Encoding encoding = item.oneOf("encoding", Encoding.class, Encoding.ONE_HOT);
            boolean oneHot = encoding == Encoding.ONE_HOT;
            List<String> categories = item.texts("categories");
            int most = (int) item.integer("maxCategories", (long) MOST_CATEGORIES, 1, OnlineModelConfig.MAX_DIMENSION);
            Optional<Feature> feature = around.features().stream()
                    .filter(declared -> declared.name().equals(name))
                    .findFirst();
            if (feature.isEmpty()) {
                item.reject("name", "must be one of the pipeline's features");
            } else if (feature.get().size() > 1) {
                item.reject("name", "must be a single value, no vector");
            } else if (!feature.get().categorical()
                    && (item.has("encoding") || item.has("categories") || item.has("maxCategories"))) {
                item.reject("name", "only a categorical feature has an encoding and categories");
            } else if (!oneHot && (item.has("categories") || item.has("maxCategories"))) {
                item.reject("encoding", "must be oneHot where categories are told");
            } else if (item.has("categories") && item.has("maxCategories")) {
                item.reject("maxCategories", "must not be told where the categories are");
            } else {
                field(item, feature.get(), encoding, categories, most).ifPresent(fields::add);
            }
            item.finish();
        }
        if (node.has("features") && fields.isEmpty() && node.objects("features").isEmpty()) {
            node.reject("features", "must list at least one feature");
        }
        return fields;
    }

    /** How a text becomes numbers. */
    private enum Encoding {
        ONE_HOT,
        HASHED
    }

    private static Optional<FeatureField> field(
            ConfigNode item, Feature feature, Encoding encoding, List<String> categories, int most) {
        try {
            if (!feature.categorical()) {
                return Optional.of(FeatureField.numeric(feature.name()));
            }
            if (encoding == Encoding.HASHED) {
                return Optional.of(FeatureField.hashed(feature.name()));
            }
            return Optional.of(
                    categories.isEmpty()
                            ? FeatureField.learned(feature.name(), most)
                            : FeatureField.fixed(feature.name(), categories));
        } catch (InvalidConfigException e) {
            e.problems().forEach(problem -> item.note(problem.name(), problem.rule(), problem.found()));
            return Optional.empty();
        }
    }

    /** A feature as a learner sees it where the file does not tell how. */
    static FeatureField usualField(Feature feature) {
        return feature.categorical()
                ? FeatureField.learned(feature.name(), MOST_CATEGORIES)
                : FeatureField.numeric(feature.name());
    }

    private static DivergenceConfig divergence(ConfigNode node) {
        DivergenceConfig divergence =
                Algorithms.options().read(node, DivergenceConfig.class, DivergenceConfig.DEFAULTS, Map.of());
        node.finish();
        return divergence;
    }

    private static void ignoreGate(ConfigNode node) {
        // What fits depends on the algorithm, which is a mistake already.
        node.has("publish");
    }

    /** What a candidate must show, on trial and on trusted examples. */
    private record Gate(GateConfig config, Optional<HoldoutPlan> holdout) {}

    /** Null if candidates of the algorithm cannot be compared with what serves. */
    private Gate gate(ConfigNode node, LearnerConfig algorithm, List<String> classes, LearnerPlan first) {
        List<ScoreLoss> losses = losses(algorithm);
        if (losses.isEmpty()) {
            ignoreGate(node);
            node.reject(
                    "algorithm",
                    "must answer what can be compared with the champion's answers: probabilities, numbers or distances");
            return null;
        }
        ConfigNode publish = node.object("publish");
        ConfigNode gate = publish.object("gate");
        String metric = gate.text("metric", losses.get(0).text());
        Optional<ScoreLoss> loss =
                losses.stream().filter(known -> known.text().equals(metric)).findFirst();
        if (loss.isEmpty()) {
            gate.reject(
                    "metric",
                    "must be one of "
                            + String.join(
                                    ", ", losses.stream().map(ScoreLoss::text).toList()));
        }
        int outputs = algorithm.newLearner(1).outputs();
        GateConfig usual = GateConfig.of(loss.orElse(losses.get(0)), outputs);
        long every = publish.integer("every", usual.every(), 1, Long.MAX_VALUE);
        GateConfig read = Algorithms.options()
                .read(gate, GateConfig.class, usual, Map.of("loss", usual.loss(), "outputs", outputs, "every", every));
        Optional<HoldoutPlan> holdout = gate.has("holdout")
                ? new HoldoutReader(gate.object("holdout"), around.file(), around.features(), classes)
                        .read(usual.loss(), outputs)
                : Optional.empty();
        gate.finish();
        publish.finish();
        // Learners of a slot race through one gate; who says nothing about it takes it as it is.
        return first != null && !node.has("publish")
                ? new Gate(first.gate(), first.holdout())
                : new Gate(read, holdout);
    }

    private static List<ScoreLoss> losses(LearnerConfig algorithm) {
        boolean isRaw = algorithm.task() == Task.BINARY_CLASSIFICATION
                && algorithm.newLearner(1) instanceof LinearModel linear
                && linear.link() == Link.IDENTITY;
        return isRaw
                ? List.of()
                : Arrays.stream(ScoreLoss.values())
                        .filter(loss -> loss.task() == algorithm.task())
                        .toList();
    }

    private static void check(ConfigNode node, LearnerPlan plan) {
        try {
            plan.model(List.of(FeatureField.numeric("any")));
        } catch (InvalidConfigException e) {
            e.problems().forEach(problem -> node.note(problem.name(), problem.rule(), problem.found()));
        }
    }

    private void checkBeside(ConfigNode node, LearnerPlan learner, Set<String> names, LearnerPlan first) {
        if (!names.add(learner.name())) {
            node.reject("name", "must differ from the other learners' names");
        }
        if (first == null) {
            return;
        }
        Task task = learner.algorithm().task();
        if (task != first.algorithm().task()) {
            node.reject(
                    "algorithm",
                    "must answer the same question as " + first.name() + " in the same slot, "
                            + first.algorithm()
                                    .task()
                                    .name()
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', ' '));
        } else if (!learner.classes().equals(first.classes())) {
            node.reject("classes", "must be the same as those of " + first.name() + " in the same slot");
        } else if (!learner.gate().equals(first.gate()) || !learner.holdout().equals(first.holdout())) {
            node.reject(
                    "publish",
                    "must be the same as that of " + first.name()
                            + " in the same slot, or left out, as their candidates race");
        }
    }
}
