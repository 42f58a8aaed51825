package io.millrace.cli.model;

import io.millrace.cli.publish.FileRecord;
import io.millrace.cli.publish.RecordFile;
import io.millrace.cli.terminal.FailedException;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.model.Model;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Scores files into one file, part by part, so that a run that was stopped goes on where it was: finished parts and a
 * {@link ScoreManifest} lie in a folder beside the target until all is done; then the target appears at once, whole.
 *
 * <p>Memory is that of a batch, whatever the size of the files. One thread at a time; a second process that writes the
 * same target is refused.
 */
public final class ScoreRun {
    /** Rows of a part, which is what a stopped run may have to score again. */
    public static final long DEFAULT_PART_ROWS = 1_000_000;

    private static final int PROGRESS_EVERY = 4_096;

    /**
     * What is asked for.
     *
     * @param input a file, or a folder of files
     * @param target the file to be written
     * @param idField field that identifies a record; null: its line
     * @param limit most records
     * @param partRows rows of a part
     * @param restart whether to throw away what an earlier run has finished
     */
    public record Plan(Path input, Path target, String idField, long limit, long partRows, boolean restart) {}

    /**
     * What was done.
     *
     * @param records records in the target
     * @param scored those that have scores
     * @param resumed records that an earlier run had finished
     */
    public record Result(long records, long scored, long resumed) {}

    /** Is told how far a run is. */
    public interface Progress {
        /**
         * Called every few thousand records, and after each part.
         *
         * @param records records done, an earlier run's included
         * @param share of the input's bytes that are read, 0 to 1
         */
        void at(long records, double share);
    }

    private final Model model;
    private final Plan plan;
    private final Progress progress;
    private final ScoreFormat format;
    private final Path folder;
    private final Path manifestFile;
    private final ScoreColumns columns;
    private ScoreManifest manifest;

    private ScoreRun(Model model, Plan plan, Progress progress) {
        this.model = model;
        this.plan = plan;
        this.progress = progress;
        format = ScoreFormat.of(plan.target());
        folder = plan.target().resolveSibling(plan.target().getFileName() + ".parts");
        manifestFile = folder.resolve("manifest.json");
        columns = new ScoreColumns(
                plan.idField() == null ? "line" : plan.idField(),
                model.contract().outputs());
    }

    /**
     * Scores everything, or what an earlier run has left to do.
     *
     * @throws InvalidInputException if an earlier run with another model or other inputs is unfinished
     * @throws FailedException if another process writes the same target
     */
    public static Result score(Model model, Plan plan, Progress progress) throws IOException {
        return new ScoreRun(model, plan, progress).run();
    }

    private Result run() throws IOException {
        List<Path> files = ScoreInput.files(plan.input());
        for (Path file : files) {
            FileScorer.open(file, model).close(); // what is wrong with a file is told before anything is written
        }
        Files.createDirectories(folder);
        Result result;
        try (FileChannel channel =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel)) {
            assert lock.isValid();
            begin(files);
            long resumed = rows();
            scoreRest(files);
            finish();
            long scored = manifest.parts().stream()
                    .mapToLong(ScoreManifest.Part::scored)
                    .sum();
            result = new Result(rows(), scored, resumed);
        }
        deleteFolder();
        return result;
    }

    private FileLock lock(FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null; // held by this very process
        }
        if (lock == null) {
            throw new FailedException("another process is writing " + plan.target());
        }
        return lock;
    }

    /** Takes up an earlier run's manifest, or starts a new one. */
    private void begin(List<Path> files) throws IOException {
        List<ScoreInput> inputs = new ArrayList<>();
        for (Path file : files) {
            inputs.add(ScoreInput.of(file));
        }
        manifest = ScoreManifest.begin(model, plan.idField(), plan.limit(), inputs);
        if (Files.exists(manifestFile) && !plan.restart()) {
            ScoreManifest earlier = ScoreManifest.read(manifestFile);
            List<String> differences = earlier.differences(manifest);
            if (!differences.isEmpty()) {
                throw new InvalidInputException(
                        folder + ": holds an unfinished run that differs; finish it, or use --restart to drop it\n  "
                                + String.join("\n  ", differences));
            }
            // Parts are gone where a run was stopped after it had moved them to the target.
            boolean complete = earlier.parts().stream().allMatch(part -> Files.exists(folder.resolve(part.file())));
            manifest = complete ? earlier : manifest;
        }
        manifest.write(manifestFile);
    }

    private long rows() {
        return manifest.parts().stream().mapToLong(ScoreManifest.Part::rows).sum();
    }

    private void scoreRest(List<Path> files) throws IOException {
        int parts = manifest.parts().size();
        ScoreManifest.Part last = parts == 0 ? null : manifest.parts().get(parts - 1);
        int first = last == null ? 0 : last.input();
        long skip = last == null ? 0 : last.record();
        try (BatchScorer scorer = new BatchScorer(model);
                PartWriter writer = new PartWriter(scorer)) {
            for (int file = first; file < files.size() && rows() + writer.rows < plan.limit(); file++) {
                scoreFile(files, file, file == first ? skip : 0, writer);
            }
            if (writer.rows > 0 || manifest.parts().isEmpty()) {
                writer.finishPart();
            }
        }
    }

    private void scoreFile(List<Path> files, int file, long skip, PartWriter writer) throws IOException {
        String prefix = Files.isDirectory(plan.input()) ? files.get(file).getFileName() + ":" : "";
        try (RecordFile records = FileScorer.open(files.get(file), model)) {
            long done = 0;
            while (done < skip && records.hasNext()) {
                records.next();
                done++;
            }
            long earlier = rows();
            while (earlier + writer.rows < plan.limit() && records.hasNext()) {
                FileRecord record = records.next();
                writer.add(FileScorer.id(record, plan.idField(), prefix), record);
                done++;
                writer.at(file, done);
                if (writer.rows == plan.partRows()) {
                    writer.finishPart();
                    earlier = rows();
                }
                if (done % PROGRESS_EVERY == 0) {
                    progress.at(earlier + writer.rows, share(file, records.bytesRead()));
                }
            }
            progress.at(earlier + writer.rows, share(file, records.bytesRead()));
        }
    }

    private double share(int file, long bytesRead) {
        long before = manifest.inputs().subList(0, file).stream()
                .mapToLong(ScoreInput::bytes)
                .sum();
        long all = manifest.inputs().stream().mapToLong(ScoreInput::bytes).sum();
        return all == 0 ? 1 : Math.min(1, (before + bytesRead) / (double) all);
    }

    /** The target appears at once and whole; what lay there before stays until then. */
    private void finish() throws IOException {
        List<Path> parts = manifest.parts().stream()
                .map(part -> folder.resolve(part.file()))
                .toList();
        Path whole = parts.get(0);
        if (parts.size() > 1) {
            whole = folder.resolve("whole" + format.ending());
            Files.deleteIfExists(whole);
            format.join(parts, whole, columns);
            sync(whole);
        }
        Files.move(whole, plan.target(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void deleteFolder() throws IOException {
        try (Stream<Path> left = Files.list(folder)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** The part that is being written. */
    private final class PartWriter implements AutoCloseable {
        private final BatchScorer scorer;
        private ScoreWriter writer;
        private Path file;
        private long rows;
        private long scoredBefore;
        private int input;
        private long record;

        PartWriter(BatchScorer scorer) {
            this.scorer = scorer;
        }

        void add(String id, FileRecord scored) throws IOException {
            open();
            scorer.add(id, scored, writer);
            rows++;
        }

        void at(int newInput, long newRecord) {
            input = newInput;
            record = newRecord;
        }

        private void open() throws IOException {
            if (writer == null) {
                file = folder.resolve(String.format(
                        Locale.ROOT, "part-%05d%s", manifest.parts().size(), format.ending()));
                Files.deleteIfExists(file); // half written by a run that was stopped
                writer = format.open(file, columns);
            }
        }

        void finishPart() throws IOException {
            open();
            scorer.flush(writer);
            writer.close();
            writer = null;
            sync(file);
            long scored = scorer.scored() - scoredBefore;
            scoredBefore = scorer.scored();
            manifest =
                    manifest.with(new ScoreManifest.Part(file.getFileName().toString(), rows, scored, input, record));
            rows = 0;
            manifest.write(manifestFile);
        }

        @Override
        public void close() throws IOException {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
