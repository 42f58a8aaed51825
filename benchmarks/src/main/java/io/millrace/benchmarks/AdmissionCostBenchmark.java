package io.millrace.benchmarks;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.Task;
import io.millrace.learning.admission.Admission;
import io.millrace.learning.admission.AdmissionConfig;
import io.millrace.learning.admission.AdmissionStageConfig;
import io.millrace.learning.admission.ExpressionRule;
import io.millrace.learning.admission.ExpressionRulesConfig;
import io.millrace.learning.admission.FieldRule;
import io.millrace.learning.admission.GradientClipConfig;
import io.millrace.learning.admission.IdentityConfig;
import io.millrace.learning.admission.InfluenceCapConfig;
import io.millrace.learning.admission.LabelFlipGuardConfig;
import io.millrace.learning.admission.OutlierFilterConfig;
import io.millrace.learning.admission.PrincipalBucketsConfig;
import io.millrace.learning.admission.RobustZScoreConfig;
import io.millrace.learning.admission.SchemaRulesConfig;
import io.millrace.learning.admission.Submission;
import io.millrace.learning.model.FeatureRow;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What admission costs for an example of 30 features, from one of 1,000 principals: the stages one by one, and all of them. An operation is an example; 1,024 rows
 * are cycled, ids are 16,384 different ones against 4,096 remembered.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class AdmissionCostBenchmark {
    private static final int ROWS = 1_024;
    private static final int IDS = 16_384;
    private static final int PRINCIPALS = 1_000;
    private static final int FEATURES = 30;
    private static final List<String> FIELDS =
            IntStream.range(0, FEATURES).mapToObj(j -> "f" + j).toList();

    /** What stands before the learner. */
    @Param({
        "nothing",
        "schema-rules",
        "expression-rules",
        "influence-cap",
        "half-space-trees",
        "robust-z-score",
        "label-flip-guard",
        "gradient-clip",
        "principal-buckets",
        "all",
        "all-with-buckets"
    })
    public String stages;

    private final FeatureRow[] rows = new FeatureRow[ROWS];
    private final FeatureVector[] vectors = new FeatureVector[ROWS];
    private final double[] labels = new double[ROWS];
    private final double[][] scores = new double[ROWS][1];
    private final String[] ids = new String[IDS];
    private final String[] principals = new String[PRINCIPALS];
    private final Submission example = new Submission();
    private Admission admission;
    private int next;
    private int draw = 1;
    private long time;

    /** Draws rows, and a learner's scores of them. */
    @Setup
    public void setUp() {
        Random random = new Random(30);
        for (int i = 0; i < ROWS; i++) {
            rows[i] = new FeatureRow(FEATURES);
            vectors[i] = FeatureVector.dense(FEATURES);
            double p = 0;
            for (int j = 0; j < FEATURES; j++) {
                double value = random.nextGaussian();
                rows[i].setNumber(j, value);
                vectors[i].set(j, value);
                p += value * (j % 3 - 1);
            }
            scores[i][0] = 1 / (1 + Math.exp(-p));
            labels[i] = random.nextDouble() < scores[i][0] ? 1 : 0;
        }
        for (int i = 0; i < IDS; i++) {
            ids[i] = "event-" + random.nextInt() + "-" + i;
        }
        for (int i = 0; i < PRINCIPALS; i++) {
            principals[i] = "principal-" + random.nextInt();
        }
        admission = Admission.of(
                new AdmissionConfig(IdentityConfig.DEFAULTS, configs()),
                Task.BINARY_CLASSIFICATION,
                1,
                FEATURES,
                FIELDS);
    }

    private List<AdmissionStageConfig> configs() {
        AdmissionStageConfig rules = SchemaRulesConfig.DEFAULTS.withFields(
                FIELDS.stream().map(field -> FieldRule.range(field, -10, 10)).toList());
        AdmissionStageConfig expressions = ExpressionRulesConfig.of(
                new ExpressionRule("tame", "example.f0 < 10.0 && example.f1 > -10.0"),
                new ExpressionRule("known", "score > 0.001 || principal.name != 'liar'"));
        AdmissionStageConfig cap = InfluenceCapConfig.DEFAULTS.withRememberedIds(4_096);
        AdmissionStageConfig trees = OutlierFilterConfig.DEFAULTS;
        AdmissionStageConfig guard = LabelFlipGuardConfig.DEFAULTS;
        AdmissionStageConfig clip = GradientClipConfig.DEFAULTS;
        AdmissionStageConfig buckets = PrincipalBucketsConfig.DEFAULTS;
        return switch (stages) {
            case "nothing" -> List.of();
            case "schema-rules" -> List.of(rules);
            case "expression-rules" -> List.of(expressions);
            case "influence-cap" -> List.of(cap);
            case "half-space-trees" -> List.of(trees);
            case "robust-z-score" -> List.of(OutlierFilterConfig.DEFAULTS.withDetector(RobustZScoreConfig.DEFAULTS));
            case "label-flip-guard" -> List.of(guard);
            case "gradient-clip" -> List.of(clip);
            case "principal-buckets" -> List.of(buckets);
            case "all" -> List.of(rules, trees, guard, clip, cap);
            case "all-with-buckets" -> List.of(rules, trees, guard, clip, buckets, cap);
            default -> throw new IllegalArgumentException("must be stages of this benchmark: " + stages);
        };
    }

    /** One example, seen and settled. */
    @Benchmark
    public boolean admit() {
        int row = next & (ROWS - 1);
        int id = next & (IDS - 1);
        next++;
        time += 500;
        // Drawn anew each time: one who said the same thousand times would be found to be a liar, or honest, for good.
        draw = draw * 1_664_525 + 1_013_904_223;
        String principal = principals[(int) (((draw >>> 8) * (long) PRINCIPALS) >>> 24)];
        example.from(ids[id], principal, "", time).says(rows[row], vectors[row], labels[row], 1, scores[row]);
        return admission.admit(example);
    }

    /** What refuses everything costs nothing. */
    @TearDown
    public void check() {
        if (admission.isFrozen() || admission.admitted() < 0.97 * admission.seen()) {
            throw new IllegalStateException("must admit nearly all, found " + admission.admitted() + " of "
                    + admission.seen() + " and " + admission.frozenBecause());
        }
    }

    /** Runs it; takes JMH's options. */
    public static void main(String[] arguments) throws Exception {
        Jmh.run(AdmissionCostBenchmark.class, arguments);
    }
}
