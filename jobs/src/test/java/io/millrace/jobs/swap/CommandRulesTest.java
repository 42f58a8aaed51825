package io.millrace.jobs.swap;

import static io.millrace.jobs.swap.SwapWorld.deployed;
import static io.millrace.jobs.swap.SwapWorld.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.StatusPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class CommandRulesTest {
    private static final Instant NOW = Instant.parse("2026-07-01T10:00:00Z");

    private final SwapState state = new SwapState(SwapWorld.PIPELINE_FILE);
    private long offset;

    CommandRulesTest() {
        decide(CommandKind.DEPLOY, deployed("forest", 2));
        decide(CommandKind.DEPLOY, deployed("forest", 3));
        decide(CommandKind.SHADOW, deployed("pine", 1));
        decide(CommandKind.CANARY, deployed("oak", 1));
    }

    private static void nothing(ControlCommand.Builder command) {
        command.setModel("").setVersion(0);
    }

    private void decide(CommandKind kind, DeployedModel model) {
        ControlCommand command = command(kind, c -> c.setId("decided" + offset));
        state.fold(new PendingCommand(offset, offset, command, false)
                .status(StatusPhase.COMMITTING, NOW, kind, model)
                .build());
        offset++;
    }

    private static ControlCommand command(CommandKind kind, Consumer<ControlCommand.Builder> details) {
        ControlCommand.Builder command = ControlCommand.newBuilder()
                .setId("c")
                .setPipeline("p")
                .setSlot("s")
                .setKind(kind)
                .setIssuer("alice")
                .setIssuedAt(NOW)
                .setNotAfter(NOW.plusSeconds(60));
        details.accept(command);
        return command.build();
    }

    private void assertAccepted(
            CommandKind kind, Consumer<ControlCommand.Builder> details, CommandKind as, DeployedModel model) {
        assertThat(CommandRules.resolve(command(kind, details), state, NOW))
                .isEqualTo(new CommandRules.Resolved(as, model));
    }

    private void assertRefused(
            CommandKind kind,
            Consumer<ControlCommand.Builder> details,
            String reason,
            boolean security,
            String detail) {
        CommandReader.Refusal refusal = catchThrowableOfType(
                CommandReader.Refusal.class, () -> CommandRules.resolve(command(kind, details), state, NOW));
        assertThat(refusal).as("refusal").isNotNull();
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal).hasMessage(detail);
        assertThat(refusal.isSecurity()).isEqualTo(security);
    }

    @Test
    void everyKindIsAcceptedAsItShouldBe() {
        assertAccepted(CommandKind.DEPLOY, model("forest", 4), CommandKind.DEPLOY, deployed("forest", 4));
        assertAccepted(CommandKind.CANARY, model("forest", 4), CommandKind.CANARY, deployed("forest", 4));
        assertAccepted(CommandKind.SHADOW, model("forest", 4), CommandKind.SHADOW, deployed("forest", 4));
        assertAccepted(CommandKind.PROMOTE, model("pine", 1), CommandKind.PROMOTE, deployed("pine", 1));
        assertAccepted(CommandKind.PROMOTE, model("oak", 1), CommandKind.PROMOTE, deployed("oak", 1));
        assertAccepted(CommandKind.ROLLBACK, CommandRulesTest::nothing, CommandKind.ROLLBACK, deployed("forest", 2));
        assertAccepted(CommandKind.ROLLBACK, model("base", 1), CommandKind.ROLLBACK, SwapWorld.PIPELINE_FILE);
        assertAccepted(CommandKind.RETIRE, model("pine", 1), CommandKind.RETIRE, deployed("pine", 1));
        assertAccepted(
                CommandKind.RETIRE,
                model("oak", 1).andThen(c -> c.setEffectiveFrom(NOW)),
                CommandKind.RETIRE,
                deployed("oak", 1));
        assertAccepted(
                CommandKind.RETIRE,
                model("forest", 3).andThen(c -> c.setFallback("forest@2")),
                CommandKind.ROLLBACK,
                deployed("forest", 2));
        assertAccepted(
                CommandKind.DEPLOY,
                model("forest", 4).andThen(c -> c.setExpectedChampion("forest@3")),
                CommandKind.DEPLOY,
                deployed("forest", 4));
    }

    @Test
    void whatIsTooOldOrCameBeforeIsRefused() {
        assertRefused(
                CommandKind.DEPLOY,
                model("forest", 4).andThen(c -> c.setNotAfter(NOW.minusMillis(1))),
                "STALE",
                true,
                "notAfter: must not be over, found 2026-07-01T09:59:59.999Z");
        assertRefused(
                CommandKind.DEPLOY,
                model("forest", 4).andThen(c -> c.setId("decided0")),
                "REPLAYED",
                true,
                "id: must be new, found decided0 again");
        String tail = ", the highest of forest that was champion (to go back, use ROLLBACK), found ";
        assertRefused(
                CommandKind.DEPLOY, model("forest", 3), "STALE", true, "version: must be greater than 3" + tail + "3");
        assertRefused(
                CommandKind.CANARY, model("forest", 2), "STALE", true, "version: must be greater than 3" + tail + "2");
        assertAccepted(
                CommandKind.DEPLOY,
                model("forest", 4).andThen(c -> c.setNotAfter(NOW)),
                CommandKind.DEPLOY,
                deployed("forest", 4));
    }

    @Test
    void whatNobodyCanMeanIsRefused() {
        assertRefused(
                CommandKind.DEPLOY,
                model("forest", 4)
                        .andThen(c -> c.setNotAfter(NOW.plus(Duration.ofDays(7)).plusMillis(1))),
                "INVALID",
                false,
                "notAfter: must be at most 7 days ahead, found 2026-07-08T10:00:00.001Z");
        assertRefused(
                CommandKind.DEPLOY,
                model("forest", 4).andThen(c -> c.setId("")),
                "INVALID",
                false,
                "id: must not be empty");
        assertRefused(
                CommandKind.DEPLOY,
                model("", 4),
                "INVALID",
                false,
                "model: must have a name and a version >= 1, found \"\" 4");
        assertRefused(
                CommandKind.DEPLOY,
                model("forest", 0),
                "INVALID",
                false,
                "model: must have a name and a version >= 1, found \"forest\" 0");
        assertRefused(
                CommandKind.DEPLOY,
                model("forest", 4).andThen(c -> c.setSha256("AB")),
                "INVALID",
                false,
                "sha256, size: must be 64 lower-case hexadecimal digits and >= 1, found \"AB\" 1004");
        assertRefused(
                CommandKind.CANARY,
                model("forest", 4).andThen(c -> c.setPercent(0)),
                "INVALID",
                false,
                "percent: must be 1 to 100, found 0");
        assertRefused(
                CommandKind.SHADOW,
                model("forest", 4).andThen(c -> c.setPercent(101)),
                "INVALID",
                false,
                "percent: must be 1 to 100, found 101");
        assertRefused(
                CommandKind.SHADOW,
                model("forest", 4).andThen(c -> c.setEffectiveFrom(NOW)),
                "INVALID",
                false,
                "effectiveFrom: must be now for SHADOW, which decides nothing, found 2026-07-01T10:00:00Z");
        assertRefused(
                CommandKind.RETIRE,
                model("pine", 1).andThen(c -> c.setEffectiveFrom(NOW)),
                "INVALID",
                false,
                "effectiveFrom: must be now for the RETIRE of a shadow, which decides nothing, found"
                        + " 2026-07-01T10:00:00Z");
        assertRefused(
                CommandKind.ROLLBACK,
                model("forest", 3),
                "INVALID",
                false,
                "model: must not be the champion already, found forest@3");
        assertRefused(
                CommandKind.UNKNOWN,
                CommandRulesTest::nothing,
                "UNKNOWN_COMMAND",
                false,
                "kind: must be one that this release knows");
    }

    @Test
    void whatDoesNotFitWhatServesIsRefused() {
        assertRefused(
                CommandKind.DEPLOY,
                model("forest", 4).andThen(c -> c.setExpectedChampion("forest@2")),
                "UNEXPECTED_CHAMPION",
                false,
                "expectedChampion: must be the newest champion, forest@3, found forest@2");
        assertRefused(
                CommandKind.PROMOTE,
                model("elm", 1),
                "UNKNOWN_MODEL",
                false,
                "model: must be a canary or shadow of the slot, found elm@1");
        assertRefused(
                CommandKind.ROLLBACK,
                model("elm", 1),
                "UNKNOWN_MODEL",
                false,
                "model: must have been champion of the slot before, found elm@1");
        assertRefused(
                CommandKind.RETIRE,
                model("elm", 1),
                "UNKNOWN_MODEL",
                false,
                "model: must serve in the slot, found elm@1");
        assertRefused(
                CommandKind.RETIRE,
                model("forest", 3),
                "CHAMPION",
                false,
                "fallback: must be named to retire the champion, forest@3, found none");
        assertRefused(
                CommandKind.RETIRE,
                model("forest", 3).andThen(c -> c.setFallback("forest@3")),
                "INVALID",
                false,
                "model: must not be the champion already, found forest@3");
    }

    @Test
    void withoutAChampionBeforeThereIsNoWayBack() {
        SwapState fresh = new SwapState(SwapWorld.PIPELINE_FILE);
        CommandReader.Refusal refusal = catchThrowableOfType(
                CommandReader.Refusal.class,
                () -> CommandRules.resolve(command(CommandKind.ROLLBACK, CommandRulesTest::nothing), fresh, NOW));
        assertThat(refusal.reason()).isEqualTo("NO_FALLBACK");
        assertThat(refusal).hasMessage("rollback: must have a champion before base@1 to go back to, found none");
    }

    @Test
    void aFifthShadowIsRefusedButMayReplaceItsOwn() {
        for (int i = 0; i < 3; i++) {
            decide(CommandKind.SHADOW, deployed("elm" + i, 1));
        }
        assertRefused(
                CommandKind.SHADOW,
                model("ash", 1),
                "INVALID",
                false,
                "shadows: must be at most 4; retire one first, found 4");
        assertAccepted(CommandKind.SHADOW, model("pine", 2), CommandKind.SHADOW, deployed("pine", 2));
    }
}
