package io.millrace.cli.demo;

import io.millrace.cli.local.DataFolder;
import io.millrace.cli.local.LocalConsole;
import io.millrace.cli.local.LocalControl;
import io.millrace.cli.local.LocalJob;
import io.millrace.cli.local.LocalMetrics;
import io.millrace.jobs.audit.Audit;
import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.kafka.TopicPartitions;
import io.millrace.jobs.pipeline.CheckedModel;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.scoring.ScoringJob;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.kafka.LocalKafkaConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** The payments once through a broker and the jobs of a pipeline, all of their own. */
final class FraudRun {
    /** Exactly-once answers become visible with a checkpoint. */
    private static final Duration CHECKPOINTS = Duration.ofSeconds(1);

    /** One, so that labels are learned in the order in which they were sent. */
    private static final int PARTITIONS = 1;

    private final Stage stage;

    /**
     * What came of a run.
     *
     * @param auc of the answers to the last part of the payments
     * @param aucs of the answers to each tenth
     * @param swaps how often another model came to serve
     * @param withoutModel answers that are not a model's
     * @param accountingGap payments without exactly one answer: 0, or something is wrong
     */
    record Outcome(double auc, List<Double> aucs, int swaps, long withoutModel, long accountingGap) {
        Outcome {
            aucs = List.copyOf(aucs);
        }
    }

    /** A run that keeps everything in the folder of a stage. */
    FraudRun(Stage stage) {
        this.stage = stage;
    }

    /**
     * Runs.
     *
     * @param payments a file
     * @param labels what is said of them, line by line
     * @param answers counts and judges
     * @param progress is told how many are answered
     * @param then is told what came of it while everything still runs, and returns when it may end
     */
    Outcome run(
            Pipeline described,
            Path payments,
            Path labels,
            FraudAnswers answers,
            LongConsumer progress,
            Consumer<Outcome> then)
            throws InterruptedException {
        DataFolder folder = stage.folder();
        try (LocalKafka broker = LocalKafka.start(LocalKafkaConfig.of(folder.kafka()))) {
            Pipeline pipeline = LocalControl.of(
                    described.withCheckpointInterval(CHECKPOINTS).withBootstrap(broker.bootstrap()), folder, false);
            CheckedModel model = ScoringJob.check(pipeline);
            TopicPartitions partitions;
            try (Cluster cluster = Cluster.of(pipeline)) {
                cluster.createTopics(PARTITIONS, (short) 1);
                partitions = cluster.learningPartitions();
            }
            try (LocalConsole console = stage.openConsole(pipeline);
                    LocalJob scoring = LocalJob.scoring(pipeline, model, PARTITIONS, folder);
                    LocalJob learning = LocalJob.learning(pipeline, model, partitions, PARTITIONS, folder)) {
                scoring.stopAtShutdown(() -> {
                    learning.close();
                    if (console != null) {
                        console.close();
                    }
                    broker.close();
                    stage.cleanUp().run();
                });
                CompletableFuture<Long> sending = CompletableFuture.supplyAsync(
                        () -> FraudTraffic.send(pipeline, payments, labels, () -> LocalMetrics.sum("examples")));
                long sent = new AnswerWait("payments", List.of(scoring, learning), folder.logFile())
                        .await(
                                pipeline,
                                sending,
                                Long::longValue,
                                answers,
                                answers::total,
                                () -> progress.accept(answers.total()));
                Outcome outcome = new Outcome(
                        answers.auc(),
                        answers.aucs(),
                        answers.swaps(),
                        answers.withoutModel(),
                        Audit.run(pipeline, Duration.ZERO).gapTo(sent));
                then.accept(outcome);
                return outcome;
            }
        }
    }
}
