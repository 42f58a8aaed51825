package io.millrace.cli.demo;

import io.millrace.cli.demo.FraudRun.Outcome;
import io.millrace.cli.local.DataFolder;
import io.millrace.cli.publish.RecordFile;
import io.millrace.examples.fraud.PaymentFiles;
import io.millrace.examples.fraud.ReportersConfig;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/** Simulated card payments three times through a real broker and real jobs: with honest labels, and with lies before a learner without and with filter. */
final class FraudDemo {
    private static final String FILTERED = "pipeline.yaml";
    private static final String UNFILTERED = "unfiltered.yaml";

    private final Path example;
    private final Stage stage;
    private final long payments;
    private final long seed;

    /**
     * A demonstration.
     *
     * @param example the example's folder
     * @param stage where it takes place
     * @param payments to send in each run
     * @param seed of the world and of who reports what
     */
    FraudDemo(Path example, Stage stage, long payments, long seed) {
        this.example = example;
        this.stage = stage;
        this.payments = payments;
        this.seed = seed;
    }

    FraudResult run() throws InterruptedException, IOException {
        Path files = stage.folder().root().resolve("files");
        ReportersConfig reporters = ReportersConfig.DEFAULTS;
        PaymentFiles.write(files, PaymentFiles.smallWorld(seed), payments, reporters);
        stage.tell()
                .accept(String.format(
                        Locale.ROOT,
                        "%,d simulated card payments, three times through Kafka and Flink on this machine.",
                        payments));
        stage.tell().accept("Everybody who reports a fraud is honest …");
        Outcome clean = run("clean", UNFILTERED, PaymentFiles.LABELS, outcome -> {});
        stage.tell()
                .accept(String.format(
                        Locale.ROOT,
                        "From half way on a ring of %d among %d reporters says the contrary of the truth, and is believed …",
                        reporters.ring(),
                        reporters.ring() + reporters.honest()));
        Outcome unfiltered = run("unfiltered", UNFILTERED, PaymentFiles.ATTACKED, outcome -> {});
        stage.tell().accept("The same ring, and the admission filter before the learner …");
        long lies = lies(files);
        Outcome filtered = run(
                "filtered",
                FILTERED,
                PaymentFiles.ATTACKED,
                outcome -> stage.shown().accept(new FraudResult(payments, lies, clean, unfiltered, outcome)));
        return new FraudResult(payments, lies, clean, unfiltered, filtered);
    }

    private Outcome run(String name, String pipelineFile, String labels, Consumer<Outcome> then)
            throws InterruptedException {
        Pipeline pipeline = PipelineFile.read(example.resolve(pipelineFile));
        Path files = stage.folder().root().resolve("files");
        DataFolder own = DataFolder.of(stage.folder().root().resolve(name));
        FraudAnswers answers = FraudAnswers.against(files.resolve(PaymentFiles.LABELS), payments);
        return new FraudRun(stage.in(own))
                .run(
                        pipeline,
                        files.resolve(PaymentFiles.PAYMENTS),
                        files.resolve(labels),
                        answers,
                        answered -> stage.progress()
                                .accept(String.format(Locale.ROOT, "  %,d of %,d answered", answered, payments)),
                        outcome -> {
                            stage.progress().accept("");
                            then.accept(outcome);
                        });
    }

    /** Labels on which the files differ. */
    private static long lies(Path files) {
        long lies = 0;
        try (RecordFile honest = RecordFile.open(files.resolve(PaymentFiles.LABELS));
                RecordFile attacked = RecordFile.open(files.resolve(PaymentFiles.ATTACKED))) {
            while (honest.hasNext()) {
                lies += honest.next().value("fraud").equals(attacked.next().value("fraud")) ? 0 : 1;
            }
        }
        return lies;
    }
}
