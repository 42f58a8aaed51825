package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.Ranking;
import io.millrace.model.compiled.program.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.dmg.pmml.DataType;
import org.dmg.pmml.OpType;
import org.dmg.pmml.scorecard.Attribute;
import org.dmg.pmml.scorecard.Characteristic;
import org.dmg.pmml.scorecard.ComplexPartialScore;
import org.dmg.pmml.scorecard.Scorecard;

/**
 * Compiles Scorecard: for each characteristic the partial score of the first attribute that holds. A row for which none
 * holds has no score.
 */
final class Scorecards {
    private final Lowering lowering;
    private final Columns columns;
    private final Names names;
    private final Target target;

    Scorecards(Lowering lowering, Names names, Target target) {
        this.lowering = lowering;
        columns = lowering.columns();
        this.names = names;
        this.target = target;
    }

    Prediction lower(Scorecard scorecard) {
        List<Characteristic> characteristics =
                scorecard.requireCharacteristics().requireCharacteristics();
        LinearSums sums = new LinearSums(lowering, 1);
        sums.addConstant(0, scorecard.getInitialScore().doubleValue());
        Dictionary texts = scorecard.isUseReasonCodes() ? reasons(characteristics) : null;
        List<Column> reasons = new ArrayList<>();
        List<Column> points = new ArrayList<>();
        for (Characteristic characteristic : characteristics) {
            List<Column> flags = new ArrayList<>();
            for (Attribute attribute : characteristic.requireAttributes()) {
                flags.add(lowering.predicates().flag(attribute.requirePredicate(), names));
            }
            Column score = chosen(characteristic, flags, null);
            sums.add(0, score, 1);
            if (scorecard.isUseReasonCodes()) {
                reasons.add(chosen(
                        characteristic,
                        flags,
                        attribute -> columns.constant(
                                        texts.code(reason(characteristic, attribute)),
                                        DataType.STRING,
                                        OpType.CATEGORICAL)
                                .withTexts(texts)));
                points.add(points(scorecard, characteristic, score));
            }
        }
        Prediction prediction = target.number(sums.finish().get(0));
        return scorecard.isUseReasonCodes() ? prediction.withReasons(ranked(texts, reasons, points)) : prediction;
    }

    private interface Value {
        Column of(Attribute attribute);
    }

    /** The value of the first attribute that holds. */
    private Column chosen(Characteristic characteristic, List<Column> flags, Value value) {
        Value own = value == null ? this::partialScore : value;
        List<Attribute> attributes = characteristic.requireAttributes();
        Column chosen = columns.constant(Undefined.VALUE, DataType.DOUBLE, OpType.CONTINUOUS);
        for (int i = attributes.size() - 1; i >= 0; i--) {
            Column flag = flags.get(i);
            Column known = columns.unary(
                    flag, flag.withGaps(false, flag.mayBeUndefined()), holds -> Undefined.isMissing(holds) ? 0 : holds);
            Column one = own.of(attributes.get(i));
            Column like =
                    Column.like(one.type(), one.opType()).withTexts(one.texts()).gapsOf(one, chosen, known);
            chosen = columns.choose(known, one, chosen, like);
        }
        columns.require(chosen);
        return chosen;
    }

    private Column partialScore(Attribute attribute) {
        ComplexPartialScore complex = attribute.getComplexPartialScore();
        if (complex == null) {
            return columns.constant(attribute.requirePartialScore().doubleValue(), DataType.DOUBLE, OpType.CONTINUOUS);
        }
        Column score = lowering.expressions().typed(complex.requireExpression(), names, null, null);
        if (!score.isNumeric() || score.type() == DataType.INTEGER) { // whole numbers overflow in their own way
            throw Unsupported.element(complex, "a score of type " + score.type().value());
        }
        Column like = Column.number(DataType.DOUBLE).withGaps(false, score.mayBeMissing() || score.mayBeUndefined());
        return columns.unary(score.withType(DataType.DOUBLE, OpType.CONTINUOUS), like, Undefined::unlessNaN);
    }

    /** What a characteristic lost or won against its baseline. */
    private Column points(Scorecard scorecard, Characteristic characteristic, Column score) {
        Number own = characteristic.getBaselineScore() == null
                ? scorecard.getBaselineScore()
                : characteristic.getBaselineScore();
        if (own == null) {
            throw Unsupported.attribute(characteristic, "baselineScore", "none");
        }
        double baseline = own.doubleValue();
        boolean isAbove = scorecard.getReasonCodeAlgorithm() == Scorecard.ReasonCodeAlgorithm.POINTS_ABOVE;
        return columns.unary(
                score, score, value -> Double.isNaN(value) ? value : isAbove ? value - baseline : baseline - value);
    }

    private static String reason(Characteristic characteristic, Attribute attribute) {
        String reason = attribute.getReasonCode() == null ? characteristic.getReasonCode() : attribute.getReasonCode();
        if (reason == null) {
            throw Unsupported.attribute(attribute, "reasonCode", "none");
        }
        return reason;
    }

    private static Dictionary reasons(List<Characteristic> characteristics) {
        Set<String> reasons = new LinkedHashSet<>();
        for (Characteristic characteristic : characteristics) {
            characteristic.requireAttributes().forEach(attribute -> reasons.add(reason(characteristic, attribute)));
        }
        return Dictionary.closed(List.copyOf(reasons));
    }

    /** Reasons that count, the one with the most points first. */
    private List<Column> ranked(Dictionary texts, List<Column> reasons, List<Column> points) {
        int[] codes = columns.indices(reasons);
        int[] values = columns.indices(points);
        int first = columns.builder().newColumns(reasons.size());
        columns.builder().add(new Ranking(codes, values, first));
        List<Column> ranked = new ArrayList<>();
        for (int rank = 0; rank < reasons.size(); rank++) {
            ranked.add(Column.text(texts).withGaps(true, false).at(first + rank));
        }
        return ranked;
    }
}
