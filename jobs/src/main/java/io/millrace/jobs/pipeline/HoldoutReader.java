package io.millrace.jobs.pipeline;

import io.millrace.config.ConfigNode;
import io.millrace.learning.Task;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.gate.HoldoutConfig;
import io.millrace.model.Sha256;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads the part {@code holdout} of a gate and the file that it names: comma-separated values after RFC 4180 in UTF-8, whose first line names the columns. Columns that
 * are no features of the pipeline are passed over.
 */
final class HoldoutReader {
    private static final String FILE = "file";
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

    /** It is judged as a whole, and travels with the job. */
    private static final long MOST_BYTES = 64L << 20;

    private static final int MOST_EXAMPLES = 100_000;

    /** A file that is wrong is often so in each line. */
    private static final int MOST_MISTAKES = 10;

    private final ConfigNode node;
    private final Path beside;
    private final List<Feature> features;
    private final List<String> classes;
    private int mistakes;

    /**
     * A reader of {@code node}.
     *
     * @param beside the pipeline file
     * @param features of the pipeline
     * @param classes of the learner; empty: 0, 1 and so on
     */
    HoldoutReader(ConfigNode node, Path beside, List<Feature> features, List<String> classes) {
        this.node = node;
        this.beside = beside;
        this.features = features;
        this.classes = classes;
    }

    /**
     * Reads it all; empty if there is a mistake, which is noted.
     *
     * @param loss of the gate
     * @param outputs scores of the learner
     */
    Optional<HoldoutPlan> read(ScoreLoss loss, int outputs) {
        String name = node.text(FILE);
        String label = node.text("label", "label");
        if (!loss.task().isSupervised()) {
            node.note(FILE, "needs a learner with labels", name);
            node.has("maxAucLoss");
            node.has("maxLossIncrease");
            node.has("standardErrors");
            node.finish();
            return Optional.empty();
        }
        HoldoutConfig config = Algorithms.options()
                .read(
                        node,
                        HoldoutConfig.class,
                        HoldoutConfig.of(loss, outputs),
                        Map.of("loss", loss, "outputs", outputs));
        node.finish();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Optional<HoldoutExamples> examples = contents(
                        beside.resolveSibling(name).normalize())
                .flatMap(bytes -> examples(bytes, label, loss.task(), outputs));
        return examples.map(read -> new HoldoutPlan(config, read));
    }

    private Optional<byte[]> contents(Path path) {
        try {
            if (Files.size(path) > MOST_BYTES) {
                return refuse("must have at most " + MOST_BYTES + " bytes", Files.size(path) + " at " + path);
            }
            return Optional.of(Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            return refuse("file must exist", "none at " + path);
        } catch (IOException e) {
            return refuse("file must be readable", e + " at " + path);
        }
    }

    private <T> Optional<T> refuse(String rule, String found) {
        if (++mistakes <= MOST_MISTAKES) {
            node.note(FILE, rule, found);
        }
        return Optional.empty();
    }

    private Optional<HoldoutExamples> examples(byte[] bytes, String label, Task task, int outputs) {
        try (CSVParser parser = FORMAT.parse(new StringReader(text(bytes)))) {
            List<CSVRecord> lines = parser.getRecords();
            if (lines.isEmpty()) {
                return refuse("must name its columns in the first line", "an empty file");
            }
            return examples(lines, Sha256.of(bytes), label, task, outputs);
        } catch (CharacterCodingException e) {
            return refuse("must be UTF-8", "other bytes");
        } catch (IOException | UncheckedIOException e) {
            return refuse("must be comma-separated values", String.valueOf(e.getMessage()));
        }
    }

    private static String text(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private Optional<HoldoutExamples> examples(
            List<CSVRecord> lines, String sha256, String label, Task task, int outputs) {
        List<String> columns = lines.get(0).toList();
        List<CSVRecord> rows = lines.subList(1, lines.size());
        checkShape(columns, rows, label);
        if (mistakes > 0) {
            return Optional.empty();
        }
        double[] labels = new double[rows.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = label(rows.get(i), columns.indexOf(label), task, outputs);
        }
        Map<String, double[]> numbers = new HashMap<>();
        Map<String, String[]> texts = new HashMap<>();
        for (Feature feature : features) {
            int column = columns.indexOf(feature.name());
            if (column >= 0 && feature.size() == 1 && !feature.name().equals(label)) {
                if (feature.categorical()) {
                    texts.put(feature.name(), texts(rows, column));
                } else {
                    numbers.put(feature.name(), numbers(rows, column, feature.name()));
                }
            }
        }
        checkClasses(labels, label, task);
        if (mistakes > MOST_MISTAKES) {
            node.note(FILE, "has more mistakes than are told", (mistakes - MOST_MISTAKES) + " more");
        }
        return mistakes > 0
                ? Optional.empty()
                : Optional.of(new HoldoutExamples(sha256, label, labels, numbers, texts));
    }

    private void checkShape(List<String> columns, List<CSVRecord> rows, String label) {
        Set<String> names = new HashSet<>();
        for (String column : columns) {
            if (!names.add(column)) {
                refuse("columns must differ in name", "\"" + column + "\" twice");
            }
        }
        if (!names.contains(label)) {
            refuse("must have a column with the labels, " + label, columns.toString());
        }
        for (CSVRecord row : rows) {
            if (row.size() != columns.size()) {
                refuse("must have " + columns.size() + " cells in each line", row.size() + " in " + line(row));
            }
        }
        if (rows.size() < 2 || rows.size() > MOST_EXAMPLES) {
            refuse("must hold 2 to " + MOST_EXAMPLES + " examples", Integer.toString(rows.size()));
        }
    }

    /** Where an example stands; a quoted cell may hold line ends, so it is counted by record. */
    private static String line(CSVRecord row) {
        return "record " + row.getRecordNumber();
    }

    private double label(CSVRecord row, int column, Task task, int outputs) {
        String cell = row.get(column);
        if (task != Task.REGRESSION && classes.contains(cell)) {
            return classes.indexOf(cell);
        }
        double number = number(cell);
        int count = task == Task.BINARY_CLASSIFICATION ? 2 : outputs;
        boolean isLabel = task == Task.REGRESSION
                ? Double.isFinite(number)
                : number >= 0 && number < count && number == (int) number;
        if (!isLabel) {
            refuse(
                    task == Task.REGRESSION
                            ? "labels must be finite numbers"
                            : "labels must be classes"
                                    + (classes.isEmpty() ? ", whole numbers from 0 to " + (count - 1) : " " + classes),
                    "\"" + cell + "\" in " + line(row));
        }
        return number;
    }

    private double[] numbers(List<CSVRecord> rows, int column, String feature) {
        double[] numbers = new double[rows.size()];
        for (int i = 0; i < numbers.length; i++) {
            String cell = rows.get(i).get(column);
            numbers[i] = cell.isEmpty() ? Double.NaN : number(cell);
            if (!cell.isEmpty() && !Double.isFinite(numbers[i])) {
                refuse(
                        feature + " must be a finite number, or empty if it is missing",
                        "\"" + cell + "\" in " + line(rows.get(i)));
            }
        }
        return numbers;
    }

    private static String[] texts(List<CSVRecord> rows, int column) {
        String[] texts = new String[rows.size()];
        for (int i = 0; i < texts.length; i++) {
            String cell = rows.get(i).get(column);
            texts[i] = cell.isEmpty() ? null : cell;
        }
        return texts;
    }

    /** NaN if it is none. */
    private static double number(String cell) {
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            return Double.NaN; // told by whoever asked, who knows the line
        }
    }

    /** Of one class alone nothing can be ranked, and whoever always answers it seems to be right. */
    private void checkClasses(double[] labels, String column, Task task) {
        if (task != Task.REGRESSION && mistakes == 0) {
            List<String> found = new ArrayList<>();
            Arrays.stream(labels)
                    .distinct()
                    .mapToObj(label -> classes.isEmpty() ? Integer.toString((int) label) : classes.get((int) label))
                    .forEach(found::add);
            if (found.size() < 2) {
                refuse("must have examples of two classes at least in column " + column, "only " + found.get(0));
            }
        }
    }
}
