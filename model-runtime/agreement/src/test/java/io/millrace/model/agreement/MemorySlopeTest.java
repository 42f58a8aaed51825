package io.millrace.model.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.model.Device;
import io.millrace.model.FeatureType;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelEngine;
import io.millrace.model.ModelInput;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A thousand times open, score and close: what an engine keeps of a model, on the heap or outside, is a leak. Memory is read every
 * {@value #STEP} rounds after {@value #SETTLED}, after a garbage collection; the slope is that of the least-squares line.
 */
final class MemorySlopeTest {
    private static final int ROUNDS = 1_000;
    private static final int SETTLED = 200;
    private static final int STEP = 50;
    private static final double MOST_BYTES_PER_ROUND = 50_000;
    private static final Path PROCESS_STATUS = Path.of("/proc/self/status");

    @ParameterizedTest
    @CsvSource({
        "compiled, ../src/test/resources/models/boosting_classifier/model.pmml",
        "compiled, ../src/test/resources/models/boosting_classifier/model.onnx",
        "onnxruntime, ../src/test/resources/models/pipeline_logistic/model.onnx",
        "jpmml-evaluator, ../src/test/resources/models/pipeline_logistic/model.pmml",
        "mleap, ../mleap/src/test/resources/mleap/airbnb.model.lr.zip"
    })
    void openingScoringAndClosingKeepsNothing(String engineName, Path path) {
        assumeTrue(
                Files.isReadable(PROCESS_STATUS), "memory is read from " + PROCESS_STATUS + ", which only Linux has");
        ModelEngine engine = Engines.named(engineName);
        ModelBundle bundle = ModelBundle.open(path);
        List<Sample> samples = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            openScoreAndClose(engine, bundle);
            if (round >= SETTLED && round % STEP == 0) {
                samples.add(Sample.after(round));
            }
        }
        assertThat(slope(samples, true)).as("heap, bytes a round: %s", samples).isLessThan(MOST_BYTES_PER_ROUND);
        assertThat(slope(samples, false))
                .as("resident memory, bytes a round: %s", samples)
                .isLessThan(MOST_BYTES_PER_ROUND);
    }

    private static void openScoreAndClose(ModelEngine engine, ModelBundle bundle) {
        try (Model model = engine.load(bundle, Device.CPU);
                Scorer scorer = model.newScorer(2)) {
            RowBatch rows = scorer.newRows();
            ScoreBatch scores = scorer.newScores();
            fill(rows, rows.addRow());
            fill(rows, rows.addRow());
            scorer.score(rows, scores);
            assertThat(rows.fault(0)).isEqualTo(RowFault.NONE);
        }
    }

    /** Ones, and the first category of each text. */
    private static void fill(RowBatch rows, int row) {
        for (int column = 0; column < rows.contract().width(); column++) {
            ModelInput input = rows.contract().inputOfColumn(column);
            if (input.type() == FeatureType.CATEGORICAL) {
                rows.setText(
                        row,
                        column,
                        input.isOpenText() ? "DE" : input.categories().get(0));
            } else {
                rows.set(row, column, 1);
            }
        }
    }

    /** Memory in use, in bytes, after a number of rounds. */
    private record Sample(int round, double heap, double resident) {
        static Sample after(int round) {
            System.gc();
            double heap =
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            try (var lines = Files.lines(PROCESS_STATUS)) {
                String resident = lines.filter(line -> line.startsWith("VmRSS:"))
                        .findFirst()
                        .orElseThrow();
                return new Sample(round, heap, Double.parseDouble(resident.replaceAll("\\D", "")) * 1024);
            } catch (IOException e) {
                throw new AssertionError("cannot read " + PROCESS_STATUS, e);
            }
        }
    }

    private static double slope(List<Sample> samples, boolean ofHeap) {
        double meanRound = samples.stream().mapToInt(Sample::round).average().orElseThrow();
        double meanBytes = samples.stream()
                .mapToDouble(sample -> ofHeap ? sample.heap() : sample.resident())
                .average()
                .orElseThrow();
        double covariance = 0;
        double variance = 0;
        for (Sample sample : samples) {
            double bytes = ofHeap ? sample.heap() : sample.resident();
            covariance += (sample.round() - meanRound) * (bytes - meanBytes);
            variance += (sample.round() - meanRound) * (sample.round() - meanRound);
        }
        return covariance / variance;
    }
}
