package io.millrace.cli.swap;

import io.millrace.schemas.ModelStatus;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Shows the phases of one command while they come: on a terminal a line a phase that is overwritten while it lasts, else a line a
 * status. One thread.
 */
final class PhaseView {
    private final Consumer<String> lines;
    private final Consumer<String> overwritten;
    private ModelStatus newest;

    /**
     * A view.
     *
     * @param lines prints a line and goes to the next
     * @param overwritten overwrites the line; null where nobody watches
     */
    PhaseView(Consumer<String> lines, Consumer<String> overwritten) {
        this.lines = lines;
        this.overwritten = overwritten;
    }

    /** Shows a status. */
    void show(ModelStatus status) {
        if (overwritten == null) {
            lines.accept(line(status));
        } else {
            if (newest != null && newest.getPhase() != status.getPhase()) {
                lines.accept("");
            }
            overwritten.accept(line(status));
        }
        newest = status;
    }

    /** Leaves the line that could be overwritten. */
    void end() {
        if (overwritten != null && newest != null) {
            lines.accept("");
        }
    }

    /** The newest status shown. */
    Optional<ModelStatus> newest() {
        return Optional.ofNullable(newest);
    }

    private static String line(ModelStatus status) {
        return TextTable.joined(
                String.format(Locale.ROOT, "%-10s", status.getPhase()),
                StatusText.model(status),
                StatusText.subtasks(status),
                StatusText.durations(status),
                StatusText.reason(status));
    }
}
