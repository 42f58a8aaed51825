package io.millrace.gateway.view;

import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.Severity;
import java.util.Optional;

/**
 * Which signals somebody wants. Empty: all.
 *
 * @param kind the kind
 * @param name the name, or its beginning and {@code *}
 * @param slot the slot
 * @param model {@code name@version}
 * @param severity the least severity
 */
public record SignalFilter(
        Optional<String> kind,
        Optional<String> name,
        Optional<String> slot,
        Optional<String> model,
        Optional<Severity> severity) {
    /** Takes every signal. */
    public static final SignalFilter ALL =
            new SignalFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Whether a finding is wanted. */
    public boolean takes(MonitoringEvent event) {
        return kind.filter(wanted -> !wanted.equals(event.getKind())).isEmpty()
                && name.filter(wanted -> !matches(wanted, event.getName())).isEmpty()
                && slot.filter(wanted -> !wanted.equals(event.getSlot())).isEmpty()
                && model.filter(wanted -> !wanted.equals(event.getLabels().get("model")))
                        .isEmpty()
                && severity.filter(least -> event.getSeverity().compareTo(least) < 0)
                        .isEmpty();
    }

    private static boolean matches(String wanted, String name) {
        return wanted.endsWith("*") ? name.startsWith(wanted.substring(0, wanted.length() - 1)) : name.equals(wanted);
    }
}
