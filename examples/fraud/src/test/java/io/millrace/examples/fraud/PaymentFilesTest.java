package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaymentFilesTest {
    private static final int COUNT = 4_000;

    @Test
    void theRingLiesFromHalfWayOn(@TempDir Path folder) throws IOException {
        PaymentFiles.write(folder, PaymentFiles.smallWorld(3), COUNT, ReportersConfig.DEFAULTS);
        List<String> payments = Files.readAllLines(folder.resolve(PaymentFiles.PAYMENTS));
        List<String> labels = Files.readAllLines(folder.resolve(PaymentFiles.LABELS));
        List<String> attacked = Files.readAllLines(folder.resolve(PaymentFiles.ATTACKED));
        assertThat(payments).hasSize(COUNT + 1);
        assertThat(labels).hasSize(COUNT + 1);
        assertThat(attacked).hasSize(COUNT + 1);
        assertThat(payments.get(0).split(",", -1)).hasSize(3 + FraudFeatures.NAMES.size());
        int lies = 0;
        int frauds = 0;
        Set<String> liars = new HashSet<>();
        for (int i = 1; i <= COUNT; i++) {
            String[] truth = labels.get(i).split(",", -1);
            String[] said = attacked.get(i).split(",", -1);
            assertThat(said[0]).isEqualTo(truth[0]).isEqualTo(payments.get(i).split(",", -1)[0]);
            assertThat(said[2]).isEqualTo(truth[2]);
            frauds += Integer.parseInt(truth[1]);
            if (!said[1].equals(truth[1])) {
                assertThat(i).as("no lie before half way").isGreaterThan(COUNT / 2);
                liars.add(said[3]);
                lies++;
            }
        }
        assertThat(liars).hasSize(10);
        // 10 of the ring, 40 times as busy as 190 others, of half of the labels
        double expected = COUNT / 2.0 * 400 / 590;
        assertThat((double) lies).isBetween(0.85 * expected, 1.15 * expected);
        assertThat((double) frauds / COUNT).isBetween(0.02, 0.07);
    }

    @Test
    void theSameSeedGivesTheSameFiles(@TempDir Path folder) throws IOException {
        for (String run : List.of("a", "b")) {
            PaymentFiles.write(folder.resolve(run), PaymentFiles.smallWorld(3), 200, ReportersConfig.DEFAULTS);
        }
        for (String name : List.of(PaymentFiles.PAYMENTS, PaymentFiles.LABELS, PaymentFiles.ATTACKED)) {
            assertThat(folder.resolve("a").resolve(name))
                    .hasSameBinaryContentAs(folder.resolve("b").resolve(name));
        }
    }

    @Test
    void reportersMustBePossible() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReportersConfig(0, -1, 2, 0))
                .withMessageContaining("honest=0, ring=-1, from=2.0, busy=0.0");
    }
}
