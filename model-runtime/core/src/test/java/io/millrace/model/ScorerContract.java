package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link Scorer} keeps to. An engine's test extends this once per kind of model and says how to load the
 * model, how to make a valid row and how to spoil one.
 */
public abstract class ScorerContract {
    private static final int MAX_ROWS = 16;
    private static final int SCORES = 100_000;
    private static final int ROUNDS = 6;
    private static final long MOST_GROWTH = 8L << 20;
    private static final Path PROCESS_STATUS = Path.of("/proc/self/status");

    private Model model;

    /** Loads the model. */
    protected abstract Model load();

    /** Fills an empty row with valid values, none missing. */
    protected abstract void fill(Random random, RowBatch rows, int row);

    /** Makes a valid row one that the model must refuse. */
    protected abstract void spoil(RowBatch rows, int row);

    /** Greatest difference between a row's score alone and in a batch; 0 unless an engine cannot do better. */
    protected double tolerance() {
        return 0;
    }

    /** How often the model is opened and closed between two looks at memory; fewer times where it takes long. */
    protected int openings() {
        return 1_000;
    }

    @BeforeEach
    final void open() {
        model = load();
    }

    @AfterEach
    final void close() {
        model.close();
    }

    /** All outputs of one row, and its fault. */
    private record Answer(RowFault fault, List<Object> outputs) {
        static Answer of(RowBatch rows, ScoreBatch scores, int row) {
            List<Object> outputs = new ArrayList<>();
            List<ModelOutput> declared = scores.contract().outputs();
            for (int output = 0; output < declared.size() && rows.fault(row) == RowFault.NONE; output++) {
                if (declared.get(output).isText()) {
                    outputs.add(scores.text(row, output));
                } else {
                    outputs.add(scores.number(row, output));
                }
            }
            return new Answer(rows.fault(row), outputs);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theSameRowsGetTheSameScores(long seed) {
        try (Scorer scorer = model.newScorer(MAX_ROWS)) {
            List<Answer> first = score(scorer, random(scorer, seed, MAX_ROWS));
            assertThat(first).as("seed %d", seed).allSatisfy(answer -> {
                assertThat(answer.fault()).isEqualTo(RowFault.NONE);
                assertThat(answer.outputs()).hasSize(model.contract().outputs().size());
                assertThat(answer.outputs()).doesNotContainNull();
            });
            assertThat(score(scorer, random(scorer, seed, MAX_ROWS)))
                    .as("seed %d, again", seed)
                    .isEqualTo(first);
            try (Scorer other = model.newScorer(MAX_ROWS)) {
                assertThat(score(other, random(other, seed, MAX_ROWS)))
                        .as("seed %d, another scorer", seed)
                        .isEqualTo(first);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void aRowScoresAloneAsInAnyBatch(long seed) {
        try (Scorer scorer = model.newScorer(MAX_ROWS)) {
            List<Answer> together = score(scorer, random(scorer, seed, MAX_ROWS));
            for (int size : new int[] {1, 2, 3, MAX_ROWS - 1}) {
                List<Answer> parts = new ArrayList<>();
                for (int from = 0; from < MAX_ROWS; from += size) {
                    List<Integer> chosen = new ArrayList<>();
                    for (int row = from; row < Math.min(MAX_ROWS, from + size); row++) {
                        chosen.add(row);
                    }
                    parts.addAll(score(scorer, pick(scorer, seed, chosen)));
                }
                assertAlike(parts, together, "seed " + seed + ", batches of " + size);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void orderDoesNotMatter(long seed) {
        try (Scorer scorer = model.newScorer(MAX_ROWS)) {
            List<Answer> inOrder = score(scorer, random(scorer, seed, MAX_ROWS));
            List<Integer> shuffled = new ArrayList<>();
            List<Answer> expected = new ArrayList<>();
            for (int row = 0; row < MAX_ROWS; row++) {
                shuffled.add(row);
            }
            Collections.shuffle(shuffled, new Random(seed));
            shuffled.forEach(row -> expected.add(inOrder.get(row)));
            assertAlike(score(scorer, pick(scorer, seed, shuffled)), expected, "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 11})
    void aMissingValueHasADefinedOutcomeAndSparesTheNeighbours(long seed) {
        try (Scorer scorer = model.newScorer(MAX_ROWS)) {
            List<Answer> untouched = score(scorer, random(scorer, seed, 3));
            for (int column = 0; column < model.contract().width(); column++) {
                String where = "seed " + seed + ", missing " + model.contract().columnName(column);
                RowBatch rows = random(scorer, seed, 3);
                rows.set(1, column, Double.NaN);
                List<Answer> answers = score(scorer, rows);
                assertThat(answers.get(1).fault()).as(where).isIn(RowFault.NONE, RowFault.INVALID_FEATURE);
                assertAlike(
                        List.of(answers.get(0), answers.get(2)), List.of(untouched.get(0), untouched.get(2)), where);
                RowBatch again = random(scorer, seed, 3);
                again.set(1, column, Double.NaN);
                assertThat(score(scorer, again)).as(where + ", again").isEqualTo(answers);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {12, 13})
    void anInvalidRowFailsAlone(long seed) {
        try (Scorer scorer = model.newScorer(MAX_ROWS)) {
            List<Answer> untouched = score(scorer, random(scorer, seed, 5));
            for (int spoiled = 0; spoiled < 5; spoiled++) {
                RowBatch rows = random(scorer, seed, 5);
                spoil(rows, spoiled);
                List<Answer> answers = score(scorer, rows);
                String where = "seed " + seed + ", row " + spoiled + " spoiled";
                assertThat(answers.get(spoiled).fault()).as(where).isNotEqualTo(RowFault.NONE);
                List<Answer> expected = new ArrayList<>(untouched);
                expected.set(spoiled, answers.get(spoiled));
                assertAlike(answers, expected, where);
            }
            RowBatch rows = random(scorer, seed, 5);
            for (int row = 0; row < 5; row++) {
                spoil(rows, row);
            }
            assertThat(score(scorer, rows))
                    .as("seed %d, all spoiled", seed)
                    .noneMatch(answer -> answer.fault() == RowFault.NONE);
        }
    }

    @Test
    void valuesThatNeedNoTreatmentStayAsTheyAre() {
        long seed = 14;
        try (Scorer scorer = model.newScorer(MAX_ROWS)) {
            RowBatch rows = random(scorer, seed, MAX_ROWS);
            double[] before = rows.values().clone();
            List<String> textsBefore = texts(rows);
            score(scorer, rows);
            assertThat(rows.values()).as("seed %d", seed).containsExactly(before);
            assertThat(texts(rows)).as("seed %d", seed).isEqualTo(textsBefore);
            assertThat(rows.size()).isEqualTo(MAX_ROWS);
        }
    }

    @Test
    void rowsOfAnotherContractAreRefused() {
        try (Scorer scorer = model.newScorer(2)) {
            ModelContract other = new ModelContract(
                    model.contract().inputs(), model.contract().outputs());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> scorer.score(new RowBatch(other, 2), scorer.newScores()))
                    .withMessageStartingWith("rows and scores must be made for this model's contract");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> scorer.score(scorer.newRows(), new ScoreBatch(other, 2)))
                    .withMessageStartingWith("rows and scores must be made for this model's contract");
        }
    }

    @Test
    void moreRowsThanAnnouncedAreRefused() {
        try (Scorer scorer = model.newScorer(2)) {
            RowBatch rows = new RowBatch(model.contract(), 3);
            Random random = new Random(15);
            for (int i = 0; i < 3; i++) {
                fill(random, rows, rows.addRow());
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> scorer.score(rows, new ScoreBatch(model.contract(), 3)))
                    .withMessage("rows must fit: rows=3, maxRows=2, room for scores=3");
            rows.removeLastRow();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> scorer.score(rows, new ScoreBatch(model.contract(), 1)))
                    .withMessage("rows must fit: rows=2, maxRows=2, room for scores=1");
            scorer.score(rows, new ScoreBatch(model.contract(), 3));
        }
    }

    @Test
    void aScorerTakesAtLeastOneRow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.newScorer(0))
                .withMessage("must be >= 1: maxRows=0");
    }

    @Test
    void anEmptyBatchIsFine() {
        try (Scorer scorer = model.newScorer(1)) {
            scorer.score(scorer.newRows(), scorer.newScores());
        }
    }

    @Test
    void aClosedScorerRefusesToScore() {
        Scorer scorer = model.newScorer(1);
        RowBatch rows = scorer.newRows();
        ScoreBatch scores = scorer.newScores();
        fill(new Random(16), rows, rows.addRow());
        scorer.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> scorer.score(rows, scores))
                .withMessage("scorer is closed");
        scorer.close();
    }

    @Test
    void closingTwiceDoesNothing() {
        Scorer scorer = model.newScorer(1);
        scorer.close();
        scorer.close();
        model.close();
        model.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> model.newScorer(1))
                .withMessage("model is closed: " + model.id());
    }

    @Test
    void aScorerOutlivesItsModel() {
        long seed = 17;
        try (Scorer scorer = model.newScorer(MAX_ROWS)) {
            List<Answer> before = score(scorer, random(scorer, seed, MAX_ROWS));
            model.close();
            assertThat(score(scorer, random(scorer, seed, MAX_ROWS)))
                    .as("seed %d", seed)
                    .isEqualTo(before);
        }
    }

    @Test
    void twoThreadsGetTheSameScores() throws Exception {
        int batches = 200;
        List<List<Answer>> alone = scoreBatches(batches);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Callable<List<List<Answer>>> task = () -> scoreBatches(batches);
            for (Future<List<List<Answer>>> result : threads.invokeAll(List.of(task, task), 60, TimeUnit.SECONDS)) {
                assertThat(result.get()).as("seeds 0 to %d", batches - 1).isEqualTo(alone);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void scoringKeepsNoMemory() {
        try (Scorer scorer = model.newScorer(MAX_ROWS)) {
            RowBatch rows = random(scorer, 18, MAX_ROWS);
            ScoreBatch scores = scorer.newScores();
            Runnable manyScores = () -> {
                for (int i = 0; i < SCORES; i += MAX_ROWS) {
                    scorer.score(rows, scores);
                }
            };
            assertFlat(SCORES + " scores", manyScores);
        }
    }

    @Test
    void openingAndClosingKeepsNoMemory() {
        Runnable manyOpenings = () -> {
            for (int i = 0; i < openings(); i++) {
                try (Model opened = load();
                        Scorer scorer = opened.newScorer(1)) {
                    score(scorer, random(scorer, i, 1));
                }
            }
        };
        assertFlat(openings() + " openings", manyOpenings);
    }

    private List<List<Answer>> scoreBatches(int batches) {
        List<List<Answer>> answers = new ArrayList<>();
        try (Scorer scorer = model.newScorer(MAX_ROWS)) {
            for (int seed = 0; seed < batches; seed++) {
                answers.add(score(scorer, random(scorer, seed, 1 + seed % MAX_ROWS)));
            }
        }
        return answers;
    }

    private RowBatch random(Scorer scorer, long seed, int count) {
        List<Integer> all = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            all.add(row);
        }
        return pick(scorer, seed, all);
    }

    /** Rows of the seed's sequence, in the order asked for. */
    private RowBatch pick(Scorer scorer, long seed, List<Integer> chosen) {
        RowBatch rows = scorer.newRows();
        for (int row : chosen) {
            fill(new Random(seed * 1_000 + row), rows, rows.addRow());
        }
        return rows;
    }

    private static List<Answer> score(Scorer scorer, RowBatch rows) {
        ScoreBatch scores = scorer.newScores();
        scorer.score(rows, scores);
        List<Answer> answers = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            answers.add(Answer.of(rows, scores, row));
        }
        return answers;
    }

    private void assertAlike(List<Answer> answers, List<Answer> expected, String where) {
        if (tolerance() == 0) {
            assertThat(answers).as(where).isEqualTo(expected);
            return;
        }
        assertThat(answers).as(where).hasSameSizeAs(expected);
        for (int row = 0; row < answers.size(); row++) {
            assertThat(answers.get(row).fault())
                    .as(where)
                    .isEqualTo(expected.get(row).fault());
            List<Object> outputs = answers.get(row).outputs();
            for (int output = 0; output < outputs.size(); output++) {
                Object wanted = expected.get(row).outputs().get(output);
                if (wanted instanceof Double number && !number.isNaN()) {
                    assertThat((Double) outputs.get(output)).as(where).isCloseTo(number, within(tolerance()));
                } else {
                    assertThat(outputs.get(output)).as(where).isEqualTo(wanted);
                }
            }
        }
    }

    private static List<String> texts(RowBatch rows) {
        List<String> texts = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < rows.contract().width(); column++) {
                boolean isText = rows.contract().inputOfColumn(column).type() == FeatureType.CATEGORICAL;
                texts.add(isText ? rows.text(row, column) : null);
            }
        }
        return texts;
    }

    /**
     * Runs the work once as warm-up, then up to {@link #ROUNDS} times: it is flat if memory grows by less than the bound
     * over one of the rounds. A leak grows over each of them; the Java heap, which settles at a size of its own choosing,
     * does not.
     */
    private static void assertFlat(String what, Runnable work) {
        assumeTrue(
                Files.isReadable(PROCESS_STATUS), "memory is read from " + PROCESS_STATUS + ", which only Linux has");
        work.run();
        List<Long> growths = new ArrayList<>();
        long before = residentBytes();
        do {
            work.run();
            long after = residentBytes();
            growths.add(after - before);
            before = after;
        } while (growths.get(growths.size() - 1) >= MOST_GROWTH && growths.size() < ROUNDS);
        assertThat(growths)
                .as("growth of resident memory over each round of %s, in bytes", what)
                .anyMatch(growth -> growth < MOST_GROWTH);
    }

    private static long residentBytes() {
        System.gc();
        try {
            String line = Files.readAllLines(PROCESS_STATUS).stream()
                    .filter(candidate -> candidate.startsWith("VmRSS:"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(line.split("\\s+", -1)[1]) * 1024;
        } catch (IOException e) {
            throw new AssertionError("cannot read " + PROCESS_STATUS, e);
        }
    }
}
