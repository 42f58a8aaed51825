package io.millrace.learning.model;

import io.millrace.learning.FeatureNames;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.Parameter;
import io.millrace.learning.preprocessing.FeatureHasher;
import io.millrace.learning.preprocessing.FeatureHasherConfig;
import io.millrace.learning.preprocessing.MinMaxScaler;
import io.millrace.learning.preprocessing.OneHotEncoder;
import io.millrace.learning.preprocessing.OneHotEncoderConfig;
import io.millrace.learning.preprocessing.StandardScaler;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns raw rows into the columns that the learner sees, and keeps what was learned about them.
 *
 * <p>Columns: one for a numeric field, {@code maxCategories + 1} for a one-hot field, in the order of the fields; then 2^bits that all hashed
 * fields share. Means and deviations of numeric fields are kept whatever the scaling: a missing number counts as its mean, and
 * people want to see them. A field that holds a value of the other kind, or a number beyond ±{@link StandardScaler#LIMIT}, makes its row
 * unusable.
 *
 * <p>Reads, for exporters, in terms of fields: {@link #column}, {@link #mean}, {@link #categories}, and so on. Nothing allocates once warm. One
 * thread at a time.
 */
public final class RowEncoder implements FeatureNames {
    private static final int VERSION = 1;
    /** In the names of columns that stand for nothing yet: no field has this character in its name. */
    private static final char UNUSED = '\uFFFF';

    private final OnlineModelConfig config;
    private final FeatureVector vector;
    private final FeatureField.Kind[] kinds;
    /** Column of each field. */
    private final int[] columns;
    /** Place of each field among the numeric ones, or the one-hot ones. */
    private final int[] places;
    /** First of the columns that hashed fields share. */
    private final int hashColumn;

    private final StandardScaler moments;
    private final MinMaxScaler ranges;
    private final List<OneHotEncoder> encoders;
    private final FeatureHasher hasher;
    /** Scratch: the numbers of a row with other fields. */
    private final double[] gathered;
    /** The numbers of the row at hand, NaN where missing: {@link #gathered}, or the row's own. */
    private double[] numbers;
    /** Whether all fields of the row at hand have a value. */
    private boolean complete;
    /** Scratch: encoders that the last {@link #learn} gave a category to. */
    private final boolean[] taught;

    RowEncoder(OnlineModelConfig config) {
        this(
                config,
                new StandardScaler(numericFields(config)),
                new MinMaxScaler(numericFields(config)),
                encoders(config));
    }

    private RowEncoder(
            OnlineModelConfig config, StandardScaler moments, MinMaxScaler ranges, List<OneHotEncoder> encoders) {
        this.config = config;
        this.moments = moments;
        this.ranges = ranges;
        this.encoders = encoders;
        List<FeatureField> fields = config.fields();
        kinds = fields.stream().map(FeatureField::kind).toArray(FeatureField.Kind[]::new);
        columns = new int[fields.size()];
        places = new int[fields.size()];
        int column = 0;
        int numeric = 0;
        int oneHot = 0;
        for (int i = 0; i < fields.size(); i++) {
            columns[i] = column;
            column += fields.get(i).columns();
            places[i] = kinds[i] == FeatureField.Kind.NUMERIC ? numeric++ : oneHot;
            oneHot += kinds[i] == FeatureField.Kind.ONE_HOT ? 1 : 0;
        }
        hashColumn = column;
        for (int i = 0; i < fields.size(); i++) {
            columns[i] = kinds[i] == FeatureField.Kind.HASHED ? hashColumn : columns[i];
        }
        hasher = new FeatureHasher(
                config.hashingBits() == 0
                        ? FeatureHasherConfig.DEFAULTS
                        : new FeatureHasherConfig(config.hashingBits()));
        gathered = new double[numeric];
        numbers = gathered;
        taught = new boolean[encoders.size()];
        vector = config.isDense()
                ? FeatureVector.dense(config.dimension())
                : FeatureVector.sparse(config.dimension(), fields.size());
    }

    private static int numericFields(OnlineModelConfig config) {
        return (int) config.fields().stream()
                .filter(field -> field.kind() == FeatureField.Kind.NUMERIC)
                .count();
    }

    private static List<OneHotEncoder> encoders(OnlineModelConfig config) {
        return config.fields().stream()
                .filter(field -> field.kind() == FeatureField.Kind.ONE_HOT)
                .map(field -> new OneHotEncoder(encoderConfig(field)))
                .toList();
    }

    private static OneHotEncoderConfig encoderConfig(FeatureField field) {
        return new OneHotEncoderConfig(field.categories(), field.maxCategories());
    }

    /**
     * The columns of a row, as known now.
     *
     * @return valid until the next call; null if the row is unusable
     */
    FeatureVector encode(FeatureRow row) {
        if (!read(row)) {
            return null;
        }
        return encodeRead(row);
    }

    /** Learns a row; the next {@link #encode} knows it. Returns false, and has learned nothing, if the row is unusable. */
    boolean learn(FeatureRow row) {
        if (!read(row)) {
            return false;
        }
        moments.learn(numbers);
        if (config.scaling() == Scaling.MIN_MAX) {
            ranges.learn(numbers);
        }
        for (int i = 0; i < columns.length && !encoders.isEmpty(); i++) {
            if (kinds[i] == FeatureField.Kind.ONE_HOT) {
                taught[places[i]] =
                        row.text(i) != null && encoders.get(places[i]).learn(row.text(i));
            }
        }
        return true;
    }

    /** Takes the last {@link #learn} that returned true back, bit by bit. Once. */
    void undo() {
        moments.undo();
        if (config.scaling() == Scaling.MIN_MAX) {
            ranges.undo();
        }
        for (int i = 0; i < taught.length; i++) {
            if (taught[i]) {
                encoders.get(i).undo();
            }
        }
    }

    /** Whether {@link #encode} gives columns for a row; whatever was learned. */
    boolean isUsable(FeatureRow row) {
        return read(row);
    }

    /** Takes the numbers of a row; false if a value may not be there, or is not there and must be. */
    private boolean read(FeatureRow row) {
        if (row.size() != columns.length) {
            throw new IllegalArgumentException(
                    "must have " + columns.length + " fields, as the model: size=" + row.size());
        }
        boolean isUsable = vector.isDense() ? readNumbers(row) : readFields(row);
        return isUsable && (complete || config.missing() == MissingValues.MEAN);
    }

    private boolean readNumbers(FeatureRow row) {
        if (row.hasText()) {
            return false;
        }
        numbers = row.numbers();
        complete = true;
        for (int j = 0; j < numbers.length; j++) {
            if (!(Math.abs(numbers[j]) <= StandardScaler.LIMIT)) {
                if (!Double.isNaN(numbers[j])) {
                    return false;
                }
                complete = false;
            }
        }
        return true;
    }

    private boolean readFields(FeatureRow row) {
        complete = true;
        for (int i = 0; i < columns.length; i++) {
            double number = row.number(i);
            boolean hasText = row.text(i) != null;
            if (kinds[i] == FeatureField.Kind.NUMERIC) {
                if (hasText || Math.abs(number) > StandardScaler.LIMIT) {
                    return false;
                }
                gathered[places[i]] = number;
                complete &= !Double.isNaN(number);
            } else {
                if (!Double.isNaN(number)) {
                    return false;
                }
                complete &= hasText;
            }
        }
        return true;
    }

    /** As {@link #encode}, of the row that {@link #learn} has just learned: it need not be read again. */
    FeatureVector encodeRead(FeatureRow row) {
        if (vector.isDense()) {
            if (complete && config.scaling() == Scaling.STANDARD) {
                for (int j = 0; j < numbers.length; j++) {
                    vector.setValue(j, moments.scale(j, numbers[j]));
                }
            } else {
                for (int j = 0; j < numbers.length; j++) {
                    vector.setValue(j, scaled(j));
                }
            }
            return vector;
        }
        vector.clear();
        for (int i = 0; i < columns.length; i++) {
            if (kinds[i] == FeatureField.Kind.NUMERIC) {
                vector.add(columns[i], scaled(places[i]));
            } else if (kinds[i] == FeatureField.Kind.ONE_HOT && row.text(i) != null) {
                vector.add(columns[i] + encoders.get(places[i]).column(row.text(i)), 1);
            }
        }
        if (config.hashingBits() > 0) {
            int own = vector.size();
            for (int i = 0; i < columns.length; i++) {
                if (kinds[i] == FeatureField.Kind.HASHED && row.text(i) != null) {
                    hasher.add(config.fields().get(i).name(), row.text(i), hashColumn, own, vector);
                }
            }
        }
        return vector;
    }

    private double scaled(int place) {
        double number = numbers[place];
        double value = Double.isNaN(number) ? moments.mean(place) : number;
        return switch (config.scaling()) {
            case STANDARD -> moments.scale(place, value);
            case MIN_MAX -> ranges.scale(place, value);
            case NONE -> value;
        };
    }

    /** Columns. */
    public int dimension() {
        return config.dimension();
    }

    /** First column of a field; of a hashed one, the first of those that all hashed fields share. */
    public int column(int field) {
        return columns[field];
    }

    /** Values of a numeric field so far. */
    public double count(int field) {
        return moments.count(place(field, FeatureField.Kind.NUMERIC));
    }

    /** Mean of a numeric field so far, which a missing value counts as; 0 before the first. */
    public double mean(int field) {
        return moments.mean(place(field, FeatureField.Kind.NUMERIC));
    }

    /** Standard deviation of a numeric field so far; where it is 0, standard scaling gives 0. */
    public double deviation(int field) {
        return moments.deviation(place(field, FeatureField.Kind.NUMERIC));
    }

    /** Smallest value of a numeric field; kept under {@link Scaling#MIN_MAX}, infinite before the first. */
    public double minimum(int field) {
        return ranges.minimum(place(field, FeatureField.Kind.NUMERIC));
    }

    /** Greatest value of a numeric field, as {@link #minimum}; where they are the same, min-max scaling gives 0. */
    public double maximum(int field) {
        return ranges.maximum(place(field, FeatureField.Kind.NUMERIC));
    }

    /** Categories of a one-hot field that have a column, the first at {@link #column}, the others behind it. */
    public List<String> categories(int field) {
        return encoders.get(place(field, FeatureField.Kind.ONE_HOT)).categories();
    }

    /** Column of a one-hot field for texts that have none of their own. Where the field is missing none of its columns is set. */
    public int otherColumn(int field) {
        return columns[field]
                + encoders.get(place(field, FeatureField.Kind.ONE_HOT)).other();
    }

    private int place(int field, FeatureField.Kind kind) {
        FeatureField.Kind found = kinds[field];
        if (found != kind) {
            throw new IllegalArgumentException("must be " + kind + ": field " + field + " is " + found);
        }
        return places[field];
    }

    /** {@code distance}, {@code carrier=UA}, {@code carrier (other)}, {@code hash 17}. */
    @Override
    public String name(int index) {
        if (index >= hashColumn) {
            return "hash " + (index - hashColumn);
        }
        int field = columns.length - 1;
        while (columns[field] > index || config.fields().get(field).columns() == 0) {
            field--;
        }
        String name = config.fields().get(field).name();
        if (kinds[field] == FeatureField.Kind.NUMERIC) {
            return name;
        }
        if (index == otherColumn(field)) {
            return name + " (other)";
        }
        int category = index - columns[field];
        return category < categories(field).size()
                ? name + '=' + categories(field).get(category)
                : name + UNUSED + category;
    }

    /** Whether a name is, or has in it, that of a column that no category has taken yet. */
    static boolean isUnused(String name) {
        return name.indexOf(UNUSED) >= 0;
    }

    /** What is known about numeric fields. */
    List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            FeatureField field = config.fields().get(i);
            if (kinds[i] == FeatureField.Kind.NUMERIC) {
                parameters.add(new Parameter("mean of " + field.name(), mean(i)));
                parameters.add(new Parameter("deviation of " + field.name(), deviation(i)));
                if (config.scaling() == Scaling.MIN_MAX && count(i) > 0) {
                    parameters.add(new Parameter("minimum of " + field.name(), minimum(i)));
                    parameters.add(new Parameter("maximum of " + field.name(), maximum(i)));
                }
            }
        }
        return parameters;
    }

    /** From now on new categories only get a column in {@link #combine}. */
    void defer() {
        encoders.forEach(OneHotEncoder::defer);
    }

    void combine(RowEncoder base, List<RowEncoder> parts) {
        moments.combine(base.moments, parts.stream().map(part -> part.moments).toList());
        ranges.combine(base.ranges, parts.stream().map(part -> part.ranges).toList());
        for (int i = 0; i < encoders.size(); i++) {
            int place = i;
            encoders.get(i)
                    .combine(
                            base.encoders.get(i),
                            parts.stream().map(part -> part.encoders.get(place)).toList());
        }
    }

    void writeTo(SnapshotOutput out) {
        out.version("row-encoder", VERSION);
        moments.writeTo(out);
        ranges.writeTo(out);
        encoders.forEach(encoder -> encoder.writeTo(out));
    }

    static RowEncoder readFrom(OnlineModelConfig config, SnapshotInput in) {
        in.version("row-encoder", VERSION);
        StandardScaler moments = StandardScaler.readFrom(in);
        MinMaxScaler ranges = MinMaxScaler.readFrom(in);
        if (moments.dimension() != numericFields(config) || ranges.dimension() != numericFields(config)) {
            throw new SnapshotException("must have " + numericFields(config) + " numeric fields, found "
                    + moments.dimension() + " and " + ranges.dimension());
        }
        List<OneHotEncoder> encoders = new ArrayList<>();
        for (FeatureField field : config.fields()) {
            if (field.kind() == FeatureField.Kind.ONE_HOT) {
                encoders.add(OneHotEncoder.readFrom(encoderConfig(field), in));
            }
        }
        return new RowEncoder(config, moments, ranges, List.copyOf(encoders));
    }
}
