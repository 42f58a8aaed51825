package io.millrace.jobs.learning;

import io.millrace.learning.admission.Admission;
import io.millrace.learning.admission.AdmissionStage;
import io.millrace.learning.admission.LabelFlipGuard;
import io.millrace.learning.admission.Reason;
import io.millrace.learning.admission.TrustClass;
import java.util.List;
import java.util.Map;

/**
 * Tells the monitoring topic what admission does: how much is refused by which stage for which reason, who teaches, and what waits in quarantine. Labels are stages,
 * reasons and trust classes of the pipeline file, never principals. One thread.
 */
final class AdmissionReport {
    /** Examples from one report to the next. */
    static final int EVERY = 1_000;

    /** Kind of the findings. */
    static final String KIND = "ADMISSION";

    private static final String SINCE_START = "since the start";

    private final Offers offers;

    AdmissionReport(Offers offers) {
        this.offers = offers;
    }

    /** Tells about one learner. */
    void tell(HostedLearner learner, Filter filter, long time) {
        Figures figures = new Figures(
                "admission." + learner.name() + ".", time, filter.admission().seen());
        Admission admission = filter.admission();
        figures.total("seen", Map.of(), admission.seen());
        figures.total("admitted", Map.of(), admission.admitted());
        figures.total("released", Map.of(), admission.released());
        figures.total("principals-merged", Map.of(), admission.merged());
        figures.now("principals", Map.of(), admission.principals());
        figures.now("frozen", Map.of(), admission.isFrozen() ? 1 : 0);
        refused(figures, admission);
        classes(figures, filter);
        for (int i = 0; i < admission.config().stages().size(); i++) {
            AdmissionStage stage = admission.stage(i);
            if (stage instanceof LabelFlipGuard guard) {
                figures.now("distrusted", Map.of(), guard.distrusted());
                figures.now("distrusted-share", Map.of(), guard.distrustedShare());
            }
        }
    }

    private static void refused(Figures figures, Admission admission) {
        List<String> stages =
                admission.config().stages().stream().map(stage -> stage.stage()).toList();
        for (int stage = -1; stage < stages.size(); stage++) {
            for (Reason reason : Reason.values()) {
                long refused = admission.refused(stage, reason);
                if (refused > 0) {
                    String name = stage < 0 ? "none" : stages.get(stage);
                    // A stage may occur twice.
                    Map<String, String> labels =
                            Map.of("stage", name, "position", Integer.toString(stage), "reason", reason.text());
                    figures.total("refused", labels, refused);
                }
            }
        }
    }

    private static void classes(Figures figures, Filter filter) {
        Admission admission = filter.admission();
        Filter.Movement movement = filter.look();
        List<TrustClass> classes = admission.config().identity().classes();
        for (int i = 0; i < classes.size(); i++) {
            Map<String, String> labels = Map.of("class", classes.get(i).name());
            if (admission.seen(i) > 0) {
                double admitted = (double) admission.admitted();
                figures.total("seen-of-class", labels, admission.seen(i));
                figures.total("admitted-of-class", labels, admission.admitted(i));
                figures.now("share", labels, admitted == 0 ? Double.NaN : (double) admission.admitted(i) / admitted);
                figures.recent("influence", labels, movement.influence()[i]);
                figures.recent("shift", labels, movement.shiftOf(i));
            }
        }
    }

    /** Tells about the quarantine of the slot. */
    void tell(Quarantine quarantine, long time) {
        Figures figures = new Figures("quarantine.", time, quarantine.size());
        figures.now("held", Map.of(), quarantine.size());
        figures.now(
                "age", Map.of(), quarantine.size() == 0 ? 0 : (double) Math.max(0, time - quarantine.oldest()) / 1e3);
        figures.total("expired", Map.of(), quarantine.expired());
    }

    /** Figures of one report. */
    private final class Figures {
        private final String prefix;
        private final long time;
        private final long n;

        Figures(String prefix, long time, long n) {
            this.prefix = prefix;
            this.time = time;
            this.n = n;
        }

        void total(String name, Map<String, String> labels, long value) {
            tell(name, labels, (double) value, SINCE_START);
        }

        void now(String name, Map<String, String> labels, double value) {
            tell(name, labels, value, "");
        }

        void recent(String name, Map<String, String> labels, double value) {
            tell(name, labels, value, "the last " + EVERY + " examples");
        }

        private void tell(String name, Map<String, String> labels, double value, String window) {
            if (!Double.isNaN(value)) {
                offers.tell(offers.finding(KIND, prefix + name, time)
                        .setLabels(labels)
                        .setValue(value)
                        .setN(n)
                        .setWindow(window));
            }
        }
    }
}
