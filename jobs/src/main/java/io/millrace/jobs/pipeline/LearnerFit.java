package io.millrace.jobs.pipeline;

import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.pmml.PmmlExport;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelId;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A learner beside the model of its slot: what it learns from is what that model is given, for that is what predictions log, and its
 * scores are called as that model's.
 *
 * @param plan as the file has it
 * @param model what it is made of
 * @param outputs what scores are called, one for each
 */
public record LearnerFit(LearnerPlan plan, OnlineModelConfig model, List<String> outputs) {
    /**
     * Holds learners against the slot's model.
     *
     * @param features of the pipeline
     * @param id the slot's model
     * @param problems collects what does not fit: nothing may start if there is anything in it
     */
    public static List<LearnerFit> of(
            Learning learning, List<Feature> features, ModelId id, ModelContract contract, List<String> problems) {
        List<LearnerFit> fits = new ArrayList<>();
        for (int i = 0; i < learning.learners().size(); i++) {
            LearnerPlan plan = learning.learners().get(i);
            String path = "learners[" + i + "]";
            if (plan.name().equals(id.name())) {
                problems.add(
                        path + ".name: must differ from the name of the slot's model, or their versions mix, found \""
                                + plan.name() + "\"");
            }
            for (FeatureField field : plan.fields()) {
                if (contract.firstColumn(field.name()) < 0) {
                    problems.add(
                            path + ".features: must be inputs of the slot's model, whose predictions log them, found "
                                    + field.name());
                }
            }
            Optional<List<String>> outputs = outputs(plan, contract, path, problems);
            Optional<OnlineModelConfig> model = model(plan, usual(features, contract), path, problems);
            if (outputs.isPresent() && model.isPresent()) {
                checkNames(outputs.get(), model.get(), path, problems);
                LearnerFit fit = new LearnerFit(plan, model.get(), outputs.get());
                learning.admission().ifPresent(admission -> checkAdmission(admission, fit, problems));
                checkHoldout(fit, contract, path, problems);
                fits.add(fit);
            }
        }
        return fits;
    }

    private static void checkAdmission(AdmissionPlan admission, LearnerFit fit, List<String> problems) {
        if (!admission.concerns(fit.plan().name())) {
            return;
        }
        try {
            admission.newFilter(fit.model(), fit.outputs().size());
        } catch (InvalidConfigException e) {
            e.problems()
                    .forEach(problem -> problems.add("admission.stages: " + problem.name() + " " + problem.rule()
                            + ", beside learner " + fit.plan().name() + ", found " + problem.found()));
        }
    }

    /** The slot's model is measured on the holdout as well, so that the first candidate has something to reach; one that is given vectors is not. */
    private static void checkHoldout(LearnerFit fit, ModelContract contract, String path, List<String> problems) {
        Set<String> needed = new LinkedHashSet<>();
        fit.model().fields().forEach(field -> needed.add(field.name()));
        contract.inputs().stream().filter(input -> input.size() == 1).forEach(input -> needed.add(input.name()));
        fit.plan().holdout().map(HoldoutPlan::examples).ifPresent(examples -> {
            List<String> missing =
                    needed.stream().filter(name -> !examples.has(name)).toList();
            if (!missing.isEmpty()) {
                problems.add(path + ".publish.gate.holdout.file: must have a column for each feature of the learner and"
                        + " of the slot's model, found none for " + missing);
            }
        });
    }

    /** A document cannot have a field and a result of one name. */
    private static void checkNames(List<String> outputs, OnlineModelConfig model, String path, List<String> problems) {
        for (FeatureField field : model.fields()) {
            if (outputs.contains(field.name())) {
                problems.add(path + ".outputs: must differ from the features, found " + field.name());
            }
        }
    }

    /** The pipeline's single values that the model is given, in the model's order. */
    private static List<FeatureField> usual(List<Feature> features, ModelContract contract) {
        List<FeatureField> usual = new ArrayList<>();
        for (ModelInput input : contract.inputs()) {
            features.stream()
                    .filter(feature -> feature.name().equals(input.name()) && feature.size() == 1)
                    .findFirst()
                    .ifPresent(feature -> usual.add(LearningReader.usualField(feature)));
        }
        return usual;
    }

    private static Optional<OnlineModelConfig> model(
            LearnerPlan plan, List<FeatureField> usual, String path, List<String> problems) {
        try {
            OnlineModelConfig model = plan.model(usual);
            PmmlExport.obstacles(model)
                    .forEach(obstacle ->
                            problems.add(path + ": must be a model that can be published, found " + obstacle));
            return Optional.of(model);
        } catch (InvalidConfigException e) {
            e.problems()
                    .forEach(problem -> problems.add(
                            path + "." + problem.name() + ": " + problem.rule() + ", found " + problem.found()));
            return Optional.empty();
        }
    }

    /** Which of the slot's model's outputs are the scores. */
    private static Optional<List<String>> outputs(
            LearnerPlan plan, ModelContract contract, String path, List<String> problems) {
        int count = plan.gate().outputs();
        List<String> numbers = contract.outputs().stream()
                .filter(output -> !output.isText())
                .map(ModelOutput::name)
                .toList();
        if (plan.outputs().isEmpty()) {
            if (count == numbers.size()) {
                return Optional.of(numbers);
            }
            problems.add(path + ".outputs: must name " + count + " of the numbers " + numbers
                    + " that the slot's model answers, found nothing");
            return Optional.empty();
        }
        if (plan.outputs().size() != count || !numbers.containsAll(plan.outputs())) {
            problems.add(path + ".outputs: must be " + count + " of the numbers " + numbers
                    + " that the slot's model answers, found " + plan.outputs());
            return Optional.empty();
        }
        return Optional.of(plan.outputs());
    }
}
