package io.millrace.cli.drift;

import io.millrace.cli.publish.FileRecord;
import io.millrace.cli.publish.RecordFile;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.drift.profile.FeatureWindow;
import io.millrace.drift.profile.Reference;
import io.millrace.drift.profile.Retention;
import io.millrace.drift.profile.TextCount;
import io.millrace.model.ColumnProfile;
import io.millrace.model.ModelBundle;
import io.millrace.model.ReferenceJson;
import io.millrace.model.ReferenceProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads references and samples of files. A file of rows is held in memory, 8 bytes a number; a bundle and a {@code
 * reference.json} have their profile only.
 */
public final class DriftFiles {
    private DriftFiles() {}

    /**
     * References of all columns.
     *
     * @param file rows, a model bundle (folder or .zip), or a bundle's {@code reference.json}
     * @param features those that are wanted; empty: all
     * @param most rows to read
     * @throws InvalidInputException if there is no row, no profile or no such feature
     */
    public static Map<String, Reference> references(Path file, List<String> features, long most) {
        Map<String, Reference> references = isProfile(file) ? ofProfile(profile(file)) : ofRows(file, most);
        if (!features.isEmpty()) {
            List<String> absent = features.stream()
                    .filter(feature -> !references.containsKey(feature))
                    .toList();
            if (!absent.isEmpty()) {
                throw new InvalidInputException(
                        "--features: must be in " + file + ": " + absent + ", found " + references.keySet());
            }
            references.keySet().retainAll(features);
        }
        return references;
    }

    /**
     * Windows of the columns of a file of rows.
     *
     * @param references what the columns are counted for; others get windows of their own
     * @param features those that are wanted; empty: all
     * @param most rows to read
     * @throws InvalidInputException if there is no row, or no column that has a reference
     */
    public static Map<String, FeatureWindow> windows(
            Path file, Map<String, Reference> references, List<String> features, long most) {
        Map<String, Column> columns = new LinkedHashMap<>();
        references.forEach((name, reference) ->
                columns.put(name, Column.in(reference.layout().newWindow())));
        Map<String, FeatureWindow> windows = read(file, columns, most);
        if (!features.isEmpty()) {
            windows.keySet().retainAll(features);
        }
        if (windows.keySet().stream().noneMatch(references::containsKey)) {
            throw new InvalidInputException("--current: must have a field of the reference, " + references.keySet()
                    + ", found none in " + file);
        }
        return windows;
    }

    private static Map<String, Reference> ofRows(Path file, long most) {
        Map<String, Reference> references = new LinkedHashMap<>();
        read(file, new LinkedHashMap<>(), most)
                .forEach((name, window) -> references.put(name, Reference.learn(window, Retention.ALL)));
        return references;
    }

    /** Fields that no record has leave no window; one that some records lack is missing in them. */
    private static Map<String, FeatureWindow> read(Path file, Map<String, Column> columns, long most) {
        long rows = 0;
        Map<String, Boolean> seen = new LinkedHashMap<>();
        try (RecordFile records = RecordFile.open(file)) {
            while (rows < most && records.hasNext()) {
                FileRecord record = records.next();
                for (String name : record.fieldNames()) {
                    if (seen.putIfAbsent(name, true) == null) {
                        addMissing(columns.computeIfAbsent(name, Column::unknown), rows);
                    }
                }
                for (String name : seen.keySet()) {
                    columns.get(name).add(record.value(name));
                }
                rows++;
            }
        }
        if (rows == 0) {
            throw new InvalidInputException(file + ": must have a row, found none");
        }
        Map<String, FeatureWindow> windows = new LinkedHashMap<>();
        seen.keySet().forEach(name -> windows.put(name, columns.get(name).window()));
        return windows;
    }

    private static void addMissing(Column column, long rows) {
        for (long i = 0; i < rows; i++) {
            column.add(null);
        }
    }

    /** Whether the file is a bundle or its profile rather than rows. */
    public static boolean isProfile(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return Files.isDirectory(file) || name.endsWith(".zip") || name.equals("reference.json");
    }

    private static ReferenceProfile profile(Path file) {
        if (Files.isDirectory(file) || !file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
            return ModelBundle.open(file)
                    .reference()
                    .orElseThrow(() -> new InvalidInputException(
                            "--reference: must have a reference.json, found none in the bundle " + file));
        }
        List<String> problems = new ArrayList<>();
        ReferenceProfile profile = null;
        try {
            profile = ReferenceJson.read(Files.readString(file), problems);
        } catch (NoSuchFileException e) {
            problems.add("must exist, found no such file");
        } catch (IOException e) {
            problems.add("must be a readable file of text, found: " + e.getMessage());
        }
        if (!problems.isEmpty()) {
            throw new InvalidInputException(file + ": " + String.join("; ", problems));
        }
        return profile;
    }

    /** The profile's features; outputs are no columns of a file of events. */
    private static Map<String, Reference> ofProfile(ReferenceProfile profile) {
        Map<String, Reference> references = new LinkedHashMap<>();
        profile.features().forEach(column -> references.put(column.name(), of(column)));
        return references;
    }

    private static Reference of(ColumnProfile column) {
        if (column instanceof ColumnProfile.Numeric numeric) {
            return Reference.numeric(
                    numeric.name(),
                    numeric.edges().stream().mapToDouble(Double::doubleValue).toArray(),
                    numeric.counts().stream().mapToLong(Long::longValue).toArray(),
                    numeric.missing(),
                    numeric.invalid(),
                    numeric.min(),
                    numeric.max(),
                    numeric.mean(),
                    numeric.std());
        }
        ColumnProfile.Categorical texts = (ColumnProfile.Categorical) column;
        return Reference.categorical(
                texts.name(),
                texts.categories().stream()
                        .map(category -> new TextCount(category.value(), category.count()))
                        .toList(),
                texts.other(),
                texts.missing(),
                texts.invalid());
    }
}
