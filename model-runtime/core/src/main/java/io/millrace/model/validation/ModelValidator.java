package io.millrace.model.validation;

import io.millrace.model.Device;
import io.millrace.model.EngineChoice;
import io.millrace.model.GeneratedRows;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.Models;
import io.millrace.model.RowBatch;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Validates a model in this process: static scan and loading, both engines' contracts, generated rows, golden rows, then
 * the speed of the engine that will serve. Runs in the child of {@link ValidationProcess}: a hostile model may take the
 * process down.
 */
public final class ModelValidator {
    private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long MEASURED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MOST_BATCHES = 100_000;
    private static final int LEAST_BATCHES = 10;

    private ModelValidator() {}

    /**
     * Validates the bundle at {@code path}. A refused model is a result, not an exception; errors of the JVM come through.
     *
     * @param sha256 hash that the model file must have; empty: any
     */
    public static ValidationResult validate(Path path, String sha256) {
        String name = "";
        String found = "";
        try {
            ModelBundle bundle = ModelBundle.open(path);
            name = bundle.id().toString();
            found = bundle.id().sha256();
            if (!sha256.isEmpty() && !sha256.equals(found)) {
                return ValidationResult.refused(
                        Verdict.LOAD_FAILED,
                        path + ": the model file must be the one that was asked for: sha256=" + sha256 + ", found "
                                + found,
                        name,
                        found);
            }
            EngineChoice choice = Models.choose(bundle, Device.CPU);
            try (Model model = choice.model()) {
                List<BatchSpeed> speeds = List.of(speed(model, 1), speed(model, 64));
                return new ValidationResult(
                        Verdict.ACCEPTED, choice.reason(), name, found, model.engine(), speeds, 0, 0);
            }
        } catch (ModelException e) {
            return ValidationResult.refused(verdict(e), String.valueOf(e.getMessage()), name, found);
        } catch (StackOverflowError e) {
            return ValidationResult.refused(
                    Verdict.LOAD_FAILED, path + ": nests deeper than the stack is", name, found);
        } catch (RuntimeException | LinkageError e) {
            return ValidationResult.refused(Verdict.FAILED, path + ": an engine failed: " + e, name, found);
        }
    }

    /** Engines say in the message whether the file is broken or does not fit its contract. */
    private static Verdict verdict(ModelException refusal) {
        String message = String.valueOf(refusal.getMessage());
        for (Verdict verdict : List.of(Verdict.CONTRACT, Verdict.GOLDEN)) {
            if (message.contains(": " + verdict + ": ")) {
                return verdict;
            }
        }
        return Verdict.LOAD_FAILED;
    }

    /** Scores the same rows again and again, first to warm up. */
    private static BatchSpeed speed(Model model, int size) {
        try (Scorer scorer = model.newScorer(size)) {
            RowBatch rows = scorer.newRows();
            ScoreBatch scores = scorer.newScores();
            GeneratedRows source = new GeneratedRows(model);
            for (int i = 0; i < size; i++) {
                source.addValidRow(rows);
            }
            long[] nanos = new long[MOST_BATCHES];
            score(scorer, rows, scores, nanos, WARM_UP_NANOS);
            int batches = score(scorer, rows, scores, nanos, MEASURED_NANOS);
            long sum = Arrays.stream(nanos, 0, batches).sum();
            Arrays.sort(nanos, 0, batches);
            double p99 = nanos[Math.min(batches - 1, (int) Math.ceil(batches * 0.99) - 1)];
            return new BatchSpeed(size, 1e9 * batches * size / Math.max(1, sum), p99 / 1_000);
        }
    }

    private static int score(Scorer scorer, RowBatch rows, ScoreBatch scores, long[] nanos, long limit) {
        long start = System.nanoTime();
        int batches = 0;
        long before = start;
        while (batches < LEAST_BATCHES || (batches < nanos.length && before - start < limit)) {
            scorer.score(rows, scores);
            long after = System.nanoTime();
            nanos[batches++] = after - before;
            before = after;
        }
        return batches;
    }
}
