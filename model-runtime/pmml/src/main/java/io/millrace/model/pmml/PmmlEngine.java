package io.millrace.model.pmml;

import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelEngine;
import io.millrace.model.ModelException;
import io.millrace.model.format.pmml.PmmlBinding;
import io.millrace.model.format.pmml.PmmlFile;
import io.millrace.model.format.pmml.PmmlResult;
import java.util.EnumSet;
import java.util.Set;
import org.dmg.pmml.ResultFeature;
import org.jpmml.evaluator.Evaluator;
import org.jpmml.evaluator.FieldNameSet;
import org.jpmml.evaluator.FunctionNameStack;
import org.jpmml.evaluator.ModelEvaluatorBuilder;
import org.jpmml.model.UnsupportedMarkupException;

/**
 * Loads PMML models with JPMML-Evaluator. The document is read by {@link PmmlFile}, which refuses what is hostile; the
 * contract is {@link PmmlBinding}'s, the same for every engine.
 */
public final class PmmlEngine implements ModelEngine {
    /** Second line behind {@link PmmlFile}, which refuses functions and fields that run in circles. */
    private static final int FUNCTION_DEPTH = 32;

    private static final int DERIVED_FIELD_DEPTH = 512;

    static final String NAME = "jpmml-evaluator";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> formats() {
        return Set.of("pmml");
    }

    @Override
    public boolean isReference() {
        return true;
    }

    @Override
    public Model load(ModelBundle bundle, Device device) {
        PmmlFile file = PmmlFile.read(bundle);
        PmmlBinding binding = PmmlBinding.of(bundle, file);
        Evaluator evaluator = build(bundle, file, binding);
        try {
            evaluator.verify();
        } catch (UnsupportedMarkupException e) {
            throw unsupported(bundle, e);
        } catch (RuntimeException e) {
            // The document's own examples come out differently here, or cannot be scored: not a model to trust.
            throw new ModelException(bundle.path() + ": the PMML's ModelVerification fails: " + firstLine(e), e);
        }
        PmmlModel model = new PmmlModel(bundle.id(), evaluator, binding, device);
        try {
            model.warmUp();
        } catch (UnsupportedMarkupException e) {
            throw unsupported(bundle, e);
        }
        return model;
    }

    private static Evaluator build(ModelBundle bundle, PmmlFile file, PmmlBinding binding) {
        try {
            return new ModelEvaluatorBuilder(file.pmml(), file.model())
                    .setFunctionGuard(new FunctionNameStack(FUNCTION_DEPTH))
                    .setDerivedFieldGuard(new FieldNameSet(DERIVED_FIELD_DEPTH))
                    .setExtraResultFeatures(features(binding))
                    .build();
        } catch (RuntimeException e) {
            // JPMML reports unsupported and contradictory markup as runtime exceptions of several families.
            throw new ModelException(bundle.path() + ": JPMML cannot serve it: " + firstLine(e), e);
        }
    }

    /** What JPMML is to work out although no output field asks for it. */
    private static Set<ResultFeature> features(PmmlBinding binding) {
        Set<ResultFeature> features = EnumSet.noneOf(ResultFeature.class);
        for (PmmlResult result : binding.results()) {
            if (result.field() == null) {
                features.add(result.feature());
            }
        }
        return features;
    }

    private static ModelException unsupported(ModelBundle bundle, UnsupportedMarkupException e) {
        return new ModelException(bundle.path() + ": JPMML does not support all of it: " + firstLine(e), e);
    }

    static String firstLine(Throwable e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().lines().findFirst().orElse("");
    }
}
