package io.millrace.jobs.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.operators.coordination.CoordinationResponse;
import org.apache.flink.streaming.api.operators.collect.CollectCoordinationResponse;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

final class SwapMessagesTest {
    private static final ClassLoader CLASSES = SwapMessagesTest.class.getClassLoader();
    private static final DeployedModel MODEL = new DeployedModel("m", 2, "ab".repeat(32), 10, "file:/m.zip");

    @Test
    void instructionsArriveAsTheyWereSent() throws Exception {
        Timeline timeline = new Timeline(List.of(
                new TimelineEntry(3, TimelineEntry.Kind.CHAMPION, MODEL, 100, Cut.atEventTime(5), ""),
                new TimelineEntry(4, TimelineEntry.Kind.CANARY_END, null, 0, Cut.atOffsets(Map.of(2, 7L)), "why")));
        Instructions sent = new Instructions(
                9,
                new SlotView(4, timeline, List.of(new Challenger(MODEL, 10)), MODEL),
                new Instructions.Preparation(5, MODEL),
                List.of(new Instructions.Fence(5, 99)));
        CoordinationResponse response = SwapMessages.response(sent);
        CoordinationResponse overTheWire =
                InstantiationUtil.deserializeObject(InstantiationUtil.serializeObject(response), CLASSES);
        assertThat(SwapMessages.instructions(overTheWire, CLASSES)).isEqualTo(sent);
    }

    @Test
    void aReportArrivesAsItWasSent() throws Exception {
        SubtaskReport report = new SubtaskReport(
                1,
                2,
                3,
                4,
                new SubtaskReport.PreparationOutcome(5, "", "fast", "compiled", 12),
                List.of(6L),
                List.of(new SubtaskReport.PassedFence(7, 8)),
                List.of(new SubtaskReport.FirstOffset(3, 0, 17)),
                Map.of(1, 18L),
                List.of(new SubtaskReport.BrokenModel(MODEL, "LOAD_FAILED", "cut in half")),
                Long.MIN_VALUE,
                11);
        assertThat(SwapMessages.request(report).deserializeValue(CLASSES))
                .isEqualTo(new SwapMessages.ReportRequest(report));
    }

    @Test
    void aForeignResponseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> SwapMessages.instructions(new CollectCoordinationResponse("0", 0, List.of()), CLASSES))
                .withMessageStartingWith("must be instructions of version 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SwapMessages.instructions(new CoordinationResponse() {}, CLASSES));
    }
}
