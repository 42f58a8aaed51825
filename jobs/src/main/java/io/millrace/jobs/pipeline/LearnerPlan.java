package io.millrace.jobs.pipeline;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.gate.DivergenceConfig;
import io.millrace.learning.gate.GateConfig;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.MissingValues;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.model.Scaling;
import io.millrace.learning.model.ScalingOrder;
import java.util.List;
import java.util.Optional;

/**
 * A learner as the pipeline file describes it.
 *
 * @param name its name, also that of the models that it publishes
 * @param slot slot that it learns for
 * @param algorithm how it learns
 * @param fields what it learns from; empty: all numbers and texts that the slot's model is given
 * @param scaling of numbers
 * @param scalingOrder whether a score knows the row's own scaling
 * @param missingValues what a missing value means
 * @param hashingBits columns of hashed fields, as a power of two; 0: the usual number
 * @param classes names of the classes, that of class 0 first; empty: 0, 1 and so on
 * @param outputs what the champion calls its scores and the published models will call theirs, one for each score; empty: as the slot's model
 * @param gate what a candidate must show before it may serve
 * @param holdout trusted examples on which it must not lose; empty: none
 * @param divergence when it counts as gone astray
 * @param thaw 0 or more; with a greater number than before, a frozen learner and a gate that has stopped go on at the next start
 * @param signingKey signs its deployments; empty: local mode's own, or none
 */
public record LearnerPlan(
        String name,
        String slot,
        LearnerConfig algorithm,
        List<FeatureField> fields,
        Scaling scaling,
        ScalingOrder scalingOrder,
        MissingValues missingValues,
        int hashingBits,
        List<String> classes,
        List<String> outputs,
        GateConfig gate,
        Optional<HoldoutPlan> holdout,
        DivergenceConfig divergence,
        int thaw,
        Optional<SigningKey> signingKey) {
    /** Copies the lists. */
    public LearnerPlan {
        fields = List.copyOf(fields);
        classes = List.copyOf(classes);
        outputs = List.copyOf(outputs);
    }

    /**
     * What it is made of.
     *
     * @param usual fields where the file names none
     * @throws io.millrace.learning.config.InvalidConfigException if the parts do not fit each other
     */
    public OnlineModelConfig model(List<FeatureField> usual) {
        OnlineModelConfig model = OnlineModelConfig.of(fields.isEmpty() ? usual : fields, algorithm)
                .withScaling(scaling)
                .withOrder(scalingOrder)
                .withMissing(missingValues);
        if (hashingBits > 0) {
            model = model.withHashingBits(hashingBits);
        }
        return classes.isEmpty() ? model : model.withClasses(classes);
    }

    /** This with another key. */
    LearnerPlan withSigningKey(SigningKey key) {
        return new LearnerPlan(
                name,
                slot,
                algorithm,
                fields,
                scaling,
                scalingOrder,
                missingValues,
                hashingBits,
                classes,
                outputs,
                gate,
                holdout,
                divergence,
                thaw,
                Optional.of(key));
    }
}
