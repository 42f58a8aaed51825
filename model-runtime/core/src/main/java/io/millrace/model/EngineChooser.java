package io.millrace.model;

import io.millrace.model.AgreementCache.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Picks the engine for one bundle; see {@link Models}. */
final class EngineChooser {
    private static final AgreementCache VERDICTS = new AgreementCache();

    private final ModelBundle bundle;
    private final Device device;
    private final Optional<ModelEngine> reference;
    private final List<ModelEngine> candidates;

    /** The model that was compared and is to serve, so that it need not be loaded again. */
    private Model winner;

    /** Throws {@link ModelException} if there is no engine for the bundle's format and the device. */
    EngineChooser(ModelBundle bundle, Device device, List<ModelEngine> engines) {
        this.bundle = bundle;
        this.device = device;
        List<ModelEngine> able = engines.stream()
                .filter(engine -> engine.formats().contains(bundle.format()))
                .toList();
        reference = able.stream().filter(ModelEngine::isReference).findFirst();
        boolean isCpu = device.kind() == Device.Kind.CPU;
        candidates =
                able.stream().filter(engine -> !engine.isReference() && isCpu).toList();
        if (reference.isEmpty() && candidates.isEmpty()) {
            List<String> formats = engines.stream()
                    .flatMap(engine -> engine.formats().stream())
                    .distinct()
                    .sorted()
                    .toList();
            throw new ModelException(bundle.path() + ": no engine for format " + bundle.format()
                    + (isCpu ? "" : " on " + device) + " on the class path (engines found for: "
                    + String.join(", ", formats) + ")");
        }
    }

    EngineChoice choose() {
        List<ModelEngine> engines = new ArrayList<>(candidates);
        reference.ifPresent(engines::add);
        Verdict verdict = VERDICTS.get(AgreementCache.Key.of(bundle, device, engines), this::decide);
        Model model = winner == null ? engines.get(verdict.engine()).load(bundle, device) : winner;
        return new EngineChoice(model, verdict.reason());
    }

    /** Throws if the model is refused: by the reference engine, or by the golden rows in the engine that is to serve. */
    private Verdict decide() {
        if (reference.isEmpty()) {
            return decideWithoutReference();
        }
        if (candidates.isEmpty() && bundle.golden().isEmpty()) {
            return new Verdict(0, "the only engine for " + bundle.format() + " on " + device);
        }
        Model theirs = reference.get().load(bundle, device);
        try {
            List<String> reasons = new ArrayList<>();
            for (int i = 0; i < candidates.size(); i++) {
                Comparison comparison = compare(candidates.get(i), theirs);
                if (comparison.agrees) {
                    return new Verdict(i, comparison.reason + golden());
                }
                reasons.add(comparison.reason);
            }
            requireGolden(theirs);
            if (reasons.isEmpty()) {
                reasons.add("the only engine for " + bundle.format() + " on " + device + golden());
            }
            winner = theirs;
            return new Verdict(candidates.size(), String.join("; ", reasons));
        } finally {
            closeLoser(theirs);
        }
    }

    private void closeLoser(Model model) {
        if (model != null && model != winner) {
            model.close();
        }
    }

    /** Whether a candidate may serve, and why or why not. */
    private record Comparison(boolean agrees, String reason) {}

    /** Whatever a candidate throws speaks against the candidate only. */
    private Comparison compare(ModelEngine engine, Model theirs) {
        Model ours = null;
        try {
            ours = engine.load(bundle, device);
            Agreement.Outcome outcome = Agreement.of(ours, theirs);
            if (outcome.disagreement().isPresent()) {
                return new Comparison(
                        false,
                        engine.name() + " disagrees " + outcome.disagreement().get());
            }
            List<GoldenMismatch> mismatches = GoldenRows.check(ours, bundle.golden());
            if (!mismatches.isEmpty()) {
                return new Comparison(false, engine.name() + " disagrees with " + mismatches.get(0));
            }
            winner = ours;
            String rows = "agrees with " + theirs.engine() + " on " + outcome.rows() + " generated rows";
            return new Comparison(
                    true,
                    outcome.isComplete()
                            ? rows
                            : rows + " of the " + outcome.essentialRows() + " that would hit every boundary");
        } catch (UnsupportedModelException e) {
            return new Comparison(false, engine.name() + " does not support it: " + withoutPath(e));
        } catch (ModelException e) {
            return new Comparison(false, engine.name() + " refuses it: " + withoutPath(e));
        } catch (RuntimeException e) {
            // A bug in one of the two engines; the reference serves as it did before there was another one.
            return new Comparison(false, "comparing it in " + engine.name() + " failed: " + e);
        } finally {
            closeLoser(ours);
        }
    }

    private Verdict decideWithoutReference() {
        ModelException refused = null;
        for (int i = 0; i < candidates.size(); i++) {
            Model model = null;
            try {
                model = candidates.get(i).load(bundle, device);
                requireGolden(model);
                winner = model;
                return new Verdict(
                        i,
                        "no reference engine for " + bundle.format() + " on the class path: compared with "
                                + (bundle.golden().isEmpty()
                                        ? "nothing"
                                        : bundle.golden().size() + " golden rows only"));
            } catch (ModelException e) {
                refused = e;
            } finally {
                closeLoser(model);
            }
        }
        throw refused;
    }

    private void requireGolden(Model model) {
        List<GoldenMismatch> mismatches = GoldenRows.check(model, bundle.golden());
        if (!mismatches.isEmpty()) {
            throw new ModelException(bundle.path() + ": GOLDEN: " + mismatches.get(0) + " in " + model.engine()
                    + (mismatches.size() == 1 ? "" : ", and " + (mismatches.size() - 1) + " more"));
        }
    }

    private String golden() {
        return bundle.golden().isEmpty() ? "" : ", and " + bundle.golden().size() + " golden rows agree";
    }

    private String withoutPath(ModelException e) {
        String message = String.valueOf(e.getMessage());
        String path = bundle.path() + ": ";
        return message.startsWith(path) ? message.substring(path.length()) : message;
    }
}
