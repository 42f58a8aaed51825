package io.millrace.cli.model;

import io.millrace.cli.terminal.FailedException;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.model.BundleContent;
import io.millrace.model.ColumnProfile;
import io.millrace.model.FeatureType;
import io.millrace.model.GoldenMismatch;
import io.millrace.model.GoldenRows;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelId;
import io.millrace.model.ModelInput;
import io.millrace.model.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes a bundle out of a model file and a sample. What the model declares is kept; the sample adds categories of open
 * texts, golden rows and the reference profile. Packaging changes no score. The bundle is loaded and checked before it
 * appears. The same model and sample give the same bundle, byte for byte.
 */
public final class ModelPackager {
    private final PackagePlan plan;
    private final List<String> notes = new ArrayList<>();

    private ModelPackager(PackagePlan plan) {
        this.plan = plan;
    }

    /**
     * What was made.
     *
     * @param bundle as it is read from the target
     * @param sampleRows rows of the sample that were read
     * @param scoredRows those that have scores
     * @param notes what a person should know, a sentence each
     */
    public record Result(ModelBundle bundle, long sampleRows, long scoredRows, List<String> notes) {}

    /**
     * Makes the bundle.
     *
     * @throws InvalidInputException if the target exists, or the sample or the plan does not fit the model
     * @throws FailedException if the bundle, read back, does not give its own golden answers
     */
    public static Result run(PackagePlan plan) throws IOException {
        return new ModelPackager(plan).run();
    }

    private Result run() throws IOException {
        if (Files.exists(plan.target())) {
            throw new InvalidInputException("--out: must not exist yet, found " + plan.target());
        }
        ModelBundle source = nameInputs(ModelBundle.open(plan.model()));
        SampleReader sample;
        ModelBundle bundle;
        try (Model model = ReferenceModels.load(source)) {
            sample = SampleReader.read(model, plan.sample(), plan.golden(), plan.rows());
            bundle = bundle(source, model.contract(), sample);
        }
        if (sample.golden().size() < plan.golden()) {
            notes.add("golden rows: " + sample.golden().size() + ", as the sample has no more that fit");
        }
        if (sample.rows() == plan.rows()) {
            notes.add("the sample's first " + plan.rows() + " rows were read (--rows)");
        }
        return new Result(write(bundle), sample.rows(), sample.scored(), notes);
    }

    /** Gives names to the columns of a model whose only input is a vector. */
    private ModelBundle nameInputs(ModelBundle bundle) {
        if (plan.inputs().isEmpty()) {
            return bundle;
        }
        ModelContract contract;
        try (Model model = ReferenceModels.load(bundle)) {
            contract = model.contract();
        }
        ModelInput vector = contract.inputs().get(0);
        if (contract.inputs().size() > 1 || vector.size() != plan.inputs().size()) {
            throw new InvalidInputException("--inputs: must name the columns of the model's only input, found "
                    + plan.inputs().size() + " names for "
                    + contract.inputs().stream()
                            .map(input -> input.name() + "[" + input.size() + "]")
                            .collect(Collectors.joining(", ")));
        }
        String tensor = vector.tensor().isEmpty() ? vector.name() : vector.tensor();
        List<ModelInput> inputs = plan.inputs().stream()
                .map(name -> new ModelInput(
                        name,
                        vector.type(),
                        1,
                        vector.unit(),
                        vector.low(),
                        vector.high(),
                        vector.categories(),
                        vector.treatment(),
                        tensor))
                .toList();
        return new ModelBundle(
                bundle.path(),
                bundle.id(),
                bundle.format(),
                bundle.bytes(),
                bundle.task(),
                inputs,
                bundle.outputs(),
                bundle.lineage(),
                bundle.golden(),
                bundle.reference());
    }

    private ModelBundle bundle(ModelBundle source, ModelContract contract, SampleReader sample) throws IOException {
        List<ModelInput> inputs = new ArrayList<>();
        for (ModelInput input : contract.inputs()) {
            inputs.add(describe(input, contract.firstColumn(input.name()), sample));
        }
        ModelId id = new ModelId(
                plan.name() == null ? source.id().name() : plan.name(),
                plan.version() == 0 ? source.id().version() : plan.version(),
                source.id().sha256());
        Map<String, String> lineage = new LinkedHashMap<>(source.lineage());
        lineage.put("sample", String.valueOf(plan.sample().getFileName()));
        lineage.put("sampleSha256", ScoreInput.of(plan.sample()).sha256());
        return new ModelBundle(
                plan.target(),
                id,
                source.format(),
                source.bytes(),
                plan.task() == null ? source.task() : Optional.of(plan.task()),
                inputs,
                source.outputs(),
                lineage,
                sample.golden(),
                Optional.of(sample.profile()));
    }

    private ModelInput describe(ModelInput input, int column, SampleReader sample) {
        if (input.isOpenText()) {
            List<String> texts = sample.texts(input.name());
            if (texts.isEmpty() || texts.size() > SampleReader.MOST_CATEGORIES) {
                notes.add("input " + input.name() + ": " + texts.size()
                        + " different texts in the sample; no categories are listed");
                return input;
            }
            // Any text was scored so far, so one that the sample lacks still is.
            return input.withCategories(texts).withPolicies(input.treatment().missing(), InvalidPolicy.AS_IS);
        }
        boolean bounded = Double.isFinite(input.low()) || Double.isFinite(input.high());
        boolean numeric = input.type() != FeatureType.CATEGORICAL && input.type() != FeatureType.BOOLEAN;
        if (!plan.strictRanges() || bounded || !numeric) {
            return input;
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = column; i < column + input.size(); i++) {
            if (sample.feature(i) instanceof ColumnProfile.Numeric numbers && numbers.count() > 0) {
                low = Math.min(low, numbers.min());
                high = Math.max(high, numbers.max());
            }
        }
        return low <= high ? input.withRange(low, high) : input;
    }

    /** The target appears only when what lies there is known to be good. */
    private ModelBundle write(ModelBundle bundle) throws IOException {
        boolean zip = plan.target().toString().toLowerCase(Locale.ROOT).endsWith(".zip");
        Path next = plan.target().resolveSibling(plan.target().getFileName() + (zip ? ".next.zip" : ".next"));
        Map<String, byte[]> files = BundleContent.of(bundle);
        try {
            if (zip) {
                BundleWriter.writeZip(files, next);
            } else {
                BundleWriter.writeFolder(files, next);
            }
            check(next);
            Files.move(next, plan.target(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            for (String name : files.keySet()) {
                Files.deleteIfExists(zip ? next : next.resolve(name));
            }
            Files.deleteIfExists(next);
            throw e;
        }
        return ModelBundle.open(plan.target());
    }

    private static void check(Path path) {
        ModelBundle written = ModelBundle.open(path);
        try (Model model = Models.load(written)) {
            List<GoldenMismatch> mismatches = GoldenRows.check(model, written.golden());
            if (!mismatches.isEmpty()) {
                throw new FailedException("the bundle does not give its own golden answers (" + model.engine() + "): "
                        + mismatches.get(0));
            }
        }
    }
}
