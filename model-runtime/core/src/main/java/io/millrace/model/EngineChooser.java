package io.millrace.model;

import io.millrace.model.AgreementCache.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Picks the engine for one bundle; see {@link Models}. */
final class EngineChooser {
    private static final AgreementCache OUTCOMES = new AgreementCache();

    private final ModelBundle bundle;
    private final Device device;
    private final Optional<ModelEngine> reference;
    private final List<ModelEngine> candidates;

    EngineChooser(ModelBundle bundle, Device device, List<ModelEngine> engines) {
        this.bundle = bundle;
        this.device = device;
        List<ModelEngine> able = engines.stream()
                .filter(engine -> engine.formats().contains(bundle.format()))
                .toList();
        if (able.isEmpty()) {
            List<String> formats = engines.stream()
                    .flatMap(engine -> engine.formats().stream())
                    .distinct()
                    .sorted()
                    .toList();
            throw new ModelException(bundle.path() + ": no engine for format " + bundle.format()
                    + " on the class path (engines found for: " + String.join(", ", formats) + ")");
        }
        reference = able.stream().filter(ModelEngine::isReference).findFirst();
        candidates = able.stream().filter(engine -> !engine.isReference()).toList();
    }

    EngineChoice choose() {
        if (reference.isEmpty()) {
            return chooseWithoutReference();
        }
        if (candidates.isEmpty()) {
            return new EngineChoice(
                    reference.get().load(bundle, device), "the only engine for " + bundle.format() + " here");
        }
        if (device.kind() != Device.Kind.CPU) {
            return new EngineChoice(
                    reference.get().load(bundle, device), "the only engine that can use " + device + " here");
        }
        List<String> reasons = new ArrayList<>();
        for (ModelEngine candidate : candidates) {
            Verdict verdict = OUTCOMES.get(
                    AgreementCache.Key.of(bundle, candidate, reference.get()),
                    () -> compare(candidate, reference.get()));
            if (verdict.agrees()) {
                return new EngineChoice(candidate.load(bundle, device), verdict.reason());
            }
            reasons.add(verdict.reason());
        }
        return new EngineChoice(reference.get().load(bundle, device), String.join("; ", reasons));
    }

    /** Throws if the reference engine refuses the model; whatever the candidate throws speaks against the candidate only. */
    private Verdict compare(ModelEngine engine, ModelEngine referenceEngine) {
        try (Model theirs = referenceEngine.load(bundle, device)) {
            try (Model ours = engine.load(bundle, device)) {
                Agreement.Outcome outcome = Agreement.of(ours, theirs);
                return outcome.disagreement()
                        .map(text -> new Verdict(false, engine.name() + " disagrees " + text))
                        .orElseGet(() -> new Verdict(true, agreed(referenceEngine, outcome)));
            } catch (UnsupportedModelException e) {
                return new Verdict(false, engine.name() + " does not support it: " + e.getMessage());
            } catch (ModelException e) {
                return new Verdict(false, engine.name() + " refuses it: " + e.getMessage());
            } catch (RuntimeException e) {
                // A bug in one of the two engines; the reference serves as it did before there was another one.
                return new Verdict(false, "comparing " + engine.name() + " with it failed: " + e);
            }
        }
    }

    private static String agreed(ModelEngine referenceEngine, Agreement.Outcome outcome) {
        return "agrees with " + referenceEngine.name() + " on " + outcome.rows() + " generated rows"
                + (outcome.isComplete()
                        ? ""
                        : ", which is not all: every boundary of the model would need " + outcome.boundaryRows());
    }

    private EngineChoice chooseWithoutReference() {
        ModelException refused = null;
        for (ModelEngine candidate : candidates) {
            try {
                return new EngineChoice(
                        candidate.load(bundle, Device.CPU),
                        "compared with nothing: no reference engine for " + bundle.format() + " on the class path");
            } catch (ModelException e) {
                refused = e;
            }
        }
        throw refused;
    }
}
