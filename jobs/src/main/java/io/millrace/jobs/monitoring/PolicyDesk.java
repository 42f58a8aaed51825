package io.millrace.jobs.monitoring;

import io.millrace.jobs.pipeline.DriftAction;
import io.millrace.jobs.pipeline.DriftAction.Command;
import io.millrace.jobs.pipeline.SigningKey;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.Severity;
import io.millrace.schemas.signing.CommandSigner;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Answers alarms with commands and calls of webhooks, where a policy says so: none within the cool-down of the one before, none beyond a day's
 * budget, each kind by itself, so that whoever wants to be told does not stand in the way of what is to be done. Every decision is told, with the
 * signal that it answers; so is every action that is withheld. Times are event times, so a replay decides alike. One thread.
 */
final class PolicyDesk {
    private static final Duration VALID = Duration.ofHours(1);
    private static final int ID_LENGTH = 16;

    private final PolicySettings settings;
    private final Clock clock;
    private final ActionLedger commands;
    private final ActionLedger calls;

    /**
     * A desk that has done nothing yet.
     *
     * @param clock says when a command is signed
     */
    PolicyDesk(PolicySettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        commands = new ActionLedger(settings.coolDownMillis(), settings.budget());
        calls = new ActionLedger(settings.coolDownMillis(), settings.budget());
    }

    /**
     * What comes of an alarm.
     *
     * @param event what is to be told
     * @param command the signed command; empty: none is sent
     * @param call of a webhook; empty: none
     */
    record Decision(MonitoringEvent event, Optional<byte[]> command, Optional<WebhookCall> call) {}

    /**
     * Decides about an alarm: at most one command and one call.
     *
     * @param model that the alarm is about, {@code name@version}
     * @param mayCall whether a further call may wait
     */
    List<Decision> decide(MonitoringEvent alarm, String model, boolean mayCall) {
        List<Decision> decisions = new ArrayList<>();
        if (alarm.getSeverity() == Severity.ALARM) {
            first(alarm, true).ifPresent(action -> decisions.add(decide(action, alarm, model, commands, true)));
            first(alarm, false).ifPresent(action -> decisions.add(decide(action, alarm, model, calls, mayCall)));
        }
        return decisions;
    }

    private Optional<DriftAction> first(MonitoringEvent alarm, boolean command) {
        return settings.actions().stream()
                .filter(action -> action.isCommand() == command && action.matches(alarm.getName()))
                .findFirst();
    }

    private Decision decide(
            DriftAction action, MonitoringEvent alarm, String model, ActionLedger ledger, boolean hasRoom) {
        long time = alarm.getTime().toEpochMilli();
        Optional<String> objection = ledger.objection(time);
        if (objection.isPresent()) {
            return withheld(action, alarm, model, objection.get());
        }
        if (!hasRoom) {
            return withheld(action, alarm, model, "as many calls wait as may");
        }
        ledger.enter(time);
        if (settings.dryRun()) {
            return told(action, alarm, model, "dry-run", "nothing was sent");
        }
        return action.isCommand() ? commanded(action, alarm, model) : called(action, alarm, model);
    }

    private Decision withheld(DriftAction action, MonitoringEvent alarm, String model, String why) {
        return told(action, alarm, model, "withheld", why);
    }

    private Decision commanded(DriftAction action, MonitoringEvent alarm, String model) {
        ControlCommand command = command(action, alarm, model);
        SigningKey key = settings.signingKey();
        byte[] record =
                key == null ? CommandSigner.unsigned(command) : CommandSigner.sign(command, key.id(), key.privateKey());
        Decision told = told(action, alarm, model, "sent", "command " + command.getId());
        return new Decision(told.event(), Optional.of(record), Optional.empty());
    }

    private Decision called(DriftAction action, MonitoringEvent alarm, String model) {
        String id = id(action, alarm, model);
        WebhookCall call = new WebhookCall(
                id,
                action.target(),
                alarm.getName(),
                model,
                alarm.getTime().toEpochMilli(),
                WebhookBody.of(id, settings.pipeline(), alarm, model));
        Decision told = told(action, alarm, model, "sent", "id " + id);
        return new Decision(told.event(), Optional.empty(), Optional.of(call));
    }

    private ControlCommand command(DriftAction action, MonitoringEvent alarm, String model) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        ControlCommand.Builder command = ControlCommand.newBuilder()
                .setId(id(action, alarm, model))
                .setPipeline(settings.pipeline())
                .setSlot(settings.slot())
                .setKind(kind(action))
                .setIssuer("drift policy: " + alarm.getName())
                .setIssuedAt(now)
                .setNotAfter(now.plus(VALID));
        if (action.command() == Command.FREEZE) {
            return command.setLearner(action.target()).build();
        }
        // If another model serves by now, the alarm is not about it.
        command.setExpectedChampion(model);
        if (action.command() == Command.PROMOTE) {
            int at = action.target().lastIndexOf('@');
            command.setModel(action.target().substring(0, at))
                    .setVersion(Long.parseLong(action.target().substring(at + 1)));
        }
        return command.build();
    }

    private static CommandKind kind(DriftAction action) {
        return switch (action.command()) {
            case ROLLBACK -> CommandKind.ROLLBACK;
            case PROMOTE -> CommandKind.PROMOTE;
            case FREEZE -> CommandKind.FREEZE;
            case WEBHOOK -> throw new IllegalArgumentException("must be a command: " + action);
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
        String asked = action.command() + (action.target().isEmpty() ? "" : " " + action.target());
        MonitoringEvent event = MonitoringEvent.newBuilder()
                .setTime(alarm.getTime())
                .setKind(Kinds.POLICY)
                .setName(nameOf(action.command()))
                .setSlot(settings.slot())
                .setLabels(Map.of("model", model, "signal", alarm.getName(), "outcome", outcome))
                .setValue(alarm.getValue())
                .setThreshold(alarm.getThreshold())
                .setWindow(alarm.getWindow())
                .setN(alarm.getN())
                .setSeverity(Severity.WARNING)
                .setCause(asked + " because of " + alarm.getName() + " (" + alarm.getKind() + "): " + why)
                .build();
        return new Decision(event, Optional.empty(), Optional.empty());
    }

    private static String nameOf(Command command) {
        return "policy." + command.toString().toLowerCase(Locale.ROOT);
    }

    /** What is to be told of a call that was given up. */
    MonitoringEvent failed(WebhookSender.Outcome outcome) {
        WebhookCall call = outcome.call();
        return MonitoringEvent.newBuilder()
                .setTime(Instant.ofEpochMilli(call.time()))
                .setKind(Kinds.POLICY)
                .setName(nameOf(Command.WEBHOOK))
                .setSlot(settings.slot())
                .setLabels(Map.of("model", call.model(), "signal", call.signal(), "outcome", "failed"))
                .setValue(Double.NaN)
                .setSeverity(Severity.WARNING)
                .setCause(Command.WEBHOOK + " " + call.webhook() + " because of " + call.signal() + " came to nothing: "
                        + outcome.failure())
                .build();
    }

    void writeTo(DataOutput out) throws IOException {
        commands.writeTo(out);
        calls.writeTo(out);
    }

    /**
     * Reads what {@link #writeTo} wrote, or what was written when there were no calls.
     *
     * @param in ends with the desk
     */
    void readFrom(DataInputStream in) throws IOException {
        commands.readFrom(in);
        if (in.available() > 0) {
            calls.readFrom(in);
        }
    }
}
