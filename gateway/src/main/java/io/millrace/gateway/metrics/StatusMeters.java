package io.millrace.gateway.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.millrace.gateway.view.StatusView;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import io.millrace.schemas.status.SlotStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Statuses as series: what serves, what is pending, what was refused. Safe for all threads. */
public final class StatusMeters {
    private static final int MOST_SLOTS = 64;
    private static final int MOST_REASONS = 64;

    private final MeterRegistry registry;
    private final StatusView view;
    private final Labels slots = new Labels(MOST_SLOTS);
    private final Labels reasons = new Labels(MOST_REASONS);
    private final MultiGauge shares;
    private final MultiGauge since;
    private final MultiGauge pending;
    private final MultiGauge degraded;
    private boolean changed = true;

    /** Reads what serves from {@code view}. */
    public StatusMeters(MeterRegistry registry, StatusView view) {
        this.registry = registry;
        this.view = view;
        shares = multi(MeterName.SLOT_SHARE);
        since = multi(MeterName.SLOT_SINCE);
        pending = multi(MeterName.SLOT_PENDING);
        degraded = multi(MeterName.SLOT_DEGRADED);
        registry.gauge(
                MeterName.CONTROL_PROBLEM.meter(),
                view,
                known -> known.controlProblem().isPresent() ? 1 : 0);
    }

    private MultiGauge multi(MeterName name) {
        return MultiGauge.builder(name.meter()).register(registry);
    }

    /** Counts a status that the view has taken already. */
    public synchronized void add(ModelStatus status) {
        changed = true;
        String slot = slots.bounded(status.getSlot());
        String reason = reasons.bounded(status.getReason() == null ? "" : status.getReason());
        registry.counter(
                        MeterName.SWAP_STATUSES.meter(),
                        Labels.of(
                                MeterName.SWAP_STATUSES,
                                slot,
                                status.getKind().name(),
                                status.getPhase().name(),
                                reason))
                .increment();
        if (status.getSecurity()) {
            registry.counter(MeterName.SWAP_SUSPECT.meter(), Labels.of(MeterName.SWAP_SUSPECT, slot))
                    .increment();
        }
        if (status.getPhase() == StatusPhase.ACTIVE) {
            record(slot, "fetch", status.getFetchMillis());
            record(slot, "validate", status.getValidationMillis());
            record(slot, "prepare", status.getPreparationMillis());
        }
    }

    private void record(String slot, String step, long millis) {
        if (millis > 0) {
            registry.timer(MeterName.SWAP_STEP.meter(), Labels.of(MeterName.SWAP_STEP, slot, step))
                    .record(Duration.ofMillis(millis));
        }
    }

    /** Brings the series of what serves up to date. To be called before they are read. */
    public synchronized void refresh() {
        if (!changed) {
            return;
        }
        changed = false;
        List<Row<?>> shareRows = new ArrayList<>();
        List<Row<?>> sinceRows = new ArrayList<>();
        List<Row<?>> pendingRows = new ArrayList<>();
        List<Row<?>> degradedRows = new ArrayList<>();
        List<String> names = view.slots();
        for (String name : names.subList(0, Math.min(names.size(), MOST_SLOTS))) {
            SlotStatus slot = view.slot(name);
            slot.champion().ifPresent(status -> serving(name, "champion", status, shareRows, sinceRows));
            slot.canary().ifPresent(status -> serving(name, "canary", status, shareRows, sinceRows));
            slot.shadows().forEach(status -> serving(name, "shadow", status, shareRows, sinceRows));
            String label = Labels.clean(name);
            pendingRows.add(Row.of(
                    Labels.of(MeterName.SLOT_PENDING, label), slot.pending().size()));
            degradedRows.add(Row.of(
                    Labels.of(MeterName.SLOT_DEGRADED, label),
                    slot.degradations().size()));
        }
        shares.register(shareRows, true);
        since.register(sinceRows, true);
        pending.register(pendingRows, true);
        degraded.register(degradedRows, true);
    }

    private static void serving(String slot, String role, ModelStatus status, List<Row<?>> shares, List<Row<?>> since) {
        String name = Labels.clean(slot);
        String model = Labels.clean(status.getModel());
        String version = Long.toString(status.getVersion());
        double share = role.equals("champion") ? 1 : status.getPercent() / 100.0;
        double seconds = status.getTime().toEpochMilli() / 1e3;
        shares.add(Row.of(
                Labels.of(MeterName.SLOT_SHARE, name, role, model, version, Labels.clean(status.getEngine())), share));
        since.add(Row.of(Labels.of(MeterName.SLOT_SINCE, name, role, model, version), seconds));
    }
}
