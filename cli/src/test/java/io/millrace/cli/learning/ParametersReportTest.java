package io.millrace.cli.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.LearnedParameter;
import io.millrace.schemas.ModelSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParametersReportTest {
    private static ModelSnapshot snapshot(String learner, long examples, long version) {
        return ModelSnapshot.newBuilder()
                .setLearner(learner)
                .setSlot("delay")
                .setModel(version == 0 ? "" : learner)
                .setVersion(version)
                .setAlgorithm("logistic-regression")
                .setExamples(examples)
                .setEventTime(Instant.parse("2013-04-20T10:00:00Z"))
                .setMetrics(Map.of("learner.log-loss", 0.5))
                .setParameters(List.of(
                        new LearnedParameter("carrier=UA", -0.25), new LearnedParameter("intercept\u001b[2J", 1e-7)))
                .build();
    }

    private static final List<ModelSnapshot> SNAPSHOTS =
            List.of(snapshot("online", 10_000, 1), snapshot("online", 12_000, 0), snapshot("other", 20_000, 7));

    @Test
    void theNewestOfALearnerIsShownWithItsParameters() {
        assertThat(ParametersReport.ofLearner(SNAPSHOTS, "online").orElseThrow().lines())
                .containsExactly(
                        "online  logistic-regression  12,000 examples until 2013-04-20T10:00:00Z  not offered for serving",
                        "PARAMETER           VALUE",
                        "carrier=UA          -0.25",
                        "intercept\\u001b[2J  1.0E-7");
        assertThat(ParametersReport.ofLearner(SNAPSHOTS, "none")).isEmpty();
    }

    @Test
    void whatServesIsFoundByModelAndVersion() {
        ParametersReport report =
                ParametersReport.ofModel(SNAPSHOTS, "online", 1).orElseThrow();
        assertThat(report.lines().get(0)).endsWith("offered as online@1");
        assertThat(ParametersReport.ofModel(SNAPSHOTS, "online", 2)).isEmpty();
    }

    @Test
    void asJson() {
        assertThat(ParametersReport.ofLearner(SNAPSHOTS, "other").orElseThrow().json())
                .isEqualTo("{\"learner\":\"other\",\"slot\":\"delay\",\"model\":\"other\",\"version\":7,"
                        + "\"algorithm\":\"logistic-regression\",\"examples\":20000,\"eventTime\":\"2013-04-20T10:00:00Z\","
                        + "\"metrics\":{\"learner.log-loss\":0.5},"
                        + "\"parameters\":{\"carrier=UA\":-0.25,\"intercept\\u001B[2J\":1.0E-7}}");
    }

    @Test
    void tooManyParametersAreSaid() {
        ModelSnapshot without = ModelSnapshot.newBuilder(snapshot("online", 5, 0))
                .setParameters(null)
                .build();
        ParametersReport report = new ParametersReport(without);
        assertThat(report.lines()).last().isEqualTo("More than 10,000 parameters; the model file has them.");
        assertThat(report.json()).doesNotContain("parameters");
    }
}
