package io.millrace.learning.evaluation;

import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;

/**
 * What can be answered without looking at any feature, from the labels so far: how often each class occurred, or their
 * mean ({@link #shares}), and the label before ({@link #last}). A model that is no better than these knows nothing.
 *
 * <p>A class counts half an example more than it has (Krichevsky and Trofimov 1981), so that no share is 0. For tasks with labels only.
 */
public final class NoSkill {
    private static final String PART = "no-skill";
    private static final int VERSION = 1;

    private final Task task;
    private final boolean probabilities;
    private final double[] counts;
    private double total;
    private double mean;
    private double last = Double.NaN;

    /**
     * Begins with no labels.
     *
     * @param outputs how many scores an answer has
     * @param probabilities false if the scores of a binary task are raw: then answers are P − 0.5
     */
    public NoSkill(Task task, int outputs, boolean probabilities) {
        new Checks()
                .require(task.isSupervised(), "task", "must have labels", task)
                .done();
        this.task = task;
        this.probabilities = probabilities;
        counts = new double[task == Task.REGRESSION ? 0 : Math.max(outputs, 2)];
    }

    /** Reads what {@link #writeTo} wrote for the same task. */
    public static NoSkill readFrom(Task task, int outputs, boolean probabilities, SnapshotInput in) {
        in.version(PART, VERSION);
        NoSkill noSkill = new NoSkill(task, outputs, probabilities);
        double[] counts = in.numbers(noSkill.counts.length);
        System.arraycopy(counts, 0, noSkill.counts, 0, counts.length);
        noSkill.total = in.number();
        noSkill.mean = in.number();
        noSkill.last = in.number();
        return noSkill;
    }

    /** Learns a label that is within the task. */
    public void update(double label, double weight) {
        total += weight;
        if (task == Task.REGRESSION) {
            mean += (label - mean) * (weight / total);
        } else {
            counts[(int) label] += weight;
        }
        last = label;
    }

    /** Answers with the shares of the classes, or the mean label; NaN for a mean of nothing. */
    public void shares(double[] scores) {
        switch (task) {
            case REGRESSION -> scores[0] = total > 0 ? mean : Double.NaN;
            case BINARY_CLASSIFICATION -> scores[0] = score(share(1));
            default -> {
                for (int k = 0; k < counts.length; k++) {
                    scores[k] = share(k);
                }
            }
        }
    }

    private double share(int label) {
        return (counts[label] + 0.5) / (total + 0.5 * counts.length);
    }

    /** Answers with the label before, as a probability of 1; NaN if there is none. */
    public void last(double[] scores) {
        if (Double.isNaN(last)) {
            scores[0] = Double.NaN;
            return;
        }
        switch (task) {
            case REGRESSION -> scores[0] = last;
            case BINARY_CLASSIFICATION -> scores[0] = score(last);
            default -> {
                Arrays.fill(scores, 0, counts.length, 0);
                scores[(int) last] = 1;
            }
        }
    }

    private double score(double probability) {
        return probabilities ? probability : probability - 0.5;
    }

    /** Writes the whole state. */
    public void writeTo(SnapshotOutput out) {
        out.version(PART, VERSION);
        out.numbers(counts);
        out.number(total);
        out.number(mean);
        out.number(last);
    }
}
