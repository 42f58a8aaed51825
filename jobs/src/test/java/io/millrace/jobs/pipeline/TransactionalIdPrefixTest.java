package io.millrace.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Device;
import io.millrace.model.store.S3Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Flink's sink aborts all transactions whose id starts with its prefix, so those of pipelines must not nest. */
final class TransactionalIdPrefixTest {
    private static final long SEED = 20260702;
    private static final String ALPHABET = "abz019-";

    @Test
    void noPipelinesPrefixIsAPrefixOfAnothers() {
        List<String> names = new ArrayList<>(List.of("flights", "flights-scoring", "flights-scoring-answers-v1", "f"));
        Random random = new Random(SEED);
        for (int i = 0; i < 300; i++) {
            String name = names.get(random.nextInt(names.size()));
            names.add(
                    name.length() < 48 && random.nextInt(10) > 0
                            ? name + ALPHABET.charAt(random.nextInt(ALPHABET.length()))
                            : name.substring(0, 1 + random.nextInt(name.length())));
        }
        List<String> prefixes =
                names.stream().flatMap(name -> prefixes(name).stream()).toList();
        for (String a : prefixes) {
            for (String b : prefixes) {
                assertThat(b.startsWith(a))
                        .as("%s begins with %s, seed=%d", b, a, SEED)
                        .isEqualTo(a.equals(b));
            }
        }
    }

    private static List<String> prefixes(String name) {
        Pipeline pipeline = pipeline(name);
        return List.of(
                pipeline.transactionalIdPrefix(),
                pipeline.learningTransactionalIdPrefix(),
                pipeline.monitoringTransactionalIdPrefix());
    }

    private static Pipeline pipeline(String name) {
        return new Pipeline(
                Path.of("pipeline.yaml"),
                name,
                "localhost:9092",
                Map.of(),
                new Events("events", EventFormat.JSON, List.of(), "", "id", "", ""),
                List.of(),
                new Slot("slot", "model", new FailurePolicy(Double.NaN), 1, Duration.ofMillis(1), true, Device.CPU),
                Delivery.EXACTLY_ONCE,
                new Checkpoints(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)),
                Duration.ofMinutes(1),
                1,
                new Control(
                        Map.of(),
                        List.of(),
                        List.of(),
                        S3Settings.DEFAULT,
                        "",
                        Duration.ofMinutes(1),
                        Duration.ZERO,
                        false),
                Learning.NONE,
                Optional.empty());
    }
}
