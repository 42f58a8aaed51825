package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learning.Parameter;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.optimizer.Sgd;
import io.millrace.schemas.LearnedParameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Clicks, one a second, whose labels become known up to a minute later, no two at the same time; and what a learner knows after
 * any number of them, told by a loop without Flink and Kafka.
 */
final class DelayedClicks {
    /** What the pipeline file has to say about the learner of {@link #learnedInOneLoop}. */
    static final String LEARNER = """
            labels: {horizon: 1h, outOfOrder: 0s}
            learners:
              - name: online
                algorithm: logistic-regression
                optimizer: {name: sgd, schedule: 0.05}
                signingKey: "${file:keys/learner.key}"
                publish: {every: 200, gate: {minExamples: 100}}
            """;

    private static final long FIRST_TIME = 1_700_000_000_000L;
    /** Later than all clicks and labels, and than their horizon. */
    static final long FAR = FIRST_TIME + Duration.ofDays(1).toMillis();

    private final ClickStream stream;
    private final long[] knownAt;
    private boolean attacked;

    DelayedClicks(long seed, int events) {
        stream = new ClickStream(seed, events);
        assertThat(time(events)).isLessThan(FAR - Duration.ofHours(2).toMillis());
        Random random = new Random(seed);
        Set<Long> taken = new HashSet<>();
        knownAt = new long[events];
        for (int i = 0; i < events; i++) {
            do {
                knownAt[i] = time(i) + random.nextInt(60_000);
            } while (!taken.add(knownAt[i]));
        }
    }

    private static long time(int i) {
        return FIRST_TIME + 1_000L * i;
    }

    /** The same, each label by one of ten principals, one of whom lies from the middle on. */
    DelayedClicks attacked() {
        attacked = true;
        return this;
    }

    /** Who says so; null if nobody does. */
    String principal(int i) {
        return attacked ? i % 10 == 7 ? "mallory" : "p" + i % 10 : null;
    }

    /** What is said of a click. */
    double label(int i) {
        boolean lies = attacked && i % 10 == 7 && i >= size() / 2;
        return lies ? 1 - stream.truth(i) : stream.truth(i);
    }

    /** Event time of a click. */
    long eventTime(int i) {
        return time(i);
    }

    int size() {
        return knownAt.length;
    }

    ClickStream stream() {
        return stream;
    }

    /** Clicks by when their labels became known. */
    Stream<Integer> inOrderOfLabels() {
        return IntStream.range(0, size()).boxed().sorted(Comparator.comparingLong(i -> knownAt[i]));
    }

    /** Parameters after 0, 1, 2 and so on examples. */
    List<List<LearnedParameter>> learnedInOneLoop() {
        OnlineModel model = OnlineModel.of(OnlineModelConfig.of(
                LearnersScenario.FIELDS, LogisticRegressionConfig.DEFAULTS.withOptimizer(Sgd.withRate(0.05))));
        FeatureRow row = model.newRow();
        List<List<LearnedParameter>> learned = new ArrayList<>(List.of(parameters(model)));
        inOrderOfLabels().forEach(i -> {
            row.clear();
            row.setNumber(0, stream.x0(i));
            row.setNumber(1, i % 7 == 0 ? Double.NaN : stream.x1(i));
            row.setText(2, stream.carrier(i));
            assertThat(model.learn(row, stream.truth(i), 1)).isTrue();
            learned.add(parameters(model));
        });
        return learned;
    }

    private static List<LearnedParameter> parameters(OnlineModel model) {
        List<LearnedParameter> parameters = new ArrayList<>();
        for (Parameter parameter : model.parameters()) {
            parameters.add(new LearnedParameter(parameter.name(), parameter.value()));
        }
        return parameters;
    }

    /** Sends some of the clicks, and the labels that become known meanwhile. */
    void send(LearningTestBed bed, int from, int until) {
        for (int i = from; i < until; i++) {
            bed.event(
                    i % bed.partitions(),
                    "e" + i,
                    time(i),
                    stream.x0(i),
                    i % 7 == 0 ? null : (Double) stream.x1(i),
                    stream.carrier(i));
        }
        // In the order in which they became known, some before their events are answered.
        long least = from == 0 ? Long.MIN_VALUE : time(from);
        long most = until == size() ? Long.MAX_VALUE : time(until);
        inOrderOfLabels()
                .filter(i -> knownAt[i] >= least && knownAt[i] < most)
                .forEach(i -> bed.label(i % bed.partitions(), "e" + i, label(i), knownAt[i], principal(i)));
        bed.flush();
    }

    /** Later events and labels on all partitions, so that time comes to all that was sent before. */
    static void sendLater(LearningTestBed bed) {
        for (int i = 0; i < 40; i++) {
            bed.event(i % bed.partitions(), "later" + i, FAR, 0, 0.0, "C0");
            bed.label(i % bed.partitions(), "unknown" + i, 1.0, FAR);
        }
        bed.flush();
    }
}
