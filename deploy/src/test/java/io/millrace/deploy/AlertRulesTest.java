package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Prometheus' own tool on the configuration and on the rules' unit tests. */
class AlertRulesTest {
    @Test
    void promtoolTakesTheConfigurationAndRunsTheRulesTests() throws Exception {
        assumeTrue(
                Prometheus.isInstalled("promtool"),
                "skipped: no promtool on this machine (Debian: apt-get install prometheus)");
        promtool("check", "config", Repository.DEPLOY.resolve("prometheus/prometheus.yml"));
        promtool("test", "rules", Repository.DEPLOY.resolve("prometheus/tests/millrace_test.yml"));
    }

    private static void promtool(String first, String second, Path file) throws IOException, InterruptedException {
        Process promtool = new ProcessBuilder("promtool", first, second, file.toString())
                .redirectErrorStream(true)
                .start();
        String out = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(promtool.exitValue()).as(out).isZero();
    }
}
