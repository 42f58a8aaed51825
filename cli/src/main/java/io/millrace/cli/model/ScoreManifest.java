package io.millrace.cli.model;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.model.Model;
import io.millrace.model.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run of scoring has finished, in a file beside its parts. A later run continues only where everything but the
 * parts is the same.
 *
 * @param version of this form
 * @param model name and version
 * @param sha256 of the model file
 * @param contract hash of the model's contract, which decides how rows are treated
 * @param engine the engine that scores
 * @param id the id field, empty for the line
 * @param limit most records
 * @param inputs the files that are scored
 * @param parts what is finished
 */
record ScoreManifest(
        int version,
        String model,
        String sha256,
        String contract,
        String engine,
        String id,
        long limit,
        List<ScoreInput> inputs,
        List<Part> parts) {

    private static final int VERSION = 1;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * One finished file of scores.
     *
     * @param file its name
     * @param rows rows in it
     * @param scored those that have scores
     * @param input the input file that was read last, from 0
     * @param record records of that file that are done
     */
    record Part(String file, long rows, long scored, int input, long record) {}

    static ScoreManifest begin(Model model, String id, long limit, List<ScoreInput> inputs) {
        String contract = Sha256.of(model.contract().toString());
        return new ScoreManifest(
                VERSION,
                model.id().toString(),
                model.id().sha256(),
                contract,
                model.engine(),
                id == null ? "" : id,
                limit,
                inputs,
                List.of());
    }

    ScoreManifest with(Part part) {
        List<Part> more = new ArrayList<>(parts);
        more.add(part);
        return withParts(more);
    }

    private ScoreManifest withParts(List<Part> newParts) {
        return new ScoreManifest(version, model, sha256, contract, engine, id, limit, inputs, List.copyOf(newParts));
    }

    /** What differs from another run, for a person; empty where this one can be continued as that. */
    List<String> differences(ScoreManifest other) {
        List<String> differences = new ArrayList<>();
        compare("form", version, other.version, differences);
        compare(
                "model",
                model + " (sha256 " + sha256 + ")",
                other.model + " (sha256 " + other.sha256 + ")",
                differences);
        compare("inputs and policies of the model", contract, other.contract, differences);
        compare("engine", engine, other.engine, differences);
        compare("--id", id, other.id, differences);
        compare("--limit", limit, other.limit, differences);
        compare("input", inputs, other.inputs, differences);
        return differences;
    }

    private static void compare(String what, Object mine, Object others, List<String> differences) {
        if (!mine.equals(others)) {
            differences.add(what + ": " + mine + " there, " + others + " now");
        }
    }

    static ScoreManifest read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), ScoreManifest.class);
    }

    /** Replaces the file as a whole, so that there is always a complete one. */
    void write(Path file) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.write(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
