package io.millrace.cli.demo;

import io.millrace.cli.publish.FileRecord;
import io.millrace.cli.publish.RecordFile;
import io.millrace.cli.terminal.FailedException;
import io.millrace.jobs.audit.AnswerReader;
import io.millrace.schemas.AnswerKind;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Prediction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Holds answers against the truth, by tenth of the payments. One thread. */
final class FraudAnswers implements AnswerReader.Listener {
    static final int PARTS = 10;
    /** Of the parts: those at the end, by which the learner is judged. */
    static final int JUDGED = 3;

    private static final String PROBABILITY = "probability_fraud";

    /** What is true of a payment, and where it stands among all. */
    private record Truth(boolean isFraud, int part) {}

    private final Map<String, Truth> truths;
    private final List<BinaryQuality> parts = new ArrayList<>();
    private final BinaryQuality judged = new BinaryQuality();
    private final TreeSet<String> models = new TreeSet<>();
    private long total;
    private long withoutModel;

    private FraudAnswers(Map<String, Truth> truths) {
        this.truths = truths;
        for (int i = 0; i < PARTS; i++) {
            parts.add(new BinaryQuality());
        }
    }

    /** Holds answers against a file of true labels, in the order of the payments. */
    static FraudAnswers against(Path labels, long payments) {
        Map<String, Truth> truths = new HashMap<>();
        try (RecordFile file = RecordFile.open(labels)) {
            for (long i = 0; file.hasNext(); i++) {
                FileRecord label = file.next();
                truths.put((String) label.value("payment_id"), new Truth("1".equals(label.value("fraud")), (int)
                        (PARTS * i / payments)));
            }
        }
        return new FraudAnswers(truths);
    }

    @Override
    public void prediction(Prediction prediction) {
        total++;
        Truth truth = truths.get(prediction.getEventId());
        boolean isAnswered = prediction.getKind() != AnswerKind.FALLBACK && truth != null;
        if (!isAnswered || !(prediction.getOutputs().get(PROBABILITY) instanceof Double score)) {
            withoutModel++;
            return;
        }
        models.add(prediction.getModel() + "@" + prediction.getModelVersion());
        parts.get(truth.part()).add(score, truth.isFraud());
        if (truth.part() >= PARTS - JUDGED) {
            judged.add(score, truth.isFraud());
        }
    }

    @Override
    public void deadLetter(DeadLetter deadLetter) {
        total++;
        withoutModel++;
    }

    @Override
    public void unreadable(String topic, int partition, long offset) {
        throw new FailedException("an answer cannot be read: " + topic + " " + partition + "@" + offset);
    }

    /** Answers so far. */
    long total() {
        return total;
    }

    /** Answers that are not a model's: dead letters and fallbacks. */
    long withoutModel() {
        return withoutModel;
    }

    /** How often another model came to serve. */
    int swaps() {
        return Math.max(0, models.size() - 1);
    }

    /** AUC of the answers to the last parts. */
    double auc() {
        return judged.auc();
    }

    /** AUC of the answers to each tenth. */
    List<Double> aucs() {
        return parts.stream().map(BinaryQuality::auc).toList();
    }
}
