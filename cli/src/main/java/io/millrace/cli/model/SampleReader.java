package io.millrace.cli.model;

import io.millrace.cli.publish.RecordFile;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.model.ColumnProfile;
import io.millrace.model.FeatureType;
import io.millrace.model.GoldenRow;
import io.millrace.model.Model;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.ProfileBuilder;
import io.millrace.model.ReferenceProfile;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Scores a sample with a model and keeps what a bundle needs to know of it: how columns and outputs are spread, which
 * categories there are, and rows with their answers. Features are profiled as they come, before the contract's treatments,
 * because that is what predictions log and drift is measured on.
 *
 * <p>Keeps every number of the sample: 8 bytes times rows times columns.
 */
final class SampleReader {
    /** Most distinct texts of an input that are still taken for categories. */
    static final int MOST_CATEGORIES = 1_000;

    private static final int BATCH = 256;

    private final ModelContract contract;
    private final List<ProfileBuilder> features = new ArrayList<>();
    private final List<ProfileBuilder> outputs = new ArrayList<>();
    private final Map<String, TreeSet<String>> texts = new LinkedHashMap<>();
    private final List<GoldenRow> scoredRows = new ArrayList<>();
    private final long count;
    private final int golden;
    private long rows;
    private long scored;

    private SampleReader(ModelContract contract, long count, int golden) {
        this.contract = contract;
        this.count = count;
        this.golden = golden;
        for (int column = 0; column < contract.width(); column++) {
            features.add(new ProfileBuilder(contract.columnName(column)));
        }
        contract.outputs().forEach(output -> outputs.add(new ProfileBuilder(output.name())));
        contract.inputs().stream()
                .filter(ModelInput::isOpenText)
                .forEach(input -> texts.put(input.name(), new TreeSet<>()));
    }

    /**
     * Reads and scores.
     *
     * @param golden rows to keep with their answers
     * @param most rows to read
     * @throws InvalidInputException if the sample has no row, or none that can be scored
     */
    static SampleReader read(Model model, Path sample, int golden, long most) {
        SampleReader reader = new SampleReader(model.contract(), count(sample, model, most), golden);
        try (RecordFile records = FileScorer.open(sample, model);
                Scorer scorer = model.newScorer(BATCH)) {
            RowReader cells = new RowReader(model.contract());
            RowBatch batch = scorer.newRows();
            ScoreBatch scores = scorer.newScores();
            while (reader.rows + batch.size() < most && records.hasNext()) {
                cells.add(records.next(), batch);
                if (batch.size() == batch.capacity()) {
                    reader.score(scorer, batch, scores);
                }
            }
            reader.score(scorer, batch, scores);
        }
        if (reader.scored == 0) {
            throw new InvalidInputException(
                    sample + ": must have a row that the model can score, found none in " + reader.rows);
        }
        return reader;
    }

    private static long count(Path sample, Model model, long most) {
        long count = 0;
        try (RecordFile records = FileScorer.open(sample, model)) {
            for (; count < most && records.hasNext(); count++) {
                records.next();
            }
        }
        return count;
    }

    private void score(Scorer scorer, RowBatch batch, ScoreBatch scores) {
        double[] raw = Arrays.copyOf(batch.values(), batch.size() * contract.width());
        String[][] rawTexts = new String[batch.size()][contract.width()];
        for (int row = 0; row < batch.size(); row++) {
            profile(batch, row, rawTexts[row]);
        }
        scorer.score(batch, scores);
        for (int row = 0; row < batch.size(); row++) {
            if (batch.fault(row) == RowFault.NONE) {
                scored++;
                profileOutputs(scores, row);
                // the k-th golden row is the first usable one at or behind k/golden of the sample
                boolean due = (rows + row) * golden >= scoredRows.size() * count;
                if (due && scoredRows.size() < golden) {
                    keep(raw, row, rawTexts[row], scores);
                }
            }
        }
        rows += batch.size();
        batch.clear();
    }

    private void profile(RowBatch batch, int row, String[] rowTexts) {
        for (int column = 0; column < contract.width(); column++) {
            ModelInput input = contract.inputOfColumn(column);
            ProfileBuilder profile = features.get(column);
            if (batch.fault(row) != RowFault.NONE
                    && (batch.faultColumn(row) < 0
                            || contract.inputOfColumn(batch.faultColumn(row)).equals(input))) {
                profile.addInvalid();
            } else if (input.type() == FeatureType.CATEGORICAL) {
                String text = batch.text(row, column);
                rowTexts[column] = text;
                profile.add(text);
                if (text != null && texts.containsKey(input.name())) {
                    texts.get(input.name()).add(text);
                }
            } else {
                profile.add(batch.get(row, column));
            }
        }
    }

    private void profileOutputs(ScoreBatch scores, int row) {
        for (int output = 0; output < outputs.size(); output++) {
            if (contract.outputs().get(output).isText()) {
                outputs.get(output).add(scores.text(row, output));
            } else {
                outputs.get(output).add(scores.number(row, output));
            }
        }
    }

    /** Keeps a row with its answers, unless it holds an infinity, which JSON cannot write. */
    private void keep(double[] raw, int row, String[] rowTexts, ScoreBatch scores) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        for (ModelInput input : contract.inputs()) {
            int first = contract.firstColumn(input.name());
            List<Object> cells = new ArrayList<>();
            for (int column = first; column < first + input.size(); column++) {
                double number = raw[row * contract.width() + column];
                boolean isText = input.type() == FeatureType.CATEGORICAL;
                if (!isText && Double.isInfinite(number)) {
                    return;
                }
                cells.add(isText ? rowTexts[column] : Double.isNaN(number) ? null : (Object) number);
            }
            inputs.put(input.name(), input.size() == 1 ? cells.get(0) : cells);
        }
        Map<String, Object> answers = new LinkedHashMap<>();
        for (int output = 0; output < contract.outputs().size(); output++) {
            ModelOutput declared = contract.outputs().get(output);
            double number = declared.isText() ? 0 : scores.number(row, output);
            if (Double.isInfinite(number)) {
                return;
            }
            answers.put(
                    declared.name(),
                    declared.isText() ? scores.text(row, output) : Double.isNaN(number) ? null : (Object) number);
        }
        scoredRows.add(new GoldenRow(scoredRows.size() + 1, inputs, answers, GoldenRow.DEFAULT_TOLERANCE));
    }

    /** Rows that were read. */
    long rows() {
        return rows;
    }

    /** Those that have scores. */
    long scored() {
        return scored;
    }

    /** Rows with their answers. */
    List<GoldenRow> golden() {
        return scoredRows;
    }

    /** The profile of the feature in {@code column}. */
    ColumnProfile feature(int column) {
        return contract.inputOfColumn(column).type() == FeatureType.CATEGORICAL
                ? features.get(column).categorical()
                : features.get(column).numeric();
    }

    /** The texts of an input that lists no categories, sorted. */
    List<String> texts(String input) {
        return List.copyOf(texts.get(input));
    }

    ReferenceProfile profile() {
        List<ColumnProfile> featureProfiles = new ArrayList<>();
        for (int column = 0; column < features.size(); column++) {
            featureProfiles.add(feature(column));
        }
        List<ColumnProfile> outputProfiles = new ArrayList<>();
        for (int output = 0; output < outputs.size(); output++) {
            ProfileBuilder builder = outputs.get(output);
            outputProfiles.add(contract.outputs().get(output).isText() ? builder.categorical() : builder.numeric());
        }
        return new ReferenceProfile(rows, featureProfiles, outputProfiles);
    }
}
