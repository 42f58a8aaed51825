package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.Step;
import io.millrace.model.compiled.program.TieBreak;
import io.millrace.model.compiled.program.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.dmg.pmml.DataType;
import org.dmg.pmml.MiningFunction;
import org.dmg.pmml.Model;
import org.dmg.pmml.OutputField;
import org.dmg.pmml.True;
import org.dmg.pmml.mining.MiningModel;
import org.dmg.pmml.mining.Segment;
import org.dmg.pmml.mining.Segmentation;
import org.dmg.pmml.mining.Segmentation.MultipleModelMethod;
import org.dmg.pmml.tree.Node;
import org.dmg.pmml.tree.TreeModel;

/** Compiles MiningModel: sums, averages and votes of models, and models one behind the other. */
final class MiningModels {
    private final Lowering lowering;
    private final Columns columns;

    MiningModels(Lowering lowering) {
        this.lowering = lowering;
        columns = lowering.columns();
    }

    Results lower(MiningModel model, Scope scope) {
        Segmentation segmentation = model.requireSegmentation();
        if (segmentation.getLocalTransformations() != null
                && segmentation.getLocalTransformations().hasDerivedFields()) {
            throw Unsupported.element(segmentation, "LocalTransformations");
        }
        List<Segment> segments = segmentation.requireSegments();
        return switch (segmentation.requireMultipleModelMethod()) {
            case MODEL_CHAIN -> chain(model, segmentation, scope);
            case SELECT_FIRST -> first(segmentation, segments, scope);
            case SUM, WEIGHTED_SUM, AVERAGE, WEIGHTED_AVERAGE -> {
                Target target = Target.of(lowering, model);
                boolean isNumber = model.requireMiningFunction() == MiningFunction.REGRESSION;
                yield new Results(
                        target.name(),
                        isNumber ? sum(segmentation, scope, target) : average(segmentation, scope, target));
            }
            case MAJORITY_VOTE, WEIGHTED_MAJORITY_VOTE -> {
                Target target = Target.of(lowering, model);
                yield new Results(target.name(), vote(segmentation, scope, target));
            }
            default ->
                throw Unsupported.attribute(
                        segmentation,
                        "multipleModelMethod",
                        segmentation.requireMultipleModelMethod().value());
        };
    }

    /** Each model sees the output fields of those before it; the last one has the word. */
    private Results chain(MiningModel model, Segmentation segmentation, Scope scope) {
        List<Segment> segments = segmentation.requireSegments();
        Results last = null;
        for (Segment segment : segments) {
            checkAlways(segment);
            Model inner = segment.requireModel();
            Scope own = scope.inner(inner);
            last = lowering.lower(inner, own);
            List<OutputField> fields =
                    inner.getOutput() == null ? List.of() : inner.getOutput().getOutputFields();
            refuseWithout(segmentation, last.prediction().value(), fields, scope);
            for (OutputField field : fields) {
                scope.declare(field, own.column(field.requireName()));
            }
        }
        if (last == null) {
            throw Unsupported.element(model, "no segments");
        }
        Model speaker = segments.get(segments.size() - 1).requireModel();
        if (speaker.requireMiningFunction() != model.requireMiningFunction()) {
            throw Unsupported.element(
                    model,
                    "a chain that ends in " + speaker.requireMiningFunction().value());
        }
        return last;
    }

    /**
     * Where a model in a chain has no prediction, neither has the chain, if the document says so; if it does not, an output
     * field about that prediction cannot be handed on, and scoring fails.
     */
    private void refuseWithout(Segmentation segmentation, Column value, List<OutputField> fields, Scope scope) {
        Segmentation.MissingPredictionTreatment treatment = segmentation.getMissingPredictionTreatment();
        if (treatment == Segmentation.MissingPredictionTreatment.SKIP_SEGMENT) {
            throw Unsupported.attribute(segmentation, "missingPredictionTreatment", treatment.value() + " in a chain");
        }
        boolean isReturned = treatment == Segmentation.MissingPredictionTreatment.RETURN_MISSING;
        if (!value.mayBeMissing() || !(isReturned || fields.stream().anyMatch(Outputs::isAboutTarget))) {
            return;
        }
        if (isReturned && !scope.isOutermost()) {
            throw Unsupported.attribute(segmentation, "missingPredictionTreatment", treatment.value() + " inside");
        }
        double refusal = isReturned ? Undefined.REFUSED : Undefined.VALUE;
        columns.require(
                columns.unary(value, value.withGaps(false, true), cell -> Undefined.isMissing(cell) ? refusal : cell));
    }

    /** The first model whose predicate is true. */
    private Results first(Segmentation segmentation, List<Segment> segments, Scope scope) {
        List<Column> flags = new ArrayList<>();
        List<Results> all = new ArrayList<>();
        List<List<Column>> needs = new ArrayList<>();
        for (Segment segment : segments) {
            Column flag = lowering.predicates().flag(segment.requirePredicate(), scope);
            Model inner = segment.requireModel();
            if (inner.getOutput() != null && inner.getOutput().hasOutputFields()) {
                throw Unsupported.element(segmentation, "output fields of models to select from");
            }
            flags.add(flag);
            List<Column> needed = columns.needs(() -> all.add(lowering.lower(inner, scope.inner(inner))));
            needs.add(needed);
            if (segment.requirePredicate() instanceof True) {
                break;
            }
        }
        if (segmentation.getMissingPredictionTreatment() != Segmentation.MissingPredictionTreatment.CONTINUE) {
            throw Unsupported.attribute(
                    segmentation,
                    "missingPredictionTreatment",
                    segmentation.getMissingPredictionTreatment().value());
        }
        Prediction prediction = null;
        for (int i = all.size() - 1; i >= 0; i--) {
            Prediction one = all.get(i).prediction();
            if (one.kind() != Prediction.Kind.NUMBER || one.value().isText()) {
                throw Unsupported.element(segmentation, "a selection of models that predict no numbers");
            }
            Column otherwise = prediction == null
                    ? columns.missing(one.value().type(), one.value().opType())
                    : prediction.value();
            if (otherwise.type() != one.value().type()) {
                throw Unsupported.element(segmentation, "a selection of models that predict different types");
            }
            // an unknown predicate is none that holds
            Column known = columns.unary(
                    flags.get(i),
                    flags.get(i).withGaps(false, flags.get(i).mayBeUndefined()),
                    flag -> Undefined.isMissing(flag) ? 0 : flag);
            Column value = columns.undefinedWhere(needs.get(i), one.value());
            Column like = Column.number(value.type()).gapsOf(value, otherwise, known);
            prediction = Prediction.number(columns.choose(known, value, otherwise, like));
        }
        columns.require(prediction.value());
        return new Results(all.get(0).target(), prediction);
    }

    private static void checkAlways(Segment segment) {
        if (!(segment.requirePredicate() instanceof True)) {
            throw Unsupported.element(
                    segment,
                    "a predicate " + segment.requirePredicate().getClass().getSimpleName());
        }
        if (segment.getVariableWeight() != null) {
            throw Unsupported.element(segment, "VariableWeight");
        }
    }

    private static boolean isWeighted(Segmentation segmentation) {
        return switch (segmentation.requireMultipleModelMethod()) {
            case WEIGHTED_SUM, WEIGHTED_AVERAGE, WEIGHTED_MAJORITY_VOTE -> true;
            default -> false;
        };
    }

    private static double weight(Segmentation segmentation, Segment segment) {
        double weight = isWeighted(segmentation) ? segment.getWeight().doubleValue() : 1;
        if (!(weight >= 0)) {
            throw Unsupported.attribute(segment, "weight", weight);
        }
        return weight;
    }

    /** What a sum is divided by; 1 where it is wanted as it is. */
    private static double divisor(Segmentation segmentation) {
        List<Segment> segments = segmentation.requireSegments();
        return switch (segmentation.requireMultipleModelMethod()) {
            case AVERAGE -> segments.size();
            case WEIGHTED_AVERAGE -> {
                double sum = 0;
                for (Segment segment : segments) {
                    sum += weight(segmentation, segment);
                }
                if (sum == 0) {
                    throw Unsupported.element(segmentation, "weights that are 0");
                }
                yield sum;
            }
            default -> 1;
        };
    }

    /** A model that is one of several must have no say of its own. */
    private Scope scopeOf(Segment segment, Scope scope) {
        checkAlways(segment);
        Model inner = segment.requireModel();
        if (inner.getOutput() != null && inner.getOutput().hasOutputFields()) {
            throw Unsupported.element(segment, "output fields of a model that is one of several");
        }
        return scope.inner(inner);
    }

    private Prediction sum(Segmentation segmentation, Scope scope, Target target) {
        List<Segment> segments = segmentation.requireSegments();
        Column sum;
        if (segments.stream().allMatch(segment -> segment.requireModel() instanceof TreeModel)) {
            Forest forest = new Forest(lowering);
            for (Segment segment : segments) {
                TreeModel tree = (TreeModel) segment.requireModel();
                checkFunction(tree, MiningFunction.REGRESSION);
                Target own = Target.of(lowering, tree);
                own.checkNoPriors(true);
                forest.add(tree, scopeOf(segment, scope), new TreeModels.Numbers(own, weight(segmentation, segment)));
            }
            sum = forest.sums().get(0);
        } else {
            LinearSums sums = new LinearSums(lowering, 1);
            for (Segment segment : segments) {
                Model inner = segment.requireModel();
                checkFunction(inner, MiningFunction.REGRESSION);
                Prediction prediction =
                        lowering.lower(inner, scopeOf(segment, scope)).prediction();
                sums.add(0, sums.number(prediction.value(), segment), weight(segmentation, segment));
            }
            sum = sums.finish().get(0);
        }
        checkSkipsNothing(segmentation, sum.mayBeMissing());
        return target.number(divided(sum, divisor(segmentation)));
    }

    private Column divided(Column sum, double divisor) {
        return divisor == 1 ? sum : columns.unary(sum, sum, value -> Double.isNaN(value) ? value : value / divisor);
    }

    private static void checkFunction(Model model, MiningFunction function) {
        if (model.requireMiningFunction() != function) {
            throw Unsupported.attribute(
                    model, "functionName", model.requireMiningFunction().value());
        }
    }

    /** Where a model may have no prediction, only results that then are missing too are compiled. */
    private static void checkSkipsNothing(Segmentation segmentation, boolean mayBeMissing) {
        boolean isSkipped =
                segmentation.getMissingPredictionTreatment() == Segmentation.MissingPredictionTreatment.SKIP_SEGMENT;
        if (mayBeMissing && isSkipped) {
            throw Unsupported.attribute(segmentation, "missingPredictionTreatment", "skipSegment");
        }
    }

    private Prediction average(Segmentation segmentation, Scope scope, Target target) {
        MultipleModelMethod method = segmentation.requireMultipleModelMethod();
        if (method == MultipleModelMethod.SUM || method == MultipleModelMethod.WEIGHTED_SUM) {
            throw Unsupported.attribute(segmentation, "multipleModelMethod", method.value() + " of classes");
        }
        List<Segment> segments = segmentation.requireSegments();
        List<String> classes;
        List<Column> sums;
        if (segments.stream().allMatch(segment -> segment.requireModel() instanceof TreeModel)) {
            classes = classes(segmentation);
            Forest forest = new Forest(lowering);
            for (Segment segment : segments) {
                TreeModel tree = (TreeModel) segment.requireModel();
                checkFunction(tree, MiningFunction.CLASSIFICATION);
                if (!TreeModels.hasDistributions(tree.requireNode())) {
                    throw Unsupported.element(segment, "a tree without probabilities");
                }
                Target own = Target.of(lowering, tree);
                own.checkNoPriors(true);
                forest.add(
                        tree,
                        scopeOf(segment, scope),
                        new TreeModels.Probabilities(classes, weight(segmentation, segment), own.isSingle()));
            }
            sums = forest.sums();
        } else {
            List<Prediction> predictions = new ArrayList<>();
            for (Segment segment : segments) {
                Model inner = segment.requireModel();
                checkFunction(inner, MiningFunction.CLASSIFICATION);
                predictions.add(lowering.lower(inner, scopeOf(segment, scope)).prediction());
            }
            classes = predictions.get(0).categories();
            LinearSums all = new LinearSums(lowering, classes.size());
            for (int i = 0; i < predictions.size(); i++) {
                Prediction prediction = predictions.get(i);
                if (!prediction.categories().equals(classes)
                        || prediction.scores().isEmpty()) {
                    throw Unsupported.element(segmentation, "models that tell no probabilities of " + classes);
                }
                for (int k = 0; k < classes.size(); k++) {
                    all.add(k, prediction.scores().get(k), weight(segmentation, segments.get(i)));
                }
            }
            sums = all.finish();
        }
        checkSkipsNothing(segmentation, sums.get(0).mayBeMissing());
        double divisor = divisor(segmentation);
        return target.mostProbable(
                classes, sums.stream().map(sum -> divided(sum, divisor)).toList());
    }

    /**
     * The classes of all trees. Of equally probable ones the first one of the first distribution wins, so distributions
     * must agree on the order.
     */
    private static List<String> classes(Segmentation segmentation) {
        Set<String> classes = new LinkedHashSet<>();
        for (Segment segment : segmentation.requireSegments()) {
            DistributionOrder.check(((TreeModel) segment.requireModel()).requireNode(), classes, segment);
        }
        return List.copyOf(classes);
    }

    /** Every model has a vote. Of classes with equal votes the one that was voted for first wins. */
    private Prediction vote(Segmentation segmentation, Scope scope, Target target) {
        List<Segment> segments = segmentation.requireSegments();
        Set<String> found = new LinkedHashSet<>();
        List<TreeModel> trees = new ArrayList<>();
        List<Scope> scopes = new ArrayList<>();
        for (Segment segment : segments) {
            if (!(segment.requireModel() instanceof TreeModel tree)) {
                throw Unsupported.element(segmentation, "votes of models that are no trees");
            }
            checkFunction(tree, MiningFunction.CLASSIFICATION);
            Target.of(lowering, tree).checkNoPriors(true);
            TreeModels.classes(tree.requireNode(), found);
            trees.add(tree);
            scopes.add(scopeOf(segment, scope));
        }
        List<String> classes = List.copyOf(found);
        Forest votes = new Forest(lowering);
        double total = 0;
        for (int i = 0; i < trees.size(); i++) {
            double weight = weight(segmentation, segments.get(i));
            total += weight;
            votes.add(trees.get(i), scopes.get(i), new Votes(classes, weight));
        }
        List<Column> sums = votes.sums();
        if (sums.get(0).mayBeMissing() || total == 0) {
            // missing is a candidate too
            throw Unsupported.element(segmentation, "votes of trees that may have no prediction");
        }
        Column winner = winner(trees, scopes, classes, sums);
        double all = total;
        List<Column> probabilities = sums.stream()
                .map(sum -> columns.unary(sum, sum, value -> Double.isNaN(value) || all == 1 ? value : value / all))
                .map(target::inPrecision)
                .toList();
        return target.category(classes, winner, probabilities);
    }

    private Column winner(List<TreeModel> trees, List<Scope> scopes, List<String> classes, List<Column> votes) {
        Forest order = new Forest(lowering);
        int groups = (trees.size() + TieBreak.GROUP - 1) / TieBreak.GROUP;
        for (int i = 0; i < trees.size(); i++) {
            order.add(trees.get(i), scopes.get(i), new VotesInOrder(classes, groups, i));
        }
        List<Column> inOrder = new ArrayList<>();
        List<Step> recount = columns.builder().apart(() -> inOrder.addAll(order.sums()));
        Column like = Column.number(DataType.INTEGER).gapsOf(votes.get(0));
        Column winner = columns.place(like);
        columns.builder().add(new TieBreak(columns.indices(votes), columns.indices(inOrder), recount, winner.index()));
        return winner;
    }

    /** Leaves that vote for their class. */
    private record Votes(List<String> classes, double weight) implements TreeShape.Leaves {
        @Override
        public int targets() {
            return classes.size();
        }

        @Override
        public double[] of(Node node) {
            if (node.getScore() == null) {
                return null;
            }
            double[] votes = new double[targets()];
            votes[classes.indexOf(Literals.text(node.getScore()))] = weight;
            return votes;
        }
    }

    /** Leaves that also tell who voted: see {@link TieBreak}. */
    private record VotesInOrder(List<String> classes, int groups, int voter) implements TreeShape.Leaves {
        @Override
        public int targets() {
            return groups * classes.size();
        }

        @Override
        public double[] of(Node node) {
            if (node.getScore() == null) {
                return null;
            }
            double[] votes = new double[targets()];
            int group = voter / TieBreak.GROUP;
            votes[group * classes.size() + classes.indexOf(Literals.text(node.getScore()))] = TieBreak.ballot(voter);
            return votes;
        }
    }
}
