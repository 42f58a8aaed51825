package io.millrace.jobs.monitoring;

import io.millrace.jobs.pipeline.DriftAction;
import io.millrace.jobs.pipeline.SigningKey;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.Severity;
import io.millrace.schemas.signing.CommandSigner;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Answers alarms with commands, where a policy says so: none within the cool-down of the one before, none beyond a day's budget. Every
 * decision is told, with the signal that it answers; so is every action that is withheld. Times are event times, so a replay decides alike.
 * One thread.
 */
final class PolicyDesk {
    private static final Duration VALID = Duration.ofHours(1);
    private static final int ID_LENGTH = 16;
    private static final long NEVER = Long.MIN_VALUE;

    private final PolicySettings settings;
    private final Clock clock;
    private long lastAction = NEVER;
    private long day = NEVER;
    private int actionsOfDay;

    /**
     * A desk that has done nothing yet.
     *
     * @param clock says when a command is signed
     */
    PolicyDesk(PolicySettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What comes of an alarm.
     *
     * @param event what is to be told
     * @param command the signed command; empty: none is sent
     */
    record Decision(MonitoringEvent event, Optional<byte[]> command) {}

    /**
     * Decides about an alarm.
     *
     * @param model that the alarm is about, {@code name@version}
     * @return empty if no action is meant for it
     */
    Optional<Decision> decide(MonitoringEvent alarm, String model) {
        if (alarm.getSeverity() != Severity.ALARM) {
            return Optional.empty();
        }
        return settings.actions().stream()
                .filter(action -> action.matches(alarm.getName()))
                .findFirst()
                .map(action -> decide(action, alarm, model));
    }

    private Decision decide(DriftAction action, MonitoringEvent alarm, String model) {
        long time = alarm.getTime().toEpochMilli();
        long today = Math.floorDiv(time, Duration.ofDays(1).toMillis());
        if (today != day) {
            day = today;
            actionsOfDay = 0;
        }
        if (lastAction != NEVER && time - lastAction < settings.coolDownMillis()) {
            return told(action, alarm, model, "withheld", "within the cool-down of the action before");
        }
        if (actionsOfDay >= settings.budget()) {
            return told(
                    action,
                    alarm,
                    model,
                    "withheld",
                    "the budget of " + settings.budget() + " actions a day is used up");
        }
        lastAction = time;
        actionsOfDay++;
        if (settings.dryRun()) {
            return told(action, alarm, model, "dry-run", "nothing was sent");
        }
        ControlCommand command = command(action, alarm, model);
        Decision told = told(action, alarm, model, "sent", "command " + command.getId());
        SigningKey key = settings.signingKey();
        return new Decision(
                told.event(),
                Optional.of(
                        key == null
                                ? CommandSigner.unsigned(command)
                                : CommandSigner.sign(command, key.id(), key.privateKey())));
    }

    private ControlCommand command(DriftAction action, MonitoringEvent alarm, String model) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        ControlCommand.Builder command = ControlCommand.newBuilder()
                .setId(id(action, alarm, model))
                .setPipeline(settings.pipeline())
                .setSlot(settings.slot())
                .setKind(kind(action))
                // If another model serves by now, the alarm is not about it.
                .setExpectedChampion(model)
                .setIssuer("drift policy: " + alarm.getName())
                .setIssuedAt(now)
                .setNotAfter(now.plus(VALID));
        if (!action.model().isEmpty()) {
            int at = action.model().lastIndexOf('@');
            command.setModel(action.model().substring(0, at))
                    .setVersion(Long.parseLong(action.model().substring(at + 1)));
        }
        return command.build();
    }

    private static CommandKind kind(DriftAction action) {
        return switch (action.command()) {
            case ROLLBACK -> CommandKind.ROLLBACK;
            case PROMOTE -> CommandKind.PROMOTE;
        };
    }

    /** The same after a failure: a command that comes again would be refused as such. */
    private String id(DriftAction action, MonitoringEvent alarm, String model) {
        String what = String.join(
                "\n",
                settings.pipeline(),
                action.toString(),
                alarm.getName(),
                model,
                Long.toString(alarm.getTime().toEpochMilli()));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
            return "drift-" + HexFormat.of().formatHex(hash).substring(0, ID_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private Decision told(DriftAction action, MonitoringEvent alarm, String model, String outcome, String why) {
        String asked = kind(action) + (action.model().isEmpty() ? "" : " " + action.model());
        MonitoringEvent event = MonitoringEvent.newBuilder()
                .setTime(alarm.getTime())
                .setKind(Kinds.POLICY)
                .setName("policy." + kind(action).toString().toLowerCase(Locale.ROOT))
                .setSlot(settings.slot())
                .setLabels(Map.of("model", model, "signal", alarm.getName(), "outcome", outcome))
                .setValue(alarm.getValue())
                .setThreshold(alarm.getThreshold())
                .setWindow(alarm.getWindow())
                .setN(alarm.getN())
                .setSeverity(Severity.WARNING)
                .setCause(asked + " because of " + alarm.getName() + " (" + alarm.getKind() + "): " + why)
                .build();
        return new Decision(event, Optional.empty());
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeLong(lastAction);
        out.writeLong(day);
        out.writeInt(actionsOfDay);
    }

    /** Reads what {@link #writeTo} wrote. */
    void readFrom(DataInput in) throws IOException {
        lastAction = in.readLong();
        day = in.readLong();
        actionsOfDay = in.readInt();
    }
}
