package io.millrace.learning.model;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.preprocessing.FeatureHasherConfig;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an {@link OnlineModel} is made of. {@link #of} gives the defaults, {@code with…} changes one.
 *
 * @param fields of its rows, in order; names differ
 * @param scaling of numeric fields
 * @param order of scaling and scoring in {@link OnlineModel#scoreAndLearn}
 * @param missing what missing values mean
 * @param hashingBits hashed fields share 2^hashingBits columns; in [1, {@value FeatureHasherConfig#MAX_BITS}] if a field is hashed, else 0
 * @param classes names of the labels of a classification, that of label 0 first, as many as the learner has classes; else empty
 * @param learner the algorithm
 */
public record OnlineModelConfig(
        List<FeatureField> fields,
        Scaling scaling,
        ScalingOrder order,
        MissingValues missing,
        int hashingBits,
        List<String> classes,
        LearnerConfig learner) {
    /** Greatest number of columns of all fields together. */
    public static final int MAX_DIMENSION = 1 << 25;

    private static final int VERSION = 1;

    public OnlineModelConfig {
        fields = List.copyOf(fields);
        classes = List.copyOf(classes);
        Checks checks = new Checks()
                .require(!fields.isEmpty(), "fields", "must not be empty", fields)
                .require(
                        fields.stream().map(FeatureField::name).distinct().count() == fields.size(),
                        "fields",
                        "must have names that differ",
                        fields.stream().map(FeatureField::name).toList());
        if (hasHashed(fields)) {
            checks.within("hashingBits", hashingBits, 1, FeatureHasherConfig.MAX_BITS);
        } else {
            checks.require(hashingBits == 0, "hashingBits", "must be 0 where no field is hashed", hashingBits);
        }
        int expected = classCount(learner);
        checks.require(
                        fields.stream().mapToLong(FeatureField::columns).sum() <= MAX_DIMENSION / 2,
                        "fields",
                        "must have at most " + MAX_DIMENSION / 2 + " columns",
                        fields.stream().mapToLong(FeatureField::columns).sum())
                .require(
                        classes.size() == expected,
                        "classes",
                        "must be " + expected + " for " + learner.algorithm(),
                        classes.size())
                .require(
                        new HashSet<>(classes).size() == classes.size(),
                        "classes",
                        "must differ from each other",
                        classes)
                .done();
    }

    /** Standard scaling, late; missing is the mean; classes are called 0, 1, and so on. */
    public static OnlineModelConfig of(List<FeatureField> fields, LearnerConfig learner) {
        return new OnlineModelConfig(
                fields,
                Scaling.STANDARD,
                ScalingOrder.LATE,
                MissingValues.MEAN,
                hasHashed(fields) ? FeatureHasherConfig.DEFAULTS.bits() : 0,
                IntStream.range(0, classCount(learner))
                        .mapToObj(Integer::toString)
                        .toList(),
                learner);
    }

    /** With another scaling. */
    public OnlineModelConfig withScaling(Scaling changed) {
        return new OnlineModelConfig(fields, changed, order, missing, hashingBits, classes, learner);
    }

    /** With another order. */
    public OnlineModelConfig withOrder(ScalingOrder changed) {
        return new OnlineModelConfig(fields, scaling, changed, missing, hashingBits, classes, learner);
    }

    /** With another meaning of missing values. */
    public OnlineModelConfig withMissing(MissingValues changed) {
        return new OnlineModelConfig(fields, scaling, order, changed, hashingBits, classes, learner);
    }

    /** With another number of columns for hashed fields. */
    public OnlineModelConfig withHashingBits(int changed) {
        return new OnlineModelConfig(fields, scaling, order, missing, changed, classes, learner);
    }

    /** With names for the classes. */
    public OnlineModelConfig withClasses(List<String> changed) {
        return new OnlineModelConfig(fields, scaling, order, missing, hashingBits, changed, learner);
    }

    private static boolean hasHashed(List<FeatureField> fields) {
        return fields.stream().anyMatch(field -> field.kind() == FeatureField.Kind.HASHED);
    }

    private static int classCount(LearnerConfig learner) {
        if (learner.task() == Task.MULTICLASS_CLASSIFICATION) {
            return learner.newLearner(1).outputs();
        }
        return learner.task() == Task.BINARY_CLASSIFICATION ? 2 : 0;
    }

    /** Columns of all fields: what the learner sees. Depends on nothing that is learned. */
    public int dimension() {
        int own = fields.stream().mapToInt(FeatureField::columns).sum();
        return hashingBits == 0 ? own : own + (1 << hashingBits);
    }

    /** Whether the learner's rows have an entry for every column, because all fields are numeric. */
    public boolean isDense() {
        return fields.stream().allMatch(field -> field.kind() == FeatureField.Kind.NUMERIC);
    }

    /** Writes all values, those of the learner with its name. */
    public void writeTo(SnapshotOutput out) {
        out.version("online-model-config", VERSION);
        out.integer(fields.size());
        fields.forEach(field -> field.writeTo(out));
        out.constant(scaling);
        out.constant(order);
        out.constant(missing);
        out.integer(hashingBits);
        out.texts(classes);
        Learners.write(learner, out);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static OnlineModelConfig read(SnapshotInput in) {
        in.version("online-model-config", VERSION);
        int size = in.size(1);
        List<FeatureField> fields = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            fields.add(FeatureField.readFrom(in));
        }
        return new OnlineModelConfig(
                fields,
                in.constant(Scaling.class),
                in.constant(ScalingOrder.class),
                in.constant(MissingValues.class),
                in.integer(),
                in.texts(),
                Learners.read(in));
    }
}
