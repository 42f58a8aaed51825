package io.millrace.learning.pmml;

import io.millrace.learning.Learner;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.linear.LinearModel;
import io.millrace.learning.linear.Link;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.OnlineModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a document and its results are called. {@link #of} gives the names that other PMML exporters use.
 *
 * @param model name of the model
 * @param version of the model, at least 1
 * @param choice what the predicted class or cluster is called; of regressions and raw scores unused
 * @param scores what each number of {@link OnlineModel#score} is called, in order; differ from each other, {@code choice} and the fields
 */
public record PmmlNames(String model, long version, String choice, List<String> scores) {
    /** Checks the values. */
    public PmmlNames {
        scores = List.copyOf(scores);
        Set<String> all = new HashSet<>(scores);
        new Checks()
                .require(!model.isBlank() && XmlText.canHold(model), "model", "must be a name that XML can hold", model)
                .require(version >= 1, "version", "must be >= 1", version)
                .require(
                        !choice.isBlank() && XmlText.canHold(choice),
                        "choice",
                        "must be a name that XML can hold",
                        choice)
                .require(
                        all.size() == scores.size() && !all.contains(choice),
                        "scores",
                        "must differ from each other and from choice " + choice,
                        scores)
                .require(
                        scores.stream().allMatch(score -> !score.isBlank() && XmlText.canHold(score)),
                        "scores",
                        "must be names that XML can hold",
                        scores)
                .done();
    }

    /**
     * {@code probability(<class>)} and {@code label} for classes (of two the second only), {@code score} for a raw score, {@code
     * prediction} for a number, {@code affinity(<cluster>)} and {@code cluster} for clusters; with {@code _} behind where a field is
     * called so.
     */
    public static PmmlNames of(OnlineModel model, String name, long version) {
        Set<String> taken = new HashSet<>();
        model.config().fields().stream().map(FeatureField::name).forEach(taken::add);
        List<String> scores = new ArrayList<>();
        for (String score : scoreNames(model)) {
            scores.add(untaken(score, taken));
        }
        String choice = model.config().learner().task() == Task.CLUSTERING ? "cluster" : "label";
        return new PmmlNames(name, version, untaken(choice, taken), scores);
    }

    /** With other names for the scores. */
    public PmmlNames withScores(List<String> changed) {
        return new PmmlNames(model, version, choice, changed);
    }

    private static List<String> scoreNames(OnlineModel model) {
        LearnerConfig learner = model.config().learner();
        return switch (learner.task()) {
            case BINARY_CLASSIFICATION ->
                isRaw(model.learner())
                        ? List.of("score")
                        : List.of("probability(" + model.config().classes().get(1) + ")");
            case MULTICLASS_CLASSIFICATION ->
                model.config().classes().stream()
                        .map(label -> "probability(" + label + ")")
                        .toList();
            case REGRESSION -> List.of("prediction");
            case CLUSTERING ->
                IntStream.range(0, model.outputs())
                        .mapToObj(k -> "affinity(" + k + ")")
                        .toList();
            case DECOMPOSITION ->
                IntStream.range(0, model.outputs())
                        .mapToObj(k -> "code(" + k + ")")
                        .toList();
        };
    }

    /** Whether a classifier's score is no probability. */
    private static boolean isRaw(Learner learner) {
        return PmmlExport.answering(learner) instanceof LinearModel linear && linear.link() == Link.IDENTITY;
    }

    /** The name, with as many underscores behind it as it takes to differ from those taken; taken from now on. */
    static String untaken(String name, Set<String> taken) {
        String candidate = name;
        while (!taken.add(candidate)) {
            candidate += "_";
        }
        return candidate;
    }
}
