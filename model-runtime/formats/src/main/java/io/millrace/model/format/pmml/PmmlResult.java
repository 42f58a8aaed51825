package io.millrace.model.format.pmml;

import org.dmg.pmml.OutputField;
import org.dmg.pmml.ResultFeature;

/**
 * What of a model's result is an output of the contract.
 *
 * @param field the document's output field; null where the document has none for this output
 * @param target the target it is about; null where the document names none, and for the field of an inner model
 * @param feature without a field: {@link ResultFeature#PREDICTED_VALUE} is the target itself, {@link
 *     ResultFeature#PROBABILITY} and {@link ResultFeature#AFFINITY} are about {@code value}, {@link
 *     ResultFeature#REASON_CODE} and {@link ResultFeature#ENTITY_ID} have a {@code rank}
 * @param value class or cluster; empty where the feature has none
 * @param rank 1 for the first; 0 where the feature has none
 * @param required whether a row is refused that has no value here; otherwise it gets NaN or an empty text
 */
public record PmmlResult(
        OutputField field, String target, ResultFeature feature, String value, int rank, boolean required) {

    /** An output field of the document. */
    static PmmlResult of(OutputField field, String target) {
        String value = field.getValue() == null ? "" : String.valueOf(field.getValue());
        int rank = field.getRank() == null ? 0 : field.getRank();
        boolean isReason = field.getResultFeature() == ResultFeature.REASON_CODE;
        return new PmmlResult(field, target, field.getResultFeature(), value, rank, !isReason);
    }

    /** The prediction for a target. */
    static PmmlResult target(String target) {
        return new PmmlResult(null, target, ResultFeature.PREDICTED_VALUE, "", 0, true);
    }

    /** What the model knows of a class or cluster. */
    static PmmlResult of(ResultFeature feature, String target, String value) {
        return new PmmlResult(null, target, feature, value, 0, false);
    }

    /** What the model ranks. */
    static PmmlResult of(ResultFeature feature, String target, int rank) {
        return new PmmlResult(null, target, feature, "", rank, false);
    }

    /** This result, without which a row is refused. */
    PmmlResult withRequired() {
        return new PmmlResult(field, target, feature, value, rank, true);
    }
}
